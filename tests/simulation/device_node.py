"""A simulated tablet: the real engine on the real in-memory store, killed at write points or anywhere else."""

from collections.abc import Callable, Sequence

from sync.client.engine import Engine, Status
from sync.client.memory_shelf import MemoryShelf, Tables
from sync.client.memory_store import MemoryStore, WritePoint
from sync.client.ports import Ports, PullOutcome, StoreFull
from sync.client.writing import Wish
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import Change
from sync.core.session import Halt, Wake
from sync.protocol.messages import PullPage, PushAnswer
from sync.records import KINDS
from sync.server.callers import Caller
from tests.simulation.kernel import Kernel, Kill, Signal, Task

COMMIT_MS_MAX = 20
BATCHES = (1, 2, 3, 8, 500)
"""Small batches, so that gestures meet their ends."""


class SimulatedAlarm:
    """The engine's waiting, owned by the kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._signal = Signal()

    async def wait(self, until_ms: int | None) -> None:
        """Wait for the ring, at most until this moment."""
        await self._kernel.rung(self._signal, until_ms)

    def ring(self) -> None:
        """End the wait."""
        self._kernel.ring(self._signal)


class NoPhotos:
    """A device without a photo queue."""

    async def step(self) -> bool:
        """Have nothing to move."""
        return False


class SimulatedStore(MemoryStore):
    """The in-memory store, slow as a disk is: other things happen before and after each transaction."""

    kernel: Kernel
    watch: Callable[["SimulatedStore", str], None]

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store verdicts."""
        await self._disk()
        kinds = await super().settle(answer)
        self.watch(self, "settle")
        await self._disk()
        return kinds

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page."""
        await self._disk()
        outcome = await super().apply(page)
        self.watch(self, "apply")
        await self._disk()
        return outcome

    async def unsent(self, changes_max: int) -> tuple[Change, ...]:
        """Give what waits."""
        await self._disk()
        return await super().unsent(min(changes_max, self.kernel.chance.choice(BATCHES)))

    async def _disk(self) -> None:
        await self.kernel.pause(self.kernel.chance.randrange(COMMIT_MS_MAX))


class DeviceNode:
    """One tablet and its agent: the disk (`tables`), and a process (store, engine, task) while it is up."""

    make_store: type[SimulatedStore] = SimulatedStore
    make_engine: type[Engine] = Engine

    def __init__(self, kernel: Kernel, caller: Caller, name: str) -> None:
        self.kernel = kernel
        self.caller = caller
        self.name = name
        self.clock_offset_ms = 0
        self.kill_at: WritePoint | None = None
        self.disk_is_full = False
        self.written: dict[int, Change] = {}
        self.ports_of: Callable[[DeviceNode, SimulatedStore], Ports] | None = None
        self.on_kill: Callable[[DeviceNode, str], None] = lambda node, how: None
        self.on_status: Callable[[DeviceNode, Status], None] = lambda node, status: None
        self.watch: Callable[[DeviceNode, SimulatedStore, str], None] = lambda node, store, what: None
        self.store = self._opened(Tables())
        self.engine: Engine | None = None
        self._task: Task | None = None

    @property
    def tables(self) -> Tables:
        """Give the disk as it is."""
        return self.store.tables

    @property
    def is_up(self) -> bool:
        """Say whether the app runs."""
        return self.engine is not None

    def now_ms(self) -> int:
        """Give the tablet's wall clock."""
        return self.kernel.now_ms + self.clock_offset_ms

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
            numbers = self.store.write(self.caller.agent, txn, instant_of_ms(self.now_ms()), wishes)
        except StoreFull:
            return False
        except Kill as kill:
            if self._task is not None:
                self._task.kill()
            self._gone(str(kill))
            return False
        self.kernel.note(f"{self.name} writes {numbers}")
        self.wake(Wake.WORK)
        return True

    def _opened(self, tables: Tables) -> SimulatedStore:
        store = self.make_store(self.caller.device, KINDS, self.now_ms, tables=tables, at_write=self._at_write)
        store.kernel = self.kernel
        store.watch = lambda which, what: self.watch(self, which, what)
        return store

    def _at_write(self, point: WritePoint) -> None:
        if point is WritePoint.BEFORE_COMMIT and self.disk_is_full:
            raise StoreFull
        if point is WritePoint.AFTER_COMMIT:
            self._remember()
        if self.kill_at is point:
            self.kill_at = None
            raise Kill(f"killed {point}")

    def _remember(self) -> None:
        """Note what is durable: from here on it must never be lost."""
        entries = self.store.tables.entries
        for n in range(len(self.written) + 1, self.store.tables.last_n + 1):
            self.written[n] = entries[n].change

    def _ended(self, how: BaseException | None) -> None:
        self._gone(str(how))

    def _gone(self, how: str) -> None:
        self.engine = self._task = None
        self.kernel.note(f"{self.name} {how}")
        self.on_kill(self, how)


def shelf_of(node: DeviceNode) -> MemoryShelf:
    """Look at the disk of a device."""
    return MemoryShelf(node.tables, KINDS)
