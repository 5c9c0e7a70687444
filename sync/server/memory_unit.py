"""What the in-memory store of the server works with: tables in dicts, a town of them, one transaction over it."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar, cast

from sync.server.memory_ranges import LogRanges
from sync.server.rows import Key, MemberRow, Row, ScopeRow

R = TypeVar("R", bound=Row)


class Table:
    """The committed rows of one table, and where each value of an indexed member stands."""

    def __init__(self) -> None:
        self.rows: dict[Key, Row] = {}
        self.index: dict[tuple[str, str], set[Key]] = {}

    def set(self, key: Key, row: Row | None) -> None:
        """Put a row in the place of the one with its key; None takes it away."""
        before = self.rows.pop(key, None)
        if before is not None:
            for name in before.INDEXES:
                self.index[name, getattr(before, name)].discard(key)
        if row is not None:
            self.rows[key] = row
            for name in row.INDEXES:
                self.index.setdefault((name, getattr(row, name)), set()).add(key)

    def copy(self) -> "Table":
        """Give a table that goes its own way; the rows themselves never change."""
        other = Table()
        other.rows = dict(self.rows)
        other.index = {name: set(keys) for name, keys in self.index.items()}
        return other


class Town:
    """One tenant: its tables and its counter."""

    def __init__(self) -> None:
        self.tables: dict[type[Row], Table] = {}
        self.head = 0

    def table(self, row: type[Row]) -> Table:
        """Give the table of a row type, empty the first time."""
        table = self.tables.get(row)
        if table is None:
            table = self.tables[row] = Table()
        return table

    def copy(self) -> "Town":
        """Give a town that goes its own way."""
        other = Town()
        other.head = self.head
        other.tables = {row: table.copy() for row, table in self.tables.items()}
        return other


class MemoryUnit(LogRanges):
    """One transaction: what it wrote lies over the committed tables."""

    def __init__(self, tenant: str, town: Town) -> None:
        self.tenant = tenant
        self._town = town
        self._over: dict[type[Row], dict[Key, Row | None]] = {}
        self._head = town.head

    def get(self, row: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """Give the rows with these keys."""
        over, rows = self._over.get(row), self._town.table(row).rows
        if not over:
            return cast("dict[Key, R]", {key: rows[key] for key in keys if key in rows})
        found = ((key, over[key] if key in over else rows.get(key)) for key in keys)
        return cast("dict[Key, R]", {key: one for key, one in found if one is not None})

    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""
        assert member in row.INDEXES, "only an index is searched"
        index, wanted = self._town.table(row).index, set(values)
        keys = {key for value in wanted for key in index.get((member, value), ())}
        keys.update(self._over.get(row, {}))
        found = self.get(row, sorted(keys))
        return [one for one in found.values() if getattr(one, member) in wanted]

    def until(self, row: type[R], member: str, value: str, rows_max: int) -> list[R]:
        """Give the rows whose indexed member is at most this text, the lowest first."""
        assert member in row.INDEXES, "only an index is searched"
        found = [one for one in self.every(row) if getattr(one, member) <= value]
        return sorted(found, key=lambda one: (getattr(one, member), one.key))[:rows_max]

    def every(self, row: type[R]) -> Iterable[R]:
        """Give all rows of a table, by key."""
        keys = {*self._town.table(row).rows, *self._over.get(row, {})}
        return self.get(row, sorted(keys)).values()

    def log(self, cursors: Mapping[str, int], rows_max: int) -> Sequence[MemberRow]:
        """Give what came or went in each scope after its cursor, by `seq`."""
        after = [
            row
            for scope, cursor in cursors.items()
            for row in self._members(scope)
            if row.seq > cursor and (row.present or cursor)
        ]
        return sorted(after, key=lambda row: (row.seq, row.scope))[:rows_max]

    def _members(self, scope: str) -> Iterable[MemberRow]:
        if self._over.get(MemberRow):
            return self.find(MemberRow, "scope", (scope,))
        table = self._town.table(MemberRow)
        return cast("Iterable[MemberRow]", [table.rows[key] for key in table.index.get(("scope", scope), ())])

    def moved_scopes(self, after_seq: int) -> frozenset[str]:
        """Give the scopes in which anything happened after this position."""
        return frozenset(row.scope for row in self.every(ScopeRow) if row.head > after_seq)

    def head(self) -> int:
        """Give the last position of the log."""
        return self._head

    def put(self, rows: Iterable[Row]) -> None:
        """Insert or replace rows."""
        for row in rows:
            self._over.setdefault(type(row), {})[row.key] = row

    def drop(self, row: type[R], keys: Collection[Key]) -> None:
        """Delete rows."""
        self._over.setdefault(row, {}).update(dict.fromkeys(keys))

    def bump(self, count: int) -> int:
        """Move the head by `count` and give the head before."""
        before = self._head
        self._head += count
        return before

    def commit(self) -> None:
        """Move what was written into the tables."""
        self._town.head = self._head
        for row, rows in self._over.items():
            table = self._town.table(row)
            for key, one in rows.items():
                table.set(key, one)


class Transaction:
    """The `with` around a unit: a generator would cost as much as many a transaction itself."""

    __slots__ = ("_begun", "_commit", "_turn", "_unit")

    def __init__(
        self, turn: threading.RLock, begun: Callable[[], MemoryUnit], commit: Callable[[MemoryUnit], None]
    ) -> None:
        self._turn = turn
        self._begun = begun
        self._commit = commit

    def __enter__(self) -> MemoryUnit:
        self._turn.acquire()
        try:
            self._unit = self._begun()
        except BaseException:
            self._turn.release()
            raise
        return self._unit

    def __exit__(self, kind: type[BaseException] | None, *trouble: object) -> None:
        try:
            if kind is None:
                self._commit(self._unit)
        finally:
            self._turn.release()


def nothing(unit: MemoryUnit) -> None:
    """End a transaction that was only to read: what was written in it is lost."""
