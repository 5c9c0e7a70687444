"""Who asks, and whether his device may still ask."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sync.protocol.problems import ProblemError
from sync.server.rows import DeviceRow, DeviceState
from sync.server.rows_orders import WipeRow
from sync.server.store import ServerStore, Unit

MAY_SEND = frozenset({DeviceState.ACTIVE, DeviceState.SENDING})
MAY_READ = frozenset({DeviceState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Caller:
    """An agent on a device of a town, as his token says."""

    tenant: str
    agent: str
    device: str


def device_of(unit: Unit, caller: Caller, states: Collection[DeviceState]) -> DeviceRow:
    """Give the caller's device if it is in one of these states; else raise `not-signed-in` or `revoked`."""
    row = unit.get(DeviceRow, [(caller.device,)]).get((caller.device,))
    if row is None or row.agent != caller.agent:
        # Enrolled after the backup from which this server came back, or never: a sign-in enrols it.
        raise ProblemError("not-signed-in")
    if row.state not in states:
        raise revoked(unit, caller.device)
    return row


def revoked(unit: Unit, device: str) -> ProblemError:
    """Give the problem of a device that was revoked, with the order to wipe where one stands."""
    wipe = unit.get(WipeRow, [(device,)]).get((device,))
    return ProblemError("revoked", order=wipe.signed_order) if wipe is not None else ProblemError("revoked")


def note_heard(store: ServerStore, caller: Caller, now: Callable[[], str]) -> None:
    """Note when a device was first answered with its order to wipe; a refusal undoes its own transaction."""
    with store.writing(caller.tenant) as unit:
        wipe = unit.get(WipeRow, [(caller.device,)]).get((caller.device,))
        if wipe is not None and not wipe.heard_at:
            unit.put([replace(wipe, heard_at=now())])
