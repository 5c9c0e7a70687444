"""A vault that is wiped: cut anywhere, or with old files put back, it opens never again; others stay whole."""

import os
from collections.abc import Callable

import pytest

from fieldapp.vault import device_secret
from fieldapp.vault.errors import DamagedKeyring, StorageFailed, VaultWiped
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.recovering import reopened
from fieldapp.vault.vault import Vault
from fieldapp.vault.wiping import (
    finish_wipes,
    receipt_arrived,
    unsent_receipts,
    was_wiped,
)
from sync.protocol.orders import receipt_of_text
from sync.protocol.parcel_keys import WrongKey, signer_public
from tests.fieldapp.vault.wipe_program import DEVICE_SEED, ORDER
from tests.fieldapp.vault.wiped_tablet import ACCOUNT, COLLEAGUE, PASSPHRASE, PIN, Tablet


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
