"""A photo queue between a shelf in memory and a server in memory, on a clock that a test moves."""

import asyncio
import random
from collections.abc import Callable

import httpx

from sync.client.ports import PhotoBytes
from sync.client.uploads import PhotoPolicy, PhotoQueue
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_photos import MemoryPhotoShelf, PhotoServer
from tests.protocol.fake_wire import FakeWire, account_over

STEPS_MAX = 200
SMALL, OTHER = b"small picture", b"another small picture"
LARGE = random.Random(7).randbytes(2 * CHUNK_BYTES + 1_000)


class SteppedClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        """Give the moment."""
        return self.ms

    def monotonic_ms(self) -> int:
        """Give the moment."""
        return self.ms


class Bench:
    """A queue between a shelf and a server."""

    def __init__(self, answering: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.shelf, self.server, self.clock = MemoryPhotoShelf(), PhotoServer(), SteppedClock()
        self.policy = PhotoPolicy.EVERYTHING
        self.wire = FakeWire([answering or self.server])
        self.queue = self.restarted()

    def restarted(self) -> PhotoQueue:
        """Give the queue of a new process on the same shelf."""
        self.queue = PhotoQueue(account_over(self.wire), self.shelf, self.clock, lambda: self.policy)
        return self.queue

    def step(self) -> bool:
        """Move one chunk."""
        return asyncio.run(self.queue.step())

    def run(self) -> int:
        """Move everything that may move; give the steps."""
        for steps in range(STEPS_MAX):
            if not self.step():
                return steps
        raise AssertionError("the queue does not end")

    def moved(self) -> list[tuple[str, str]]:
        """Give method and the first letters of the hash of what was asked."""
        return [(request.method, request.url.path.rsplit("/", 1)[-1][:6]) for request in self.wire.asked]


def name(photo: PhotoBytes) -> str:
    """Give the first letters of a photo's hash."""
    return photo.sha256[:6]
