"""One process per vault folder: an operating system's file lock, which a crash releases by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fieldapp.vault.durable import make_folder, open_owner_only
from fieldapp.vault.errors import AlreadyOpen, storage_errors

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        # flock and not lockf: it also keeps out a second opening in the same process.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A lock that is held from its making until `release`."""

    def __init__(self, path: Path) -> None:
        """Take the lock, or raise AlreadyOpen where another window or process has it."""
        make_folder(path.parent)
        with storage_errors("open the lock file"):
            self._descriptor: int | None = open_owner_only(path, os.O_CREAT | os.O_RDWR)
        try:
            _take(self._descriptor)
        except OSError as error:
            self.release()
            raise AlreadyOpen("this vault is already open in another window") from error

    def release(self) -> None:
        """Let the lock go; twice does no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
