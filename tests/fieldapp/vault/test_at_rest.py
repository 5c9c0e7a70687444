"""Nothing that an agent wrote can be read in any file, while the vault is open or after."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection

from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder

MARKER = "Mirabellenprune"
ACCOUNT = "quetsche.martin"
SPOKEN = "reine claude dorée"
NEEDLES = [word.encode(encoding) for word in (MARKER, ACCOUNT, SPOKEN) for encoding in ("utf-8", "utf-16-le")]


def files_with_a_needle(folder: Path) -> list[str]:
    """Give the files below a folder whose name or content holds a marker, in whatever case."""
    needles = [needle.lower() for needle in NEEDLES]
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [
        str(path)
        for path in paths
        if any(needle in path.read_bytes().lower() + str(path).lower().encode() for needle in needles)
    ]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a profile whose temporary files would lie in it as well."""
    (tmp_path / "temporary").mkdir()
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "temporary"))
    return tmp_path


def fill(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE report (id INTEGER PRIMARY KEY, place TEXT)")
    connection.exec_driver_sql("CREATE VIRTUAL TABLE words USING fts5(place, tokenize='unicode61 remove_diacritics 2')")
    rows = [(f"{MARKER} {n} " + "pavé " * 30,) for n in range(3000)]
    connection.exec_driver_sql("INSERT INTO report (place) VALUES (?)", rows)
    connection.exec_driver_sql("INSERT INTO words SELECT place FROM report")


def test_no_marker_is_found_in_any_file(profile: Path, cipher_engine: CipherEngine) -> None:
    device = FileDeviceSecret(profile)
    folder = vault_folder(profile, ACCOUNT, device)
    with Vault.create(folder, SPOKEN, device, cost=COST_FLOOR, cipher_engine=cipher_engine) as vault:
        vault.files.write(f"photo of {MARKER}", MARKER, MARKER.encode() * 10_000)
        vault.journal.append(MARKER.encode() * 100)
        with vault.database_engine().connect() as connection:
            fill(connection)
            connection.commit()
            # A sort too big for its cache, a temporary table, and a transaction that spills into the WAL.
            connection.exec_driver_sql("CREATE TEMP TABLE sorted AS SELECT place FROM report ORDER BY place DESC")
            connection.exec_driver_sql("CREATE INDEX by_place ON report (place)")
            connection.exec_driver_sql("UPDATE report SET place = place || place")
            assert vault.folder.joinpath("replica.db-wal").stat().st_size > 1_000_000
            assert files_with_a_needle(profile) == []
            connection.rollback()
        assert files_with_a_needle(profile) == []
    assert files_with_a_needle(profile) == []


def test_search_would_find_a_marker(profile: Path) -> None:
    plain = sqlite3.connect(profile / "plain.db")
    plain.execute("CREATE TABLE t (a)")
    plain.execute("INSERT INTO t VALUES (?)", (f"près de {MARKER}",))
    plain.commit()
    plain.close()
    assert files_with_a_needle(profile) == [str(profile / "plain.db")]
