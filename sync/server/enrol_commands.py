"""`fieldserver device enrol` and `address`: a code for one device of an account, and what goes along with it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import segno
import typer

from sync.protocol.codes import Enrolment, link_of
from sync.protocol.pins import is_pin, pin_of
from sync.server.accounts import AccountTrouble
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.cli_words import ENROLMENT_TROUBLES, TROUBLES
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.enrolling import HOURS_MAX
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows import json_text
from sync.server.rows_access import AddressRow

DAY_HOURS = 24
QR_ERROR = "m"
"""A damaged seventh of the picture is still read: it is shown on screens and printed small."""
QR_SCALE = 6
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class EnrolTrouble(Exception):
    """What was asked cannot be put into a code; the code says why."""


_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]


def device_address(
    address: Annotated[str, typer.Argument(help="The server as tablets reach it: https://…", show_default=False)],
    data: _Data,
    pin: Annotated[
        list[str] | None,
        typer.Option(
            help="Key that tablets must find there: sha256/…, or a certificate's PEM file. Give a second one."
        ),
    ] = None,
    own_authority: Annotated[
        bool, typer.Option("--own-authority", help="No public authority vouches for the server: the pins alone do.")
    ] = False,
) -> None:
    """Note how tablets reach this server, and its pinned keys: codes of `device enrol` tell it to them."""

    def work(parts: Parts, tenant: str) -> None:
        pins = tuple(_pin(one) for one in pin or ())
        _check(address, pins, own_authority=own_authority)
        with parts.store.writing(tenant) as unit:
            unit.put([AddressRow(address.rstrip("/"), json_text(list(pins)), not own_authority)])
        out.print(f"Tablets that enrol from now on go to {address}; pinned keys: {len(pins)}.", soft_wrap=True)
        if len(pins) == 1:
            out.print(
                "One pin only: when that key is lost, no tablet gets in. Draw a second key and keep it elsewhere."
            )

    _run(data, work)


def device_enrol(
    account: Annotated[str, typer.Argument(help="Account of the agent who gets the device.", show_default=False)],
    data: _Data,
    hours: Annotated[int, typer.Option(help="How long the code serves.", min=1, max=HOURS_MAX)] = DAY_HOURS,
    qr: Annotated[Path | None, typer.Option("--qr", help="Write the QR code here as well: .svg or .png.")] = None,
) -> None:
    """Make a code that lets one device of an account in, once, without its password."""

    def work(parts: Parts, tenant: str) -> None:
        if qr is not None and qr.suffix not in (".svg", ".png"):
            raise EnrolTrouble("qr-not-a-picture")
        with parts.store.reading(tenant) as unit:
            known = unit.get(AddressRow, [("public",)]).get(("public",))
        if known is None:
            raise EnrolTrouble("address-unknown")
        made = parts.enrolments.make(tenant, account, hours)
        told = Enrolment(made.code.replace("-", ""), known.origin, tenant, known.pins(), known.roots)
        _show(made.code, link_of(told), qr)
        out.print(f"For one device of {made.account}, until {made.ends_at[:16].replace('T', ' ')} UTC.", soft_wrap=True)
        out.print("It is stored nowhere: a new code for this account replaces it.")

    _run(data, work)


def _run(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it, or say in plain words why not."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except EnrolTrouble as trouble:
        said = ENROLMENT_TROUBLES[str(trouble)]
    except AccountTrouble as trouble:
        said = TROUBLES.get(str(trouble), str(trouble))
    except FolderTrouble as trouble:
        said = str(trouble)
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def _show(code: str, link: str, qr: Path | None) -> None:
    picture = segno.make(link, error=QR_ERROR, micro=False)
    drawn = io.StringIO()
    picture.terminal(out=drawn, compact=True, border=2)
    out.print(drawn.getvalue(), highlight=False, markup=False, soft_wrap=True)
    out.print(f"code  {code}", highlight=False, soft_wrap=True)
    out.print(f"link  {link}", highlight=False, soft_wrap=True, markup=False)
    if qr is not None:
        picture.save(str(qr), scale=QR_SCALE, border=4)
        out.print(f"QR code written to {qr}: whoever sees it may use it.", soft_wrap=True)


def _pin(told: str) -> str:
    """Give a pin as it is told, or of the certificate in a file."""
    if is_pin(told):
        return told
    try:
        return pin_of(Path(told).read_bytes())
    except (OSError, ValueError):
        raise EnrolTrouble("pin-not-valid") from None


def _check(address: str, pins: tuple[str, ...], *, own_authority: bool) -> None:
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (is_safe and parts.hostname and parts.path in ("", "/")):
        raise EnrolTrouble("address-not-valid")
    if own_authority and not pins:
        raise EnrolTrouble("pins-needed")
