"""The one seam between the two databases: all that is written for SQLite, and would be otherwise on PostgreSQL.

SQLite before 3.51.3 (Debian 12 has 3.40) may damage a database in WAL mode when one connection checkpoints in the
same instant in which another commits ("the WAL-reset bug", www.sqlite.org/wal.html). Here nobody does: who writes,
checkpoints or closes holds `WriterTurn`, a lock file that all processes of a data folder share.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import UserDefinedType

READERS_MAX = 8
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 32 * 1024
_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class JsonText(UserDefinedType[str]):
    """A JSON column that is written and read as text: the service sends most of it on without decoding."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the column's type in DDL."""
        return "JSON"


class WriterTurn:
    """The one turn to write, among the threads of this process and among processes (`flock`)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._depth = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and hold it; whoever holds it may take it again."""
        with self._threads:
            self._depth += 1
            try:
                with self._file_locked() if self._depth == 1 else nullcontext():
                    yield
            finally:
                self._depth -= 1

    @contextmanager
    def _file_locked(self) -> Iterator[None]:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def open_engine(path: Path, turn: WriterTurn) -> Engine:
    """Open the database file; connections begin as readers unless asked to write (`as_writer`)."""
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        pool_size=READERS_MAX,
        max_overflow=READERS_MAX,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver's own transactions would begin late and commit before DDL: ours are explicit.
        connection.isolation_level = None
        with turn.taken():
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    f"cache_size=-{CACHE_KIB}",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


def as_writer(connection: Connection) -> Connection:
    """Make the connection's next transaction one that writes."""
    return connection.execution_options(writes=True)


def as_reader(connection: Connection) -> Connection:
    """Make the connection's next transaction a snapshot."""
    return connection.execution_options(writes=False)


def upsert(table: Table) -> sqlite.Insert:
    """Give the statement that inserts a row, or replaces all but its key."""
    insert = sqlite.insert(table)
    kept = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    keys = list(table.primary_key.columns)
    if not kept:
        return insert.on_conflict_do_nothing(index_elements=keys)
    return insert.on_conflict_do_update(index_elements=keys, set_=kept)


def driver_text(statement: sqlite.Insert) -> str:
    """Write a statement as the driver takes it: parameters by position, as it names them.

    Bound by SQLAlchemy, a row costs more than its insertion (6 of 10 us, 27 November 2026).
    """
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    return str(compiled)


IN_LIST = "IN (SELECT value FROM json_each(?))"
"""Among the members of a JSON list, bound as one text."""


def damage_of(connection: Connection) -> list[str]:
    """Let the engine check its own pages and indexes; give what it finds."""
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [str(line) for line in found if line != "ok"]


def will_pass(trouble: DatabaseError) -> bool:
    """Say whether this is trouble of the moment (locked, disk full) and not a fault of ours."""
    return _name_of(trouble).startswith(_PASSING)


def is_damage(trouble: DatabaseError) -> bool:
    """Say whether the engine found its own file damaged."""
    return _name_of(trouble).startswith(_DAMAGED)


def _name_of(trouble: DatabaseError) -> str:
    return str(getattr(trouble.orig, "sqlite_errorname", ""))
