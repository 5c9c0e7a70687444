"""The vault as a whole: made or not made, opened by one, shut again, its passphrase changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from fieldapp.vault.device_secret import FileDeviceSecret, HeldSecret
from fieldapp.vault.errors import (
    AlreadyOpen,
    DamagedDatabase,
    DamagedKeyring,
    VaultAbsent,
    VaultExists,
    VaultLocked,
)
from fieldapp.vault.keyring import Keyring
from fieldapp.vault.keys import Purpose
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.tries import TryLater, WrongPassphrase
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.damage import cut_to, flip_bit


def unlocked(folder: Path, device: HeldSecret, passphrase: str = PASSPHRASE) -> Vault:
    vault = Vault.unlock(folder, passphrase, device)
    assert isinstance(vault, Vault)
    return vault


def write_something(vault: Vault) -> None:
    with vault.database_engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (words TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('lavoir')")
    vault.files.write("photo", "report", b"jpeg")
    vault.journal.append(b"entry")


def what_is_written(vault: Vault) -> tuple[str, bytes, list[bytes]]:
    with vault.database_engine().connect() as connection:
        words = connection.exec_driver_sql("SELECT words FROM note").scalar_one()
    return words, vault.files.read("photo", "report"), list(vault.journal.entries())


WRITTEN = ("lavoir", b"jpeg", [b"entry"])


def test_vault_keeps_everything_when_locked_and_unlocked(vault: Vault, folder: Path, device: HeldSecret) -> None:
    write_something(vault)
    vault.lock()
    with unlocked(folder, device) as again:
        assert what_is_written(again) == WRITTEN


def test_lock_shuts_every_door(vault: Vault) -> None:
    write_something(vault)
    engine = vault.database_engine()
    vault.lock()
    vault.lock()
    for act in (
        vault.database_engine,
        engine.connect,
        lambda: vault.files.read("photo", "report"),
        lambda: vault.subkey(Purpose.OUTBOX),
    ):
        with pytest.raises(VaultLocked):
            act()


def test_session_left_open_is_undone_by_the_lock(vault: Vault, folder: Path, device: HeldSecret) -> None:
    write_something(vault)
    unfinished = vault.database_engine().connect()
    unfinished.exec_driver_sql("UPDATE note SET words = 'half'")
    vault.lock()
    with pytest.raises(DBAPIError) as caught:
        unfinished.exec_driver_sql("SELECT 1")
    unfinished.close()
    assert caught.value.connection_invalidated
    with unlocked(folder, device) as again:
        assert what_is_written(again) == WRITTEN


def test_create_refuses_when_a_vault_is_there(vault: Vault, folder: Path, device: HeldSecret) -> None:
    write_something(vault)
    vault.lock()
    with pytest.raises(VaultExists):
        Vault.create(folder, "another", device, cost=COST_FLOOR)
    with unlocked(folder, device) as again:
        assert what_is_written(again) == WRITTEN


def test_create_ignores_what_a_crash_left_half_made(folder: Path, device: HeldSecret) -> None:
    part = folder.with_name(folder.name + ".part")
    part.mkdir(parents=True)
    (part / "keyring.json").write_bytes(b"half")
    Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR).lock()
    assert not part.exists()
    unlocked(folder, device).lock()


def test_unlock_refuses_when_there_is_no_vault(folder: Path, device: HeldSecret) -> None:
    with pytest.raises(VaultAbsent):
        Vault.unlock(folder, PASSPHRASE, device)
    assert not folder.exists()
    assert not vault_exists(folder)


def test_second_window_is_told(vault: Vault, folder: Path, device: HeldSecret) -> None:
    with pytest.raises(AlreadyOpen):
        Vault.unlock(folder, PASSPHRASE, device)


def test_second_process_is_told(vault: Vault, folder: Path, device: HeldSecret) -> None:
    command = [sys.executable, "-m", "tests.fieldapp.vault.crash_program", str(folder), device.obtain().hex()]
    other = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "AlreadyOpen" in other.stderr
    assert other.stdout == ""


def test_vault_opens_when_the_other_window_was_refused(vault: Vault, folder: Path, device: HeldSecret) -> None:
    with pytest.raises(AlreadyOpen):
        Vault.unlock(folder, PASSPHRASE, device)
    vault.lock()
    unlocked(folder, device).lock()


def test_wrong_passphrase_is_answered_counted_and_delayed(vault: Vault, folder: Path, device: HeldSecret) -> None:
    vault.lock()
    answers = [Vault.unlock(folder, "wrong", device, now_ms=lambda: 1000) for _ in range(4)]
    assert answers == [WrongPassphrase(1, 0), WrongPassphrase(2, 0), WrongPassphrase(3, 5), TryLater(5)]
    assert Vault.unlock(folder, PASSPHRASE, device, now_ms=lambda: 1000) == TryLater(5)
    again = Vault.unlock(folder, PASSPHRASE, device, now_ms=lambda: 6000)
    assert isinstance(again, Vault)
    again.lock()
    assert Vault.unlock(folder, "wrong", device) == WrongPassphrase(1, 0)


def test_try_that_is_cut_short_was_counted(
    vault: Vault, folder: Path, device: HeldSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(*_: object) -> None:
        raise KeyboardInterrupt

    vault.lock()
    with monkeypatch.context() as power_cut:
        power_cut.setattr(Keyring, "unwrap", unplugged)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                Vault.unlock(folder, PASSPHRASE, device)
    assert Vault.unlock(folder, "wrong", device) == WrongPassphrase(3, 5)


def test_change_of_passphrase_rewraps_only(vault: Vault, folder: Path, device: HeldSecret) -> None:
    write_something(vault)
    keys_before = [vault.subkey(purpose) for purpose in Purpose]
    assert vault.change_passphrase(PASSPHRASE, "une autre phrase") is None
    vault.lock()
    assert Vault.unlock(folder, PASSPHRASE, device) == WrongPassphrase(1, 0)
    with unlocked(folder, device, "une autre phrase") as again:
        assert [again.subkey(purpose) for purpose in Purpose] == keys_before
        assert what_is_written(again) == WRITTEN


def test_change_of_passphrase_is_refused_when_the_current_is_wrong(
    vault: Vault, folder: Path, device: HeldSecret
) -> None:
    before = (folder / "keyring.json").read_bytes()
    assert vault.change_passphrase("wrong", "une autre phrase") == WrongPassphrase(1, 0)
    assert (folder / "keyring.json").read_bytes() == before


def test_unlock_refuses_on_another_device(vault: Vault, folder: Path) -> None:
    vault.lock()
    with pytest.raises(DamagedKeyring):
        Vault.unlock(folder, PASSPHRASE, HeldSecret(os.urandom(32)))


@pytest.mark.parametrize("kept_bytes", [0, 3000, None])
def test_damaged_database_leaves_files_and_journal_open(
    vault: Vault, folder: Path, device: HeldSecret, kept_bytes: int | None
) -> None:
    write_something(vault)
    vault.lock()
    database = folder / "replica.db"
    if kept_bytes is None:
        database.unlink()
    else:
        cut_to(database, kept_bytes)
    with unlocked(folder, device) as again:
        with pytest.raises(DamagedDatabase):
            again.database_engine()
        assert again.files.read("photo", "report") == b"jpeg"
        assert list(again.journal.entries()) == [b"entry"]


def test_damaged_first_page_is_not_called_a_wrong_key(vault: Vault, folder: Path, device: HeldSecret) -> None:
    vault.lock()
    flip_bit(folder / "replica.db", 2000 * 8)
    with unlocked(folder, device) as again, pytest.raises(DamagedDatabase):
        again.database_engine()


def test_agents_of_one_device_are_kept_apart(tmp_path: Path) -> None:
    device = FileDeviceSecret(tmp_path)
    first, second = (vault_folder(tmp_path, name, device) for name in ("a.petit", "b.grand"))
    with (
        Vault.create(first, PASSPHRASE, device, cost=COST_FLOOR) as one,
        Vault.create(second, PASSPHRASE, device, cost=COST_FLOOR) as other,
    ):
        write_something(one)
        assert one.subkey(Purpose.DATABASE) != other.subkey(Purpose.DATABASE)
        assert not other.files.exists("photo")
    (second / "replica.db").write_bytes((first / "replica.db").read_bytes())
    with unlocked(second, HeldSecret(device.obtain())) as other, pytest.raises(DamagedDatabase):
        other.database_engine()


def test_folder_is_found_by_the_account_and_tells_no_name(tmp_path: Path, device: HeldSecret) -> None:
    folder = vault_folder(tmp_path, "Zoé.Durand", device)
    assert folder == vault_folder(tmp_path, " zoe\u0301.durand ", device)
    assert "durand" not in str(folder.relative_to(tmp_path))
    assert folder != vault_folder(tmp_path, "Zoé.Durand", HeldSecret(os.urandom(32)))


def test_folders_are_owner_only(vault: Vault, folder: Path) -> None:
    folders = {folder, folder.parent, folder / "files"}
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.is_file()} == {0o600}
