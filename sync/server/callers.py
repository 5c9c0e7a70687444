"""Who asks, and whether his device may still ask."""

from collections.abc import Collection
from dataclasses import dataclass

from sync.protocol.problems import ProblemError
from sync.server.rows import DeviceRow, DeviceState
from sync.server.store import Unit

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
        raise ProblemError("revoked")
    return row
