"""Keys: their derivation, their wrapping, and what a forged or damaged keyring gets."""

import inspect
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import DEVICE_FILE, FileDeviceSecret
from fieldapp.vault.errors import DamagedKeyring, DeviceSecretLost, VaultAbsent, VaultLocked
from fieldapp.vault.keyring import read_keyring, wrapped_keyring, write_keyring
from fieldapp.vault.keys import Purpose, UnlockedKeys
from fieldapp.vault.passphrase import (
    COST_FLOOR,
    COST_USUAL,
    ITERATIONS_MAX,
    UNLOCK_S_MAX,
    UNLOCK_S_MIN,
    PassphraseCost,
    calibrated_cost,
    key_encryption_key,
    measured_seconds,
)
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.damage import flip_bit

DATA_KEY = bytes(range(32))
SECRET = bytes(range(32, 64))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("keyring") / "keyring.json"
    write_keyring(path, wrapped_keyring(DATA_KEY, PASSPHRASE, SECRET, COST_FLOOR), SECRET)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, written: bytes) -> Path:
    path = tmp_path / "keyring.json"
    path.write_bytes(written)
    return path


def test_subkeys_differ_by_purpose_and_by_vault() -> None:
    one, other = UnlockedKeys(DATA_KEY), UnlockedKeys(SECRET)
    subkeys = {keys.subkey(purpose) for keys in (one, other) for purpose in Purpose}
    assert len(subkeys | {one.data_key(), other.data_key()}) == 2 * len(Purpose) + 2


def test_subkeys_are_the_same_tomorrow() -> None:
    # Pinned: a change of derivation would make every vault unreadable.
    assert (
        UnlockedKeys(DATA_KEY).subkey(Purpose.DATABASE).hex()
        == "b3d0562744bf1070232b5da748dc908bd0c3ef06d957e7655eee5a1a134db2e3"
    )


def test_wipe_zeroes_every_key() -> None:
    keys = UnlockedKeys(DATA_KEY)
    keys.wipe()
    assert not any(keys._memory)
    with pytest.raises(VaultLocked):
        keys.subkey(Purpose.FILES)
    with pytest.raises(VaultLocked):
        keys.data_key()


def test_keyring_opens_with_passphrase_and_device(path: Path) -> None:
    assert read_keyring(path, SECRET).unwrap(PASSPHRASE, SECRET) == DATA_KEY


@pytest.mark.parametrize("passphrase", ["Cheval pile agrafe juste", PASSPHRASE + " ", "x"])
def test_keyring_stays_shut_when_passphrase_is_wrong(path: Path, passphrase: str) -> None:
    assert read_keyring(path, SECRET).unwrap(passphrase, SECRET) is None


def test_keyring_stays_shut_when_device_is_another(path: Path) -> None:
    keyring = read_keyring(path, SECRET)
    assert keyring.unwrap(PASSPHRASE, os.urandom(32)) is None
    with pytest.raises(DamagedKeyring):
        read_keyring(path, os.urandom(32))


def test_passphrase_is_the_same_however_accents_are_composed() -> None:
    composed, decomposed = "\u00e9t\u00e9", "e\u0301te\u0301"
    keys = {key_encryption_key(typed, bytes(16), COST_FLOOR, SECRET) for typed in (composed, decomposed)}
    assert len(keys) == 1


def test_every_damaged_byte_of_a_keyring_is_told(path: Path, written: bytes) -> None:
    for byte in range(len(written)):
        flip_bit(path, byte * 8 + byte % 7)
        with pytest.raises(DamagedKeyring):
            read_keyring(path, SECRET)
        path.write_bytes(written)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b'{"mac": 3}', b"\xff\xfe", b"[" * 100_000])
def test_file_that_is_no_keyring_is_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedKeyring):
        read_keyring(path, SECRET)


@pytest.mark.parametrize(
    "cost",
    [
        PassphraseCost(8, 1),
        PassphraseCost(19 * 1024, 1),
        PassphraseCost(64 * 2**20, 3),
        PassphraseCost(19 * 1024, 10_000),
    ],
)
def test_keyring_of_senseless_cost_is_refused(path: Path, cost: PassphraseCost) -> None:
    write_keyring(path, replace(read_keyring(path, SECRET), cost=cost), SECRET)
    with pytest.raises(DamagedKeyring):
        read_keyring(path, SECRET)


def test_missing_keyring_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultAbsent):
        read_keyring(tmp_path / "keyring.json", SECRET)


def test_keyring_shows_parameters_and_hides_keys(written: bytes) -> None:
    fields = json.loads(written)
    assert (fields["version"], fields["passphrase"]["argon2id"]) == (
        1,
        {"memory_kib": 19 * 1024, "iterations": 2, "lanes": 1},
    )


@pytest.mark.parametrize("kib_passes_per_s", [10_000, 100_000, 400_000, 1_000_000, 100_000_000])
def test_calibration_aims_between_half_a_second_and_eight_tenths(kib_passes_per_s: float) -> None:
    def seconds_of(cost: PassphraseCost) -> float:
        return cost.memory_kib * cost.iterations / kib_passes_per_s

    cost = calibrated_cost(seconds_of)
    seconds = seconds_of(cost)
    assert cost.is_allowed()
    assert UNLOCK_S_MIN <= seconds <= UNLOCK_S_MAX or cost == COST_FLOOR or cost.iterations == ITERATIONS_MAX


def test_measure_is_what_the_clock_says() -> None:
    ticks = iter([10.0, 10.25])
    assert measured_seconds(COST_FLOOR, clock=lambda: next(ticks)) == 0.25
    assert COST_USUAL.is_allowed()


def test_measure_counts_this_thread_alone_and_not_how_busy_the_device_is() -> None:
    assert inspect.signature(measured_seconds).parameters["clock"].default is time.thread_time
    begun = time.thread_time()
    measured = measured_seconds(COST_USUAL)
    assert 0 < measured <= time.thread_time() - begun


def test_device_secret_is_made_once_and_owner_only(tmp_path: Path) -> None:
    first = FileDeviceSecret(tmp_path).obtain()
    assert FileDeviceSecret(tmp_path).obtain() == first
    assert len(first) == 32
    assert (tmp_path / DEVICE_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"short", bytes(40), bytes(range(41))], ids=("empty", "short", "zeros", "long")
)
def test_damaged_device_secret_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DEVICE_FILE).write_bytes(content)
    with pytest.raises(DeviceSecretLost):
        FileDeviceSecret(tmp_path).obtain()


def test_lost_device_secret_is_not_made_anew_when_vaults_exist(tmp_path: Path) -> None:
    (tmp_path / "vaults" / "abc").mkdir(parents=True)
    with pytest.raises(DeviceSecretLost):
        FileDeviceSecret(tmp_path).obtain()
    assert not (tmp_path / DEVICE_FILE).exists()
