"""The seam between the two databases: what a store asks of its database, and the words in which they differ.

`sqlite_database` and `postgresql_database` stand behind it. All else (tables, statements, the store) is one text.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Connection, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine, UserDefinedType

Bound: TypeAlias = tuple[Any, ...] | dict[str, Any] | list[tuple[Any, ...]]
"""What goes to the driver beside a statement."""


class JsonText(UserDefinedType[str]):
    """A JSON column that is written and read as text: the service sends most of it on without decoding."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the column's type in DDL."""
        # Not JSONB on PostgreSQL: it would put members in another order, and hashes are of the text.
        return "JSON"


def plain_text() -> TypeEngine[str]:
    """Give the type of all other texts: compared byte by byte, whatever the database's locale."""
    return Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as its statements need it, in the order of its columns after the tenant."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    """`text`, `bigint`, `boolean` or `json`."""
    key: tuple[str, ...]

    def listed(self, before: str = "") -> str:
        """Write the columns, each after the same word."""
        return ", ".join(f'{before}"{name}"' for name in self.columns)

    def on_conflict(self) -> str:
        """Write what becomes of a row that is there already; both databases say it alike."""
        keys = ", ".join(f'"{name}"' for name in ("tenant", *self.key))
        kept = ", ".join(f'"{name}" = excluded."{name}"' for name in self.columns if name not in self.key)
        return f"ON CONFLICT ({keys}) DO " + (f"UPDATE SET {kept}" if kept else "NOTHING")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one database is spoken to."""

    mark: str
    """Stands for a value."""
    in_list: str
    """Among the members of a list, bound as one value."""
    as_list: Callable[[Sequence[Any]], object]
    """Makes that value."""
    upsert: Callable[[Shape], str]
    """Inserts rows, or replaces all but their keys."""
    as_rows: Callable[[str, Sequence[Any], Callable[[Any], tuple[Any, ...]]], Bound]
    """Binds a batch to `upsert`: the tenant, rows of one table, and what gives their values."""
    log: Callable[[str, str], str]
    """The log of some scopes after one cursor, oldest first: of these columns, under one more condition."""
    as_log: Callable[[str, Iterable[str], int, int], Bound]
    """Binds tenant, scopes, cursor and how many rows at most to `log`."""


class Database(Protocol):
    """One database, of which a store asks connections."""

    @property
    def wording(self) -> Wording:
        """Give how it is spoken to."""
        ...

    @property
    def has_one_writer(self) -> bool:
        """Say whether all tenants share one turn to write."""
        ...

    def reading(self, tenant: str | None) -> AbstractContextManager[Connection]:
        """Open a snapshot, of one tenant or of what all share; raise `StoreBusy` or `StoreDamaged`."""
        ...

    def writing(self, tenant: str) -> AbstractContextManager[Connection]:
        """Open a transaction that has the tenant's turn to write; it is durable as the `with` ends."""
        ...

    def create(self) -> None:
        """Bring the tables to today's version, or raise `StoreUnfit` where that is not for this role to do."""
        ...

    def damage_of(self, connection: Connection) -> list[str]:
        """Let the engine check itself; give what it finds."""
        ...

    def let_go(self) -> None:
        """Let the files hold nothing of what was deleted, as far as the engine can do it now."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
