"""Opens a server on its data folder: the one place where the real clock, randomness and disk come in."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from sync.server.accounts import Passwords
from sync.server.blobs import BlobFiles
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.dialect import Database
from sync.server.map.published import PublishedMaps
from sync.server.parts import Parts, World, build_parts
from sync.server.service import Committed
from sync.server.sql_store import SqlServerStore
from sync.server.sqlite_database import SqliteDatabase
from sync.server.store import StoreUnfit


def system_now_ms() -> int:
    """Give the machine's wall clock in Unix milliseconds."""
    return time.time_ns() // 1_000_000


def _nothing(committed: Committed) -> None:
    """Let commits pass."""


@contextmanager
def opened(folder: DataFolder, *, after_commit: Callable[[Committed], None] = _nothing) -> Iterator[Parts]:
    """Open a made folder for the time of a `with`; raise `FolderTrouble` when it cannot be used."""
    folder.check()
    key = folder.key()
    with _parts(folder, (key, folder.citizens_key()), after_commit) as parts:
        yield parts


@dataclass(frozen=True, slots=True)
class PostgresqlAt:
    """Where a PostgreSQL is, for the role that works and for the owner of its tables."""

    works: str
    owner: str


@contextmanager
def made(
    folder: DataFolder,
    postgresql: PostgresqlAt | None = None,
    make: Callable[[DataFolder], None] = DataFolder.make,
) -> Iterator[Parts]:
    """Make a new server in a folder: beside it, and whole under its name once the `with` ends well.

    A PostgreSQL must be empty, and is so again when it does not end well. `make` puts secrets and files in place: new
    ones, or those that a backup brings back.
    """
    begun = folder.beside()
    with _prepared(postgresql):
        try:
            make(begun)
            if postgresql is not None:
                begun.address_file.write_text(f"{postgresql.works}\n")
            with _parts(begun, (begun.key(), begun.citizens_key()), _nothing) as parts:
                yield parts
        except BaseException:
            shutil.rmtree(begun.path, ignore_errors=True)
            raise
        begun.seal()
        folder.finish(begun)


@contextmanager
def _prepared(postgresql: PostgresqlAt | None) -> Iterator[None]:
    if postgresql is None:
        yield
        return
    owners = _postgresql_owner()
    for address in (postgresql.works, postgresql.owner):
        owners.refuse_password(address)
    if not owners.is_empty(postgresql.owner):
        raise FolderTrouble("This database holds a server already: give a new one.")
    try:
        owners.prepare(postgresql.owner, postgresql.works)
        yield
    except BaseException:
        owners.clear(postgresql.owner)
        raise


def renew(folder: DataFolder, owner: str) -> None:
    """Bring the tables of a PostgreSQL to this program's version, as their owner."""
    works = folder.address()
    if works is None:
        raise FolderTrouble("A server on SQLite renews its tables by itself, at its next start.")
    owners = _postgresql_owner()
    owners.refuse_password(owner)
    try:
        owners.prepare(owner, works)
    except StoreUnfit as trouble:
        raise FolderTrouble(f"The database was not renewed: {trouble}.") from None


def _postgresql_owner() -> ModuleType:
    try:
        from sync.server import postgresql_owner
    except ImportError:
        raise FolderTrouble("PostgreSQL needs its driver: install Fieldapp with its extra `postgresql`.") from None
    return postgresql_owner


def database_of(folder: DataFolder) -> Database:
    """Give the database of a folder; raise `FolderTrouble` where its driver is not installed."""
    address = folder.address()
    if address is None:
        return SqliteDatabase(folder.database)
    # Imported here: a server on SQLite needs no driver.
    _postgresql_owner()
    from sync.server.postgresql_database import PostgresqlDatabase

    return PostgresqlDatabase(address)


@contextmanager
def _parts(folder: DataFolder, keys: tuple[bytes, bytes], after_commit: Callable[[Committed], None]) -> Iterator[Parts]:
    store = SqlServerStore(database_of(folder))
    world = World(system_now_ms, os.urandom, keys[0], Passwords(), after_commit, keys[1])
    try:
        try:
            store.create()
        except StoreUnfit as trouble:
            raise FolderTrouble(f"The database does not fit: {trouble}. See: fieldserver renew --help") from None
        yield build_parts(store, BlobFiles(folder.photos), PublishedMaps(folder.maps), world)
    finally:
        store.close()
