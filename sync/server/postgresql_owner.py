"""What only the owner of a PostgreSQL database does: its tables, their locks, the rights of the role that works."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.pool import NullPool

from sync.server.data_folder import FolderTrouble
from sync.server.migrations import VERSION_TABLE, bring_to_head
from sync.server.schema import metadata
from sync.server.tenancy import locks


def role_that_works(address: str) -> str:
    """Give the role of this address; raise `FolderTrouble` where no lock would hold it."""
    with _plain_words(), psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row is not None, "who is connected has a role"
    name, is_free = row
    if is_free:
        raise FolderTrouble(f"Role {name} sees every town whatever the locks say: give one that is no superuser.")
    return str(name)


def refuse_password(address: str) -> None:
    """Raise `FolderTrouble` where an address is none, or tells a password to whoever lists processes."""
    try:
        told = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise FolderTrouble("This is no address of a database: postgresql://role@host/database") from None
    if "password" in told:
        raise FolderTrouble(
            "A password in an address is seen by whoever lists processes. Put it into a file that only this user can"
            " read (a line host:port:database:role:password) and name the file in PGPASSFILE."
        )


def is_empty(owner: str) -> bool:
    """Say whether no server's tables are there yet."""
    with as_owner(owner) as connection:
        return not set(inspect(connection).get_table_names()) & {VERSION_TABLE, *metadata.tables}


def clear(owner: str) -> None:
    """Take away the tables of a server that did not come about."""
    with as_owner(owner) as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")


def prepare(owner: str, works: str) -> None:
    """Make or renew all tables at the owner's address for the role of the other; raise `FolderTrouble`."""
    role = role_that_works(works)
    with as_owner(owner) as connection:
        if connection.exec_driver_sql("SELECT current_user").scalar() == role:
            raise FolderTrouble(f"Role {role} would own the tables that it works on: give another owner.")
        bring_to_head(connection)
        for statement in locks(sql.Identifier(role).as_string()):
            connection.exec_driver_sql(statement)


@contextmanager
def as_owner(address: str) -> Iterator[Connection]:
    """Open the owner's transaction: all of it stands at its end, or nothing."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(address),
        poolclass=NullPool,
        use_native_hstore=False,
        hide_parameters=True,
    )
    with _plain_words(), engine.begin() as connection:
        yield connection


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as trouble:
        raise FolderTrouble(f"The database does not answer: {str(trouble).strip()}") from None
