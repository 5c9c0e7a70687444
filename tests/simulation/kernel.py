"""One thread, one clock, one seed: coroutines that wait for simulated time or a ring, in an order that repeats.

No asyncio: a coroutine hands the kernel what it waits for and is resumed by it. Everything that may be observed goes
through `note`, whose running hash is the run's identity: the same seed gives the same hash, in any process.
"""

import hashlib
import heapq
import random
import types
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

START_MS = 1_795_000_000_000
"""23 November 2026: the simulated beginning, the same for all seeds."""
TRACE_LINES_MAX = 20_000


class Kill(BaseException):
    """The process dies here; no `except Exception` may stop it."""


@dataclass(slots=True)
class Task:
    """One coroutine and what it waits for; `turn` tells a stale wake-up from the one it waits for."""

    name: str
    coroutine: Coroutine[Any, None, None]
    on_end: Callable[[BaseException | None], None]
    turn: int = 0
    is_over: bool = False

    def kill(self) -> None:
        """End it where it stands, as a process ends."""
        if not self.is_over:
            self.is_over = True
            self.coroutine.close()


@dataclass(slots=True)
class Signal:
    """Something to wait for that somebody rings; a ring while nobody waits is kept."""

    is_rung: bool = False
    waiting: tuple[Task, int] | None = None


class _Wait(NamedTuple):
    until_ms: int | None
    signal: Signal | None = None


@dataclass(slots=True)
class Kernel:
    """The clock, the chance and the tasks of one run."""

    seed: int
    keeps_trace: bool = False
    now_ms: int = START_MS
    chance: random.Random = field(init=False)
    lines: list[str] = field(default_factory=list)
    _hash: Any = field(default_factory=hashlib.blake2b)
    _due: list[tuple[int, int, Callable[[], None] | Task, int]] = field(default_factory=list)
    """When, which of that moment, what: a call, or a task with the turn that it waits for."""
    _order: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def begin_step(self, step: int) -> None:
        """Draw from here on by seed and step alone: a storm with a step less is the same storm in the others."""
        self.chance.seed((self.seed << 20) + step)

    def note(self, line: str) -> None:
        """Write a line of the trace."""
        text = f"{self.now_ms - START_MS:>9} {line}"
        self._hash.update(text.encode() + b"\n")
        if self.keeps_trace and len(self.lines) < TRACE_LINES_MAX:
            self.lines.append(text)

    @property
    def trace_hash(self) -> str:
        """Give the hash of all that was noted."""
        return str(self._hash.hexdigest()[:32])

    def random_bytes(self, length: int) -> bytes:
        """Give bytes of the run's chance."""
        return self.chance.randbytes(length)

    def happens(self, probability: float) -> bool:
        """Toss a coin."""
        return self.chance.random() < probability

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> None:
        """Call back at this moment, or as soon as possible when it is past."""
        self._wake_at(at_ms, callback, 0)

    def spawn(
        self, name: str, coroutine: Coroutine[Any, Any, None], on_end: Callable[[BaseException | None], None]
    ) -> Task:
        """Start a coroutine at the next turn; `on_end` hears how it ended, unless it was killed from outside."""
        task = Task(name, coroutine, on_end)
        self._wake_at(self.now_ms, task, 0)
        return task

    @types.coroutine
    def pause(self, duration_ms: int) -> Generator[_Wait, None, None]:
        """Let simulated time pass."""
        yield _Wait(self.now_ms + duration_ms)

    @types.coroutine
    def rung(self, signal: Signal, until_ms: int | None) -> Generator[_Wait, None, None]:
        """Wait for the ring, at most until this moment."""
        if not signal.is_rung:
            yield _Wait(until_ms, signal)
        signal.is_rung = False

    def ring(self, signal: Signal) -> None:
        """Wake the one who waits, or the next one who would."""
        signal.is_rung = True
        if signal.waiting is not None:
            task, turn = signal.waiting
            signal.waiting = None
            self._wake_at(self.now_ms, task, turn)

    def run(self, until_ms: int) -> None:
        """Let everything happen up to this moment."""
        due = self._due
        while due and due[0][0] <= until_ms:
            self.now_ms, _, what, turn = heapq.heappop(due)
            if isinstance(what, Task):
                self._resume(what, turn)
            else:
                what()
        self.now_ms = max(self.now_ms, until_ms)

    def end(self) -> None:
        """End every task that still waits for its turn, and let nothing more happen."""
        for _, _, what, _ in self._due:
            if isinstance(what, Task):
                what.kill()
        self._due.clear()

    def _wake_at(self, at_ms: int, what: Callable[[], None] | Task, turn: int) -> None:
        self._order += 1
        heapq.heappush(self._due, (max(at_ms, self.now_ms), self._order, what, turn))

    def _resume(self, task: Task, turn: int) -> None:
        if task.is_over or task.turn != turn:
            return
        task.turn += 1
        try:
            request = task.coroutine.send(None)
        except StopIteration:
            self._end(task, None)
        except Kill as kill:
            self._end(task, kill)
        else:
            assert isinstance(request, _Wait), "a simulated task waits through the kernel only"
            until_ms, signal = request
            if signal is not None:
                signal.waiting = (task, task.turn)
            if until_ms is not None:
                self._wake_at(until_ms, task, task.turn)

    def _end(self, task: Task, how: BaseException | None) -> None:
        task.is_over = True
        task.on_end(how)
