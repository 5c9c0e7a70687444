"""The faults that come seldom: copies, old versions, years without contact, a device taken away.

Of copies there is one in a run: two copies of one folder that both hold the same unsent work are beyond what numbers
can tell apart (ARCHITECTURE.md, «The numbers of a device»).
"""

from typing import TYPE_CHECKING

from sync.core.session import Wake
from sync.records import KINDS
from sync.server.rows import DeviceState
from tests.simulation.device_node import Copied, DeviceNode
from tests.simulation.faults import OFTEN
from tests.simulation.old_kinds import OLD_KINDS
from tests.simulation.parcels import carry_parcel

if TYPE_CHECKING:
    from tests.simulation.storm import Storm

TOMBSTONE_DAYS = 401
DAY_MS = 86_400_000
TOO_OLD = 0
"""A schema that the server no longer answers."""


def copy_device(storm: "Storm") -> None:
    """Copy a tablet's folder to another tablet, which starts with it: two devices with one identity."""
    node = storm.some_node()
    if storm.is_copied or node.is_lost:
        return
    storm.is_copied = True
    storm.counts["device copied"] += 1
    storm.add_copy(node)


def keep_copy(storm: "Storm") -> None:
    """Copy a tablet's folder aside, as a backup of the tablet does."""
    node = storm.some_node()
    storm.folders[node.name] = node.folder()


def bring_back(storm: "Storm") -> None:
    """Bring a tablet back from its copy; what it wrote since is known to the server alone."""
    node = storm.some_node()
    folder = storm.folders.get(node.name)
    if storm.is_copied or folder is None or not _is_same(node, folder):
        return
    storm.is_copied = True
    storm.counts["device restored from a copy"] += 1
    node.bring_back(folder)


def _is_same(node: DeviceNode, folder: Copied) -> bool:
    return folder.caller == node.caller and not node.is_lost


def withdraw(storm: "Storm") -> None:
    """Withdraw a tablet: it may send what waits, and reads nothing more."""
    _revoke(storm, DeviceState.SENDING)


def report_lost(storm: "Storm") -> None:
    """Report a tablet lost: nothing is taken from it and nothing given."""
    _revoke(storm, DeviceState.REVOKED)


def _revoke(storm: "Storm", state: DeviceState) -> None:
    node = storm.some_node()
    if len([other for other in storm.nodes if not other.is_withdrawn]) < 3 or node.is_withdrawn or storm.is_copied:
        return
    if storm.server.revoke(node.caller.device, state):
        node.is_withdrawn, node.is_lost = True, state is DeviceState.REVOKED
        storm.is_copied = True  # a copy of a tablet that was taken away would enrol anew as a third one
        storm.counts["device lost" if node.is_lost else "device withdrawn"] += 1


def update_app(storm: "Storm") -> None:
    """Update an older version of the app; what it kept aside is tried again."""
    node = storm.some_node()
    if node.kinds is OLD_KINDS:
        storm.counts["old client updated"] += 1
        node.update_app(KINDS)


def too_old(storm: "Storm") -> None:
    """Let a tablet run a version that the server no longer answers: it only sends until its update."""
    node = storm.some_node()
    node.schema = TOO_OLD
    storm.later(60_000, lambda: storm.update_schema(node))


def years_pass(storm: "Storm") -> None:
    """Let more time pass than tombstones live; whoever was away stands before the fence."""
    storm.server.keep_house()
    storm.server.clock_offset_ms += TOMBSTONE_DAYS * DAY_MS
    purged = storm.server.keep_house()
    storm.counts["years passed"] += 1
    storm.counts["tombstones purged"] += purged
    storm.some_node().wake(Wake.NETWORK)


RARELY = (
    *(copy_device, keep_copy, keep_copy, bring_back, bring_back, withdraw, report_lost),
    *(update_app, too_old, years_pass, years_pass, years_pass, carry_parcel, carry_parcel, carry_parcel),
)
FAULTS = (*OFTEN, *OFTEN, *OFTEN, *OFTEN, *RARELY, *RARELY)
