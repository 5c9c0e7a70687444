"""`fieldserver moderation`: what waits to be looked at, and the acts of who looks, each with its reason."""

import getpass
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Column, Table

from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened
from sync.server.public.moderation import (
    BOXES_MAX,
    KEPT_DAYS,
    REASON_CHARACTERS_MAX,
    Act,
    Moderation,
    ModerationTrouble,
    Rectangle,
)
from sync.server.store import StoreBusy

moderation = typer.Typer(help="What the town publishes of citizens' reports.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Number = Annotated[str, typer.Argument(help="Number of the report, such as W2026K0007.", show_default=False)]
_Photo = Annotated[str, typer.Argument(help="Id of the photo: see `moderation list`.", show_default=False)]
_Reason = Annotated[str, typer.Option("--reason", help="Why; it stands in the audit log.", show_default=False)]
_Who = Annotated[str, typer.Option("--who", help="Who decides; empty: the account of this machine.")]
_BOX: Final = re.compile(r"(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})")
_TROUBLES: Final = {
    "report-unknown": "There is no report of this number.",
    "photo-unknown": "This report has no such photo. See: fieldserver moderation list",
    "reason-needed": f"Give a reason, of at most {REASON_CHARACTERS_MAX} characters.",
    "boxes-count": f"Give one to {BOXES_MAX} rectangles.",
    "box-not-valid": "A rectangle is left,top,width,height in pixels, such as 120,40,200,80.",
    "box-outside": "A rectangle lies outside the photo.",
    "refused": "The judge refused it; nothing was changed.",
}


@moderation.command("list")
def moderation_list(data: _Data) -> None:
    """List the reports that nobody looked at yet, the oldest first."""

    def work(acts: Moderation, tenant: str) -> None:
        table = Table("number", "day", "category", Column("text", overflow="fold"), Column("photos", overflow="fold"))
        waiting = acts.waiting(tenant)
        for one in waiting:
            text, photos = str(one.fields.get("description") or ""), "\n".join(one.photos)
            table.add_row(one.row.number, one.row.requested_on, one.row.service_code, text, photos)
        out.print(table if waiting else "Nothing waits.")

    _run(data, work)


@moderation.command("publish")
def moderation_publish(
    number: _Number,
    data: _Data,
    reason: _Reason,
    who: _Who = "",
    without_photos: Annotated[bool, typer.Option("--without-photos", help="Let out its words only.")] = False,
) -> None:
    """Let a report out: its words, and its photos that wait."""

    def work(acts: Moderation, tenant: str) -> None:
        photos = acts.publish(tenant, number, _act(who, reason), with_photos=not without_photos)
        out.print(f"Published {number}, with {photos} photos.")

    _run(data, work)


@moderation.command("hide")
def moderation_hide(
    number: _Number,
    data: _Data,
    reason: _Reason,
    who: _Who = "",
    photo: Annotated[str, typer.Option("--photo", help="Hide this photo alone.")] = "",
) -> None:
    """Take a report from the public, or one of its photos."""

    def work(acts: Moderation, tenant: str) -> None:
        acts.hide(tenant, number, _act(who, reason), photo=photo)
        out.print(f"Hidden: {'a photo of ' if photo else ''}{number}.")

    _run(data, work)


@moderation.command("redact")
def moderation_redact(
    photo: _Photo,
    data: _Data,
    box: Annotated[list[str], typer.Option("--box", help="left,top,width,height in pixels.", show_default=False)],
    reason: _Reason,
    who: _Who = "",
) -> None:
    """Cover rectangles of a photo, everywhere: devices forget the one before."""

    def work(acts: Moderation, tenant: str) -> None:
        stands_in = acts.redact(tenant, photo, [_rectangle(text) for text in box], _act(who, reason))
        out.print(f"Covered. The photo is {stands_in} from now on.")

    _run(data, work)


@moderation.command("original")
def moderation_original(
    photo: _Photo,
    data: _Data,
    to: Annotated[Path, typer.Option("--to", help="The file to write.", show_default=False)],
    reason: _Reason,
    who: _Who = "",
) -> None:
    """Write a photo as it was before it was covered into a file; the look is noted."""

    def work(acts: Moderation, tenant: str) -> None:
        to.write_bytes(acts.original(tenant, photo, _act(who, reason)))
        out.print(f"Wrote {to}.")

    _run(data, work)


@moderation.command("purge")
def moderation_purge(
    data: _Data,
    reason: _Reason,
    days: Annotated[int, typer.Option(help="Keep those that were covered in so many days.", min=0)] = KEPT_DAYS,
    who: _Who = "",
) -> None:
    """Destroy the originals of photos that were covered."""

    def work(acts: Moderation, tenant: str) -> None:
        out.print(f"Destroyed {acts.purge_originals(tenant, _act(who, reason), days)} originals.")

    _run(data, work)


def _act(who: str, reason: str) -> Act:
    return Act(who or getpass.getuser(), reason)


def _rectangle(text: str) -> Rectangle:
    match = _BOX.fullmatch(text.replace(" ", ""))
    if match is None:
        raise ModerationTrouble("box-not-valid")
    return Rectangle(*(int(part) for part in match.groups()))


def _run(data: Path, work: Callable[[Moderation, str], None]) -> None:
    try:
        with opened(DataFolder(data)) as parts:
            work(Moderation(parts.service, parts.uploads.files), tenant_of(parts))
    except ModerationTrouble as trouble:
        said = _TROUBLES[str(trouble)]
    except (FolderTrouble, OSError) as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy, does not answer, or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)
