"""The server's tables go from version to version, and a database of before comes along with what it holds."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from sync.records import KINDS
from sync.server import migrations
from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.migrations import HEAD, bring_to_head, climb, version_of
from sync.server.rows import RecordRow
from sync.server.schema import metadata
from sync.server.sql_store import SqlServerStore
from sync.server.store import StoreUnfit
from tests.server.device_in_hand import World
from tests.server.migration_draft import drafted
from tests.server.town_in_hand import Town

BEFORE_VERSIONS = Path(__file__).parent / "files" / "before_versions.db"
"""A town of the last version whose tables bore no number."""


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite+pysqlite:///{path}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    """Give what the tables have otherwise than `schema` says."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def keys(connection: Connection) -> dict[str, list[str]]:
    found = inspect(connection)
    return {name: found.get_pk_constraint(name)["constrained_columns"] for name in metadata.tables}


def test_head_is_the_last_step() -> None:
    folder = Path(migrations.__file__).parent
    script = ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])
    assert script.get_heads() == [HEAD]


def test_steps_lead_to_the_tables_of_a_new_database(tmp_path: Path) -> None:
    with connected(tmp_path / "new.db") as new, connected(tmp_path / "climbed.db") as climbed:
        bring_to_head(new)
        climb(climbed, HEAD)
        assert version_of(new) == version_of(climbed) == HEAD
        assert differences(climbed) == differences(new) == []
        assert keys(climbed) == keys(new)


def test_database_of_before_keeps_its_town_and_works(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    shutil.copy(BEFORE_VERSIONS, path)
    with connected(path) as connection:
        assert version_of(connection) is None
        connection.exec_driver_sql("DROP TABLE audit")  # an older one yet: it never had a way back into vaults
    store = SqlServerStore(path)
    store.create()
    with connected(path) as connection:
        assert version_of(connection) == HEAD
        assert differences(connection) == []
    (tenant,) = store.tenants()
    with store.reading(tenant) as unit:
        assert check_town(unit, KINDS, BlobFiles(tmp_path), lambda what, count: None) == []
        assert len(unit.find(RecordRow, "kind", ["report"])) == 2
    town = Town(store, World(seed=2))
    town.device("terrain").create("report", town.report_fields())
    store.close()


def test_tables_of_a_later_program_are_left_alone(tmp_path: Path) -> None:
    store = SqlServerStore(tmp_path / "server.db")
    store.create()
    with connected(tmp_path / "server.db") as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnfit, match="9999"):
        store.create()
    store.close()


def test_draft_of_nothing_new_does_nothing() -> None:
    assert drafted("Nothing.", "9999", HEAD).rstrip().endswith("    pass")
