"""The town hall on PostgreSQL beside the same on SQLite: how many changes it judges, and keeps durably.

Both take the same pushes as they come off the line, in this process; each push is one durable transaction. The
PostgreSQL is a real one with its own processes on the same machine, reached over the loopback.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sync.core.model import Op
from sync.protocol.exchange_codec import push_text
from sync.protocol.messages import PushRequest
from sync.server.arrivals import arrived
from sync.server.sql_store import SqlServerStore
from tests.bench.figures import Figure, Setting, side_by_side
from tests.server.device_in_hand import Device, World
from tests.server.postgresql_in_hand import TOWN_DATABASE, opened_store, postgresql
from tests.server.town_in_hand import Town

BATCH: Final = 50
LARGE_BATCH: Final = 1_000
PUSHES, PUSHES_QUICK = 60, 6
LARGE_PUSHES, LARGE_PUSHES_QUICK = 12, 3


@dataclass
class Side:
    """One store with a town and a device, and what it is to push, written beforehand."""

    store: SqlServerStore
    town: Town = field(init=False)
    device: Device = field(init=False)
    bodies: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        """Found the town."""
        self.town = Town(self.store, World())
        self.device = self.town.device("bureau")

    def write(self, pushes: int, changes: int) -> None:
        """Write the pushes."""
        self.bodies = [self._push(changes) for _ in range(pushes)]

    def take(self, n: int) -> None:
        """Have one judged."""
        caller = self.device.caller
        assert self.town.service.take(caller, arrived(caller, self.bodies[n])).next_n

    def _push(self, changes: int) -> bytes:
        fields = self.town.report_fields("bureau")
        made = (self.device.make("report", self.town.world.new_id(), Op.CREATE, fields) for _ in range(changes))
        return push_text(PushRequest(self.device.caller.device, "", tuple(made)))


def central(setting: Setting) -> Iterator[Figure]:
    """Measure pushes of 50 and of 1,000 changes on both."""
    with postgresql(quick=False) as server:
        server.make_town_database()
        lite = SqlServerStore(setting.folder / "server.db")
        lite.create()
        stores = [opened_store(server, TOWN_DATABASE), lite]
        try:
            yield from _measured(setting, [Side(store) for store in stores])
        finally:
            for store in stores:
                store.close()


def _measured(setting: Setting, sides: list[Side]) -> Iterator[Figure]:
    ours, peers = _pushed(setting, sides, setting.size(PUSHES, PUSHES_QUICK), BATCH)
    told = f"pushes of {BATCH} new reports a second on PostgreSQL; peer: on SQLite"
    yield Figure(told, 1000 / ours, "/s", 1000 / peers, "sqlite_vs_postgresql_push")
    ours, peers = _pushed(setting, sides, setting.size(LARGE_PUSHES, LARGE_PUSHES_QUICK), LARGE_BATCH)
    told = f"changes judged a second on PostgreSQL, in pushes of {LARGE_BATCH}; peer: on SQLite"
    yield Figure(told, LARGE_BATCH * 1000 / ours, "/s", LARGE_BATCH * 1000 / peers, "judged_changes_per_s")


def _pushed(setting: Setting, sides: list[Side], pushes: int, changes: int) -> tuple[float, float]:
    for side in sides:
        side.write(pushes + 1, changes)
        side.take(0)  # warm

    def taken(side: Side) -> Callable[[int], None]:
        return lambda n: side.take(n + 1)

    setting.tell(f"push {changes} changes {pushes} times", 0, 1)
    return side_by_side(taken(sides[0]), taken(sides[1]), pushes)
