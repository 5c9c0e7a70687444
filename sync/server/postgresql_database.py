"""PostgreSQL behind the seam of `dialect`: several writers, one at a time for each tenant.

**Isolation.** A writing transaction takes the row lock on its tenant's counter before it reads anything, and keeps
it to the commit. After that every statement sees all that was committed (READ COMMITTED), and nobody else of this
tenant commits meanwhile: the judge reads and writes as if alone, digests and numbers are never computed from an old
row, and positions in the log are given in the order of commits. Another tenant's writers wait for nothing. Readers
have one snapshot (REPEATABLE READ, READ ONLY) and wait for nobody.

**Tenants.** Each transaction says for whom it works (`app.tenant`, until its end), and the policies of `tenancy` show
it the rows of that tenant alone, even where a statement forgot to ask. All of that travels with the BEGIN, in one
message, and lasts for the transaction only.

**Bounds.** Who waits ten seconds for a turn hears `StoreBusy`. A transaction that does nothing for a minute (its
process hangs, or its host is gone) is ended by the database, and its tenant goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection

from sync.server.dialect import Bound, Shape, Wording
from sync.server.migrations import HEAD, version_of
from sync.server.store import NotStorable, StoreBusy, StoreDamaged, StoreUnfit

CONNECTIONS_KEPT = 8
CONNECTIONS_MAX = 32
CONNECT_S_MAX = 10
TURN_MS_MAX = 10_000
IDLE_MS_MAX = 60_000
_PASSING = ("08", "25006", "25P03", "40", "53", "55P03", "57")
"""Classes of SQLSTATE, and some alone: no connection, read only, idle too long, clash, no room, no turn, stopped."""
_DAMAGED = ("XX001", "XX002")
_READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.tenant = {tenant}"
_WRITE: Final = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL app.tenant = {tenant}; SET LOCAL lock_timeout = {turn};"
    " SET LOCAL idle_in_transaction_session_timeout = {idle};"
    " SELECT seq FROM counter WHERE tenant = {tenant} FOR UPDATE"
)
_DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


def _upsert(shape: Shape) -> str:
    # One JSON parameter for any number of rows: one message, one statement to plan. A JSON text travels as a string
    # in it, so that it arrives as it was to the byte.
    travels = ("text" if kind == "json" else kind for kind in shape.types)
    typed = ", ".join(f'"{name}" {kind}' for name, kind in zip(shape.columns, travels, strict=True))
    cast = ("::json" if kind == "json" else "" for kind in shape.types)
    given = ", ".join(f'r."{name}"{kind}' for name, kind in zip(shape.columns, cast, strict=True))
    return (
        f'INSERT INTO "{shape.name}" (tenant, {shape.listed()})'
        f" SELECT %s, {given} FROM json_to_recordset(%s) AS r({typed}) {shape.on_conflict()}"
    )


def _as_rows(tenant: str, rows: Sequence[Any], values: Callable[[Any], tuple[Any, ...]]) -> Bound:
    # One statement may not write a row twice: the last one stands, as it would one after the other.
    last = {row.key: row for row in rows}
    return (tenant, msgspec.json.encode(list(last.values())).decode())


def _log(columns: str, condition: str) -> str:
    # Scope by scope, each in the order of its index and no further than asked: a page costs what it holds, however
    # long the log is that follows.
    of_scope = (
        f'SELECT {columns} FROM "membership" AS m WHERE m.tenant = %(tenant)s AND m.scope = asked.name'
        f" AND m.seq > %(cursor)s{condition} ORDER BY m.seq LIMIT %(rows)s"
    )
    return (
        f"SELECT {columns} FROM unnest(%(scopes)s::text[]) AS asked(name), LATERAL ({of_scope}) AS found"
        " ORDER BY seq, scope LIMIT %(rows)s"
    )


def _as_log(tenant: str, scopes: Iterable[str], cursor: int, rows_max: int) -> Bound:
    return {"tenant": tenant, "scopes": list(scopes), "cursor": cursor, "rows": rows_max}


class PostgresqlDatabase:
    """All tenants in one database, whose tables an owner made beforehand (`migrations`).

    The address is libpq's, hosts of a cluster and certificates included. A password is better not in it: libpq finds
    it in a file (`PGPASSFILE`), where no list of processes shows it.
    """

    wording: Final = Wording(
        mark="%s",
        in_list="= ANY(%s)",
        as_list=list,
        upsert=_upsert,
        as_rows=_as_rows,
        log=_log,
        as_log=_as_log,
    )
    has_one_writer: Final = False

    def __init__(self, address: str) -> None:
        self._engine = _open_engine(address)

    @contextmanager
    def reading(self, tenant: str | None) -> Iterator[Connection]:
        """Open a snapshot."""
        with self._transaction(_READ, tenant) as connection:
            yield connection

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Connection]:
        """Wait for the tenant's turn, then open a transaction that has it."""
        with self._transaction(_WRITE, tenant) as connection:
            yield connection

    def create(self) -> None:
        """Look whether the owner brought the tables to today's version; raise `StoreUnfit`."""
        with self.reading(None) as connection:
            version = version_of(connection)
            is_free = connection.exec_driver_sql(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).scalar()
        if version != HEAD:
            raise StoreUnfit(f"its tables are of version {version}, this program works with {HEAD}")
        if is_free:
            raise StoreUnfit("no lock holds a superuser: give a role that is none")

    def damage_of(self, connection: Connection) -> list[str]:
        """Tell of pages that failed their checksum since the last look of an administrator."""
        failed = connection.exec_driver_sql(
            "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
        ).scalar()
        return [f"{failed} pages failed their checksum"] if failed else []

    def let_go(self) -> None:
        """Leave it to autovacuum, which frees dead rows: only their owner may do it sooner."""

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str, tenant: str | None) -> Iterator[Connection]:
        words = begin.format(tenant=sql.quote(tenant or ""), turn=TURN_MS_MAX, idle=IDLE_MS_MAX)
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(begin=words, no_parameters=True)
                with connection.begin():
                    yield connection
        except NoConnection:
            raise StoreBusy("all connections are taken") from None
        except DatabaseError as trouble:
            raise _told(trouble) from None


def _told(trouble: DatabaseError) -> Exception:
    """Say in the store's words what happened; what is a fault of ours stays as it is."""
    state = getattr(trouble.orig, "sqlstate", None)
    # Of a NUL the driver says so before it asks, and the database where it comes within JSON.
    if isinstance(trouble.orig, psycopg.DataError) and state in (None, "22P05"):
        return NotStorable("a NUL")
    # What libpq itself finds (no server there, the line cut) has no state.
    if state is None and isinstance(trouble.orig, psycopg.OperationalError):
        return StoreBusy("no connection to the database")
    if str(state).startswith(_PASSING):
        return StoreBusy(f"the database answers {state}")
    if state in _DAMAGED:
        return StoreDamaged(f"the database answers {state}")
    return trouble


def _open_engine(address: str) -> Engine:
    """Make the pool; nothing connects before the first transaction."""

    def connected() -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            address, autocommit=True, connect_timeout=CONNECT_S_MAX, fallback_application_name="fieldserver"
        )
        # JSON is read as the text that it is.
        connection.adapters.register_loader("json", TextLoader)
        connection.execute(_DURABLE)
        return connection

    engine = create_engine(
        "postgresql+psycopg://",
        creator=connected,
        pool_size=CONNECTIONS_KEPT,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS_KEPT,
        pool_timeout=TURN_MS_MAX / 1000,
        use_native_hstore=False,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver is left in its autocommit: it would send a BEGIN of its own, and wait for the answer.
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine
