"""Writing files so that a power cut leaves the old state or the new one, never a mixture.

The order matters: write beside (`*.part`), fsync the file, rename over, fsync the folder. Without the
first fsync the rename may reach the disk before the bytes; without the last the rename itself may be lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from fieldapp.vault.errors import storage_errors

PART_SUFFIX = ".part"
_OWNER_ONLY_FILE = 0o600
_OWNER_ONLY_FOLDER = 0o700


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file by these bytes; DiskFull or StorageFailed leave the old file."""
    part = part_of(path)
    try:
        with storage_errors("write a file"):
            _write_part(part, pieces)
            publish(part, path)
    finally:
        part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Give the name under which a file is written before it is whole."""
    return path.with_name(path.name + PART_SUFFIX)


def publish(part: Path, path: Path) -> None:
    """Give a finished and synced file or folder its final name, durably."""
    with storage_errors("rename a file"):
        part.replace(path)
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Push the bytes of a file to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Push the names in a folder to the disk; Windows does so by itself and offers no call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and its parents, that only its owner may read."""
    with storage_errors("make a folder"):
        if not folder.is_dir():
            folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            sync_folder(folder.parent)


def sweep_parts(folder: Path) -> int:
    """Delete what a crash left unfinished in a folder; give how many files."""
    parts = sorted(folder.glob(f"*{PART_SUFFIX}"))
    with storage_errors("sweep unfinished files"):
        for part in parts:
            part.unlink(missing_ok=True)
    return len(parts)


def open_owner_only(path: Path, flags: int) -> int:
    """Open a file descriptor; a file that is made this way can be read by its owner only."""
    return os.open(path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0), _OWNER_ONLY_FILE)


def _write_part(part: Path, pieces: Iterable[bytes]) -> None:
    descriptor = open_owner_only(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
