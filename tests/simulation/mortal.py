"""What of a server dies with its process: a store before its commit, photo files in the middle of a chunk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.server.blobs import BlobFiles
from sync.server.memory_store import MemoryServerStore
from sync.server.store import Unit


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

    def copy(self) -> "MortalStore":
        """Give what a backup taken now would hold."""
        other = MortalStore()
        other._towns = super().copy()._towns
        return other


class MortalFiles(BlobFiles):
    """The photo files of a process that may die while it writes a chunk, or just after."""

    def __init__(self, folder: Path, chance: Callable[[int], int]) -> None:
        super().__init__(folder)
        self.folder = folder
        self.dies_in_chunk = False
        self._chance = chance

    def append(self, part: Path, offset: int, chunk: bytes) -> int:
        """Add a chunk; where the process dies, any beginning of it may be on the disk."""
        if self.dies_in_chunk:
            super().append(part, offset, chunk[: self._chance(len(chunk) + 1)])
            raise ServerDown
        return super().append(part, offset, chunk)
