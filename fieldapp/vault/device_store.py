"""The device's secret in the platform's key store: read once, when a page is there to ask for it.

    the file is there    it is the secret. It goes to the store, is read back, and only when both agree a note says so
                         and the file is deleted: killed anywhere, one of the two is there and the other is the same
    it is not            the store has it; where the store has lost it too, `DeviceSecretLost` is raised as for a lost
                         file, and nothing is made: two keepers of the town open the vaults again

Another secret (`replace`) is a file first, because a file can be written durably; the next start moves it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final, Protocol

from fieldapp.vault.device_secret import DEVICE_FILE, DeviceSecret, FileDeviceSecret, SecretPlace
from fieldapp.vault.durable import sync_folder, write_durably
from fieldapp.vault.errors import DeviceSecretLost, VaultError, storage_errors
from fieldapp.vault.keys import KEY_BYTES

ENTRY: Final = "device-secret"
NOTE_FILE: Final = "device.kept"
"""Says that the secret went to the key store: without it an empty store is one that was never used."""


class Store(Protocol):
    """The platform's key store; it answers nothing where it fails."""

    async def read(self, name: str) -> str | None:
        """Give a secret; None when it is not there."""
        ...

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret, where the store lets us."""
        ...


class KeptDeviceSecret:
    """The secret that the key store gave."""

    place = SecretPlace.STORE

    def __init__(self, profile: Path, secret: bytes | None) -> None:
        """Take the secret, None where the store has it no more."""
        self._file = FileDeviceSecret(profile)
        self._secret = secret

    def obtain(self) -> bytes:
        """Give the secret; raises DeviceSecretLost."""
        if self._secret is None:
            raise DeviceSecretLost("the platform's key store has the device's secret no more")
        return self._secret

    def replace(self, secret: bytes) -> None:
        """Keep another secret: as a file, which the next start moves to the store."""
        self._file.replace(secret)
        self._secret = secret


async def device_secret(profile: Path, store: Store | None) -> DeviceSecret:
    """Give this device's secret: from the key store where there is one that works, else from its file."""
    file = FileDeviceSecret(profile)
    if store is None:
        return file
    if not (profile / DEVICE_FILE).exists():
        kept = _secret_of(await store.read(ENTRY))
        if kept is not None or (profile / NOTE_FILE).exists():
            return KeptDeviceSecret(profile, kept)
    try:
        secret = await asyncio.to_thread(file.obtain)
        await store.write(ENTRY, secret.hex())
        if _secret_of(await store.read(ENTRY)) != secret:
            return file
        await asyncio.to_thread(_forget_file, profile)
    except VaultError:
        # Lost, damaged, a full disk: the file says so to whoever asks it.
        return file
    return KeptDeviceSecret(profile, secret)


def _forget_file(profile: Path) -> None:
    write_durably(profile / NOTE_FILE, [b"key store\n"])
    with storage_errors("delete the device's secret"):
        (profile / DEVICE_FILE).unlink(missing_ok=True)
        sync_folder(profile)


def _secret_of(kept: str | None) -> bytes | None:
    try:
        secret = bytes.fromhex(kept or "")
    except ValueError:
        return None
    return secret if len(secret) == KEY_BYTES else None
