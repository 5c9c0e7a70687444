"""One transaction of the store over a database: its statements go to the driver as they are, a batch at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from sqlalchemy import Connection, select

from sync.server.dialect import Bound
from sync.server.rows import Key, MemberRow, Row, ScopeRow
from sync.server.schema import TABLES
from sync.server.statements import Statements

R = TypeVar("R", bound=Row)
ROWS_PER_FETCH = 1_000


def _could_be(value: object) -> bool:
    """Say whether a value could stand in a key: PostgreSQL keeps no NUL, SQLite's JSON ends there."""
    return not (isinstance(value, str) and "\0" in value)


class SqlUnit:
    """One transaction on one connection."""

    def __init__(self, tenant: str, connection: Connection, statements: Statements) -> None:
        self.tenant = tenant
        self._connection = connection
        self._statements = statements

    def _rows(self, row: type[R], sql: str, bound: Bound) -> list[R]:
        made = self._statements.of[row].made
        found = self._connection.exec_driver_sql(sql, bound).all()
        return [made(one) for one in found]  # type: ignore[misc]  # `made` makes rows of this type

    def get(self, row: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """Give the rows with these keys."""
        found: dict[Key, R] = {}
        wanted = {key for key in keys if all(map(_could_be, key))}
        for leading, group in groupby(sorted(wanted), key=lambda key: key[:-1]):
            bound = (self.tenant, *leading, self._statements.as_list([key[-1] for key in group]))
            found.update((one.key, one) for one in self._rows(row, self._statements.of[row].by_keys, bound))
        return found

    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""
        assert member in row.INDEXES, "only an index is searched"
        bound = (self.tenant, self._statements.as_list(sorted(filter(_could_be, set(values)))))
        found = self._rows(row, self._statements.of[row].by_member[member], bound)
        return sorted(found, key=lambda one: one.key)

    def until(self, row: type[R], member: str, value: str, rows_max: int) -> list[R]:
        """Give the rows whose indexed member is at most this text, the lowest first."""
        assert member in row.INDEXES, "only an index is searched"
        return self._rows(row, self._statements.of[row].until[member], (self.tenant, value, rows_max))

    def every(self, row: type[R]) -> Iterable[R]:
        """Give all rows of a table, by key, fetched a thousand at a time."""
        options, values = {"yield_per": ROWS_PER_FETCH}, {"tenant": self.tenant}
        for one in self._connection.execute(self._statements.of[row].every, values, execution_options=options):
            yield row(*one)

    def log(self, cursors: Mapping[str, int], rows_max: int) -> Sequence[MemberRow]:
        """Give what came or went in each scope after its cursor, by `seq`."""
        by_cursor: dict[int, list[str]] = {}
        for scope, cursor in cursors.items():
            by_cursor.setdefault(cursor, []).append(scope)
        found: list[MemberRow] = []
        for cursor, scopes in by_cursor.items():
            # Scopes that stand at one place are read together; in steady state that is all of them.
            statement = self._statements.log if cursor else self._statements.log_from_start
            bound = self._statements.as_log(self.tenant, sorted(scopes), cursor, rows_max)
            found.extend(self._rows(MemberRow, statement, bound))
        return sorted(found, key=lambda row: (row.seq, row.scope))[:rows_max]

    def log_range(self, scopes: Collection[str], after: int, up_to: int) -> Sequence[MemberRow]:
        """Give all that came or went in these scopes after one position, up to another, by `seq`."""
        bound = (self.tenant, self._statements.as_list(sorted(scopes)), after, up_to)
        return self._rows(MemberRow, self._statements.log_range, bound)

    def log_count(self, scopes: Collection[str], after: int, up_to: int) -> int:
        """Count what `log_range` gives."""
        bound = (self.tenant, self._statements.as_list(sorted(scopes)), after, up_to)
        return int(self._connection.exec_driver_sql(self._statements.log_count, bound).scalar() or 0)

    def moved_scopes(self, after_seq: int) -> frozenset[str]:
        """Give the scopes in which anything happened after this position."""
        table = TABLES[ScopeRow]
        statement = select(table.c.scope).where(table.c.tenant == self.tenant, table.c.head > after_seq)
        return frozenset(self._connection.scalars(statement))

    def head(self) -> int:
        """Give the last position of the log."""
        return int(self._connection.exec_driver_sql(self._statements.head, (self.tenant,)).scalar() or 0)

    def put(self, rows: Iterable[Row]) -> None:
        """Insert or replace rows, one statement per table."""
        by_type: dict[type[Row], list[Row]] = {}
        for row in rows:
            by_type.setdefault(type(row), []).append(row)
        for kind, batch in by_type.items():
            statements = self._statements.of[kind]
            bound = self._statements.as_rows(self.tenant, batch, statements.values)
            self._connection.exec_driver_sql(statements.upsert, bound)

    def drop(self, row: type[R], keys: Collection[Key]) -> None:
        """Delete rows."""
        batch = [(self.tenant, *key) for key in keys]
        if batch:
            self._connection.exec_driver_sql(self._statements.of[row].delete, batch)

    def bump(self, count: int) -> int:
        """Move the head by `count` and give the head before."""
        after = self._connection.exec_driver_sql(self._statements.bump, (count, self.tenant)).scalar()
        assert after is not None, "every tenant has its counter"
        return int(after) - count
