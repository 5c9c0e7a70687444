"""The PEP 249 module: transactions, counts, statements left open, and no reference cycles."""

import datetime as dt
import gc
import uuid
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.vault import dbapi


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plain.db"
    path.touch()
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[dbapi.Connection]:
    connection = dbapi.connect(path, pragmas=[("journal_mode", "WAL")])
    connection.cursor().execute("CREATE TABLE task (id INTEGER PRIMARY KEY, title TEXT)")
    connection.commit()
    yield connection
    connection.close()


def fill(connection: dbapi.Connection, count: int) -> None:
    connection.cursor().executemany("INSERT INTO task (title) VALUES (?)", [(f"t{n}",) for n in range(count)])


def titles(connection: dbapi.Connection) -> list[object]:
    return [row[0] for row in connection.cursor().execute("SELECT title FROM task ORDER BY id").fetchall()]


def test_connect_refuses_when_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(dbapi.OperationalError):
        dbapi.connect(tmp_path / "nothing.db")
    assert not list(tmp_path.iterdir())


def test_rollback_undoes_rows_and_definitions(connection: dbapi.Connection) -> None:
    connection.cursor().execute("CREATE TABLE half (id)")
    fill(connection, 2)
    connection.rollback()
    assert titles(connection) == []
    with pytest.raises(dbapi.OperationalError, match="half"):
        connection.cursor().execute("SELECT * FROM half")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO task (title) VALUES ('a')",
        "-- why\n /* and how */ insert into task (title) values ('a')",
        "WITH new(t) AS (VALUES ('a')) INSERT INTO task (title) SELECT t FROM new",
        "SAVEPOINT one",
        "CREATE TABLE other (id)",
        "ANALYZE",
    ],
)
def test_writer_holds_the_lock_from_its_first_statement(connection: dbapi.Connection, path: Path, sql: str) -> None:
    connection.cursor().execute(sql)
    other = dbapi.connect(path)
    other.handle.set_busy_timeout(0)
    with pytest.raises(dbapi.OperationalError) as caught:
        other.cursor().execute("BEGIN IMMEDIATE")
    assert caught.value.sqlite_errorname == "SQLITE_BUSY"
    other.close()


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "PRAGMA user_version", "WITH a AS (SELECT 1) SELECT * FROM a", "VALUES (1)"]
)
def test_reader_begins_no_transaction(connection: dbapi.Connection, sql: str) -> None:
    connection.cursor().execute(sql).fetchall()
    assert not connection.in_transaction


def test_autocommit_writes_without_transaction_when_isolation_level_is_none(connection: dbapi.Connection) -> None:
    connection.isolation_level = None
    fill(connection, 1)
    assert not connection.in_transaction


def test_description_names_columns_when_there_is_no_row(connection: dbapi.Connection) -> None:
    cursor = connection.cursor().execute("SELECT id, title AS t FROM task")
    assert cursor.description is not None
    assert [column[0] for column in cursor.description] == ["id", "t"]
    assert cursor.fetchone() is None


def test_rowcount_leaves_out_rows_of_triggers(connection: dbapi.Connection) -> None:
    connection.cursor().execute("CREATE TABLE seen (id)")
    connection.cursor().execute(
        "CREATE TRIGGER note AFTER UPDATE ON task BEGIN INSERT INTO seen VALUES (1), (2), (3); END"
    )
    fill(connection, 5)
    one = connection.cursor().execute("UPDATE task SET title = 'x' WHERE id <= 2")
    many = connection.cursor()
    many.executemany("UPDATE task SET title = ? WHERE id = ?", [("a", 1), ("b", 2), ("c", 99)])
    assert (one.rowcount, many.rowcount) == (2, 2)


def test_rowcount_of_returning_is_known_after_its_rows(connection: dbapi.Connection) -> None:
    fill(connection, 3)
    cursor = connection.cursor().execute("DELETE FROM task RETURNING id")
    assert [row[0] for row in cursor] == [1, 2, 3]
    assert cursor.rowcount == 3


def test_fetchmany_and_iteration_share_the_rows(connection: dbapi.Connection) -> None:
    fill(connection, 5)
    cursor = connection.cursor().execute("SELECT id FROM task")
    assert cursor.fetchmany(2) == [(1,), (2,)]
    assert list(cursor) == [(3,), (4,), (5,)]


def test_commit_succeeds_when_a_returning_is_half_read(connection: dbapi.Connection) -> None:
    cursor = connection.cursor().execute("INSERT INTO task (title) VALUES ('a'), ('b') RETURNING id")
    assert cursor.fetchone() == (1,)
    connection.commit()
    assert titles(connection) == ["a", "b"]


def test_fetch_is_refused_when_the_transaction_has_ended(connection: dbapi.Connection) -> None:
    fill(connection, 3)
    cursor = connection.cursor().execute("SELECT id FROM task")
    cursor.fetchone()
    connection.commit()
    with pytest.raises(dbapi.ProgrammingError, match="has ended"):
        cursor.fetchone()
    assert cursor.execute("SELECT 7").fetchone() == (7,)


def test_cursor_dies_at_once_without_the_collector(connection: dbapi.Connection) -> None:
    fill(connection, 3)
    gc.disable()
    try:
        cursor = connection.cursor().execute("SELECT id FROM task")
        cursor.fetchone()
        with pytest.raises(dbapi.OperationalError):
            connection.cursor().execute("SELECT nothing")
        alive = weakref.ref(cursor)
        del cursor
        assert alive() is None
    finally:
        gc.enable()


def test_dates_are_stored_as_iso_text(connection: dbapi.Connection) -> None:
    values = (dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.UTC))
    assert connection.cursor().execute("SELECT ?, ?", values).fetchone() == (
        "2026-11-23",
        "2026-11-23 08:05:00+00:00",
    )


def test_value_without_sqlite_type_is_refused(connection: dbapi.Connection) -> None:
    with pytest.raises(dbapi.InterfaceError):
        connection.cursor().execute("SELECT ?", (uuid.uuid4(),))


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("INSERT INTO task (id) VALUES (1), (1)", dbapi.IntegrityError),
        ("SELECT ?", dbapi.ProgrammingError),
        ("SELEC", dbapi.OperationalError),
    ],
)
def test_errors_become_those_of_pep_249(connection: dbapi.Connection, sql: str, kind: type[dbapi.Error]) -> None:
    with pytest.raises(kind):
        connection.cursor().execute(sql)
