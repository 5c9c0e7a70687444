"""A `ServerStore` in dicts: the one that runs in the simulator, with commit and rollback.

A transaction writes into an overlay; the commit moves it into the tables at once. What a kill leaves is therefore
exact: `copy()` at any moment is the disk, an overlay that was not committed is lost.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar, cast

from sync.server.memory_ranges import LogRanges
from sync.server.rows import Key, MemberRow, Row, ScopeRow
from sync.server.store import TownUnknown, Unit

R = TypeVar("R", bound=Row)


class _Table:
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

    def copy(self) -> "_Table":
        """Give a table that goes its own way; the rows themselves never change."""
        other = _Table()
        other.rows = dict(self.rows)
        other.index = {name: set(keys) for name, keys in self.index.items()}
        return other


class _Town:
    """One tenant: its tables and its counter."""

    def __init__(self) -> None:
        self.tables: dict[type[Row], _Table] = {}
        self.head = 0

    def table(self, row: type[Row]) -> _Table:
        """Give the table of a row type, empty the first time."""
        table = self.tables.get(row)
        if table is None:
            table = self.tables[row] = _Table()
        return table

    def copy(self) -> "_Town":
        """Give a town that goes its own way."""
        other = _Town()
        other.head = self.head
        other.tables = {row: table.copy() for row, table in self.tables.items()}
        return other


class MemoryUnit(LogRanges):
    """One transaction: what it wrote lies over the committed tables."""

    def __init__(self, tenant: str, town: _Town) -> None:
        self.tenant = tenant
        self._town = town
        self._over: dict[type[Row], dict[Key, Row | None]] = {}
        self._head = town.head

    def get(self, row: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """Give the rows with these keys."""
        over, rows = self._over.get(row), self._town.table(row).rows
        if not over:
            return {key: cast(R, rows[key]) for key in keys if key in rows}
        found = ((key, over[key] if key in over else rows.get(key)) for key in keys)
        return {key: cast(R, one) for key, one in found if one is not None}

    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""
        assert member in row.INDEXES, "only an index is searched"
        index, wanted = self._town.table(row).index, set(values)
        keys = {key for value in wanted for key in index.get((member, value), ())}
        keys.update(self._over.get(row, {}))
        found = self.get(row, sorted(keys))
        return [one for one in found.values() if getattr(one, member) in wanted]

    def every(self, row: type[R]) -> Iterable[R]:
        """Give all rows of a table, by key."""
        keys = {*self._town.table(row).rows, *self._over.get(row, {})}
        return self.get(row, sorted(keys)).values()

    def log(self, cursors: Mapping[str, int], rows_max: int) -> Sequence[MemberRow]:
        """Give what came or went in each scope after its cursor, by `seq`."""
        members = self.find(MemberRow, "scope", cursors.keys())
        after = [row for row in members if row.seq > cursors[row.scope] and (row.present or cursors[row.scope])]
        return sorted(after, key=lambda row: (row.seq, row.scope))[:rows_max]

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


class MemoryServerStore:
    """Tenants in dicts; one transaction at a time, readers included."""

    has_one_writer = True

    def __init__(self) -> None:
        self._towns: dict[str, _Town] = {}
        self._turn = threading.RLock()

    def tenants(self) -> tuple[str, ...]:
        """Give the tenants that this store holds."""
        return tuple(sorted(self._towns))

    def damage(self) -> Sequence[str]:
        """Say what is damaged: memory never is."""
        return ()

    def copy(self) -> "MemoryServerStore":
        """Give what a backup taken now would hold."""
        other = MemoryServerStore()
        with self._turn:
            other._towns = {tenant: town.copy() for tenant, town in self._towns.items()}
        return other

    @contextmanager
    def found(self, tenant: str) -> Iterator[Unit]:
        """Open the first transaction of a new tenant."""
        assert tenant not in self._towns, "a town is founded once"
        with self._turn:
            town = _Town()
            unit = MemoryUnit(tenant, town)
            yield unit
            unit.commit()
            self._towns[tenant] = town

    @contextmanager
    def reading(self, tenant: str) -> Iterator[Unit]:
        """Open a snapshot; what is written in it is lost."""
        with self._turn:
            yield MemoryUnit(tenant, self._town(tenant))

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Unit]:
        """Open a transaction that commits at the end of the `with`."""
        with self._turn:
            unit = MemoryUnit(tenant, self._town(tenant))
            yield unit
            unit.commit()

    def _town(self, tenant: str) -> _Town:
        try:
            return self._towns[tenant]
        except KeyError:
            raise TownUnknown(tenant) from None
