"""A second copy of unsent work, in a folder beside the vaults: encrypted, read back, bounded, short-lived.

    <profile>/backups/<keyed hash>.log      in the journal's own format, under a key of its own

The journal stands beside the outbox against damage of either; both lie in the vault's folder. This copy is for the day
on which the folder lost both: the journal gives its entries first where its own are damaged (`Journal`). It is written
some seconds after a change, whole, and goes when nothing waits any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from fieldapp.vault.durable import make_folder, sync_folder
from fieldapp.vault.errors import StorageFailed, VaultError, storage_errors
from fieldapp.vault.journal import Journal

BACKUPS_FOLDER: Final = "backups"
BACKUP_BYTES_MAX: Final = 64 * 1024 * 1024
"""Beyond it the oldest entries are left out: the journal has them."""


def backup_path(folder: Path) -> Path:
    """Give where the copy of a vault's unsent work lies."""
    return folder.parent.parent / BACKUPS_FOLDER / f"{folder.name}.log"


class Backup:
    """The copy of one vault's unsent work."""

    def __init__(self, folder: Path, key: Callable[[], bytes], bytes_max: int = BACKUP_BYTES_MAX) -> None:
        """Take the folder of the vault, and the way to the key."""
        self._path = backup_path(folder)
        self._key = key
        self._bytes_max = bytes_max

    def keep(self, entries: Iterable[bytes]) -> None:
        """Write these entries in place of what was kept, and read them back; raises DiskFull or StorageFailed."""
        kept = _newest(list(entries), self._bytes_max)
        make_folder(self._path.parent)
        journal = Journal(self._path, self._key)
        try:
            journal.rewrite(kept)
        finally:
            journal.close()
        if _digest(self.entries()) != _digest(kept):
            raise StorageFailed("what was kept of unsent work reads differently")

    def entries(self) -> Iterator[bytes]:
        """Give what is kept and can be read; nothing where there is nothing, or under another key."""
        if not self._path.is_file():
            return
        try:
            journal = Journal(self._path, self._key)
        except VaultError:
            return
        try:
            yield from journal.entries()
        finally:
            journal.close()

    def drop(self) -> None:
        """Delete what was kept, durably: nothing waits any more."""
        if self._path.exists():
            with storage_errors("delete the copy of unsent work"):
                self._path.unlink(missing_ok=True)
                sync_folder(self._path.parent)


def move_backup(before: Path, after: Path) -> None:
    """Let the copy go along with a vault that gets another folder."""
    if backup_path(before).is_file():
        with storage_errors("move the copy of unsent work"):
            backup_path(before).replace(backup_path(after))


def _newest(entries: list[bytes], bytes_max: int) -> list[bytes]:
    room, begin = bytes_max, len(entries)
    while begin and len(entries[begin - 1]) <= room:
        begin -= 1
        room -= len(entries[begin])
    return entries[begin:]


def _digest(entries: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(len(entry).to_bytes(8) + entry)
    return digest.hexdigest()
