"""Which database a new server gets: a file in its folder, or the PostgreSQL that was named before the command."""

from contextvars import ContextVar

from sync.server.cli_console import out
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import PostgresqlAt, renew

asked_works: ContextVar[str | None] = ContextVar("asked_works", default=None)
asked_owner: ContextVar[str | None] = ContextVar("asked_owner", default=None)


def postgresql_asked() -> PostgresqlAt | None:
    """Give the PostgreSQL of this command; raise `FolderTrouble` where one of its two roles is missing."""
    works, owner = asked_works.get(), asked_owner.get()
    if works is None and owner is None:
        return None
    if works is None or owner is None:
        raise FolderTrouble(
            "PostgreSQL takes two addresses, with different roles: --database for the server's daily work,"
            " --owner for the owner of its tables."
        )
    return PostgresqlAt(works, owner)


def renew_tables(folder: DataFolder) -> None:
    """Bring the tables of a PostgreSQL to this program's version, as their owner."""
    owner = asked_owner.get()
    if owner is None:
        raise FolderTrouble("Say who owns the tables: fieldserver --owner postgresql://role@host/database renew …")
    folder.check()
    renew(folder, owner)
    out.print(f"The tables of {folder.path} are of this program's version.")
