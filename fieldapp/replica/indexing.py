"""The search's backlog, worked off on the replica's thread in small steps, behind what was asked for meanwhile.

Steps begin once the engine has been quiet for a moment: on a fast line they would only slow the next page down, on a
slow one they use the time in which it is under way.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from fieldapp.replica.search_backlog import index_some
from fieldapp.replica.transactions import Step

QUIET_S: Final = 0.25


class Indexing:
    """At most one step waits at any time; kinds that are complete are announced: a search looks again."""

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        transact: Callable[[Step[bool]], tuple[bool, frozenset[str]]],
        announce: Callable[[Iterable[str]], None],
    ) -> None:
        """Take the replica's thread, its transactions and its announcements."""
        self._thread = thread
        self._transact = transact
        self._announce = announce
        self._lock = threading.Lock()
        self._is_waiting = False
        self._asked_s = 0.0

    def begin(self) -> None:
        """Work off what an earlier time left, at once."""
        self._submit()

    def go_on(self) -> None:
        """Have steps done once it is quiet. One that fails (a full disk) is tried again at the next call."""
        with self._lock:
            self._asked_s = time.monotonic()
            if self._is_waiting:
                return
            self._is_waiting = True
        self._wait(QUIET_S)

    def _wait(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._rung)
        timer.daemon = True
        timer.start()

    def _rung(self) -> None:
        left_s = self._asked_s + QUIET_S - time.monotonic()
        if left_s > 0:
            self._wait(left_s)
            return
        with self._lock:
            self._is_waiting = False
        self._submit()

    def _submit(self) -> None:
        with suppress(RuntimeError):  # closed: the next opening goes on
            self._thread.submit(self._take_step)

    def _take_step(self) -> None:
        is_more, kinds = self._transact(index_some)
        self._announce(kinds)
        # Whoever waits for quiet will go on where this leaves off.
        if is_more and not self._is_waiting:
            self._submit()
