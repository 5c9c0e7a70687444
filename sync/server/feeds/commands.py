"""`fieldserver feed`: secret links to news and calendars, made, listed and revoked."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.records.base import SECTOR, TOWN_SCOPE, Role, scope
from sync.server import audit
from sync.server.accounts import AccountTrouble, find_account
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.cli_words import TROUBLES
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.feeds.links import LinkKind, LinkTrouble, links_of, make_link, revoke_link
from sync.server.feeds.routes import CALENDARS, FEEDS
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows import RecordRow
from sync.server.rows_interop import LinkRow
from sync.server.store import StoreBusy, Unit

feeds = typer.Typer(help="Links by which other programs follow news and calendars.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Name = Annotated[str, typer.Argument(help="What you call it, to know it in the list.", show_default=False)]
ID_CHARACTERS = 12
LINK_TROUBLES = {
    "link-name": "A link's name is a line of 1 to 100 characters.",
    "links-too-many": "There are too many links: revoke some.",
    "link-unknown": "No link that is in force begins so. See: fieldserver feed list",
    "link-ambiguous": "Several links begin so: give more of the id.",
    "audience-unknown": "An audience is town, service:CODE, team:NAME, sector:CODE or role:ROLE.",
}
_KINDS = {"service": ("service", "code"), "team": ("team", "name"), SECTOR: ("zone", "code")}


@feeds.command("create")
def feed_create(
    name: _Name,
    data: _Data,
    audience: Annotated[
        str, typer.Option("--for", help="town, service:CODE, team:NAME, sector:CODE or role:ROLE.")
    ] = TOWN_SCOPE,
) -> None:
    """Make a link to the notes of an audience; it is shown once."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            secret = _made(parts, unit, LinkKind.NEWS, name, _subject(unit, audience))
        out.print(f"Atom:      {FEEDS}/news/{secret}.atom", soft_wrap=True)
        out.print(f"JSON Feed: {FEEDS}/news/{secret}.json", soft_wrap=True)
        _warn()

    run_on(data, work)


@feeds.command("calendar")
def feed_calendar(
    account: Annotated[str, typer.Argument(help="Whose calendar.", show_default=False)], data: _Data
) -> None:
    """Make a link to the calendar of an account's agent; it is shown once."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = find_account(unit, account)
            if row is None:
                raise AccountTrouble("account-unknown")
            secret = _made(parts, unit, LinkKind.CALENDAR, row.account, row.agent)
        out.print(f"iCalendar: {CALENDARS}/{secret}.ics", soft_wrap=True)
        _warn()

    run_on(data, work)


@feeds.command("list")
def feed_list(data: _Data) -> None:
    """List the links; their secrets are not kept."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("id", "kind", Column("name", overflow="fold"), "of", "made", "revoked")
        with parts.store.reading(tenant) as unit:
            rows = links_of(unit)
        for row in rows:
            made = (row.made_at[:16], row.revoked_at[:16])
            table.add_row(row.secret_hash[:ID_CHARACTERS], row.kind, row.name, row.subject, *made)
        out.print(table if rows else "There is no link.")

    run_on(data, work)


@feeds.command("revoke")
def feed_revoke(
    begins: Annotated[str, typer.Argument(metavar="ID", help="Id of the link, or its beginning.", show_default=False)],
    data: _Data,
) -> None:
    """Revoke a link: who has it reads nothing any more."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = revoke_link(unit, begins, parts.service.now())
            audit.note(unit, parts.service.now(), "link-revoked", link=row.secret_hash[:ID_CHARACTERS])
        out.print(f"Revoked {row.secret_hash[:ID_CHARACTERS]}: {row.kind}, {row.name}.", soft_wrap=True)

    run_on(data, work)


def run_on(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it on a data folder, or say in plain words why not."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except LinkTrouble as trouble:
        said = LINK_TROUBLES[str(trouble)]
    except AccountTrouble as trouble:
        said = TROUBLES[str(trouble)]
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def _made(parts: Parts, unit: Unit, kind: LinkKind, name: str, subject: str) -> str:
    now = parts.service.now()
    secret = make_link(unit, LinkRow("", kind.value, name, subject, now), secrets.token_bytes)
    audit.note(unit, now, "link-made", kind=kind.value, subject=subject)
    return secret


def _subject(unit: Unit, audience: str) -> str:
    """Give the scope of an audience as the administrator writes it; raise `LinkTrouble`."""
    name, _, told = audience.partition(":")
    if audience == TOWN_SCOPE or (name == "role" and told in tuple(Role)):
        return audience
    kind, member = _KINDS.get(name, ("", ""))
    for row in unit.find(RecordRow, "kind", [kind]):
        if not row.removed and str(row.fields().get(member)).casefold() == told.casefold():
            return scope(name, row.id)
    raise LinkTrouble("audience-unknown")


def _warn() -> None:
    out.print("Put the server's address before it. Whoever has the link reads; it is not shown again.", soft_wrap=True)
