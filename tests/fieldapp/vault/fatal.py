"""Kills of a piece of work at each call that changes the disk: a child kills itself there.

    for kill in kills_of(work): ...     each time after a real SIGKILL, until the work is not met any more

What SQLite does by itself is killed in `killing`; here it is between its calls.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fieldapp.vault import durable

CALLS = (
    (os, "fsync"),
    (os, "unlink"),
    (os, "rmdir"),
    (os, "mkdir"),
    (os, "ftruncate"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "mkdir"),
)
POINTS_MAX = 2_000


def kills_of(work: Callable[[], object], points: Iterator[int]) -> Iterator[int]:
    """Do the work in children, each killed before its call number n; end where it has fewer."""
    for n in points:
        assert n < POINTS_MAX, "the work has no end"
        if not _killed_before(n, work):
            return
        yield n


def _killed_before(n: int, work: Callable[[], object]) -> bool:
    child = os.fork()
    if child == 0:  # pragma: no cover - its lines are told nobody
        try:
            _Killer(n).arm()
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status)


class _Killer:
    """Counts the calls of its process, which it kills before one of them."""

    def __init__(self, at: int) -> None:
        self._at, self._calls = at, 0

    def arm(self) -> None:
        for owner, name in CALLS:
            setattr(owner, name, self._guarded(getattr(owner, name)))
        guarded = self._guarded(durable.open_owner_only)
        durable.open_owner_only = guarded

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def killing(*given: Any, **named: Any) -> Any:
            self._calls += 1
            if self._calls == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return killing
