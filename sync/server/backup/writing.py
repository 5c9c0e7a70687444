"""Files that are there whole or not at all, whatever ends the process or the machine."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from sync.server.blobs import READ_BYTES, sync_folder

T = TypeVar("T")


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file."""
    written(path, lambda file: file.write(content))


def written(path: Path, write: Callable[[BinaryIO], T]) -> T:
    """Let a function write a file beside its place, then put it there, durably."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        result = write(file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
    return result


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """Read a file block by block."""
    while block := file.read(READ_BYTES):
        yield block


def hash_and_size(file: BinaryIO) -> tuple[str, int]:
    """Read a file to its end; give the SHA-256 of what came and how many bytes they were."""
    digest, size_bytes = hashlib.sha256(), 0
    for block in blocks_of(file):
        digest.update(block)
        size_bytes += len(block)
    return digest.hexdigest(), size_bytes
