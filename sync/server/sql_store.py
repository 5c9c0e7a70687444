"""The `ServerStore` over SQLAlchemy's engine: SQLite today, the same tables on PostgreSQL later.

Statements are built once per table and go to the driver as they are; every read and write takes a batch. A commit
is durable when the `with` of a writing unit ends (WAL, `synchronous=FULL`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DatabaseError

from sync.server.dialect import WriterTurn, as_reader, as_writer, damage_of, is_damage, open_engine, will_pass
from sync.server.rows import Key, MemberRow, Row, ScopeRow, TownRow, json_text
from sync.server.schema import TABLES, counter, metadata
from sync.server.statements import BUMP, HEAD, LOG, LOG_COUNT, LOG_FROM_START, LOG_RANGE, STATEMENTS
from sync.server.store import StoreBusy, StoreDamaged, TownUnknown, Unit

R = TypeVar("R", bound=Row)
ROWS_PER_FETCH = 1_000


class SqlUnit:
    """One transaction on one connection."""

    def __init__(self, tenant: str, connection: Connection) -> None:
        self.tenant = tenant
        self._connection = connection

    def _rows(self, row: type[R], sql: str, *values: Any) -> list[R]:
        made = STATEMENTS[row].made
        found = self._connection.exec_driver_sql(sql, (self.tenant, *values)).all()
        return [made(one) for one in found]  # type: ignore[misc]  # `made` makes rows of this type

    def get(self, row: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """Give the rows with these keys."""
        found: dict[Key, R] = {}
        for leading, group in groupby(sorted(set(keys)), key=lambda key: key[:-1]):
            listed = json_text([key[-1] for key in group])
            found.update((one.key, one) for one in self._rows(row, STATEMENTS[row].by_keys, *leading, listed))
        return found

    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""
        assert member in row.INDEXES, "only an index is searched"
        found = self._rows(row, STATEMENTS[row].by_member[member], json_text(sorted(set(values))))
        return sorted(found, key=lambda one: one.key)

    def every(self, row: type[R]) -> Iterable[R]:
        """Give all rows of a table, by key, fetched a thousand at a time."""
        options, values = {"yield_per": ROWS_PER_FETCH}, {"tenant": self.tenant}
        for one in self._connection.execute(STATEMENTS[row].every, values, execution_options=options):
            yield row(*one)

    def log(self, cursors: Mapping[str, int], rows_max: int) -> Sequence[MemberRow]:
        """Give what came or went in each scope after its cursor, by `seq`."""
        by_cursor: dict[int, list[str]] = {}
        for scope, cursor in cursors.items():
            by_cursor.setdefault(cursor, []).append(scope)
        found: list[MemberRow] = []
        for cursor, scopes in by_cursor.items():
            # Scopes that stand at one place are read together; in steady state that is all of them.
            statement = LOG if cursor else LOG_FROM_START
            found.extend(self._rows(MemberRow, statement, json_text(sorted(scopes)), cursor, rows_max))
        return sorted(found, key=lambda row: (row.seq, row.scope))[:rows_max]

    def log_range(self, scopes: Collection[str], after: int, up_to: int) -> Sequence[MemberRow]:
        """Give all that came or went in these scopes after one position, up to another, by `seq`."""
        return self._rows(MemberRow, LOG_RANGE, json_text(sorted(scopes)), after, up_to)

    def log_count(self, scopes: Collection[str], after: int, up_to: int) -> int:
        """Count what `log_range` gives."""
        values = (self.tenant, json_text(sorted(scopes)), after, up_to)
        return int(self._connection.exec_driver_sql(LOG_COUNT, values).scalar() or 0)

    def moved_scopes(self, after_seq: int) -> frozenset[str]:
        """Give the scopes in which anything happened after this position."""
        table = TABLES[ScopeRow]
        statement = select(table.c.scope).where(table.c.tenant == self.tenant, table.c.head > after_seq)
        return frozenset(self._connection.scalars(statement))

    def head(self) -> int:
        """Give the last position of the log."""
        return int(self._connection.exec_driver_sql(HEAD, (self.tenant,)).scalar() or 0)

    def put(self, rows: Iterable[Row]) -> None:
        """Insert or replace rows, one statement per table."""
        by_type: dict[type[Row], list[Row]] = {}
        for row in rows:
            by_type.setdefault(type(row), []).append(row)
        for kind, batch in by_type.items():
            statements, tenant = STATEMENTS[kind], (self.tenant,)
            values = [tenant + statements.values(row) for row in batch]
            self._connection.exec_driver_sql(statements.upsert, values)

    def drop(self, row: type[R], keys: Collection[Key]) -> None:
        """Delete rows."""
        batch = [(self.tenant, *key) for key in keys]
        if batch:
            self._connection.exec_driver_sql(STATEMENTS[row].delete, batch)

    def bump(self, count: int) -> int:
        """Move the head by `count` and give the head before."""
        after = self._connection.exec_driver_sql(BUMP, (count, self.tenant)).scalar()
        assert after is not None, "every tenant has its counter"
        return int(after) - count


class SqlServerStore:
    """All tenants in one SQLite file; `at_commit` is called in each writing transaction, just at its end."""

    def __init__(self, path: Path, *, at_commit: Callable[[], None] = lambda: None) -> None:
        self._turn = WriterTurn(path.with_suffix(".lock"))
        self._engine = open_engine(path, self._turn)
        self._at_commit = at_commit
        self._known: frozenset[str] = frozenset()

    def create(self) -> None:
        """Make the tables that are not there yet."""
        with self._turn.taken(), self._transaction(writes=True) as connection:
            metadata.create_all(connection)

    def close(self) -> None:
        """Close every connection; the last one folds the WAL into the database."""
        with self._turn.taken():
            self._engine.dispose()

    def tenants(self) -> tuple[str, ...]:
        """Give the tenants that this store holds."""
        table = TABLES[TownRow]
        with self._transaction(writes=False) as connection:
            return tuple(connection.scalars(select(table.c.tenant).order_by(table.c.tenant)))

    def damage(self) -> Sequence[str]:
        """Read the whole database and say what is damaged in it."""
        with self._transaction(writes=False) as connection:
            return damage_of(connection)

    @contextmanager
    def found(self, tenant: str) -> Iterator[Unit]:
        """Open the first transaction of a new tenant."""
        with self._turn.taken(), self._transaction(writes=True) as connection:
            connection.execute(insert(counter), [{"tenant": tenant, "seq": 0}])
            yield SqlUnit(tenant, connection)

    @contextmanager
    def reading(self, tenant: str) -> Iterator[Unit]:
        """Open a snapshot."""
        self._check(tenant)
        with self._transaction(writes=False) as connection:
            yield SqlUnit(tenant, connection)

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Unit]:
        """Open a transaction that commits, durably, at the end of the `with`."""
        self._check(tenant)
        with self._turn.taken(), self._transaction(writes=True) as connection:
            yield SqlUnit(tenant, connection)
            self._at_commit()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as plain:
                connection = as_writer(plain) if writes else as_reader(plain)
                with connection.begin():
                    yield connection
        except DatabaseError as trouble:
            if will_pass(trouble):
                raise StoreBusy(str(trouble.orig)) from None
            if is_damage(trouble):
                raise StoreDamaged(str(trouble.orig)) from None
            raise

    def _check(self, tenant: str) -> None:
        if tenant not in self._known:
            self._known = frozenset(self.tenants())
        if tenant not in self._known:
            raise TownUnknown(tenant)
