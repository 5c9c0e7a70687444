"""Damage to the encrypted database: none is silent, and none is mistaken for an empty office."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fieldapp.vault.database import close_database, create_database, open_database
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.errors import DamagedDatabase, VaultError, WrongKey
from tests.fieldapp.vault.damage import cut_to, flip_bit, mutations, some_bits, swap

FLIPS = mutations(400)
PAGE_BYTES = 4096
QUERIES = (
    "SELECT * FROM report NOT INDEXED ORDER BY rowid",
    "SELECT id FROM report ORDER BY id",
    "SELECT rowid FROM words WHERE words MATCH 'lavoir'",
    "PRAGMA integrity_check",
)
Rows = list[tuple[object, ...]]


@pytest.fixture
def whole(tmp_path: Path, key: bytes, cipher_engine: CipherEngine) -> Path:
    """Give a closed database of some fifty pages with a table, an index and a full-text index."""
    path = tmp_path / "office.db"
    engine = create_database(path, key, cipher_engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE report (id TEXT PRIMARY KEY, place TEXT)")
        connection.exec_driver_sql("CREATE VIRTUAL TABLE words USING fts5(place)")
        rows = [(f"r{n}", f"lampadaire {n} éteint devant le lavoir {n * 7}") for n in range(800)]
        connection.exec_driver_sql("INSERT INTO report VALUES (?, ?)", rows)
        connection.exec_driver_sql("INSERT INTO words SELECT place FROM report")
    close_database(engine)
    return path


def everything(engine: Engine) -> Rows:
    """Read every row, every index and every page."""
    with engine.connect() as connection:
        return [tuple(row) for query in QUERIES for row in connection.exec_driver_sql(query)]


def reading(path: Path, key: bytes, cipher_engine: CipherEngine) -> Rows | VaultError:
    """Open a database and read it all, or give the vault's error."""
    try:
        engine = open_database(path, key, cipher_engine)
    except VaultError as error:
        return error
    try:
        return everything(engine)
    except VaultError as error:
        return error
    finally:
        close_database(engine)


def test_no_flipped_bit_is_silent(whole: Path, key: bytes, cipher_engine: CipherEngine) -> None:
    content, right = whole.read_bytes(), reading(whole, key, cipher_engine)
    outcomes = []
    for bit in some_bits(whole, FLIPS, seed=2):
        flip_bit(whole, bit)
        outcomes.append(reading(whole, key, cipher_engine))
        whole.write_bytes(content)
    assert not isinstance(right, VaultError)
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, DamagedDatabase | WrongKey)] == []


def first_pages_swapped(path: Path) -> None:
    swap(path, slice(2 * PAGE_BYTES, 3 * PAGE_BYTES), slice(5 * PAGE_BYTES, 6 * PAGE_BYTES))


def last_page_cut(path: Path) -> None:
    cut_to(path, path.stat().st_size - PAGE_BYTES)


def half_cut(path: Path) -> None:
    cut_to(path, path.stat().st_size // 2)


def page_zeroed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3 * PAGE_BYTES : 4 * PAGE_BYTES] = bytes(PAGE_BYTES)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [first_pages_swapped, last_page_cut, half_cut, page_zeroed])
def test_damaged_pages_are_told(
    whole: Path, key: bytes, damage: Callable[[Path], None], cipher_engine: CipherEngine
) -> None:
    damage(whole)
    assert isinstance(reading(whole, key, cipher_engine), DamagedDatabase)


def test_damage_of_the_first_page_is_told_at_opening(whole: Path, key: bytes, cipher_engine: CipherEngine) -> None:
    flip_bit(whole, 2000 * 8)
    with pytest.raises(WrongKey):
        open_database(whole, key, cipher_engine)
