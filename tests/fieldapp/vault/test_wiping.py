"""A vault that is wiped: cut anywhere it opens never again, and with old files put back neither; others stay whole."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fieldapp.vault import device_secret
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.errors import DamagedKeyring, StorageFailed, VaultAbsent, VaultError, VaultWiped
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.recovering import reopened
from fieldapp.vault.vault import Vault, vault_folder
from fieldapp.vault.wiping import (
    Left,
    begin_wipe,
    finish_wipes,
    receipt_arrived,
    unsent_receipts,
    was_wiped,
)
from sync.protocol.orders import receipt_of_text
from sync.protocol.parcel_keys import WrongKey, signer_public
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.wipe_program import DEVICE_SEED, ORDER, STEPS, guarded

ACCOUNT, COLLEAGUE = "m.durand", "l.petit"
PIN = "204816"
WIPES = int(os.environ.get("WIPES", "2"))
"""How many wipes are killed with the whole process: WIPES=50 for the whole count."""
STEPS_MAX = 200


class Tablet:
    """A profile with the vaults of some agents; it can be put back to what it was."""

    def __init__(self, at: Path, accounts: tuple[str, ...]) -> None:
        self.profile, self._saved = at / "profile", at / "saved"
        self.device = FileDeviceSecret(self.profile)
        self.profile.mkdir(parents=True)
        self.folders = {account: vault_folder(self.profile, account, self.device) for account in accounts}
        self.keys = {account: self._made(folder) for account, folder in self.folders.items()}
        self.folder, self.key = self.folders[ACCOUNT], self.keys[ACCOUNT]
        shutil.copytree(self.profile, self._saved)

    def _made(self, folder: Path) -> bytes:
        with Vault.create(folder, PASSPHRASE, self.device, cost=COST_FLOOR) as vault:
            vault.set_pin(PIN)
            vault.files.write("photo", "report", bytes(70_000))
            vault.journal.append(b"unsent")
            return vault._keys.data_key()

    def begin(self) -> None:
        begin_wipe(self.folder, self.key, DEVICE_SEED, ORDER, Left(1, 2))

    def wipe(self) -> None:
        self.begin()
        assert finish_wipes(self.profile, self.device) == 1

    def put_back(self, *names: str) -> None:
        """Put back files and folders as they were before the wipe."""
        for name in names:
            there = self._saved / name
            if there.is_dir():
                shutil.copytree(there, self.profile / name, dirs_exist_ok=True)
            else:
                shutil.copyfile(there, self.profile / name)

    def reset(self) -> None:
        """Put back everything, and take away what was not there."""
        shutil.rmtree(self.profile)
        shutil.copytree(self._saved, self.profile)

    def put_back_vault(self) -> None:
        self.put_back(f"vaults/{self.folder.name}")

    def opens(self, account: str = ACCOUNT) -> bool:
        """Try the passphrase; tell whether it opens."""
        try:
            vault = Vault.unlock(self.folders[account], PASSPHRASE, self.device)
        except VaultError:
            return False
        assert isinstance(vault, Vault), "the passphrase is right"
        vault.lock()
        return True

    def is_bare(self) -> bool:
        """Tell whether nothing is left of the vault."""
        return not self.folder.exists() and not list(self.profile.rglob("*.wiping"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    return Tablet(tmp_path_factory.mktemp("alone"), (ACCOUNT,))


@pytest.fixture(scope="module")
def shared_made(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    return Tablet(tmp_path_factory.mktemp("shared"), (ACCOUNT, COLLEAGUE))


@pytest.fixture
def tablet(made: Tablet) -> Tablet:
    """Give a tablet of one agent, as it was made."""
    made.reset()
    return made


@pytest.fixture
def shared(shared_made: Tablet) -> Tablet:
    """Give a tablet of two agents, as it was made."""
    shared_made.reset()
    return shared_made


def test_vault_is_gone_with_its_keys_and_the_secret_of_the_device(tablet: Tablet) -> None:
    secret = (tablet.profile / device_secret.DEVICE_FILE).read_bytes()
    tablet.wipe()
    assert tablet.is_bare()
    assert was_wiped(tablet.folder)
    assert not tablet.opens()
    assert (tablet.profile / device_secret.DEVICE_FILE).read_bytes() != secret
    left = b"".join(path.read_bytes() for path in tablet.profile.rglob("*") if path.is_file())
    assert tablet.key not in left
    assert secret[:32] not in left


def test_vault_that_is_being_wiped_is_shut_at_each_door(tablet: Tablet) -> None:
    tablet.begin()
    doors: tuple[Callable[[], object], ...] = (
        lambda: Vault.unlock(tablet.folder, PASSPHRASE, tablet.device),
        lambda: Vault.unlock_by_pin(tablet.folder, PIN, tablet.device),
        lambda: Vault.create(tablet.folder, PASSPHRASE, tablet.device, cost=COST_FLOOR),
    )
    for door in doors:
        with pytest.raises(VaultWiped):
            door()


def test_colleague_of_the_same_tablet_keeps_his_vault_and_the_secret(shared: Tablet) -> None:
    theirs = {path: path.read_bytes() for path in shared.folders[COLLEAGUE].rglob("*") if path.is_file()}
    secret = shared.device.obtain()
    shared.wipe()
    assert {path: path.read_bytes() for path in shared.folders[COLLEAGUE].rglob("*") if path.is_file()} == theirs
    assert shared.device.obtain() == secret
    assert shared.opens(COLLEAGUE)


def test_old_files_put_back_open_by_no_door_and_are_wiped_again(shared: Tablet) -> None:
    shared.wipe()
    for door in (Vault.unlock, Vault.unlock_by_pin):
        shared.put_back_vault()
        with pytest.raises(VaultWiped):
            door(shared.folder, PASSPHRASE if door == Vault.unlock else PIN, shared.device)
        assert finish_wipes(shared.profile, shared.device) == 1
        assert shared.is_bare()
    shared.put_back_vault()
    with pytest.raises(VaultWiped):
        reopened(shared.folder, shared.key, (ACCOUNT, "une autre phrase"), shared.device, COST_FLOOR)


def test_old_files_under_another_name_or_wrapped_anew_do_not_open_either(shared: Tablet) -> None:
    shared.wipe()
    shared.put_back_vault()
    shared.folder.rename(shared.folder.with_name("a" * 32))
    with pytest.raises(VaultWiped):
        Vault.unlock(shared.folder.with_name("a" * 32), PASSPHRASE, shared.device)


def test_old_files_of_an_only_agent_open_with_the_old_secret_put_back_neither(tablet: Tablet) -> None:
    tablet.wipe()
    tablet.put_back_vault()
    with pytest.raises(DamagedKeyring):
        Vault.unlock(tablet.folder, PASSPHRASE, tablet.device)
    tablet.put_back(device_secret.DEVICE_FILE)
    with pytest.raises(VaultWiped):
        Vault.unlock(tablet.folder, PASSPHRASE, tablet.device)


def test_agent_who_comes_back_gets_a_new_vault_that_stays(shared: Tablet) -> None:
    shared.wipe()
    Vault.create(shared.folder, PASSPHRASE, shared.device, cost=COST_FLOOR).lock()
    assert finish_wipes(shared.profile, shared.device) == 0
    assert shared.opens()


def test_receipt_is_signed_by_the_key_that_the_device_vouched_for_until_it_arrived(tablet: Tablet) -> None:
    tablet.begin()
    assert unsent_receipts(tablet.profile) == [], "nothing is signed before nothing is left"
    finish_wipes(tablet.profile, tablet.device)
    (unsent,) = unsent_receipts(tablet.profile)
    receipt = receipt_of_text(signer_public(DEVICE_SEED), unsent.text)
    assert (receipt.order, receipt.changes_left, receipt.photos_left) == (ORDER.order, 1, 2)
    with pytest.raises(WrongKey):
        receipt_of_text(signer_public(bytes(32)), unsent.text)
    receipt_arrived(unsent)
    assert unsent_receipts(tablet.profile) == []
    tablet.put_back(device_secret.DEVICE_FILE)
    tablet.put_back_vault()
    assert not tablet.opens(), "what was wiped is known after its receipt, too"


def test_full_disk_begins_nothing(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StorageFailed):
            tablet.begin()
    assert tablet.opens()


class _PowerCut(BaseException):
    """End a work in the middle; nothing that comes after reaches the disk."""


class _Cut:
    """Lets the step number `at` and all after it not happen."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int) -> None:
        self.steps, self._at = 0, at
        for owner, name in STEPS:
            patched.setattr(owner, name, guarded(getattr(owner, name), self._step))

    def _step(self) -> None:
        self.steps += 1
        if self.steps >= self._at:
            raise _PowerCut


