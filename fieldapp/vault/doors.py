"""What opens a vault's folder: the passphrase with its counter of tries, or the PIN of a shift."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.keyring import read_keyring
from fieldapp.vault.pin import PinWay
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin
from fieldapp.vault.tries import Tries, TryLater, WrongPassphrase, delay_s

KEYRING_FILE = "keyring.json"
TRIES_FILE = "tries.json"
PIN_FILE = "pin.json"

Refusal = WrongPassphrase | TryLater
PinRefusal = WrongPin | PinShut
Clock = Callable[[], int]


def wall_clock_ms() -> int:
    """Give the device's time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def data_key_by_phrase(folder: Path, passphrase: str, device: DeviceSecret, now_ms: int) -> bytes | Refusal:
    """Give the data key for the right passphrase, which begins another shift for the PIN."""
    secret = device.obtain()
    keyring = read_keyring(folder / KEYRING_FILE, secret)
    tries = Tries(folder / TRIES_FILE, secret)
    counted = tries.count_one(now_ms)
    if isinstance(counted, TryLater):
        return counted
    data_key = keyring.unwrap(passphrase, secret)
    if data_key is None:
        return WrongPassphrase(failed=counted, next_try_after_s=delay_s(counted))
    tries.clear()
    pin_way(folder, device).phrase_given(now_ms)
    return data_key


def pin_way(folder: Path, device: DeviceSecret) -> PinWay:
    """Give the PIN of the vault in a folder, there or not."""
    return PinWay(folder / PIN_FILE, device.obtain())


def pin_standing(folder: Path, device: DeviceSecret, now_ms: Clock = wall_clock_ms) -> PinStanding:
    """Tell whether a PIN would open the vault in that folder now."""
    return pin_way(folder, device).standing(now_ms())
