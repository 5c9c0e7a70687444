"""A simulated tablet: the real engine on the real in-memory store, killed at write points or anywhere else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.client.engine import Engine, Status
from sync.client.memory_shelf import Tables
from sync.client.memory_store import WritePoint
from sync.client.ports import Ports, StoreFull
from sync.client.rows import EntryState
from sync.client.writing import Wish
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import SCHEMA, Change, KindSpec
from sync.core.session import Halt, Wake
from sync.records import KINDS
from sync.server.callers import Caller
from tests.simulation.device_store import SimulatedStore, at_once
from tests.simulation.kernel import START_MS, Kernel, Kill, Task
from tests.simulation.photo_node import PhotoDisk

Name = tuple[str, int]
"""A change's name for ever: device and number."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A tablet's folder, copied: who it is, what it holds, and what was durable then."""

    caller: Caller
    tables: Tables
    photos: PhotoDisk
    written: Mapping[Name, Change]


class DeviceNode:
    """One tablet and its agent: the disk (`tables`), and a process (store, engine, task) while it is up."""

    make_engine: type[Engine] = Engine

    def __init__(self, kernel: Kernel, caller: Caller, name: str) -> None:
        self.kernel = kernel
        self.caller = caller
        self.name = name
        self.kinds: Mapping[str, KindSpec] = KINDS
        self.schema = SCHEMA
        self.clock_offset_ms = 0
        self.clock_drift = 0.0
        """Seconds that its clock gains in a second."""
        self.kill_at: WritePoint | None = None
        self.disk_is_full = False
        self.is_withdrawn = self.is_lost = False
        self.written: dict[Name, Change] = {}
        """What was durable: it must never be lost. Work that took another name is here under that name."""
        self.let_go: set[Name] = set()
        """Judged under a name that this device no longer has: only the server and its backups hold it."""
        self.photos = PhotoDisk()
        self.ports_of: Callable[[DeviceNode, SimulatedStore], Ports] | None = None
        self.on_kill: Callable[[DeviceNode, str], None] = lambda node, how: None
        self.on_status: Callable[[DeviceNode, Status], None] = lambda node, status: None
        self.watch: Callable[[DeviceNode, SimulatedStore, str], None] = lambda node, store, what: None
        self._make_store: type[SimulatedStore] = SimulatedStore
        self.store = self._opened(Tables())
        self.engine: Engine | None = None
        self._task: Task | None = None

    @property
    def tables(self) -> Tables:
        """Give the disk as it is."""
        return self.store.tables

    def use_store(self, make: type[SimulatedStore]) -> None:
        """Open stores of this type from the next start on: a plant may have put a mistake into one."""
        self._make_store = make

    @property
    def is_up(self) -> bool:
        """Say whether the app runs."""
        return self.engine is not None

    @property
    def halt(self) -> Halt | None:
        """Say why its engine tries nothing more."""
        return self.engine.status.halt if self.engine is not None else None

    @property
    def has_unsent(self) -> bool:
        """Say whether a change waits for its verdict."""
        return any(entry.state is EntryState.WAITING for entry in self.tables.entries.values())

    def now_ms(self) -> int:
        """Give the tablet's wall clock."""
        since_ms = self.kernel.now_ms - START_MS
        return self.kernel.now_ms + self.clock_offset_ms + int(since_ms * self.clock_drift)

    def monotonic_ms(self) -> int:
        """Give the clock that never jumps."""
        return self.kernel.now_ms

    def random(self) -> float:
        """Give jitter."""
        return self.kernel.chance.random()

    def start(self) -> None:
        """Start the app on what the disk holds."""
        assert self.ports_of is not None, "a device is connected before it starts"
        if self.is_up:
            return
        self.store = self._opened(self.tables)
        self.engine = self.make_engine(self.ports_of(self, self.store))
        self.engine.subscribe(lambda status: self.on_status(self, status))
        self._task = self.kernel.spawn(self.name, self.engine.run(), self._ended)
        self.kernel.note(f"{self.name} starts")

    def kill(self, how: str) -> None:
        """End the app where it stands."""
        if self._task is not None and self.is_up:
            self._task.kill()
            self._gone(how)

    def wake(self, why: Wake) -> None:
        """Tell the engine that a try is worthwhile."""
        if self.engine is not None:
            self.engine.wake(why)

    def switch_off(self) -> None:
        """Let the agent cut the network."""
        if self.engine is not None:
            self.engine.halt(Halt.SWITCHED_OFF)

    def write(self, wishes: Sequence[Wish]) -> bool:
        """Let the agent make a gesture; a full disk refuses it, a kill may take it or leave it, whole."""
        txn = uuid7(self.now_ms(), self.kernel.random_bytes(RANDOM_BYTES))
        try:
            numbers = self.store.wrote(self.caller.agent, txn, instant_of_ms(self.now_ms()), wishes)
        except StoreFull:
            return False
        except Kill as kill:
            self._killed_by(kill)
            return False
        self.kernel.note(f"{self.name} writes {numbers}")
        self.wake(Wake.WORK)
        return True

    def enrol_anew(self, caller: Caller) -> None:
        """Take another identity, because this one was copied."""
        entries = self.tables.entries.values()
        judged = {(e.change.device, e.change.n) for e in entries if e.state in (EntryState.JUDGED, EntryState.SENT)}
        waiting = [(e.change.device, e.change.n) for e in entries if e.state is EntryState.WAITING]
        kill: Kill | None = None
        try:
            at_once(self.store.enrol_anew(caller.device))
        except StoreFull:
            return
        except Kill as killed:
            kill = killed
        if self.store.device == caller.device:
            self.caller = caller
            self.let_go |= judged
            for name in waiting:
                self.written.pop(name, None)
            self.remember()
            self.kernel.note(f"{self.name} is another device now, {len(waiting)} changes wait")
        if kill is not None:
            self._killed_by(kill)

    def update_app(self, kinds: Mapping[str, KindSpec]) -> None:
        """Replace the app by another version; parked rows are tried again at the start."""
        self.kinds = kinds
        self.kill("stopped for another version")
        self.store = self._opened(self.tables)
        self.kill_at, self.disk_is_full = None, False
        at_once(self.store.update(kinds))

    def folder(self) -> Copied:
        """Copy the folder as it lies there now."""
        return Copied(self.caller, self.tables.copy(), self.photos.copy(), dict(self.written))

    def bring_back(self, copied: Copied) -> None:
        """Put a copied folder in the place of this one; what was written since is gone with the disk."""
        self.kill("killed anywhere")
        self.store = self._opened(copied.tables.copy())
        self.caller, self.photos, self.written = copied.caller, copied.photos.copy(), dict(copied.written)
        # The folder may be an older version's: what it kept aside is tried again, as at every start of the app.
        self.update_app(self.kinds)
        self.kernel.note(f"{self.name} is brought back from a copy")

    def become_copy_of(self, copied: Copied) -> None:
        """Begin with the folder of another tablet."""
        self.store = self._opened(copied.tables)
        self.photos, self.written = copied.photos, dict(copied.written)

    def remember(self) -> None:
        """Note what is durable and waits: from here on it must never be lost."""
        entries = self.store.tables.entries
        for n in range(self.store.tables.last_n, 0, -1):
            if (self.store.device, n) in self.written or n not in entries:
                break
            self.written[self.store.device, n] = entries[n].change

    def _opened(self, tables: Tables) -> SimulatedStore:
        store = self._make_store(self.caller.device, self.kinds, self.now_ms, tables=tables, at_write=self._at_write)
        store.kernel = self.kernel
        store.watch = lambda which, what: self.watch(self, which, what)
        return store

    def _at_write(self, point: WritePoint) -> None:
        if point is WritePoint.BEFORE_COMMIT and self.disk_is_full:
            raise StoreFull
        if point is WritePoint.AFTER_COMMIT and self.store.device == self.caller.device:
            self.remember()
            self.photos.heard(self.store.tables.place.epoch)
        if self.kill_at is point:
            self.kill_at = None
            raise Kill(f"killed {point}")

    def _killed_by(self, kill: Kill) -> None:
        if self._task is not None:
            self._task.kill()
        self._gone(str(kill))

    def _ended(self, how: BaseException | None) -> None:
        self._gone(str(how))

    def _gone(self, how: str) -> None:
        self.engine = self._task = None
        self.kernel.note(f"{self.name} {how}")
        self.on_kill(self, how)
