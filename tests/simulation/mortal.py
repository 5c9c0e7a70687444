"""What of a server dies with its process: a store before its commit, photo files in the middle of a chunk."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sync.server.blobs import BlobFiles, HashDiffers
from sync.server.memory_store import MemoryServerStore
from sync.server.memory_unit import MemoryUnit


class ServerDown(Exception):
    """Nobody answers: the process is dead, or it died while it worked on this request."""


class MortalStore(MemoryServerStore):
    """The in-memory store of a process that may die just before a commit."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_before_commit = False

    def commit(self, unit: MemoryUnit) -> None:
        """Commit what was written; where the process dies, it is not."""
        if self.dies_before_commit:
            raise ServerDown
        super().commit(unit)

    def copy(self) -> "MortalStore":
        """Give what a backup taken now would hold."""
        other = MortalStore()
        other._towns = super().copy()._towns
        return other


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file in memory, or the place where there is none, as far as the uploads look at a `Path`."""

    content: bytes | None

    def exists(self) -> bool:
        """Say whether there is a file."""
        return self.content is not None

    def read_bytes(self) -> bytes:
        """Give its bytes."""
        assert self.content is not None, "who reads has asked whether it is there"
        return self.content


class MortalFiles(BlobFiles):
    """Photo files in memory, of a process that may die while it writes a chunk.

    The files of `BlobFiles` on a disk have tests of their own; a storm that synced them would wait for the disk.
    """

    def __init__(self, chance: Callable[[int], int]) -> None:
        super().__init__(Path())
        self.dies_in_chunk = False
        self._chance = chance
        self._parts: dict[tuple[str, str], bytes] = {}
        self._whole: dict[str, bytes] = {}

    def copy(self) -> "MortalFiles":
        """Give what a backup taken now would hold."""
        other = MortalFiles(self._chance)
        other._parts, other._whole = dict(self._parts), dict(self._whole)
        return other

    def whole(self, tenant: str, sha256: str) -> Path:
        """Give the place of a whole file."""
        return cast(Path, HeldFile(self._whole.get(sha256)))

    def part(self, tenant: str, agent: str, sha256: str) -> Path:
        """Give the place of an upload that is on its way."""
        return Path(agent) / sha256

    def length(self, tenant: str, agent: str, sha256: str) -> int:
        """Say how many bytes of an upload are here."""
        return len(self._parts.get((agent, sha256), b""))

    def append(self, part: Path, offset: int, chunk: bytes) -> int:
        """Add a chunk; where the process dies, any beginning of it may be on the disk."""
        key = (part.parent.name, part.name)
        before = self._parts.get(key, b"")
        assert len(before) == offset, "a chunk goes where the part ends"
        if self.dies_in_chunk:
            self._parts[key] = before + chunk[: self._chance(len(chunk) + 1)]
            raise ServerDown
        self._parts[key] = before + chunk
        return len(self._parts[key])

    def finish(self, tenant: str, agent: str, sha256: str) -> None:
        """Check the hash of a complete part and make it a whole file."""
        content = self._parts.get((agent, sha256), b"")
        if hashlib.sha256(content).hexdigest() != sha256:
            self._parts.pop((agent, sha256), None)
            raise HashDiffers(sha256)
        self._whole[sha256] = content

    def forget_part(self, tenant: str, agent: str, sha256: str) -> None:
        """Take away the part of an upload that is complete."""
        self._parts.pop((agent, sha256), None)
