"""A vault that nothing here opens, and the town's answer: it opens again or is as it was, wherever one is cut."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fieldapp.vault.device_secret import FileDeviceSecret, HeldSecret
from fieldapp.vault.errors import AlreadyOpen, DamagedKeyring, DeviceSecretLost, VaultExists
from fieldapp.vault.escrow import ESCROW_FILE, read_escrow, strangers
from fieldapp.vault.keys import Purpose
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.recovering import Request, begin_anew, reopened, request_of
from fieldapp.vault.tries import WrongPassphrase
from fieldapp.vault.vault import Vault, vault_folder
from sync.protocol.parcel_keys import seal_public
from sync.protocol.recovery import secret_of
from tests.fieldapp.vault.conftest import PASSPHRASE

TOWN = bytes([3]) * 32
ACCOUNT, NEW = "m.durand", "une phrase toute neuve"
ROUNDS = int(os.environ.get("RECOVERIES", "2"))
"""How often each plight is met: RECOVERIES=50 for the whole count."""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def device(profile: Path) -> FileDeviceSecret:
    return FileDeviceSecret(profile)


def made(profile: Path, device: FileDeviceSecret | HeldSecret, account: str = ACCOUNT) -> tuple[Path, bytes]:
    """Make a sealed vault and lock it; give its folder and one of its keys."""
    folder = vault_folder(profile, account, device)
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        assert vault.keep_escrow(seal_public(TOWN), "tenant", account)
        return folder, vault.subkey(Purpose.JOURNAL)


def asked(profile: Path, device: FileDeviceSecret, account: str = ACCOUNT, phrase: str = NEW) -> Request:
    return request_of(profile, account, phrase, device, COST_FLOOR)


def answered(request: Request, account: str = ACCOUNT) -> tuple[Path, bytes]:
    """Play the town: give the vault of an account, and its key."""
    for folder, escrow in request.vaults:
        secret = secret_of(TOWN, escrow)
        if secret.account == account:
            return folder, secret.key
    raise AssertionError("the town finds no vault of this account")


def reopen(profile: Path, device: FileDeviceSecret, account: str = ACCOUNT) -> Path:
    found, key = answered(asked(profile, device, account), account)
    return reopened(found, key, (account, NEW), device, COST_FLOOR)


def journal_key(folder: Path, device: FileDeviceSecret, passphrase: str = NEW) -> bytes:
    vault = Vault.unlock(folder, passphrase, device)
    assert isinstance(vault, Vault), vault
    with vault:
        return vault.subkey(Purpose.JOURNAL)


@pytest.fixture
def lost(profile: Path, device: FileDeviceSecret) -> tuple[Path, bytes]:
    """Give a vault whose device has lost its secret."""
    found = made(profile, device)
    (profile / "device.secret").unlink()
    return found


def test_forgotten_phrases_open_again(profile: Path, device: FileDeviceSecret) -> None:
    folder, key = made(profile, device)
    for _ in range(ROUNDS):
        assert reopen(profile, device) == folder
        assert journal_key(folder, device) == key
        assert Vault.unlock(folder, PASSPHRASE, device) == WrongPassphrase(1, 0)


def test_lost_secrets_of_a_device_open_again(profile: Path, device: FileDeviceSecret) -> None:
    folder, key = made(profile, device)
    for _ in range(ROUNDS):
        (profile / "device.secret").unlink()
        with pytest.raises(DeviceSecretLost):
            device.obtain()
        again = reopen(profile, device)
        assert again != folder, "a folder's name hangs from the secret"
        assert journal_key(again, device) == key
        assert not folder.exists()
        folder = again


def test_wrong_tries_and_the_pin_are_over(profile: Path, device: FileDeviceSecret) -> None:
    folder = vault_folder(profile, ACCOUNT, device)
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        vault.keep_escrow(seal_public(TOWN), "tenant", ACCOUNT)
        vault.set_pin("204816")
    for _ in range(3):
        Vault.unlock(folder, "wrong", device)
    reopen(profile, device)
    assert not (folder / "pin.json").exists()
    journal_key(folder, device)


def test_request_is_the_same_after_a_restart_and_another_for_another_phrase(
    profile: Path, device: FileDeviceSecret
) -> None:
    made(profile, device)
    first, again = asked(profile, device), asked(profile, device)
    assert (first.id, first.seed) == (again.id, again.seed)
    other = request_of(profile, ACCOUNT, "encore une autre", device, COST_FLOOR)
    assert (other.id, other.seed) != (first.id, first.seed)
    salt = (profile / "recovery.salt").read_bytes()
    assert first.seed not in salt
    assert len(salt) == 16


def test_two_agents_of_one_device_that_lost_its_secret_both_open_again(profile: Path, device: FileDeviceSecret) -> None:
    keys = {account: made(profile, device, account)[1] for account in ("m.durand", "l.petit")}
    (profile / "device.secret").unlink()
    assert len(strangers(profile, device)) == 2
    for account, key in keys.items():
        folder = reopen(profile, device, account)
        assert journal_key(folder, device) == key
    assert strangers(profile, device) == []


def test_own_vault_alone_is_asked_for_while_the_secret_is_there(profile: Path, device: FileDeviceSecret) -> None:
    folder, _ = made(profile, device)
    made(profile, device, "l.petit")
    assert [path for path, _ in asked(profile, device).vaults] == [folder]
    assert strangers(profile, device) == []


def test_damaged_keyring_opens_again(profile: Path, device: FileDeviceSecret) -> None:
    folder, key = made(profile, device)
    (folder / "keyring.json").write_bytes(b"{}")
    with pytest.raises(DamagedKeyring):
        Vault.unlock(folder, PASSPHRASE, device)
    assert reopen(profile, device) == folder
    assert journal_key(folder, device) == key


def test_vault_that_is_open_elsewhere_is_left_alone(profile: Path, device: FileDeviceSecret) -> None:
    folder, _ = made(profile, device)
    found, key = answered(asked(profile, device))
    with Vault.unlock(folder, PASSPHRASE, device), pytest.raises(AlreadyOpen):  # type: ignore[union-attr]
        reopened(found, key, (ACCOUNT, NEW), device, COST_FLOOR)
    journal_key(folder, device, PASSPHRASE)


def test_vault_begun_meanwhile_is_never_overwritten(profile: Path, device: FileDeviceSecret, lost: object) -> None:
    found, key = answered(asked(profile, device))
    begin_anew(profile, device)
    fresh = vault_folder(profile, ACCOUNT, device)
    Vault.create(fresh, "phrase de remplacement", device, cost=COST_FLOOR).lock()
    with pytest.raises(VaultExists):
        reopened(found, key, (ACCOUNT, NEW), device, COST_FLOOR)
    journal_key(fresh, device, "phrase de remplacement")


@pytest.mark.parametrize("what", ["forgotten", "lost"])
def test_cut_at_any_write_it_opens_by_the_old_way_or_by_asking_again(
    profile: Path, device: FileDeviceSecret, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = made(profile, device)
    phrase = PASSPHRASE
    for cut_at in range(1, 100):
        if what == "lost":
            (profile / "device.secret").unlink()
        before, phrase = phrase, f"phrase {cut_at}"
        found, data_key = answered(asked(profile, device, phrase=phrase))
        with monkeypatch.context() as patched:
            cut = _Cut(patched, cut_at)
            with suppress(_PowerCut):
                reopened(found, data_key, (ACCOUNT, phrase), device, COST_FLOOR)
        assert what == "lost" or key in (_key_by(folder, device, one) for one in (phrase, before))
        if not cut.came:
            break
        found, data_key = answered(asked(profile, device, phrase=phrase))
        folder = reopened(found, data_key, (ACCOUNT, phrase), device, COST_FLOOR)
        assert _key_by(folder, device, phrase) == key
    assert cut_at > 5, "the writes were met"


class _PowerCut(BaseException):
    """End a work in the middle."""


class _Cut:
    """Lets the call number `at` that changes the disk not happen."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int) -> None:
        self.calls, self._at = 0, at
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
            patched.setattr(owner, name, self._guarded(getattr(owner, name)))

    @property
    def came(self) -> bool:
        """Whether there were so many calls."""
        return self.calls >= self._at

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def cutting(*given: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self._at:
                raise _PowerCut
            return call(*given, **named)

        return cutting


def _key_by(folder: Path, device: FileDeviceSecret, phrase: str) -> bytes | None:
    vault = Vault.unlock(folder, phrase, device)
    if not isinstance(vault, Vault):
        return None
    with vault:
        return vault.subkey(Purpose.JOURNAL)


def test_escrow_is_written_once_for_a_key_and_anew_for_another(profile: Path, device: FileDeviceSecret) -> None:
    folder, _ = made(profile, device)
    before = (folder / ESCROW_FILE).read_bytes()
    with Vault.unlock(folder, PASSPHRASE, device) as vault:  # type: ignore[union-attr]
        assert not vault.keep_escrow(seal_public(TOWN), "tenant", ACCOUNT)
        assert (folder / ESCROW_FILE).read_bytes() == before
        assert vault.keep_escrow(seal_public(bytes([4]) * 32), "tenant", ACCOUNT)
    assert (folder / ESCROW_FILE).read_bytes() != before


@pytest.mark.parametrize("content", [b"", b"x", b"[]", b"{}", b'{"to": 1, "sealed": 2}', bytes(range(64))])
def test_escrow_that_cannot_be_read_is_none(profile: Path, device: FileDeviceSecret, content: bytes) -> None:
    folder, _ = made(profile, device)
    (folder / ESCROW_FILE).write_bytes(content)
    assert read_escrow(folder) is None
    assert asked(profile, device).vaults == ()


def test_escrow_names_nobody(profile: Path, device: FileDeviceSecret) -> None:
    folder, _ = made(profile, device)
    content = (folder / ESCROW_FILE).read_bytes()
    assert ACCOUNT.encode() not in content
    assert b"tenant" not in content
