"""The encrypted database: pages under ChaCha20-Poly1305, a raw key, every write durable.

Two engines write one format of file: SQLite3 Multiple Ciphers where the SQLite library has it, and `page_vfs` over any
SQLite where not. The best that is present is taken, unless the caller says which.

Opening and creating are two functions, because SQLite itself makes a fresh empty database where a file is
missing or empty: an agent whose file was lost must hear it, not find an empty office.

Why these pragmas: synchronous=FULL lost none of 17,500 simulated power cuts where NORMAL lost some in half
of them; temp_store=MEMORY keeps sorted rows off the disk; secure_delete=ON zeroes what is purged;
trusted_schema=OFF stops a doctored schema from calling functions. SQLite before 3.51.3 can corrupt a WAL
with two connections. (Measured November 2026.)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from weakref import WeakSet

import apsw
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from fieldapp.vault import dbapi
from fieldapp.vault.durable import open_owner_only, part_of, publish, sync_file
from fieldapp.vault.engines import CipherEngine, best_engine, cipher_version
from fieldapp.vault.errors import (
    DamagedDatabase,
    DatabaseAbsent,
    DatabaseBusy,
    DatabaseExists,
    DiskFull,
    StorageFailed,
    UnsupportedEngine,
    VaultError,
    VaultLocked,
    WrongKey,
    storage_errors,
)
from fieldapp.vault.page_cipher import KEY_BYTES, PAGE_BYTES_MIN, PLAIN_BEGINNING
from fieldapp.vault.page_vfs import PageVfs

SQLITE_VERSION_MIN = (3, 51, 3)
CONNECTIONS_MAX = 4
# A page in the cache is decrypted once: at 32 MB, point reads and scans of a 49 MB office cost what plain SQLite's do;
# at 2 MB 1.4 and 2.2 times that (23 November 2026, CPU time). It is taken only as far as it is used.
CACHE_KIB = 32_000
COMPILED_STATEMENTS_MAX = 500
_PRIMARY_CODE = 0xFF

KeySource = Callable[[], bytes]


PRAGMAS: Final = (
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("temp_store", "MEMORY"),
    ("foreign_keys", "ON"),
    ("secure_delete", "ON"),
    ("trusted_schema", "OFF"),
    ("cache_size", f"-{CACHE_KIB}"),
    ("cell_size_check", "ON"),
)
_TROUBLE: dict[int, type[VaultError]] = {
    apsw.SQLITE_FULL: DiskFull,
    apsw.SQLITE_IOERR: StorageFailed,
    apsw.SQLITE_CANTOPEN: StorageFailed,
    apsw.SQLITE_READONLY: StorageFailed,
    apsw.SQLITE_CORRUPT: DamagedDatabase,
    apsw.SQLITE_NOTADB: DamagedDatabase,
    apsw.SQLITE_BUSY: DatabaseBusy,
}


def open_database(path: Path, key: bytes | KeySource, cipher_engine: CipherEngine | None = None) -> Engine:
    """Open an existing encrypted database; SQLModel and SQLAlchemy work upon the engine.

    `key` is 32 bytes, or a function that gives them while the vault is open. Raises DatabaseAbsent, WrongKey,
    DamagedDatabase, DiskFull, StorageFailed or UnsupportedEngine, and never makes a file. Later, damage or
    a full disk met by any statement arrives as DamagedDatabase or DiskFull as well. Close with
    `close_database`.
    """
    cipher_engine = _checked(cipher_engine)
    engine = _engine(_Opener(path, key if callable(key) else lambda: key, cipher_engine))
    try:
        engine.connect().close()
    except VaultError:
        engine.dispose()
        raise
    return engine


def create_database(path: Path, key: bytes | KeySource, cipher_engine: CipherEngine | None = None) -> Engine:
    """Make an empty encrypted database and open it; raises DatabaseExists where a file is there."""
    cipher_engine = _checked(cipher_engine)
    if path.exists():
        raise DatabaseExists("a database file is already there")
    part = part_of(path)
    with storage_errors("create the database"):
        part.unlink(missing_ok=True)
        os.close(open_owner_only(part, os.O_CREAT | os.O_EXCL | os.O_RDWR))
    connect_database(part, key() if callable(key) else key, cipher_engine).close()
    _check_encrypted(part)
    with storage_errors("create the database"):
        sync_file(part)
    publish(part, path)
    return open_database(path, key, cipher_engine)


def checkpoint_database(engine: Engine) -> bool:
    """Bring the WAL into the main file and empty it; false when a reader still needed it."""
    with engine.connect() as connection:
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not busy


def close_database(engine: Engine) -> None:
    """Close every connection, those still in use included; the last one brings the WAL into the main file.

    Raises DatabaseBusy where a thread is still inside a statement: its connection stays open.
    """
    engine.dispose()


def connect_database(path: Path, key: bytes, cipher_engine: CipherEngine) -> dbapi.Connection:
    """Give one connection to a file that is there; it is closed by its owner."""
    assert len(key) == KEY_BYTES, "a raw key has 32 bytes"
    if not any(key):
        raise VaultLocked("no key at hand")
    try:
        if cipher_engine is CipherEngine.PAGES:
            connection = dbapi.connect(path, pragmas=PRAGMAS, vfs=PageVfs(key))
        else:
            cipher = (("cipher", "chacha20"), ("key", f"raw:{key.hex()}"))
            connection = dbapi.connect(path, pragmas=cipher + PRAGMAS)
    except dbapi.Error as error:
        raise _trouble_at_open(error) from error
    try:
        connection.cursor().execute("SELECT count(*) FROM sqlite_master").fetchall()
    except dbapi.Error as error:
        connection.close()
        raise _trouble_at_open(error) from error
    return connection


def check_library(sqlite_version: str, cipher_version: str | None) -> None:
    """Raise UnsupportedEngine for a SQLite before 3.51.3 or one without SQLite3 Multiple Ciphers."""
    check_version(sqlite_version)
    if not cipher_version:
        raise UnsupportedEngine("this SQLite has no ciphers (SQLite3 Multiple Ciphers is needed)")


def check_version(sqlite_version: str) -> None:
    """Raise UnsupportedEngine for a SQLite before 3.51.3, whoever encrypts."""
    numbers = tuple(int(part) for part in sqlite_version.split("."))
    if numbers < SQLITE_VERSION_MIN:
        raise UnsupportedEngine(f"SQLite {sqlite_version} is older than {'.'.join(map(str, SQLITE_VERSION_MIN))}")


def _checked(cipher_engine: CipherEngine | None) -> CipherEngine:
    cipher_engine = cipher_engine or best_engine()
    if cipher_engine is CipherEngine.LIBRARY:
        check_library(apsw.sqlite_lib_version(), cipher_version())
    else:
        check_version(apsw.sqlite_lib_version())
    return cipher_engine


class _Opener:
    """Opens connections, and remembers them so that a lock can close those that are in use."""

    def __init__(self, path: Path, key: KeySource, cipher_engine: CipherEngine) -> None:
        self._path = path
        self._key = key
        self._cipher_engine = cipher_engine
        self._open: WeakSet[dbapi.Connection] = WeakSet()

    def __call__(self) -> dbapi.Connection:
        _check_file(self._path)
        connection = connect_database(self._path, self._key(), self._cipher_engine)
        self._open.add(connection)
        return connection

    def close_all(self) -> None:
        busy: dbapi.Error | None = None
        for connection in tuple(self._open):
            try:
                connection.close()
                self._open.discard(connection)
            except dbapi.Error as error:
                busy = error
        if busy is not None:
            raise DatabaseBusy("a statement is still running in another thread") from busy


def _engine(opener: _Opener) -> Engine:
    # Parameters stay out of error messages: they may name persons.
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=opener,
        module=dbapi,
        poolclass=QueuePool,
        pool_size=CONNECTIONS_MAX,
        max_overflow=0,
        query_cache_size=COMPILED_STATEMENTS_MAX,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _say_in_our_words)
    event.listen(engine, "engine_disposed", lambda _engine: opener.close_all())
    return engine


def _check_file(path: Path) -> None:
    # SQLite takes a file shorter than a page for a fresh database.
    if not path.is_file():
        raise DatabaseAbsent("the database file is missing")
    if path.stat().st_size < PAGE_BYTES_MIN:
        raise DamagedDatabase("the database file was cut short")


def _check_encrypted(path: Path) -> None:
    with path.open("rb") as file:
        beginning = file.read(len(PLAIN_BEGINNING))
    if len(beginning) < len(PLAIN_BEGINNING) or beginning == PLAIN_BEGINNING:
        raise UnsupportedEngine("the library wrote a database that is not encrypted")


def _trouble_at_open(error: dbapi.Error) -> VaultError:
    code = (error.sqlite_errorcode or 0) & _PRIMARY_CODE
    # SQLite says so of a first page that does not open, whatever the reason; the vault, which proved its key, knows.
    if code == apsw.SQLITE_NOTADB:
        return WrongKey("the key does not open the database, or its first page is damaged")
    return _TROUBLE.get(code, DamagedDatabase)(f"the database does not open: {error.sqlite_errorname}")


def _say_in_our_words(context: ExceptionContext) -> VaultError | None:
    code = getattr(context.original_exception, "sqlite_errorcode", None) or 0
    kind = _TROUBLE.get(code & _PRIMARY_CODE)
    if kind is None or not isinstance(context.original_exception, dbapi.DatabaseError):
        return None
    return kind(f"the database refused a statement: {context.original_exception.sqlite_errorname}")
