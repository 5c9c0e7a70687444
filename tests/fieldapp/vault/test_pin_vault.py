"""A vault and its PIN: chosen after the passphrase, opening for a shift, counted apart."""

from pathlib import Path

import pytest

from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.doors import pin_standing
from fieldapp.vault.errors import VaultLocked
from fieldapp.vault.keys import Purpose
from fieldapp.vault.pin import SHIFT_MS, WRONG_MAX
from fieldapp.vault.pin_answers import PinStanding, WrongPin
from fieldapp.vault.tries import WrongPassphrase
from fieldapp.vault.vault import PROOF_S, Vault
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.test_pin import GONE, NOW_MS, PIN, WRONG


def pinned(vault: Vault) -> list[bytes]:
    vault.set_pin(PIN)
    keys = [vault.subkey(purpose) for purpose in Purpose]
    vault.lock()
    return keys


def test_vault_opens_by_its_pin(vault: Vault, folder: Path, device: HeldSecret) -> None:
    assert pin_standing(folder, device) is PinStanding.NONE
    keys = pinned(vault)
    assert pin_standing(folder, device) is PinStanding.READY
    with unlocked_by_pin(folder, device) as again:
        assert [again.subkey(purpose) for purpose in Purpose] == keys
        assert again.proves_by_pin(WRONG) == WrongPin(4)
        assert again.proves_by_pin(PIN) is None


def unlocked_by_pin(folder: Path, device: HeldSecret) -> Vault:
    vault = Vault.unlock_by_pin(folder, PIN, device)
    assert isinstance(vault, Vault), vault
    return vault


def test_pin_leaves_the_keyring_as_it_is(vault: Vault, folder: Path) -> None:
    before = (folder / "keyring.json").read_bytes()
    vault.set_pin(PIN)
    assert (folder / "keyring.json").read_bytes() == before


def test_passphrase_opens_when_the_pin_is_gone(vault: Vault, folder: Path, device: HeldSecret) -> None:
    pinned(vault)
    answers = [Vault.unlock_by_pin(folder, WRONG, device) for _ in range(WRONG_MAX + 1)]
    assert answers == [*(WrongPin(left) for left in (4, 3, 2, 1, 0)), GONE]
    again = Vault.unlock(folder, PASSPHRASE, device)
    assert isinstance(again, Vault)
    again.lock()


def test_wrong_pins_and_wrong_passphrases_are_counted_apart(vault: Vault, folder: Path, device: HeldSecret) -> None:
    pinned(vault)
    assert Vault.unlock(folder, "wrong", device) == WrongPassphrase(1, 0)
    assert Vault.unlock_by_pin(folder, WRONG, device) == WrongPin(4)
    assert Vault.unlock(folder, "wrong", device) == WrongPassphrase(2, 0)


def test_vault_opened_by_its_pin_takes_no_other_pin(vault: Vault, folder: Path, device: HeldSecret) -> None:
    pinned(vault)
    with unlocked_by_pin(folder, device) as again:
        assert not again.may_set_pin()
        with pytest.raises(AssertionError):
            again.set_pin("204816")
        assert again.proves(PASSPHRASE) is None
        again.set_pin("204816")
        assert again.proves_by_pin("204816") is None
        assert not again.may_set_pin(), "one PIN for each passphrase"


def test_pin_may_be_chosen_for_some_minutes_after_the_passphrase(vault: Vault) -> None:
    assert vault.may_set_pin()
    begun = vault._proved_s
    assert begun is not None
    assert vault.may_set_pin(lambda: begun + PROOF_S - 1)
    assert not vault.may_set_pin(lambda: begun + PROOF_S)


def test_locked_vault_takes_no_pin(vault: Vault) -> None:
    vault.lock()
    with pytest.raises(VaultLocked):
        vault.set_pin(PIN)


def test_removed_pin_opens_nothing(vault: Vault, folder: Path, device: HeldSecret) -> None:
    vault.set_pin(PIN)
    vault.remove_pin()
    vault.lock()
    assert Vault.unlock_by_pin(folder, PIN, device) == GONE


def test_shift_goes_on_from_the_time_that_was_witnessed(vault: Vault, folder: Path, device: HeldSecret) -> None:
    vault.set_pin(PIN, now_ms=lambda: NOW_MS)
    vault.witness(now_ms=lambda: NOW_MS + SHIFT_MS)
    assert pin_standing(folder, device, lambda: NOW_MS) is PinStanding.STALE
    assert vault.proves(PASSPHRASE, now_ms=lambda: NOW_MS) is None
    assert pin_standing(folder, device, lambda: NOW_MS) is PinStanding.READY


def test_changed_passphrase_keeps_the_pin(vault: Vault, folder: Path, device: HeldSecret) -> None:
    vault.set_pin(PIN)
    assert vault.change_passphrase(PASSPHRASE, "une autre phrase") is None
    vault.lock()
    unlocked_by_pin(folder, device).lock()
