"""The search's backlog, worked off on the replica's thread in small steps, each behind what was asked for meanwhile."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress


class Indexing:
    """At most one step waits at any time; the kinds that are complete are announced, so that a search looks again."""

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        step: Callable[[], tuple[bool, frozenset[str]]],
        announce: Callable[[Iterable[str]], None],
    ) -> None:
        """Take the replica's thread and what one step does: whether more is left, and the kinds complete now."""
        self._thread = thread
        self._step = step
        self._announce = announce
        self._is_waiting = False

    def go_on(self) -> None:
        """Have a step done when its turn comes. One that fails (a full disk) is tried again at the next call."""
        if not self._is_waiting:
            with suppress(RuntimeError):  # closed: the next opening goes on
                self._thread.submit(self._take_step)
                self._is_waiting = True

    def _take_step(self) -> None:
        self._is_waiting = False
        is_more, kinds = self._step()
        self._announce(kinds)
        if is_more:
            self.go_on()
