"""Reads a backup again: its parts and objects as they lie on the disk, and what is sealed in them."""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import zstandard

from sync.server.backup.manifest import FILES_PART, KEYS_PART, OBJECTS_PART, Manifest
from sync.server.backup.repository import Repository
from sync.server.backup.sealing import Opener, opened_blocks
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.writing import hash_and_size
from sync.server.data_folder import KEY_BYTES

TOKEN_KEY: Final = "token.key"  # noqa: S105  # the name of a file


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a backup: where it belongs, what it is, and the object that holds it."""

    path: str
    sha256: str
    size_bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One whole backup, and what opens it."""

    repository: Repository
    manifest: Manifest
    opener: Opener

    @property
    def folder(self) -> Path:
        """Give the backup's own folder."""
        return self.repository.folder / self.manifest.name

    def check_parts(self) -> None:
        """Read every part; raise `BackupTrouble` at the first that is not what the manifest says."""
        for part in self.manifest.parts:
            _check_hash(self.folder / part.name, part.sha256, part.size_bytes, f"{self.manifest.name}: {part.name}")

    def objects(self) -> dict[str, tuple[str, int]]:
        """Give the objects of this backup: name, hash and size of each on the disk."""
        return self.repository.objects(self.manifest.name)

    def check_object(self, name: str, told: tuple[str, int]) -> None:
        """Read one object; raise `BackupTrouble` where it is gone or altered."""
        _check_hash(self.repository.object(name), *told, f"object {name}")

    def lines(self, part: str) -> Iterator[bytes]:
        """Give the lines of a sealed part."""
        unpacker = zstandard.ZstdDecompressor().decompressobj()
        left = b""
        with (self.folder / part).open("rb") as file:
            try:
                for block in opened_blocks(file, part, self.opener):
                    *whole, left = (left + unpacker.decompress(block)).split(b"\n")
                    yield from whole
            except zstandard.ZstdError:
                raise BackupTrouble(f"{part} is damaged: it does not unpack.") from None
        if left:
            yield left

    def files(self) -> Iterator[KeptFile]:
        """List the files that the backup holds."""
        known = self.objects()
        for line in self.lines(FILES_PART):
            try:
                file = KeptFile(*json.loads(line))
            except (ValueError, TypeError):
                raise BackupTrouble(f"{FILES_PART} is damaged.") from None
            if file.name not in known or not _stays_within(file.path):
                raise BackupTrouble(f"{FILES_PART} and {OBJECTS_PART} do not fit each other.")
            yield file

    def blocks(self, file: KeptFile) -> Iterator[bytes]:
        """Give the bytes of a file; raise `BackupTrouble` at their end where they have not its hash."""
        digest, size_bytes = hashlib.sha256(), 0
        with self.repository.object(file.name).open("rb") as sealed:
            for block in opened_blocks(sealed, file.name, self.opener):
                digest.update(block)
                size_bytes += len(block)
                yield block
        if (digest.hexdigest(), size_bytes) != (file.sha256, file.size_bytes):
            raise BackupTrouble(f"{file.path} was damaged when it was backed up: its bytes are not those of its name.")

    def secrets(self) -> dict[str, bytes]:
        """Give the server's secret files by name; raise `BackupTrouble` where its own key is not among them."""
        try:
            told = json.loads(b"".join(self.lines(KEYS_PART)))
            secrets = {str(name): base64.b64decode(content, validate=True) for name, content in told.items()}
        except (ValueError, AttributeError):
            raise BackupTrouble(f"{KEYS_PART} is damaged.") from None
        if len(secrets.get(TOKEN_KEY, b"")) != KEY_BYTES or any("/" in name for name in secrets):
            raise BackupTrouble(f"{KEYS_PART} is damaged: the server's key is missing.")
        return secrets


def _stays_within(path: str) -> bool:
    return bool(path) and not path.startswith("/") and ".." not in Path(path).parts


def _check_hash(path: Path, sha256: str, size_bytes: int, what: str) -> None:
    try:
        with path.open("rb", buffering=io.DEFAULT_BUFFER_SIZE) as file:
            found = hash_and_size(file)
    except OSError as trouble:
        raise BackupTrouble(f"{what} cannot be read: {trouble.strerror}.") from None
    if found != (sha256, size_bytes):
        raise BackupTrouble(f"{what} is damaged: it is not what was written.")
