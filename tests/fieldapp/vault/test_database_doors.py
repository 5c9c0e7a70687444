"""Opening and creating the encrypted database: every way in which it refuses."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fieldapp.vault import database
from fieldapp.vault.database import check_library, close_database, create_database, open_database
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.errors import (
    DamagedDatabase,
    DatabaseAbsent,
    DatabaseExists,
    UnsupportedEngine,
    VaultLocked,
    WrongKey,
)
from tests.fieldapp.vault.damage import cut_to


def test_open_refuses_when_key_is_wrong(
    engine: Engine, tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    close_database(engine)
    before = (tmp_path / "office.db").read_bytes()
    with pytest.raises(WrongKey):
        open_database(tmp_path / "office.db", key[::-1], cipher_engine)
    assert (tmp_path / "office.db").read_bytes() == before


def test_open_refuses_when_key_is_wrong_and_a_wal_waits(
    engine: Engine, tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    with pytest.raises(WrongKey):
        open_database(tmp_path / "office.db", key[::-1], cipher_engine)
    engine.connect().close()


def test_open_refuses_when_key_was_wiped(engine: Engine, tmp_path: Path, cipher_engine: CipherEngine) -> None:
    with pytest.raises(VaultLocked):
        open_database(tmp_path / "office.db", bytes(32), cipher_engine)


def test_open_refuses_when_file_is_missing(tmp_path: Path, key: bytes, cipher_engine: CipherEngine) -> None:
    with pytest.raises(DatabaseAbsent):
        open_database(tmp_path / "nothing.db", key, cipher_engine)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size_bytes", [0, 1, 100, 511])
def test_open_refuses_when_file_is_nearly_empty(
    engine: Engine, tmp_path: Path, key: bytes, size_bytes: int, cipher_engine: CipherEngine
) -> None:
    close_database(engine)
    cut_to(tmp_path / "office.db", size_bytes)
    with pytest.raises(DamagedDatabase):
        open_database(tmp_path / "office.db", key, cipher_engine)
    assert (tmp_path / "office.db").stat().st_size == size_bytes


def test_open_refuses_a_plain_database(tmp_path: Path, key: bytes, cipher_engine: CipherEngine) -> None:
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    with pytest.raises(WrongKey):
        open_database(tmp_path / "plain.db", key, cipher_engine)


def test_plain_sqlite_refuses_the_encrypted_file(engine: Engine, tmp_path: Path) -> None:
    close_database(engine)
    plain = sqlite3.connect(tmp_path / "office.db")
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()


def test_create_refuses_when_a_file_is_there(
    engine: Engine, tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    with pytest.raises(DatabaseExists):
        create_database(tmp_path / "office.db", key, cipher_engine)


def test_create_leaves_nothing_half_made_when_it_was_cut_before(
    tmp_path: Path, key: bytes, cipher_engine: CipherEngine
) -> None:
    (tmp_path / "office.db.part").write_bytes(b"half")
    close_database(create_database(tmp_path / "office.db", key, cipher_engine))
    assert [path.name for path in tmp_path.iterdir()] == ["office.db"]


def test_database_file_is_owner_only(engine: Engine, tmp_path: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("office.db*")} == {0o600}


@pytest.mark.parametrize(
    ("sqlite_version", "cipher_version"),
    [("3.51.2", "SQLite3 Multiple Ciphers 2.6.1"), ("3.40.1", None), ("3.54.0", None), ("3.54.0", "")],
)
def test_library_is_refused_when_old_or_without_ciphers(sqlite_version: str, cipher_version: str | None) -> None:
    with pytest.raises(UnsupportedEngine):
        check_library(sqlite_version, cipher_version)


@pytest.mark.parametrize("sqlite_version", ["3.51.3", "3.54.0", "4.0.0"])
def test_library_is_taken_when_new_enough(sqlite_version: str) -> None:
    check_library(sqlite_version, "SQLite3 Multiple Ciphers 2.6.1")


@pytest.mark.parametrize("act", [create_database, open_database])
def test_gate_stands_before_both_doors(
    tmp_path: Path, key: bytes, act: Callable[[Path, bytes], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SQLITE_VERSION_MIN", (99, 0, 0))
    with pytest.raises(UnsupportedEngine):
        act(tmp_path / "office.db", key)
    assert not list(tmp_path.iterdir())
