"""What a simulated tablet's engine works on: a store as slow as a disk, and a wait that the kernel owns."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from sync.client.memory_store import MemoryStore
from sync.client.ports import PullOutcome
from sync.client.writing import Wish
from sync.core.model import Change
from sync.protocol.messages import PullPage, PushAnswer
from tests.simulation.kernel import Kernel, Signal

COMMIT_MS_MAX = 20
BATCHES = (1, 2, 3, 8, 500)
"""Small batches, so that gestures meet their ends."""
T = TypeVar("T")


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

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give what waits."""
        await self._disk()
        return await super().unsent(min(changes_max, self.kernel.chance.choice(BATCHES)), after_n)

    def wrote(self, agent: str, txn: str, made_at: str, wishes: Iterable[Wish]) -> tuple[int, ...]:
        """Write one gesture at once; a store that has no wishes of its own overrides it."""
        return self.write(agent, txn, made_at, wishes)

    async def _disk(self) -> None:
        await self.kernel.pause(self.kernel.chance.randrange(COMMIT_MS_MAX))


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing to its end."""
    try:
        work.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    raise AssertionError("this work was to wait for nothing")
