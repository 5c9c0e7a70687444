"""Orders to wipe, and their receipts.

    an order stands until its receipt is here; each answer `revoked` to its device carries it, signed by the town
    a receipt is signed in the name of the device's own key; it needs no token, and ends that device's identity

A device keeps the public half of the town's key from its sign-in on, so that nobody between the two, and no other
device, can forge an order; who holds one back can only let the device's lease run out.
"""

from dataclasses import replace

from sync.core.instants import instant_of_ms
from sync.protocol.orders import WipeOrder, WipeReceipt, claimed_receipt, order_text, receipt_of_text
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError
from sync.records.device_rules import wipe_hours
from sync.server import audit
from sync.server.leasing import OrderKeys, policy_of
from sync.server.parcels import device_key_of
from sync.server.rows import DeviceRow, DeviceState
from sync.server.rows_orders import WipeRow
from sync.server.staff import revoke_device
from sync.server.store import Unit

HOUR_MS = 3_600_000


def order_wipe(unit: Unit, keys: OrderKeys, row: DeviceRow, named: tuple[str, int], *, takes_work: bool) -> WipeRow:
    """Order a device to wipe, in place of any order before; `named` is its id and the moment."""
    order_id, now_ms = named
    by_ms = now_ms + (wipe_hours(policy_of(unit)) * HOUR_MS if takes_work else 0)
    at, by = instant_of_ms(now_ms), instant_of_ms(by_ms)
    order = WipeOrder(order_id, unit.tenant, row.device, at, by, takes_work)
    wipe = WipeRow(row.device, order_id, order_text(keys.seed(unit.tenant), order), at, by, takes_work)
    unit.put([wipe])
    audit.note(unit, at, "wipe-ordered", device=row.device, order=order_id, by=by)
    return wipe


def wipe_of(unit: Unit, device: str) -> WipeRow | None:
    """Give the order that stands for a device, carried out or not."""
    return unit.get(WipeRow, [(device,)]).get((device,))


def take_receipt(unit: Unit, text: str, now: str) -> None:
    """Keep a device's receipt, once; raise `not-found` or, when it is not its own, `forbidden`."""
    try:
        claimed = claimed_receipt(text)
        wipe = wipe_of(unit, claimed.device)
        if wipe is None or (wipe.order_id, unit.tenant) != (claimed.order, claimed.tenant):
            raise ProblemError("not-found")
        receipt = receipt_of_text(device_key_of(unit, claimed.device), text)
    except WrongKey:
        raise ProblemError("forbidden") from None
    if not wipe.receipt:
        unit.put([replace(wipe, heard_at=wipe.heard_at or now, receipt=text, received_at=now)])
        # Whoever comes under its name from here on is a copy: nothing is taken from it, and it hears the order again.
        revoke_device(unit, receipt.device, DeviceState.REVOKED)
        _note_receipt(unit, receipt, now)


def receipt_in(unit: Unit, wipe: WipeRow) -> WipeReceipt | None:
    """Read a receipt that was kept, its signatures checked once more; None where there is none that holds."""
    try:
        return receipt_of_text(device_key_of(unit, wipe.device), wipe.receipt) if wipe.receipt else None
    except WrongKey:
        return None


def _note_receipt(unit: Unit, receipt: WipeReceipt, now: str) -> None:
    told = {
        "device": receipt.device,
        "order": receipt.order,
        "wiped_at": receipt.wiped_at,
        "changes_left": str(receipt.changes_left),
        "photos_left": str(receipt.photos_left),
    }
    audit.note(unit, now, "wipe-receipt", **told)