@pytest.mark.parametrize("accounts", ["alone", "shared"])
def test_cut_at_any_step_it_opens_never_again_and_the_next_start_ends_it(
    accounts: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    one: Tablet = request.getfixturevalue("tablet" if accounts == "alone" else "shared")
    begun = 0
    for cut_at in range(1, STEPS_MAX):
        one.reset()
        with monkeypatch.context() as patched, suppress(_PowerCut):
            cut = _Cut(patched, cut_at)
            one.wipe()
        if cut.steps < cut_at:
            break
        begun += _after_a_cut(one)
        assert accounts == "alone" or one.folders[COLLEAGUE].joinpath("keyring.json").is_file()
    assert begun > 20, "the steps were met"
    assert accounts == "alone" or one.opens(COLLEAGUE)


def _after_a_cut(tablet: Tablet) -> bool:
    """Look at a tablet that was cut off; tell whether its wipe had begun."""
    if not was_wiped(tablet.folder):
        assert (tablet.folder / "keyring.json").is_file(), "what has not begun has touched nothing"
        return False
    with pytest.raises((VaultWiped, VaultAbsent)):
        Vault.unlock(tablet.folder, PASSPHRASE, tablet.device)
    # Somebody puts the old files back before the next start: the mark is there.
    tablet.put_back_vault()
    finish_wipes(tablet.profile, tablet.device)
    (unsent,) = unsent_receipts(tablet.profile)
    receipt_of_text(signer_public(DEVICE_SEED), unsent.text)
    return True


def _steps_of_a_wipe(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> int:
    tablet.reset()
    with monkeypatch.context() as patched:
        cut = _Cut(patched, STEPS_MAX)
        tablet.wipe()
    return cut.steps


def test_killed_anywhere_with_old_files_put_back_it_opens_never_again(
    shared: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, steps = random.Random(WIPES), _steps_of_a_wipe(shared, monkeypatch)
    for _ in range(WIPES):
        shared.reset()
        _killed_at(shared, chance.randint(1, steps))
        if was_wiped(shared.folder):
            assert not shared.opens()
            finish_wipes(shared.profile, shared.device)
            shared.put_back_vault()
        else:
            shared.wipe()
            shared.put_back_vault()
        assert not shared.opens()
        assert shared.opens(COLLEAGUE)


def _killed_at(tablet: Tablet, step: int) -> None:
    command = [sys.executable, "-m", "tests.fieldapp.vault.wipe_program"]
    words: list[Any] = [tablet.profile, tablet.folder, tablet.key.hex()]
    with subprocess.Popen(
        [*command, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(step):
            assert process.stdout.readline() == "step\n"
            process.stdin.write("\n")
            process.stdin.flush()
        process.kill()
        process.wait(60)
