"""`fieldserver device`: the tablets and desks that are enrolled, and how one is taken out of service."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.core.instants import instant_of_ms
from sync.server import audit
from sync.server.accounts import AccountTrouble
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.cli_words import TROUBLES
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.leasing import lease_of
from sync.server.opening import opened
from sync.server.parcels import device_key_of
from sync.server.parts import Parts
from sync.server.rows import DeviceRow, DeviceState
from sync.server.rows_orders import WipeRow
from sync.server.staff import devices_of, named_device, people, revoke_device
from sync.server.store import StoreBusy, Unit
from sync.server.wiping import order_wipe, receipt_in, wipe_of

devices = typer.Typer(help="Tablets and desks that are enrolled.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Device = Annotated[str, typer.Argument(help="Id of the device, or its beginning.", show_default=False)]


@devices.command("list")
def device_list(
    data: _Data,
    account: Annotated[str | None, typer.Option(help="Only the devices of this account.")] = None,
) -> None:
    """List the enrolled devices, and how far those are that were ordered to wipe."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            rows, accounts = devices_of(unit, account), {row.account: row.name for row in people(unit)}
            wipes = {row.device: _wipe_word(wipe_of(unit, row.device)) for row in rows}
        table = Table(Column("device", min_width=36), "name", "state", "wipe", "enrolled", "last seen", "changes")
        for row in rows:
            seen = (row.enrolled_at[:16], row.seen_at[:16], str(row.last_n))
            table.add_row(row.device, row.name, row.state, wipes[row.device], *seen)
        out.print(table)
        out.print(f"{len(rows)} devices, {len(accounts)} accounts.")

    _run(data, work)


@devices.command("show")
def device_show(device: _Device, data: _Data) -> None:
    """Tell all that is known of one device: its lease, its order to wipe, and its signed receipt."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            for name, told in _told(unit, named_device(unit, device), parts.now_ms()):
                out.print(f"{name}: {told}", soft_wrap=True)

    _run(data, work)


@devices.command("revoke")
def device_revoke(
    device: _Device,
    data: _Data,
    lost: Annotated[bool, typer.Option("--lost", help="Lost or stolen: take nothing from it any more.")] = False,
    wipe: Annotated[bool, typer.Option("--wipe", help="Let it erase what it holds, and sign for it.")] = False,
) -> None:
    """Revoke a device: it reads nothing more. Unless lost, it may still send the work that waits on it.

    With --wipe it erases its vault at its next contact, once what waits has arrived (at once with --lost, and after the
    hours of the town's policy whatever waits), and hands in a signed receipt: see `device show`.
    """

    def work(parts: Parts, tenant: str) -> None:
        state = DeviceState.REVOKED if lost else DeviceState.SENDING
        with parts.store.writing(tenant) as unit:
            row = revoke_device(unit, named_device(unit, device).device, state)
            audit.note(unit, parts.service.now(), "device-revoked", device=row.device, state=state.value)
            if wipe:
                named = (parts.service.new_id(), parts.now_ms())
                order = order_wipe(unit, parts.auth.order_keys, row, named, takes_work=not lost)
        may = "nothing is taken from it any more" if lost else "it may still send what waits"
        out.print(f"Revoked {row.name} ({row.device}): {may}.")
        if wipe:
            out.print(f"It wipes at its next contact; once it has heard, at the latest at {order.latest_at[:16]} UTC.")

    _run(data, work)


def _wipe_word(wipe: WipeRow | None) -> str:
    if wipe is None:
        return ""
    if wipe.receipt:
        return f"wiped {wipe.received_at[:16]}"
    return f"heard {wipe.heard_at[:16]}" if wipe.heard_at else f"ordered {wipe.ordered_at[:16]}"


def _told(unit: Unit, row: DeviceRow, now_ms: int) -> list[tuple[str, str]]:
    lease, wipe = lease_of(unit, row.device), wipe_of(unit, row.device)
    told = [
        ("device", row.device),
        ("name", row.name),
        ("state", row.state),
        ("enrolled", row.enrolled_at),
        ("last seen", row.seen_at),
        ("changes", str(row.last_n)),
        ("public key", device_key_of(unit, row.device) or "none"),
    ]
    if lease is not None:
        over = ", over: it signs in again" if lease.until_ms <= now_ms else ""
        told.append(("lease until", f"{instant_of_ms(lease.until_ms)}{over}"))
    return told if wipe is None else told + _told_of_wipe(unit, wipe)


def _told_of_wipe(unit: Unit, wipe: WipeRow) -> list[tuple[str, str]]:
    told = [
        ("wipe ordered", f"{wipe.ordered_at}, order {wipe.order_id}"),
        ("wipe at the latest", wipe.latest_at),
        ("work is taken first", "yes" if wipe.takes_work else "no"),
        ("order heard", wipe.heard_at or "not yet"),
    ]
    receipt = receipt_in(unit, wipe)
    if receipt is None:
        return [*told, ("receipt", "not yet" if not wipe.receipt else "its signature does not hold")]
    left = f"{receipt.changes_left} changes and {receipt.photos_left} photos were not handed over"
    return [
        *told,
        ("wiped", f"{receipt.wiped_at} by its own clock; {left}"),
        ("receipt", f"came {wipe.received_at}, its signature holds"),
        ("signed receipt", wipe.receipt),
    ]


def _run(data: Path, work: Callable[[Parts, str], None]) -> None:
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except (AccountTrouble, FolderTrouble) as trouble:
        said = TROUBLES.get(str(trouble), str(trouble))
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)
