"""Killed in the middle of its writes, the vault keeps every one that it had acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.crash_program import PHOTO
from tests.fieldapp.vault.damage import cut_to

ROUNDS = 10
WRITES_MAX = 40


def killed_after(writes: int, folder: Path, device: HeldSecret) -> int:
    """Run the program, kill it after so many acknowledged writes, give the last number it acknowledged."""
    command = [sys.executable, "-m", "tests.fieldapp.vault.crash_program", str(folder), device.obtain().hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = [program.stdout.readline() for _ in range(writes)]
        program.kill()
        said += [line for line in program.stdout if line.endswith("\n")]
        return int(said[-1])


def rows_of(vault: Vault) -> list[int]:
    with vault.database_engine().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        return list(connection.exec_driver_sql("SELECT n FROM change ORDER BY n").scalars())


def entries_of(vault: Vault) -> list[int]:
    return [int(entry) for entry in vault.journal.entries()]


@pytest.fixture
def locked(folder: Path, device: HeldSecret) -> Path:
    Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR).lock()
    return folder


def unlocked(folder: Path, device: HeldSecret) -> Vault:
    vault = Vault.unlock(folder, PASSPHRASE, device)
    assert isinstance(vault, Vault)
    return vault


@pytest.mark.slow
def test_acknowledged_writes_survive_kill(locked: Path, device: HeldSecret) -> None:
    chance = random.Random(7)
    for _ in range(ROUNDS):
        acknowledged = killed_after(chance.randint(1, WRITES_MAX), locked, device)
        with unlocked(locked, device) as vault:
            rows, entries = rows_of(vault), entries_of(vault)
            assert not vault.journal.report.is_damaged
            assert rows == list(range(1, len(rows) + 1))
            assert acknowledged <= len(rows) <= acknowledged + 1
            assert set(rows) <= set(entries)
            assert not list((locked / "files").glob("*.part"))
            assert all(vault.files.read(f"photo {n}", "report") == PHOTO for n in rows)


@pytest.mark.slow
def test_journal_keeps_what_a_damaged_wal_drops_in_silence(locked: Path, device: HeldSecret) -> None:
    acknowledged = killed_after(20, locked, device)
    wal = locked / "replica.db-wal"
    cut_to(wal, wal.stat().st_size // 2)
    with unlocked(locked, device) as vault:
        assert len(rows_of(vault)) < acknowledged
        assert set(range(1, acknowledged + 1)) <= set(entries_of(vault))
