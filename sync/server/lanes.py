"""Which work may run at once: threads for what blocks, each kind in its own lane, so that none starves another.

One lane of width 1 for writers, because the store has one writer anyway: a hundred pushes wait in a queue, which
costs nothing, and not in a hundred threads. Where each town has its own turn, each has its own lane: one whose turn
is held elsewhere keeps no other waiting. A lane that is too long answers `busy` at once.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sync.protocol.problems import ProblemError
from sync.server.admission import WaitingRoom

T = TypeVar("T")
WAITING_MAX = 1_000
RETRY_AFTER_S = 5


class Lane:
    """A bounded queue of blocking work, with its own threads."""

    def __init__(self, name: str, width: int) -> None:
        self._threads = ThreadPoolExecutor(width, thread_name_prefix=name)
        self._waiting = 0
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """Give how much waits here or runs."""
        return self._waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Run work on this lane, after what came before; raise `busy` if too much did, or it closed."""
        if self._is_closed or self._waiting >= WAITING_MAX:
            raise ProblemError("busy", retry_after_s=RETRY_AFTER_S)
        self._waiting += 1
        future = self._threads.submit(work)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if not self._was_cut_off(future):
                raise
            raise ProblemError("busy", retry_after_s=RETRY_AFTER_S) from None
        finally:
            self._waiting -= 1

    def _was_cut_off(self, future: Future[T]) -> bool:
        """Say whether the lane closed under this work, and not the asker went away."""
        return self._is_closed and future.cancelled()

    def close(self) -> None:
        """Let the threads end with the work that they have; what waits is cancelled."""
        self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)


class Lanes:
    """The lanes of one app."""

    def __init__(self, *, has_one_writer: bool = True) -> None:
        self._has_one_writer = has_one_writer
        self._of_town: dict[str, Lane] = {}
        self.room = WaitingRoom()
        """Through which sync comes to the lanes."""
        self.writes = Lane("write", 1)
        """For what concerns no town, or any."""
        self.reads = Lane("read", 3)
        """Few: they share the interpreter with the one writer, who would get his turn as often as each of them."""
        self.files = Lane("file", 4)
        self.passwords = Lane("password", 2)
        """Argon2 takes 19 MiB and a core each time."""
        self.outward = Lane("outward", 2)
        """What waits for another server: the town's sign-in service."""

    def writes_of(self, tenant: str) -> Lane:
        """Give the lane of a town's writers, which is that of all where the store has one writer."""
        if self._has_one_writer:
            return self.writes
        if tenant not in self._of_town:
            self._of_town[tenant] = Lane("write", 1)
        return self._of_town[tenant]

    def waiting(self) -> dict[str, int]:
        """Give how much waits or runs, by kind of work; the towns' lanes together."""
        lanes = {"read": self.reads, "file": self.files, "password": self.passwords}
        writes = sum(lane.waiting for lane in (self.writes, *self._of_town.values()))
        return {"write": writes, **{name: lane.waiting for name, lane in lanes.items()}}

    def close(self) -> None:
        """Close every lane."""
        for lane in (self.writes, self.reads, self.files, self.passwords, self.outward, *self._of_town.values()):
            lane.close()
