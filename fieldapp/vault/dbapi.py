"""A PEP 249 module over apsw (with SQLite3 Multiple Ciphers), as far as SQLAlchemy's pysqlite dialect needs.

Three promises beyond PEP 249:
- A transaction that writes begins with BEGIN IMMEDIATE, so that it waits for the lock at its start and
  never fails in its middle. Definitions (CREATE, ALTER, DROP) and savepoints begin one too, so that a
  migration rolls back whole.
- Commit and rollback reset every statement that is still open: one left open would hold its snapshot and
  block the checkpoint of the WAL.
- Nothing here is part of a reference cycle: a cursor in one stays open until the collector runs, and makes
  a commit fail with "SQL statements in progress" (seen in November 2026).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any
from weakref import WeakSet

import apsw

from fieldapp.vault.dbapi_cursor import Cursor
from fieldapp.vault.dbapi_errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,  # noqa: A004 - PEP 249 fixes the name
    driver_errors,
)
from fieldapp.vault.page_vfs import PageVfs

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "Timestamp",
    "Warning",
    "apilevel",
    "connect",
    "paramstyle",
    "sqlite_version",
    "sqlite_version_info",
    "threadsafety",
]

apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))

Binary = memoryview
Date = dt.date
Time = dt.time
Timestamp = dt.datetime
STRING = str
BINARY = memoryview
NUMBER = int
DATETIME = dt.datetime
ROWID = int

BUSY_TIMEOUT_MS = 5_000
STATEMENTS_CACHED_MAX = 128


class Connection:
    """One connection; used by one thread at a time."""

    def __init__(self, handle: apsw.Connection, vfs: PageVfs | None = None) -> None:
        self.handle = handle
        self._vfs = vfs
        self.isolation_level: str | None = ""
        self._reading: WeakSet[Cursor] = WeakSet()
        self._is_closed = False

    def cursor(self) -> Cursor:
        """Give a new cursor."""
        with driver_errors():
            return Cursor(self)

    def begin_writing(self) -> None:
        """Begin a transaction that holds the write lock, unless one runs or isolation_level is None."""
        if self.isolation_level is not None and not self.handle.in_transaction:
            self.handle.execute("BEGIN IMMEDIATE")

    def note_reading(self, cursor: Cursor) -> None:
        """Remember that this cursor may have rows left."""
        self._reading.add(cursor)

    def forget_reading(self, cursor: Cursor) -> None:
        """Forget a cursor whose rows are all read."""
        self._reading.discard(cursor)

    def commit(self) -> None:
        """Make the transaction durable."""
        self._end("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction; closing has done so already."""
        if not self._is_closed:
            self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        with driver_errors():
            for cursor in tuple(self._reading):
                cursor.cut_short()
            self._reading.clear()
            if self.handle.in_transaction:
                self.handle.execute(how)

    def close(self) -> None:
        """Close for good; an unfinished transaction is undone."""
        with driver_errors():
            self.handle.close(True)
            if self._vfs is not None:
                self._vfs.unregister()
                self._vfs = None
        self._is_closed = True

    def create_function(
        self, name: str, narg: int, func: Callable[..., Any] | None, *, deterministic: bool = False
    ) -> None:
        """Register a function of SQL."""
        with driver_errors():
            self.handle.create_scalar_function(name, func, narg, deterministic=deterministic)

    def create_collation(self, name: str, callback: Callable[[str, str], int] | None) -> None:
        """Register a collation."""
        with driver_errors():
            self.handle.create_collation(name, callback)

    def interrupt(self) -> None:
        """Stop the running statement, from any thread."""
        self.handle.interrupt()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction runs."""
        return self.handle.in_transaction

    @property
    def total_changes(self) -> int:
        """How many rows this connection changed since it opened, by triggers included."""
        return self.handle.total_changes()


def connect(
    path: str | os.PathLike[str], *, pragmas: Iterable[tuple[str, str]] = (), vfs: PageVfs | None = None
) -> Connection:
    """Open an existing file, then run the pragmas in order, the cipher's and the key's first.

    A `vfs` is this connection's own: it goes when the connection does. Raises OperationalError for a missing file
    (one is never made here) and DatabaseError where a pragma reads a page that does not open.
    """
    with driver_errors(), ExitStack() as undo:
        if vfs is not None:
            undo.callback(vfs.unregister)
        handle = apsw.Connection(
            os.fspath(path),
            flags=apsw.SQLITE_OPEN_READWRITE,
            vfs=None if vfs is None else vfs.name,
            statementcachesize=STATEMENTS_CACHED_MAX,
        )
        undo.callback(handle.close, True)
        if vfs is not None:
            vfs.prepare(handle)
        handle.set_busy_timeout(BUSY_TIMEOUT_MS)
        handle.convert_binding = _as_text
        for name, value in pragmas:
            handle.pragma(name, value)
        undo.pop_all()
    return Connection(handle, vfs)


def _as_text(_cursor: apsw.Cursor, _number: int, value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(f"no SQLite type for {type(value).__name__}")
