"""The `ServerStore` over a database of SQLAlchemy: the same tables and rules on SQLite and on PostgreSQL.

Statements are built once per table and go to the driver as they are; every read and write takes a batch. A commit
is durable when the `with` of a writing unit ends.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert, select

from sync.server.dialect import Database
from sync.server.migrations import version_of
from sync.server.schema import counter
from sync.server.sql_unit import SqlUnit
from sync.server.sqlite_database import SqliteDatabase
from sync.server.statements import statements_in
from sync.server.store import TownUnknown, Unit


class SqlServerStore:
    """All tenants in one database; `at_commit` is called in each writing transaction, just at its end."""

    def __init__(self, where: Path | Database, *, at_commit: Callable[[], None] = lambda: None) -> None:
        self._database = SqliteDatabase(where) if isinstance(where, Path) else where
        self._statements = statements_in(self._database.wording)
        self._at_commit = at_commit
        self._known: frozenset[str] = frozenset()

    @property
    def has_one_writer(self) -> bool:
        """Say whether all tenants share one turn to write."""
        return self._database.has_one_writer

    def create(self) -> None:
        """Bring the tables to today's version; raise `StoreUnfit` where their owner must."""
        self._database.create()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def let_go(self) -> None:
        """Let the files hold nothing of what was deleted, as far as the engine can do it now."""
        self._database.let_go()

    def tenants(self) -> tuple[str, ...]:
        """Give the tenants that this store holds."""
        with self._database.reading(None) as connection:
            return tuple(connection.scalars(select(counter.c.tenant).order_by(counter.c.tenant)))

    def version(self) -> str | None:
        """Give the version of the tables."""
        with self._database.reading(None) as connection:
            return version_of(connection)

    def damage(self) -> Sequence[str]:
        """Read the whole database and say what is damaged in it."""
        with self._database.reading(None) as connection:
            return self._database.damage_of(connection)

    @contextmanager
    def found(self, tenant: str) -> Iterator[Unit]:
        """Open the first transaction of a new tenant."""
        with self._database.writing(tenant) as connection:
            connection.execute(insert(counter), [{"tenant": tenant, "seq": 0}])
            yield SqlUnit(tenant, connection, self._statements)

    @contextmanager
    def reading(self, tenant: str) -> Iterator[Unit]:
        """Open a snapshot."""
        self._check(tenant)
        with self._database.reading(tenant) as connection:
            yield SqlUnit(tenant, connection, self._statements)

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Unit]:
        """Open a transaction that commits, durably, at the end of the `with`."""
        self._check(tenant)
        with self._database.writing(tenant) as connection:
            yield SqlUnit(tenant, connection, self._statements)
            self._at_commit()

    def _check(self, tenant: str) -> None:
        if tenant not in self._known:
            self._known = frozenset(self.tenants())
        if tenant not in self._known:
            raise TownUnknown(tenant)
