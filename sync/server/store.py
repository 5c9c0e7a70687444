"""What the service needs of a database: the port `ServerStore`, and a unit of work per request.

A store is tables of `rows` and a counter per tenant; it decides nothing. The real one is `sql_store`, the one of the
simulator `memory_store`; both pass `tests/contract/server_store.py`. Everything is read and written in batches: a
push of five hundred changes costs about as many statements as a push of one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from sync.server.rows import Key, MemberRow, Row

R = TypeVar("R", bound=Row)


class TownUnknown(Exception):
    """No such tenant in this store; the app answers with the problem `unknown-tenant`."""


class StoreBusy(Exception):
    """The store cannot take this now (locked elsewhere, disk full); nothing was stored, try again later."""


class StoreDamaged(Exception):
    """The database's own pages are damaged; only a backup helps. `fieldserver check` says what is wrong."""


class NotStorable(Exception):
    """A text holds what this database cannot keep (a NUL): trying again is of no use."""


class StoreUnfit(Exception):
    """The tables are of another version, or no lock holds the role that works."""


class Unit(Protocol):
    """One transaction of one tenant. Reads see its own writes; leaving by an exception undoes all of them."""

    tenant: str

    def get(self, row: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """Give the rows with these keys; a key without a row is left out."""
        ...

    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""
        ...

    def until(self, row: type[R], member: str, value: str, rows_max: int) -> list[R]:
        """Give the rows whose indexed member is at most this text, the lowest first, at most `rows_max`."""
        ...

    def every(self, row: type[R]) -> Iterable[R]:
        """Give all rows of a table, by key, without holding them all at once where the store can help it."""
        ...

    def log(self, cursors: Mapping[str, int], rows_max: int) -> Sequence[MemberRow]:
        """Give what came or went in each scope after its cursor, by `seq`, at most `rows_max` rows.

        What went before a device began to read a scope (cursor 0) is left out.
        """
        ...

    def log_range(self, scopes: Collection[str], after: int, up_to: int) -> Sequence[MemberRow]:
        """Give all that came or went in these scopes after one position, up to another, by `seq`."""
        ...

    def log_count(self, scopes: Collection[str], after: int, up_to: int) -> int:
        """Count what `log_range` gives.

        Behind the log's head nothing is added any more, and whatever changes goes to the head: the same count means
        that all of it is as it was.
        """
        ...

    def moved_scopes(self, after_seq: int) -> frozenset[str]:
        """Give the scopes in which anything happened after this position."""
        ...

    def head(self) -> int:
        """Give the last position of the tenant's log."""
        ...

    def put(self, rows: Iterable[Row]) -> None:
        """Insert these rows, or replace those with the same key; rows of several tables may come mixed."""
        ...

    def drop(self, row: type[R], keys: Collection[Key]) -> None:
        """Delete the rows with these keys; a key without a row is no error."""
        ...

    def bump(self, count: int) -> int:
        """Move the log's head by `count`, give the head before: the counter row is locked until the commit.

        Only the log rows that carry the numbers are written after it. That order is what makes positions gap-free
        and ordered by commit: a reader who sees position 8 has seen 7.
        """
        ...


class ServerStore(Protocol):
    """All tenants' tables. Writers take turns; readers see the last commit and never wait for a writer."""

    @property
    def has_one_writer(self) -> bool:
        """Say whether all tenants share one turn to write."""
        ...

    def tenants(self) -> tuple[str, ...]:
        """Give the tenants that this store holds, by id."""
        ...

    def version(self) -> str | None:
        """Give the version of the tables; None where they bear none. Raise `StoreBusy` where nobody answers."""
        ...

    def let_go(self) -> None:
        """Let the files hold nothing of what was deleted, as far as the engine can do it now."""
        ...

    def damage(self) -> Sequence[str]:
        """Read the whole database and say what is damaged in it, in its engine's words; empty when nothing is."""
        ...

    def found(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open the first transaction of a new tenant; it must put a `TownRow`."""
        ...

    def reading(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open a snapshot; raise `TownUnknown` for a tenant that is not here."""
        ...

    def writing(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open a transaction, committed durably as the `with` ends; raise as `reading`, or `StoreBusy`."""
        ...
