"""The encrypted database in use: SQLModel upon it, its pragmas, a full disk."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Field, Session, SQLModel, select

from fieldapp.vault.database import checkpoint_database, close_database, open_database
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.errors import (
    DiskFull,
    StorageFailed,
)
from tests.fieldapp.vault.conftest import DeviceWithLimit


class Pothole(SQLModel, table=True):
    """A table of the tests."""

    __tablename__ = "vault_test_pothole"

    id: str = Field(primary_key=True)
    depth_mm: int
    street: str | None = None


@pytest.fixture
def potholes(engine: Engine) -> Engine:
    Pothole.__table__.create(engine)  # type: ignore[attr-defined]  # SQLModel adds it
    return engine


def depths(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return {pothole.id: pothole.depth_mm for pothole in session.exec(select(Pothole))}


def test_orm_round_trip_keeps_rows_when_reopened(
    potholes: Engine, tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    with Session(potholes) as session:
        session.add(Pothole(id="a", depth_mm=40, street="rue de l’Église"))
        session.add(Pothole(id="b", depth_mm=10))
        session.commit()
        session.get_one(Pothole, "a").depth_mm = 45
        session.delete(session.get_one(Pothole, "b"))
        session.commit()
    close_database(potholes)
    reopened = open_database(tmp_path / "office.db", key, cipher_engine)
    assert depths(reopened) == {"a": 45}
    close_database(reopened)


def test_session_is_undone_when_it_is_left_without_commit(potholes: Engine) -> None:
    with Session(potholes) as session:
        session.add(Pothole(id="a", depth_mm=40))
        session.flush()
    assert depths(potholes) == {}


def test_savepoint_undoes_only_its_part(potholes: Engine) -> None:
    with Session(potholes) as session:
        session.add(Pothole(id="a", depth_mm=1))
        nested = session.begin_nested()
        session.add(Pothole(id="b", depth_mm=2))
        session.flush()
        nested.rollback()
        with session.begin_nested():
            session.add(Pothole(id="c", depth_mm=3))
        session.commit()
    assert depths(potholes) == {"a": 1, "c": 3}


def test_savepoint_first_is_still_undone_by_rollback(potholes: Engine) -> None:
    with Session(potholes) as session:
        with session.begin_nested():
            session.add(Pothole(id="a", depth_mm=1))
        session.rollback()
    assert depths(potholes) == {}


def test_migration_rolls_back_whole(potholes: Engine) -> None:
    with potholes.connect() as connection:
        connection.execute(text("ALTER TABLE vault_test_pothole ADD COLUMN width_mm INTEGER"))
        with pytest.raises(OperationalError):
            connection.execute(text("ALTER TABLE nothing ADD COLUMN x"))
        connection.rollback()
        columns = connection.execute(text("SELECT name FROM pragma_table_info('vault_test_pothole')")).scalars()
        assert "width_mm" not in set(columns)


def test_orm_update_survives_triggers_that_write_more_rows(potholes: Engine) -> None:
    with potholes.begin() as connection:
        connection.execute(text("CREATE VIRTUAL TABLE words USING fts5(street)"))
        connection.execute(
            text(
                "CREATE TRIGGER words_follow AFTER UPDATE ON vault_test_pothole BEGIN"
                " DELETE FROM words; INSERT INTO words VALUES (new.street), (old.street); END"
            )
        )
    with Session(potholes) as session:
        session.add(Pothole(id="a", depth_mm=1, street="Lavoir"))
        session.commit()
        session.get_one(Pothole, "a").street = "Fontaine"
        session.commit()
        found = session.connection().execute(text("SELECT count(*) FROM words WHERE words MATCH 'fontaine'"))
        assert found.scalar_one() == 1


def test_second_writer_waits_for_the_first(potholes: Engine) -> None:
    def deepen() -> None:
        for _ in range(20):
            with Session(potholes) as session:
                pothole = session.exec(select(Pothole).with_for_update()).one()
                session.connection().exec_driver_sql("UPDATE vault_test_pothole SET depth_mm = depth_mm + 1")
                assert pothole.id == "a"
                session.commit()

    with Session(potholes) as session:
        session.add(Pothole(id="a", depth_mm=0))
        session.commit()
    threads = [threading.Thread(target=deepen) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert depths(potholes) == {"a": 60}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_every_connection_has_the_pragmas(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as first, engine.connect() as second:
        assert first.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
        assert second.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


@pytest.mark.parametrize("cipher_engine", [CipherEngine.LIBRARY])
def test_every_connection_of_the_library_has_its_cipher(engine: Engine) -> None:
    with engine.connect() as first, engine.connect() as second:
        assert first.exec_driver_sql("PRAGMA cipher").scalar_one() == "chacha20"
        assert second.exec_driver_sql("PRAGMA cipher").scalar_one() == "chacha20"


def test_checkpoint_empties_the_wal(potholes: Engine, tmp_path: Path) -> None:
    assert (tmp_path / "office.db-wal").stat().st_size > 0
    assert checkpoint_database(potholes)
    assert (tmp_path / "office.db-wal").stat().st_size == 0


def test_close_leaves_one_file_when_connections_are_in_use(
    potholes: Engine, tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    in_use = potholes.connect()
    in_use.exec_driver_sql("INSERT INTO vault_test_pothole VALUES ('a', 1, NULL)")
    in_use.commit()
    in_use.exec_driver_sql("SELECT * FROM vault_test_pothole")
    close_database(potholes)
    assert [path.name for path in tmp_path.iterdir()] == ["office.db"]
    in_use.invalidate()
    reopened = open_database(tmp_path / "office.db", key, cipher_engine)
    assert depths(reopened) == {"a": 1}
    close_database(reopened)


def test_error_messages_hold_no_values(potholes: Engine) -> None:
    insert = "INSERT INTO vault_test_pothole VALUES (?, 1, NULL)"
    with potholes.connect() as connection:
        connection.exec_driver_sql(insert, ("Jeanne Martin",))
        with pytest.raises(IntegrityError) as caught:
            connection.exec_driver_sql(insert, ("Jeanne Martin",))
    assert "Jeanne" not in str(caught.value)


def test_full_disk_is_told_and_undone(potholes: Engine) -> None:
    with potholes.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(DiskFull):
            connection.exec_driver_sql("INSERT INTO vault_test_pothole VALUES ('a', 1, ?)", ("x" * 100_000,))
        connection.rollback()
        connection.exec_driver_sql("INSERT INTO vault_test_pothole VALUES ('b', 1, 'short')")
        connection.commit()
    assert depths(potholes) == {"b": 1}


def test_device_that_refuses_to_write_is_told(potholes: Engine, files_at_most: DeviceWithLimit) -> None:
    with files_at_most(40_000), potholes.connect() as connection:
        connection.exec_driver_sql("INSERT INTO vault_test_pothole VALUES ('a', 1, ?)", ("x" * 1_000_000,))
        with pytest.raises(StorageFailed):
            connection.commit()
    assert depths(potholes) == {}
