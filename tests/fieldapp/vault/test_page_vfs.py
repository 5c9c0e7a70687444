"""The VFS alone: what it refuses, what it shares, and what it puts on the disk."""

import os
import sqlite3
from pathlib import Path

import apsw
import pytest

from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.page_vfs import PageVfs
from tests.fieldapp.vault.killing import lines_of, program, transactions_in
from tests.fieldapp.vault.pages import KEY, opened
from tests.fieldapp.vault.pages_program import last_number, prepared, write

PAGES = CipherEngine.PAGES
MARKER = "Mirabellenprune"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Give a database of one transaction, closed."""
    path = tmp_path / "office.db"
    with opened(path, PAGES) as connection:
        prepared(connection, "WAL")
        with connection:
            write(connection, 1)
    return path


@pytest.mark.parametrize("content", [os.urandom(8192), b"SQLite format 3\0" + os.urandom(8176), bytes(8192)])
def test_file_of_something_else_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(content)
    with pytest.raises(apsw.NotADBError), opened(path, PAGES) as connection:
        connection.execute("SELECT * FROM sqlite_master").fetchall()
    assert path.read_bytes() == content


def test_wrong_key_is_refused_and_changes_nothing_when_a_log_waits(office: Path) -> None:
    with opened(office, PAGES) as connection:
        with connection:
            write(connection, 2)
        before = (office.read_bytes(), Path(f"{office}-wal").read_bytes())
        with pytest.raises(apsw.NotADBError), opened(office, PAGES, KEY[::-1]) as other:
            other.execute("SELECT * FROM sqlite_master").fetchall()
        assert (office.read_bytes(), Path(f"{office}-wal").read_bytes()) == before
        assert transactions_in(connection) == 2


def test_tool_without_a_key_is_refused(office: Path) -> None:
    plain = sqlite3.connect(office)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()
    without = apsw.Connection(str(office))
    with pytest.raises(apsw.NotADBError):
        without.execute("SELECT * FROM sqlite_master")
    without.close()


def test_first_page_without_reserved_bytes_is_refused(tmp_path: Path) -> None:
    vfs = PageVfs(KEY)
    connection = apsw.Connection(str(tmp_path / "office.db"), vfs=vfs.name)
    with pytest.raises(apsw.MisuseError):
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    vfs.unregister()
    assert (tmp_path / "office.db").stat().st_size == 0


def test_size_of_pages_cannot_change_and_nothing_is_lost(office: Path) -> None:
    with opened(office, PAGES) as connection:
        connection.pragma("journal_mode", "DELETE")
        connection.pragma("page_size", 8192)
        with pytest.raises(apsw.MisuseError):
            connection.execute("VACUUM").fetchall()
    with opened(office, PAGES) as connection:
        assert connection.pragma("page_size") == 4096
        assert transactions_in(connection) == 1


def test_second_database_beside_the_first_is_sealed_too(office: Path, tmp_path: Path) -> None:
    with opened(office, PAGES) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "second.db"),)).fetchall()
    with opened(tmp_path / "second.db", CipherEngine.LIBRARY) as connection:
        assert transactions_in(connection) == 1


def test_memory_is_never_mapped(office: Path) -> None:
    with opened(office, PAGES) as connection:
        assert connection.pragma("mmap_size", 1 << 28) == 0


def test_two_connections_share_the_index_of_the_log(office: Path) -> None:
    with opened(office, PAGES) as writer, opened(office, PAGES) as reader:
        reader.execute("BEGIN")
        assert last_number(reader) == 1
        for number in range(2, 12):
            with writer:
                write(writer, number)
        assert last_number(reader) == 1, "a reader sees what was there when it began"
        writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        reader.execute("COMMIT")
        assert transactions_in(reader) == 11
        assert Path(f"{office}-shm").exists()


def test_two_processes_and_this_one_write_in_turn(office: Path) -> None:
    with program(office, PAGES, "WAL", "25") as first, program(office, PAGES, "WAL", "25") as second:
        assert lines_of(first, 1) == lines_of(second, 1) == ["ready"]
        with opened(office, PAGES) as connection:
            connection.set_busy_timeout(30_000)
            for _ in range(25):
                connection.execute("BEGIN IMMEDIATE")
                write(connection, last_number(connection) + 1)
                connection.execute("COMMIT")
            said = {int(line) for process in (first, second) for line in lines_of(process, 25)}
            assert len(said) == 50
            assert transactions_in(connection) == 76


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_no_word_reaches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    endings = set()

    def look() -> None:
        # SQLite takes the name from a temporary file at once: such a one is found among what this process has open.
        unnamed = [link for link in Path("/proc/self/fd").iterdir() if "(deleted)" in os.path.realpath(link)]
        for file in [*tmp_path.iterdir(), *unnamed]:
            endings.add(file.name.rpartition("-")[2])
            content = file.read_bytes().lower()
            assert not any(MARKER.lower().encode(encoding) in content for encoding in ("utf-8", "utf-16-le"))

    with opened(tmp_path / "office.db", PAGES) as connection:
        prepared(connection, mode)
        connection.pragma("temp_store", "FILE")
        connection.pragma("cache_size", 2)
        connection.execute("PRAGMA temp.cache_size = 2").fetchall()
        connection.execute("CREATE TABLE note (words TEXT UNIQUE)")
        with connection:
            connection.executemany("INSERT INTO note VALUES (?)", [(f"{MARKER} {n} " * 9,) for n in range(500)])
        connection.execute("BEGIN; INSERT INTO spoken SELECT words FROM note; UPDATE note SET words = words || 'y'")
        look()
        # A statement that fails after many rows needs a journal of its own; a sort larger than its cache a file.
        with pytest.raises(apsw.ConstraintError):
            connection.execute("UPDATE note SET words = CASE WHEN rowid < 499 THEN words || 'z' ELSE 'same' END")
        connection.execute("CREATE TEMP TABLE sorted AS SELECT words FROM note ORDER BY words DESC").fetchall()
        look()
        connection.execute("COMMIT")
        look()
    look()
    assert endings >= ({"wal", "shm"} if mode == "WAL" else {"journal"})
