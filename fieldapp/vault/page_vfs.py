"""SQLite's way to the disk through sealed pages, for a plain `apsw`: the C library's file format in Python.

A `PageVfs` belongs to one connection, like the key that it holds:

    vfs = PageVfs(key)
    connection = apsw.Connection(path, vfs=vfs.name)
    vfs.prepare(connection)          before the first statement
    ...
    connection.close(); vfs.unregister()

Traps (each found by experiment in November 2026):
- Never let this engine and the C library work on one database at the same time: SQLite keeps the log's checksums in
  the shared index, where they differ between the two. One after the other is fine, whatever a crash left behind.
- `secure_delete` must be on, as the C library forces it: without it SQLite leaves pages never written, which have no
  tag.
- A new file must have its 32 bytes reserved before the first write; every other first page is refused.
- There is no memory mapping: SQLite would read the disk behind our back. A VFS in Python has none by itself.
- Pages of 512 bytes with a rollback journal: C library 2.6.1 does not roll back its own hot journal. Fieldapp uses
  4,096 bytes and a write-ahead log.
"""

from __future__ import annotations

import ctypes
import secrets

import apsw

from fieldapp.vault.memory_file import MemoryFile
from fieldapp.vault.page_cipher import RESERVED_BYTES, SALT_BYTES, PageCipher
from fieldapp.vault.page_files import DatabaseFile, FileName, JournalFile, LogFile, Sealed

_NAME = "fieldapp-pages-"
# SQLite3 Multiple Ciphers puts itself before the system's own VFS where it is linked in.
_CIPHERS = "multipleciphers-"
_KINDS = (
    (apsw.SQLITE_OPEN_MAIN_DB, DatabaseFile, ""),
    (apsw.SQLITE_OPEN_WAL, LogFile, "-wal"),
    (apsw.SQLITE_OPEN_MAIN_JOURNAL, JournalFile, "-journal"),
)


class PageVfs(apsw.VFS):
    """Opens the files of a connection so that nothing readable reaches the disk."""

    def __init__(self, key: bytes, base: str | None = None) -> None:
        """Register over the system's own VFS, or another; `unregister` when the connection is closed."""
        self.name = _NAME + secrets.token_hex(8)
        self._base = base or _system_vfs()
        self._key = key
        self._databases: dict[str, Sealed] = {}
        super().__init__(self.name, self._base)

    def prepare(self, connection: apsw.Connection) -> None:
        """Reserve the room for nonce and tag in each page of a file that is still empty."""
        reserved = ctypes.c_int(RESERVED_BYTES)
        connection.file_control("main", apsw.SQLITE_FCNTL_RESERVE_BYTES, ctypes.addressof(reserved))

    def xOpen(self, name: FileName, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        """Open a file of the database, or one in memory where it has no name.

        What would be written in clear is refused (CANTOPEN): any other name, the note of a commit to two databases.
        """
        if name is None:
            flags[1] = flags[0]
            return MemoryFile()  # type: ignore[return-value]  # apsw asks for the methods only
        path = name if isinstance(name, str) else name.filename()
        for kind, file, ending in _KINDS:
            if flags[0] & kind:
                return file(self._base, name, flags, self._database(path.removesuffix(ending)))
        raise apsw.exception_for(apsw.SQLITE_CANTOPEN)

    def _database(self, path: str) -> Sealed:
        found = self._databases.get(path)
        if found is None:
            # The salt of a file that has one replaces this when its header is read.
            found = self._databases[path] = Sealed(PageCipher(self._key), secrets.token_bytes(SALT_BYTES))
        return found


def _system_vfs() -> str:
    """Give the name of the system's own VFS: the default, or what lies below the C library's."""
    return next(name for name in apsw.vfs_names() if not name.startswith((_CIPHERS, _NAME)))
