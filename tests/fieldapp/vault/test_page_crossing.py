"""Files cross between the two engines both ways, closed or as a kill leaves them, for every size of page."""

import shutil
from itertools import product
from pathlib import Path

import apsw
import pytest

from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.page_cipher import PageCipher
from tests.fieldapp.vault.killing import transactions_in
from tests.fieldapp.vault.pages import KEY, PAGE_SIZES, opened, stored_pages
from tests.fieldapp.vault.pages_program import last_number, prepared, write

LIBRARY, PAGES = CipherEngine.LIBRARY, CipherEngine.PAGES
DIRECTIONS = [(LIBRARY, PAGES), (PAGES, LIBRARY), (PAGES, PAGES)]
# SQLite3MC 2.6.1 does not roll back a hot journal of 512-byte pages, its own included: there we stand alone.
LEFT_BY_KILL = [
    (first, second, mode, page_bytes)
    for first, second in DIRECTIONS
    for mode in ("WAL", "DELETE")
    for page_bytes in PAGE_SIZES
    if not (page_bytes == 512 and mode == "DELETE" and LIBRARY in (first, second))
]
MARKER = b"mirabellenprune"


def write_next(connection: apsw.Connection) -> None:
    with connection:
        write(connection, last_number(connection) + 1)


def left_by_kill(folder: Path, engine: CipherEngine, mode: str, page_bytes: int) -> Path:
    """Give copies of the files as they lie in the middle of a second, spilled transaction."""
    path, copies = folder / "office.db", folder / "killed"
    with opened(path, engine) as connection:
        connection.pragma("page_size", page_bytes)
        prepared(connection, mode)
        write_next(connection)
        connection.pragma("cache_size", 2)
        connection.execute("BEGIN")
        write(connection, 2, rows=300 + page_bytes // 20)
        connection.execute("UPDATE row SET words = words || 'z'")
        copies.mkdir()
        # The index of the log is memory that processes share: it is made anew when the first one opens.
        for file in (path, Path(f"{path}-wal"), Path(f"{path}-journal")):
            if file.exists():
                shutil.copy(file, copies)
    return copies / path.name


@pytest.mark.parametrize(("first", "second", "mode", "page_bytes"), LEFT_BY_KILL)
def test_files_left_by_a_kill_cross(
    tmp_path: Path, first: CipherEngine, second: CipherEngine, mode: str, page_bytes: int
) -> None:
    path = left_by_kill(tmp_path, first, mode, page_bytes)
    waiting = Path(f"{path}-wal" if mode == "WAL" else f"{path}-journal")
    assert waiting.stat().st_size > page_bytes
    with opened(path, second) as connection:
        assert transactions_in(connection) == 1
        write_next(connection)
        assert transactions_in(connection) == 2
    with opened(path, first) as connection:
        assert connection.pragma("page_size") == page_bytes
        assert transactions_in(connection) == 2


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_page_written_twice_in_a_transaction_keeps_the_log_whole(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "office.db"
    with opened(path, PAGES) as connection:
        prepared(connection, mode)
        connection.pragma("cache_size", 2)
        for _ in range(3):
            connection.execute("BEGIN")
            number = last_number(connection) + 1
            write(connection, number)
            for _ in range(3):
                connection.execute("SAVEPOINT once; UPDATE row SET words = words || 'y'; ROLLBACK TO once").fetchall()
            connection.execute("COMMIT")
        copy = tmp_path / "copy.db"
        for ending in ("", "-wal"):
            if Path(f"{path}{ending}").exists():
                shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    for file in (path, copy):
        with opened(file, LIBRARY) as connection:
            assert transactions_in(connection) == 3


@pytest.mark.parametrize("records", range(63, 66))
def test_journal_whose_second_header_follows_at_once_is_rolled_back(tmp_path: Path, records: int) -> None:
    # A header begins at a multiple of 512 bytes: after 64 records of page + 8 bytes there is no gap before it.
    path, copies = tmp_path / "office.db", [tmp_path / f"{engine}.db" for engine in CipherEngine]
    with opened(path, PAGES) as connection:
        connection.pragma("journal_mode", "DELETE")
        with connection:
            connection.execute("CREATE TABLE filler (words)")
            connection.executemany("INSERT INTO filler VALUES (?)", [("x" * 3900,)] * 250)
        before = connection.execute("SELECT sum(instr(words, 'y')), count(*) FROM filler").fetchall()
        connection.execute("BEGIN")
        change = "UPDATE filler SET words = 'y' || substr(words, 2) WHERE rowid BETWEEN ? AND ?"
        connection.execute(change, (1, records))
        connection.pragma("cache_size", 2)
        connection.execute(change, (records + 1, 250))
        for copy, ending in product(copies, ("", "-journal")):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT sum(instr(words, 'y')), count(*) FROM filler").fetchall() == before
    for copy, engine in zip(copies, CipherEngine, strict=True):
        with opened(copy, engine) as connection:
            assert connection.pragma("integrity_check") == "ok"
            assert connection.execute("SELECT sum(instr(words, 'y')), count(*) FROM filler").fetchall() == before


def test_page_changed_after_the_log_was_left_is_stored_as_it_is_now(tmp_path: Path) -> None:
    with opened(tmp_path / "office.db", PAGES) as connection:
        connection.pragma("journal_mode", "WAL")
        connection.execute("CREATE TABLE note (words); INSERT INTO note VALUES ('lavoir')").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert connection.pragma("journal_mode", "DELETE") == "delete"
        connection.execute("UPDATE note SET words = 'fontaine'")
    for engine in CipherEngine:
        with opened(tmp_path / "office.db", engine) as connection:
            assert connection.execute("SELECT words FROM note").get == "fontaine"


@pytest.mark.parametrize("engine", CipherEngine)
def test_vacuum_and_purge_leave_no_word_in_any_page(tmp_path: Path, engine: CipherEngine) -> None:
    path = tmp_path / "office.db"
    with opened(path, PAGES) as connection:
        connection.pragma("journal_mode", "WAL")
        connection.execute("CREATE TABLE note (words)")
        with connection:
            connection.executemany("INSERT INTO note VALUES (?)", [(MARKER.decode() * 100,)] * 300)
    with opened(path, engine) as connection:
        connection.execute("DELETE FROM note WHERE rowid % 3; UPDATE note SET words = 'x'").fetchall()
    stored = stored_pages(path, 4096)
    plain = [PageCipher(KEY).opened(number, page) for number, page in enumerate(stored, start=1)]
    assert MARKER not in b"".join(plain), "secure_delete writes zeros over what was purged"
    with opened(path, PAGES) as connection:
        connection.execute("VACUUM").fetchall()
        assert connection.pragma("integrity_check") == "ok"
    assert path.stat().st_size < len(stored) * 4096 // 10
