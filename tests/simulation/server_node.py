"""The simulated server process: the real `Service` and `Uploads`, killed at write points, restored.

What a kill leaves is what the store had committed and the photo files hold; a restore puts the last backup in its place
and begins a new epoch, as the operator would.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from sync.core.model import Verdict
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.protocol.problems import ProblemError
from sync.server.blocks import Blocks, Sizes
from sync.server.callers import Caller
from sync.server.rows import DeviceRow, DeviceState
from sync.server.service import Committed, Service
from sync.server.store import ServerStore
from sync.server.uploads import Standing, Uploads
from sync.server.writers import SystemWrite
from tests.simulation.kernel import Kernel
from tests.simulation.mortal import MortalFiles, ServerDown
from tests.simulation.town import TOWN_FIELDS, directory

T = TypeVar("T")
SMALL_BLOCKS = Sizes(least=4, most=32, far=8, own=8)
"""A storm's log is short: by column comes what a town reads from ten times as many positions."""


class ServerNode:
    """One server: its disk (`store`, `files`), its process (`service`, while it is up), its backups."""

    def __init__(
        self,
        kernel: Kernel,
        make_service: Callable[..., Service],
        store: ServerStore,
    ) -> None:
        self.kernel = kernel
        self.counts: Counter[str] = Counter()
        self.store = store
        self.files = MortalFiles(kernel.chance.randrange)
        self.is_up = True
        self.clock_offset_ms = 0
        self.refuses_tokens_of: set[str] = set()
        self.states: dict[str, DeviceState] = {}
        """Devices that the town hall withdrew or reported lost."""
        self.restores = 0
        self.dies_after_commit = False
        self.on_verdicts: Callable[[str, tuple[Verdict, ...]], None] = lambda device, verdicts: None
        self.listeners: list[Callable[[Committed], None]] = []
        self._make_service = make_service
        self.service, self.uploads = self._started()
        self.tenant = self.service.found_town("Sainte-Aldegonde", TOWN_FIELDS)
        self.write("setup", directory())
        self._backup, self._kept_files = self._copied()

    def push(self, caller: Caller, request: PushRequest) -> PushAnswer:
        """Answer a push; raise `ProblemError`, or `ServerDown` when the process dies on the way."""
        self._admit(caller)
        answer = self._alive(lambda: self.service.push(caller, request))
        self.on_verdicts(caller.device, answer.verdicts)
        return answer

    def pull(self, caller: Caller, request: PullRequest) -> PullPage:
        """Answer a pull; raise as `push`."""
        self._admit(caller)
        page = self._alive(lambda: self.service.pull(caller, request))
        self.counts["page by column"] += bool(page.tables)
        return page

    def standing(self, caller: Caller, sha256: str) -> Standing:
        """Say how far an upload is; raise as `push`."""
        self._admit(caller)
        return self._alive(lambda: self.uploads.standing(caller, sha256))

    def append(self, caller: Caller, sha256: str, offset: int, content: tuple[bytes, int]) -> Standing:
        """Take a chunk of so many bytes in all; raise as `push`."""
        self._admit(caller)
        chunk, size_bytes = content
        return self._alive(lambda: self.uploads.append(caller, sha256, offset, chunk, size_bytes))

    def photo(self, caller: Caller, sha256: str) -> bytes:
        """Give the bytes of a photo; raise as `push`."""
        self._admit(caller)
        return self._alive(lambda: self.uploads.readable(caller, sha256).read_bytes())

    def signs_in(self, caller: Caller, name: str) -> bool:
        """Enrol the device of an agent who signs in, or find it enrolled; say whether the server could."""
        self.refuses_tokens_of.discard(caller.device)
        if self.is_up:
            with suppress(ServerDown, ProblemError):
                enrolled = partial(self.service.enrol, caller.tenant, agent=caller.agent, device=caller.device)
                return self._alive(lambda: enrolled(name=name)) == caller
        return False

    def revoke(self, device: str, state: DeviceState) -> bool:
        """Withdraw a device, or report it lost; say whether the server could be told."""
        if not self.is_up:
            return False
        with suppress(ServerDown):
            self._alive(lambda: self._set_state(device, state))
            self.states[device] = state
        return device in self.states

    def write(self, writer: str, wishes: list[SystemWrite]) -> None:
        """Write in the town hall's own name, while the server is up."""
        if self.is_up:
            with suppress(ServerDown):
                self._alive(lambda: self.service.write_as_system(self.tenant, writer, wishes))

    def keep_house(self) -> int:
        """Do what is due once a day; give how many tombstones went."""
        if self.is_up:
            with suppress(ServerDown):
                return self._alive(lambda: self.service.keep_house(self.tenant)).records
        return 0

    def kill_at_next_commit(self, *, before: bool) -> None:
        """Let the process die at its next write, just before or just after the commit."""
        self._dies_before_commit(dies=before)
        self.dies_after_commit = not before

    def kill_in_next_chunk(self) -> None:
        """Let the process die while it writes the next chunk of a photo."""
        self.files.dies_in_chunk = True

    def kill(self) -> None:
        """End the process; whatever was not committed is gone."""
        self.is_up = False
        self.kernel.note("server dies")

    def restart(self) -> None:
        """Start a new process on the same disk."""
        if not self.is_up:
            self.service, self.uploads = self._started()
            self.is_up = True
            self.kernel.note("server starts")

    def back_up(self) -> None:
        """Take a backup, verify it, and only then tell the devices how far it reaches."""
        if not self.is_up:
            return
        self._backup, self._kept_files = self._copied()
        reached = self._reached()
        with suppress(ServerDown):
            self._alive(lambda: self.service.note_backup(self.tenant, reached))
        self.kernel.note("server is backed up")

    def restore(self) -> None:
        """Lose the disk and come back from the last backup, in a new epoch."""
        self.store, self.files = self._backup, self._kept_files
        reached = self._reached()
        self.heal_deaths()
        self.service, self.uploads = self._started()
        self.is_up = True
        self.service.begin_epoch(self.tenant)
        self.service.note_backup(self.tenant, reached)
        for device, state in self.states.items():
            self._set_state(device, state)  # the operator's first act: what was withdrawn since stays withdrawn
        self._backup, self._kept_files = self._copied()
        self.restores += 1
        self.counts["server restored"] += 1
        self.kernel.note("server is restored")

    def heal(self) -> None:
        """End all trouble of this node."""
        self.heal_deaths()
        self.refuses_tokens_of.clear()
        self.restart()

    def heal_deaths(self) -> None:
        """Forget at which point the process was to die."""
        self._dies_before_commit(dies=False)
        self.dies_after_commit = self.files.dies_in_chunk = False

    def _dies_before_commit(self, *, dies: bool) -> None:
        self.store.dies_before_commit = dies  # type: ignore[attr-defined]  # both stores of a storm are mortal

    def _copied(self) -> tuple[ServerStore, MortalFiles]:
        copy: ServerStore = self.store.copy()  # type: ignore[attr-defined]  # as above
        return copy, self.files.copy()

    def _reached(self) -> dict[str, int]:
        with self._backup.reading(self.tenant) as unit:
            return {row.device: row.last_n for row in unit.every(DeviceRow)}

    def _set_state(self, device: str, state: DeviceState) -> None:
        with self.store.writing(self.tenant) as unit:
            rows = unit.get(DeviceRow, [(device,)])
            unit.put([replace(row, state=state) for row in rows.values()])

    def _started(self) -> tuple[Service, Uploads]:
        def committed(what: Committed) -> None:
            if self.dies_after_commit:
                raise ServerDown
            for listener in self.listeners:
                listener(what)

        service = self._make_service(
            self.store,
            now_ms=lambda: self.kernel.now_ms + self.clock_offset_ms,
            random_bytes=self.kernel.random_bytes,
            after_commit=committed,
        )
        service.blocks = Blocks(service.kinds, SMALL_BLOCKS)
        return service, Uploads(service, self.files)

    def _admit(self, caller: Caller) -> None:
        if not self.is_up:
            raise ServerDown
        if caller.device in self.refuses_tokens_of:
            raise ProblemError("not-signed-in")

    def _alive(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except ServerDown:
            how = "in a chunk" if self.files.dies_in_chunk else "before commit"
            self.counts[f"server killed {'after commit' if self.dies_after_commit else how}"] += 1
            self.heal_deaths()
            self.kill()
            raise
