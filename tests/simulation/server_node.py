"""The simulated server process: the real `Service`, killed and restarted at write points, backed up, restored.

What a kill leaves is what the store had committed; a restore puts the last backup in its place and begins a new
epoch, as the operator would.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from sync.core.model import Verdict
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.protocol.problems import ProblemError
from sync.server.callers import Caller
from sync.server.memory_store import MemoryServerStore
from sync.server.rows import DeviceRow
from sync.server.service import Committed, Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite
from tests.simulation.kernel import Kernel
from tests.simulation.town import TOWN_FIELDS, directory

T = TypeVar("T")


class ServerDown(Exception):
    """Nobody answers: the process is dead, or it died while it worked on this request."""


class MortalStore(MemoryServerStore):
    """The in-memory store of a process that may die just before a commit."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_before_commit = False

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Unit]:
        """Open a transaction; where the process dies, it is not committed."""
        with super().writing(tenant) as unit:
            yield unit
            if self.dies_before_commit:
                raise ServerDown


class ServerNode:
    """One server: its disk (`store`), its process (`service`, while it is up), its backups."""

    def __init__(self, kernel: Kernel, make_service: Callable[..., Service] = Service) -> None:
        self.kernel = kernel
        self.counts: Counter[str] = Counter()
        self.store = MortalStore()
        self.is_up = True
        self.clock_offset_ms = 0
        self.refuses_tokens_of: set[str] = set()
        self.restores = 0
        self.dies_after_commit = False
        self.on_verdicts: Callable[[str, tuple[Verdict, ...]], None] = lambda device, verdicts: None
        self.listeners: list[Callable[[Committed], None]] = []
        self._make_service = make_service
        self.service = self._started()
        self.tenant = self.service.found_town("Sainte-Aldegonde", TOWN_FIELDS)
        self.write("setup", directory())
        self._backup = self.store.copy()

    def push(self, caller: Caller, request: PushRequest) -> PushAnswer:
        """Answer a push; raise `ProblemError`, or `ServerDown` when the process dies on the way."""
        self._admit(caller)
        answer = self._alive(lambda: self.service.push(caller, request))
        self.on_verdicts(caller.device, answer.verdicts)
        return answer

    def pull(self, caller: Caller, request: PullRequest) -> PullPage:
        """Answer a pull; raise as `push`."""
        self._admit(caller)
        return self._alive(lambda: self.service.pull(caller, request))

    def signs_in(self, caller: Caller, name: str) -> bool:
        """Enrol the device of an agent who signs in, or find it enrolled; say whether the server could."""
        self.refuses_tokens_of.discard(caller.device)
        if self.is_up:
            with suppress(ServerDown):
                enrolled = partial(self.service.enrol, caller.tenant, agent=caller.agent, device=caller.device)
                return self._alive(lambda: enrolled(name=name)) == caller
        return False

    def write(self, writer: str, wishes: list[SystemWrite]) -> None:
        """Write in the town hall's own name, while the server is up."""
        if self.is_up:
            with suppress(ServerDown):
                self._alive(lambda: self.service.write_as_system(self.tenant, writer, wishes))

    def kill_at_next_commit(self, *, before: bool) -> None:
        """Let the process die at its next write, just before or just after the commit."""
        self.store.dies_before_commit = before
        self.dies_after_commit = not before

    def kill(self) -> None:
        """End the process; whatever was not committed is gone."""
        self.is_up = False
        self.kernel.note("server dies")

    def restart(self) -> None:
        """Start a new process on the same disk."""
        if not self.is_up:
            self.service = self._started()
            self.is_up = True
            self.kernel.note("server starts")

    def back_up(self) -> None:
        """Take a backup, verify it, and only then tell the devices how far it reaches."""
        if not self.is_up:
            return
        self._backup = self.store.copy()
        with self._backup.reading(self.tenant) as unit:
            reached = {row.device: row.last_n for row in unit.every(DeviceRow)}
        with suppress(ServerDown):
            self._alive(lambda: self.service.note_backup(self.tenant, reached))
        self.kernel.note("server is backed up")

    def restore(self) -> None:
        """Lose the disk and come back from the last backup, in a new epoch."""
        with self._backup.reading(self.tenant) as unit:
            reached = {row.device: row.last_n for row in unit.every(DeviceRow)}
        copied = self._backup.copy()
        self.store = MortalStore()
        self.store._towns = copied._towns
        self.service = self._started()
        self.is_up = True
        self.service.begin_epoch(self.tenant)
        self.service.note_backup(self.tenant, reached)
        self._backup = self.store.copy()
        self.restores += 1
        self.counts["server restored"] += 1
        self.kernel.note("server is restored")

    def heal(self) -> None:
        """End all trouble of this node."""
        self.store.dies_before_commit = self.dies_after_commit = False
        self.refuses_tokens_of.clear()
        self.restart()

    def _started(self) -> Service:
        def committed(what: Committed) -> None:
            if self.dies_after_commit:
                raise ServerDown
            for listener in self.listeners:
                listener(what)

        return self._make_service(
            self.store,
            now_ms=lambda: self.kernel.now_ms + self.clock_offset_ms,
            random_bytes=self.kernel.random_bytes,
            after_commit=committed,
        )

    def _admit(self, caller: Caller) -> None:
        if not self.is_up:
            raise ServerDown
        if caller.device in self.refuses_tokens_of:
            raise ProblemError("not-signed-in")

    def _alive(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except ServerDown:
            self.counts["server killed after commit" if self.dies_after_commit else "server killed before commit"] += 1
            self.store.dies_before_commit = self.dies_after_commit = False
            self.kill()
            raise
