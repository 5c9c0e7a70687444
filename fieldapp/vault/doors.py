"""What opens a vault's folder: the passphrase with its counter of tries, or the PIN of a shift."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.errors import KeysGone
from fieldapp.vault.escrow import read_escrow
from fieldapp.vault.keyring import KEYRING_FILE, destroy_keyring, read_keyring
from fieldapp.vault.pin import PinWay
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin
from fieldapp.vault.tries import TOLD_LEFT, Tries, TryLater, WrongPassphrase, delay_s

TRIES_FILE = "tries.json"
PIN_FILE = "pin.json"

Refusal = WrongPassphrase | TryLater
PinRefusal = WrongPin | PinShut
Clock = Callable[[], int]


def wall_clock_ms() -> int:
    """Give the device's time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def data_key_by_phrase(folder: Path, passphrase: str, device: DeviceSecret, now_ms: int) -> bytes | Refusal:
    """Give the data key for the right passphrase, which begins another shift for the PIN.

    Where the town can open the vault again, the last try that its limit allows takes the wrapped keys with it: then,
    and ever after, `KeysGone` is raised. A try that a kill has cut was counted, so it was the last one all the same.
    """
    secret = device.obtain()
    keyring = read_keyring(folder / KEYRING_FILE, secret)
    tries = tries_of(folder, device)
    left = _left(folder, tries)
    if left == 0:
        _destroy(folder, device)
    counted = tries.count_one(now_ms)
    if isinstance(counted, TryLater):
        return counted
    data_key = keyring.unwrap(passphrase, secret)
    if data_key is None:
        left = _left(folder, tries)
        if left == 0:
            _destroy(folder, device)
        return WrongPassphrase(counted, delay_s(counted), left if left is not None and left <= TOLD_LEFT else None)
    tries.clear()
    pin_way(folder, device).phrase_given(now_ms)
    return data_key


def _left(folder: Path, tries: Tries) -> int | None:
    """Give how many tries are left; None where there is no limit, or nobody to open the vault again."""
    left = tries.left()
    return left if left is None or read_escrow(folder) is not None else None


def _destroy(folder: Path, device: DeviceSecret) -> NoReturn:
    # The PIN first: killed in between, the keyring is destroyed at the next try.
    pin_way(folder, device).remove()
    destroy_keyring(folder / KEYRING_FILE, device.obtain())
    raise KeysGone("too many wrong passphrases")


def tries_of(folder: Path, device: DeviceSecret) -> Tries:
    """Give the counter of the vault in a folder."""
    return Tries(folder / TRIES_FILE, device.obtain())


def pin_way(folder: Path, device: DeviceSecret) -> PinWay:
    """Give the PIN of the vault in a folder, there or not."""
    return PinWay(folder / PIN_FILE, device.obtain())


def pin_standing(folder: Path, device: DeviceSecret, now_ms: Clock = wall_clock_ms) -> PinStanding:
    """Tell whether a PIN would open the vault in that folder now."""
    return pin_way(folder, device).standing(now_ms())
