"""The second copy of unsent work: read back, bounded, sealed, and there when the journal is not."""

from pathlib import Path

import pytest

from fieldapp.vault.backup import Backup, backup_path
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.errors import DiskFull, StorageFailed
from fieldapp.vault.journal import Journal
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.conftest import PASSPHRASE, DeviceWithLimit
from tests.fieldapp.vault.damage import cut_to, flip_bit, some_bits
from tests.fieldapp.vault.journals import ENTRIES, KEY, key_source


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "vaults" / "abc"


@pytest.fixture
def backup(place: Path) -> Backup:
    return Backup(place, key_source)


def test_kept_entries_are_read_back_in_order(backup: Backup, place: Path) -> None:
    backup.keep(ENTRIES[:2])
    backup.keep(ENTRIES)
    assert list(backup.entries()) == ENTRIES
    assert not any(entry in backup_path(place).read_bytes() for entry in ENTRIES)
    assert backup_path(place).stat().st_mode & 0o777 == 0o600


def test_other_key_and_no_file_give_nothing(backup: Backup, place: Path) -> None:
    assert list(backup.entries()) == []
    backup.keep(ENTRIES)
    assert list(Backup(place, lambda: bytes(reversed(KEY))).entries()) == []
    backup.drop()
    backup.drop()
    assert list(backup.entries()) == []


def test_flipped_bits_give_fewer_entries_and_never_other_ones(backup: Backup, place: Path) -> None:
    backup.keep(ENTRIES)
    whole = backup_path(place).read_bytes()
    for bit in some_bits(backup_path(place), 60, seed=5):
        flip_bit(backup_path(place), bit)
        assert set(backup.entries()) <= {*ENTRIES}
        backup_path(place).write_bytes(whole)


def test_oldest_entries_are_left_out_beyond_the_limit(place: Path) -> None:
    small = Backup(place, key_source, bytes_max=3 * len(ENTRIES[0]))
    small.keep(ENTRIES)
    assert list(small.entries()) == ENTRIES[-3:]


def test_full_disk_leaves_the_copy_from_before(backup: Backup, files_at_most: DeviceWithLimit) -> None:
    backup.keep(ENTRIES)
    with files_at_most(1000), pytest.raises(DiskFull):
        backup.keep([*ENTRIES, bytes(5000)])
    assert list(backup.entries()) == ENTRIES


def test_copy_that_reads_differently_is_told(backup: Backup, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite = Journal.rewrite

    def on_a_bad_disk(journal: Journal, entries: list[bytes]) -> None:
        rewrite(journal, entries)
        flip_bit(backup_path(place), (backup_path(place).stat().st_size - 3) * 8)

    monkeypatch.setattr(Journal, "rewrite", on_a_bad_disk)
    with pytest.raises(StorageFailed):
        backup.keep(ENTRIES)


@pytest.mark.parametrize("kept_bytes", [None, 0, 700, 2200])
def test_damaged_journal_gives_the_copied_entries(
    vault: Vault, folder: Path, device: HeldSecret, kept_bytes: int | None
) -> None:
    for entry in ENTRIES:
        vault.journal.append(entry * 20)
    vault.backup.keep(vault.journal.entries())
    vault.lock()
    journal = folder / "journal.log"
    if kept_bytes is None:
        journal.unlink()
    else:
        cut_to(journal, kept_bytes)
    again = Vault.unlock(folder, PASSPHRASE, device)
    assert isinstance(again, Vault)
    with again:
        assert again.journal.report.is_damaged, "it is still told"
        assert list(dict.fromkeys(again.journal.entries())) == [entry * 20 for entry in ENTRIES]


def test_whole_journal_is_alone_right(vault: Vault) -> None:
    vault.journal.append(b"one")
    vault.backup.keep([b"older"])
    assert list(vault.journal.entries()) == [b"one"]
