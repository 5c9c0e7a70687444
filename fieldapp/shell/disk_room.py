"""The room on the disk as the screens tell it: asked aside, because a slow disk must not hold a drawing."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

FRESH_S: Final = 5.0
"""How long an answer is told before the disk is asked again."""

Room = tuple[int, int]
"""Bytes that are free, and bytes in all."""


class DiskRoom:
    """What the disk said last; a drawing that finds it old lets it be asked, and does not wait."""

    def __init__(
        self,
        ask: Callable[[], Room],
        soon: Callable[[Coroutine[Any, Any, None]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what asks the disk, and what runs a coroutine beside what goes on."""
        self._ask, self._soon, self._clock = ask, soon, clock
        self._last: Room = (0, 0)
        self._asked_s = float("-inf")

    def last(self) -> Room:
        """Give the last answer; asked again beside the drawing once it is some seconds old."""
        if self._clock() - self._asked_s > FRESH_S:
            self._soon(self.measure())
            self._asked_s = self._clock()
        return self._last

    def free(self) -> int | None:
        """Give the bytes that were free at the last answer; None before the first one."""
        free, total = self.last()
        return free if total else None

    async def measure(self) -> None:
        """Ask the disk now, on another thread."""
        self._asked_s = self._clock()
        self._last = await asyncio.to_thread(self._ask)
