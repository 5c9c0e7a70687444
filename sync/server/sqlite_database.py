"""SQLite behind the seam of `dialect`: one file, one writer at a time, readers beside him.

SQLite before 3.51.3 (Debian 12 has 3.40) may damage a database in WAL mode when one connection checkpoints in the
same instant in which another commits ("the WAL-reset bug", www.sqlite.org/wal.html). Here nobody does: who writes,
checkpoints or closes holds `WriterTurn`, a lock file that all processes of a data folder share.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from sync.server.dialect import Bound, Shape, Wording
from sync.server.migrations import bring_to_head
from sync.server.rows import json_text
from sync.server.store import StoreBusy, StoreDamaged

READERS_MAX = 8
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 32 * 1024
_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    f"cache_size=-{CACHE_KIB}",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    # What is deleted is overwritten with zeros: an erasure (RGPD art. 17) must be true of the file as well.
    "secure_delete=ON",
)
_IN_LIST = "IN (SELECT value FROM json_each(?))"


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


def _upsert(shape: Shape) -> str:
    marks = ", ".join("?" for _ in ("tenant", *shape.columns))
    return f'INSERT INTO "{shape.name}" (tenant, {shape.listed()}) VALUES ({marks}) {shape.on_conflict()}'


def _as_rows(tenant: str, rows: Sequence[Any], values: Callable[[Any], tuple[Any, ...]]) -> Bound:
    before = (tenant,)
    return [before + values(row) for row in rows]


def _log(columns: str, condition: str) -> str:
    found = f'SELECT {columns} FROM "membership" WHERE tenant = ? AND scope {_IN_LIST} AND seq > ?{condition}'
    return f"{found} ORDER BY seq, scope LIMIT ?"


def _as_log(tenant: str, scopes: Iterable[str], cursor: int, rows_max: int) -> Bound:
    return (tenant, json_text(list(scopes)), cursor, rows_max)


class SqliteDatabase:
    """All tenants in one file."""

    wording: Final = Wording(
        mark="?",
        in_list=_IN_LIST,
        as_list=json_text,
        upsert=_upsert,
        as_rows=_as_rows,
        log=_log,
        as_log=_as_log,
    )
    has_one_writer: Final = True

    def __init__(self, path: Path) -> None:
        self._turn = WriterTurn(path.with_suffix(".lock"))
        self._engine = _open_engine(path, self._turn)

    @contextmanager
    def reading(self, tenant: str | None) -> Iterator[Connection]:
        """Open a snapshot."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Connection]:
        """Open a transaction that has the turn to write."""
        with self._turn.taken(), self._transaction(writes=True) as connection:
            yield connection

    def create(self) -> None:
        """Bring the tables to today's version."""
        with self._turn.taken(), self._transaction(writes=True) as connection:
            bring_to_head(connection)

    def damage_of(self, connection: Connection) -> list[str]:
        """Let the engine check its own pages and indexes; give what it finds."""
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        return [str(line) for line in found if line != "ok"]

    def let_go(self) -> None:
        """Fold the WAL into the database and cut it to nothing; while somebody reads, as much as can be."""
        # Not through `connect`: a checkpoint is made outside of every transaction.
        with self._turn.taken(), closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Close every connection; the last one folds the WAL into the database."""
        with self._turn.taken():
            self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except DatabaseError as trouble:
            name = str(getattr(trouble.orig, "sqlite_errorname", ""))
            if name.startswith(_PASSING):
                raise StoreBusy(str(trouble.orig)) from None
            if name.startswith(_DAMAGED):
                raise StoreDamaged(str(trouble.orig)) from None
            raise


def _open_engine(path: Path, turn: WriterTurn) -> Engine:
    """Open the database file; a connection begins as a reader unless its options say that it writes."""
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
