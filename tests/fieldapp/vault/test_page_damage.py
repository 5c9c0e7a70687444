"""Damage to the log and the journal of our own pages: detected, or as if the end had never been written."""

import random
import shutil
from pathlib import Path

import apsw
import pytest

from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.vault.damage import mutations, swap
from tests.fieldapp.vault.killing import transactions_in
from tests.fieldapp.vault.pages import opened
from tests.fieldapp.vault.pages_program import prepared, write
from tests.fieldapp.vault.test_page_crossing import left_by_kill

PAGES = CipherEngine.PAGES
FLIPS = mutations(120)
TRANSACTIONS = 6
PAGE_BYTES, FRAME_BYTES, LOG_HEADER_BYTES, JOURNAL_HEADER_BYTES = 4096, 4120, 32, 512


def outcome(path: Path) -> int | str:
    """Give how many transactions are there, all of them whole, or SQLite's word for the damage."""
    try:
        with opened(path, PAGES) as connection:
            return transactions_in(connection)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        return type(error).__name__


def flip(path: Path, bit: int) -> None:
    """Flip one bit where it lies; the file stays the same file for whoever has it open."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """Give the files of some transactions that all wait in the log."""
    path = tmp_path / "office.db"
    with opened(path, PAGES) as connection:
        prepared(connection, "WAL")
        for number in range(1, TRANSACTIONS + 1):
            with connection:
                write(connection, number)
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{tmp_path / 'kept.db'}{ending}")
    return tmp_path / "kept.db"


def copied(path: Path, to: Path) -> Path:
    """Give a fresh copy of a database and what waits beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{to}{ending}").unlink(missing_ok=True)
        if Path(f"{path}{ending}").exists():
            shutil.copy(f"{path}{ending}", f"{to}{ending}")
    return to


def test_flipped_bit_of_a_log_cuts_it_there_and_changes_nothing_before(killed: Path, tmp_path: Path) -> None:
    size = Path(f"{killed}-wal").stat().st_size
    outcomes = set()
    for bit in random.Random(3).sample(range(8 * LOG_HEADER_BYTES, 8 * size), FLIPS):
        altered = copied(killed, tmp_path / "altered.db")
        flip(Path(f"{altered}-wal"), bit)
        with opened(altered, PAGES) as connection:
            if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'spoken'").get:
                outcomes.add(transactions_in(connection))
    assert outcomes <= set(range(TRANSACTIONS))
    assert len(outcomes) > 2


def test_flipped_bit_of_a_log_in_use_is_told_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    with opened(path, PAGES) as keeper:
        prepared(keeper, "WAL")
        for number in range(1, TRANSACTIONS + 1):
            with keeper:
                write(keeper, number)
        log = Path(f"{path}-wal")
        outcomes = []
        for bit in random.Random(4).sample(range(8 * LOG_HEADER_BYTES, 8 * log.stat().st_size), FLIPS):
            flip(log, bit)
            outcomes.append(outcome(path))
            flip(log, bit)
    assert set(outcomes) == {TRANSACTIONS, "CorruptError", "NotADBError"}
    assert outcomes.count(TRANSACTIONS) < FLIPS - 10, "only frames that a later one replaced are never read"


def test_swapped_frames_and_swapped_pages_of_a_log_are_noticed(killed: Path, tmp_path: Path) -> None:
    frames = (Path(f"{killed}-wal").stat().st_size - LOG_HEADER_BYTES) // FRAME_BYTES
    for skipped in (0, 24):
        altered = copied(killed, tmp_path / "altered.db")
        first, last = (LOG_HEADER_BYTES + FRAME_BYTES * n for n in (frames // 2, frames - 1))
        ranges = [slice(at + skipped, at + FRAME_BYTES) for at in (first, last)]
        swap(Path(f"{altered}-wal"), *ranges)
        assert outcome(altered) in range(1, TRANSACTIONS)


def test_swapped_pages_of_the_database_are_told(killed: Path, tmp_path: Path) -> None:
    altered = copied(killed, tmp_path / "altered.db")
    assert outcome(altered) == TRANSACTIONS
    swap(altered, slice(2 * PAGE_BYTES, 3 * PAGE_BYTES), slice(4 * PAGE_BYTES, 5 * PAGE_BYTES))
    assert outcome(altered) == "CorruptError"


def test_flipped_bit_of_a_hot_journals_page_is_told_or_harmless(tmp_path: Path) -> None:
    left = left_by_kill(tmp_path, PAGES, "DELETE", PAGE_BYTES)
    journal = Path(f"{left}-journal")
    records = (journal.stat().st_size - JOURNAL_HEADER_BYTES) // (PAGE_BYTES + 8)
    chance, outcomes = random.Random(6), set()
    for _ in range(FLIPS // 2):
        altered = copied(left, tmp_path / "altered.db")
        at = JOURNAL_HEADER_BYTES + chance.randrange(records) * (PAGE_BYTES + 8) + 4
        flip(Path(f"{altered}-journal"), 8 * at + chance.randrange(8 * PAGE_BYTES))
        outcomes.add(outcome(altered))
    assert outcomes <= {1, "CorruptError", "NotADBError"}
    assert "CorruptError" in outcomes
