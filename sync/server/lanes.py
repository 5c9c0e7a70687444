"""Which work may run at once: threads for what blocks, each kind in its own lane, so that none starves another.

One lane of width 1 for writers, because the store has one writer anyway: a hundred pushes wait on the event loop,
which costs nothing, and not in a hundred threads. A lane that is too long answers `busy` at once.
"""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from sync.protocol.problems import ProblemError

T = TypeVar("T")
WAITING_MAX = 1_000
RETRY_AFTER_S = 5


class Lane:
    """A bounded queue of blocking work."""

    def __init__(self, width: int) -> None:
        self._limiter = anyio.CapacityLimiter(width)

    async def run(self, work: Callable[[], T]) -> T:
        """Run work on a thread of this lane, after what came before; raise `busy` when too much did."""
        if self._limiter.statistics().tasks_waiting >= WAITING_MAX:
            raise ProblemError("busy", retry_after_s=RETRY_AFTER_S)
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)


class Lanes:
    """The lanes of one app."""

    def __init__(self) -> None:
        self.writes = Lane(1)
        self.reads = Lane(6)
        self.files = Lane(4)
        self.passwords = Lane(2)
        """Argon2 takes 19 MiB and a core each time."""
