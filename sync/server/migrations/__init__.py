"""The steps of the tables from one version to the next: the same scripts on SQLite and on PostgreSQL (Alembic).

Step `0001` makes what is not there yet, because the databases of before were completed like that and bear no number.
A new database is made whole from `schema` and begins at `HEAD`; `tests/server/test_migrations.py` holds both roads
to the same tables. `make migration SAYS="…"` drafts the next step from what `schema` has and the last step has not.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from sync.server.schema import metadata
from sync.server.store import StoreUnfit

HEAD: Final = "0001"
"""The version of the tables that this program works with."""
VERSION_TABLE: Final = "alembic_version"
_VERSIONS: Final = Path(__file__).parent / "versions"


def version_of(connection: Connection) -> str | None:
    """Give the version of the tables; None where they bear none: a new database, or an old one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()


def bring_to_head(connection: Connection) -> None:
    """Make the tables, or take them step by step to `HEAD`; raise `StoreUnfit`."""
    version = version_of(connection)
    if version == HEAD:
        return
    if version is None and not inspect(connection).get_table_names():
        metadata.create_all(connection)
        connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{HEAD}')")  # our word
        return
    if version is not None and version > HEAD:
        raise StoreUnfit(f"its tables are of version {version}, this program knows {HEAD}: use the later program")
    climb(connection, HEAD)


def climb(connection: Connection, version: str) -> None:
    """Take the steps up to this version."""
    # Imported here: a database at its head, which is nearly every one, needs none of it.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(_VERSIONS.parent), version_locations=[str(_VERSIONS)])
    options = {
        "fn": lambda revision, context: script._upgrade_revs(version, revision),
        "render_as_batch": True,
        "target_metadata": metadata,
        "script": script,
    }
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
