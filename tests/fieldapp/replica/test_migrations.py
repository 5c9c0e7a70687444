"""The ladder of versions: from a kept file of each version to today's, whole or not at all."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect
from sqlmodel import Session, select, text

from fieldapp.replica import engine_tables
from fieldapp.replica.checkup import check_everything
from fieldapp.replica.errors import NewerDatabase
from fieldapp.replica.migrations import LADDER, database_version, migrate
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields_of
from fieldapp.replica.tables import ROW_TYPES, Caller, Objective, Reach, ReplicaTable, Round, RoutingRule, SavedFilter
from fieldapp.vault.database import close_database, create_database, open_database
from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.replica.keep_version import FILES, KEY
from tests.fieldapp.replica.town import Tablet, report, world


@pytest.fixture
def version_1(tmp_path: Path, cipher_engine: CipherEngine) -> Engine:
    """Give a copy of the kept file of version 1, open."""
    shutil.copy(FILES / "version_1.db", tmp_path / "replica.db")
    return open_database(tmp_path / "replica.db", KEY, cipher_engine)


@pytest.fixture
def version_2(tmp_path: Path, cipher_engine: CipherEngine) -> Engine:
    """Give a copy of the kept file of version 2, open."""
    shutil.copy(FILES / "version_2.db", tmp_path / "replica.db")
    return open_database(tmp_path / "replica.db", KEY, cipher_engine)


@pytest.fixture
def version_3(tmp_path: Path, cipher_engine: CipherEngine) -> Engine:
    """Give a copy of the kept file of version 3, open."""
    shutil.copy(FILES / "version_3.db", tmp_path / "replica.db")
    return open_database(tmp_path / "replica.db", KEY, cipher_engine)


@pytest.fixture
def version_4(tmp_path: Path, cipher_engine: CipherEngine) -> Engine:
    """Give a copy of the kept file of version 4, open."""
    shutil.copy(FILES / "version_4.db", tmp_path / "replica.db")
    return open_database(tmp_path / "replica.db", KEY, cipher_engine)


@pytest.fixture
def version_5(tmp_path: Path, cipher_engine: CipherEngine) -> Engine:
    """Give a copy of the kept file of version 5, open."""
    shutil.copy(FILES / "version_5.db", tmp_path / "replica.db")
    return open_database(tmp_path / "replica.db", KEY, cipher_engine)


def add_weather(connection: Connection) -> None:
    """Be a step that a next version could have: a column, and a value for the rows that are there."""
    connection.exec_driver_sql("ALTER TABLE report ADD COLUMN weather VARCHAR")
    connection.exec_driver_sql("UPDATE report SET weather = 'sec'")


def fail_half_way(connection: Connection) -> None:
    """Be a step that meets trouble after its first statement."""
    add_weather(connection)
    raise ZeroDivisionError


def columns(engine: Engine, table: str) -> set[str]:
    """Name the columns of a table."""
    return {column["name"] for column in inspect(engine).get_columns(table)}


def version(engine: Engine) -> int:
    """Read the version of a database."""
    with engine.connect() as connection:
        return database_version(connection)


def test_empty_database_climbs_to_the_newest_version(tmp_path: Path, cipher_engine: CipherEngine) -> None:
    engine = create_database(tmp_path / "replica.db", os.urandom(32), cipher_engine)
    assert migrate(engine) == len(LADDER)
    assert version(engine) == len(LADDER)
    assert migrate(engine) == 0
    close_database(engine)


def test_ladder_ends_at_the_tables_that_the_code_knows(tmp_path: Path, cipher_engine: CipherEngine) -> None:
    engine = create_database(tmp_path / "replica.db", os.urandom(32), cipher_engine)
    migrate(engine)
    found = inspect(engine)
    for table in ReplicaTable.metadata.tables.values():
        have = {column["name"]: bool(column["nullable"]) for column in found.get_columns(table.name)}
        assert have == {column.name: bool(column.nullable) for column in table.columns}, table.name
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [one.name for one in table.primary_key]
        indexes = {index["name"]: index["column_names"] for index in found.get_indexes(table.name)}
        assert indexes == {one.name: [column.name for column in one.columns] for one in table.indexes}, table.name
    assert set(ROW_TYPES) <= set(ReplicaTable.metadata.tables)
    assert engine_tables.OutboxRow.__tablename__ in ReplicaTable.metadata.tables
    close_database(engine)


def test_database_of_version_1_opens_with_its_rows(version_1: Engine) -> None:
    assert version(version_1) == 1
    migrate(version_1)
    with Session(version_1) as session:
        assert check_everything(session) == ()
        assert session.connection().execute(text("SELECT count(*) FROM report")).scalar_one() == 2
        assert session.connection().execute(text("SELECT count(*) FROM outbox")).scalar_one() == 3
        found = "SELECT rowid FROM search WHERE search MATCH 'casse'"
        assert len(session.connection().execute(text(found)).all()) == 1
    close_database(version_1)


def test_version_1_gets_the_rounds_and_keeps_its_rows(version_1: Engine) -> None:
    with version_1.connect() as connection:
        before = connection.exec_driver_sql("SELECT * FROM report ORDER BY id").all()
    assert migrate(version_1) == len(LADDER) - 1
    assert {"planned_on", "stops", "left_out", "order", "visits"} <= columns(version_1, "round")
    with version_1.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM report ORDER BY id").all()
        # What a later version adds to a row stands behind what was there.
        assert [tuple(row)[: len(before[0])] for row in rows] == [tuple(row) for row in before]
        assert connection.exec_driver_sql("SELECT count(*) FROM round").scalar_one() == 0
    close_database(version_1)


def test_database_of_version_2_opens_with_its_round(version_2: Engine) -> None:
    assert version(version_2) == 2
    migrate(version_2)
    with Session(version_2) as session:
        assert check_everything(session) == ()
        (fields,) = shown_fields_of(session, "round", session.exec(select(Round.id)).all()).values()
        assert (fields["title"], fields["order"]) == ("Centre, lundi", ["s1", "s0"])
        found = "SELECT rowid FROM search WHERE search MATCH 'lundi'"
        assert len(session.connection().execute(text(found)).all()) == 1
    close_database(version_2)


def test_version_2_gets_the_desk_and_keeps_its_round(version_2: Engine) -> None:
    assert migrate(version_2) == len(LADDER) - 2
    assert {"title", "wanted", "shared", "author"} <= columns(version_2, "saved_filter")
    with version_2.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM round").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM caller").scalar_one() == 0
    close_database(version_2)


def test_database_of_version_3_opens_with_what_the_desk_keeps(version_3: Engine) -> None:
    assert version(version_3) == 3
    migrate(version_3)
    with Session(version_3) as session:
        assert check_everything(session) == ()
        (fields,) = shown_fields_of(session, "saved_filter", session.exec(select(SavedFilter.id)).all()).values()
        assert fields["wanted"] == {"which": "late"}
        (objective,) = shown_fields_of(session, "objective", session.exec(select(Objective.id)).all()).values()
        assert (objective["status"], objective["target"]) == ("actif", 80.0)
        phones = session.exec(select(Caller.phone).where(Caller.notice == "2026-11")).all()
        assert phones == ["01 00 00 00 00"]
    close_database(version_3)


def test_version_3_gets_whom_its_notes_have_reached(version_3: Engine) -> None:
    assert migrate(version_3) == len(LADDER) - 3
    assert {"news", "news_author", "content_hash", "agents"} <= columns(version_3, "reach")
    with version_3.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM caller").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM reach").scalar_one() == 0
    close_database(version_3)


def test_database_of_version_4_opens_with_its_table_of_whom_notes_have_reached(version_4: Engine) -> None:
    assert version(version_4) == 4
    migrate(version_4)
    with Session(version_4) as session:
        assert check_everything(session) == ()
        assert session.exec(select(Reach.id)).all() == []
    close_database(version_4)


def test_version_4_gets_the_rules_by_which_reports_go_to_services(version_4: Engine) -> None:
    assert migrate(version_4) == len(LADDER) - 4
    assert {"category", "group", "zone", "service", "team", "name"} <= columns(version_4, "routing_rule")
    with version_4.connect() as connection:
        found = connection.exec_driver_sql("SELECT escalation, escalation_due_at FROM report").all()
        assert found == [(None, None)] * 2
    close_database(version_4)


def test_database_of_version_5_opens_with_its_routing_rule(version_5: Engine) -> None:
    assert version(version_5) == 5
    migrate(version_5)
    with Session(version_5) as session:
        assert check_everything(session) == ()
        (fields,) = shown_fields_of(session, "routing_rule", session.exec(select(RoutingRule.id)).all()).values()
        assert (fields["category"], fields["name"]) == ("nid_de_poule", "Chaussée")
    close_database(version_5)


def test_step_leads_from_version_1_to_the_next(version_1: Engine) -> None:
    assert migrate(version_1, (*LADDER[:1], add_weather)) == 1
    assert version(version_1) == 2
    with version_1.connect() as connection:
        weathers = connection.exec_driver_sql("SELECT weather FROM report").scalars().all()
    assert weathers == ["sec", "sec"]
    close_database(version_1)


def test_failed_step_leaves_the_version_before(version_1: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        migrate(version_1, (*LADDER[:1], fail_half_way))
    assert version(version_1) == 1
    assert "weather" not in columns(version_1, "report")
    assert migrate(version_1, (*LADDER[:1], add_weather)) == 1
    close_database(version_1)


def test_database_of_a_newer_app_is_refused_and_left_alone(version_1: Engine) -> None:
    migrate(version_1, (*LADDER[:1], add_weather))
    with pytest.raises(NewerDatabase) as refused:
        migrate(version_1, LADDER[:1])
    assert (refused.value.found, refused.value.known) == (2, 1)
    assert "weather" in columns(version_1, "report")
    close_database(version_1)


def test_replica_of_a_newer_app_does_not_open_and_its_vault_can_be_locked(started: Tablet) -> None:
    started.opened.write_now(lambda unit: unit.create("report", report()))
    started.stop()
    vault = started.unlock()
    with vault.database_engine().begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={len(LADDER) + 1}")
    with pytest.raises(NewerDatabase):
        Replica.open_now(vault, world())
