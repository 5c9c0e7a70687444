"""The device's secret: 32 bytes that never leave the device, without which a passphrase opens nothing.

`DeviceSecret` is the seam. Here the secret is a file that only its owner may read, which stops a copied
backup but not who holds the unlocked disk; a platform's key store will do better behind the same seam.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from pathlib import Path
from typing import Protocol

from fieldapp.vault import names_file
from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import AlreadyOpen, DeviceSecretLost, storage_errors
from fieldapp.vault.keys import KEY_BYTES
from fieldapp.vault.lock import FileLock

DEVICE_FILE = "device.secret"
VAULTS_FOLDER = names_file.VAULTS_FOLDER
_CHECK_BYTES = 8
_WAITS_MAX = 100
_WAIT_S = 0.02


class DeviceSecret(Protocol):
    """Whoever keeps the secret of this device."""

    def obtain(self) -> bytes:
        """Give the 32 bytes, made at the first call.

        Raises DeviceSecretLost, and makes nothing, where vaults exist that need a secret which is gone: a
        new one would turn every right passphrase into a wrong one.
        """
        ...

    def replace(self, secret: bytes) -> None:
        """Keep another secret from now on: the one that is gone does not come back. Raises StorageFailed."""
        ...


class HeldSecret:
    """A secret that was fetched elsewhere: from a key store that answers asynchronously, or by a test."""

    def __init__(self, secret: bytes) -> None:
        assert len(secret) == KEY_BYTES, "a device secret has 32 bytes"
        self._secret = secret

    def obtain(self) -> bytes:
        """Give the secret."""
        return self._secret

    def replace(self, secret: bytes) -> None:
        """Hold another one."""
        self._secret = secret


class FileDeviceSecret:
    """The secret as an owner-only file in the profile folder."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._path = profile / DEVICE_FILE

    def obtain(self) -> bytes:
        """Give the secret, made at the first call; raises DeviceSecretLost (see the seam)."""
        for _ in range(_WAITS_MAX):
            if self._path.exists():
                return self._read()
            try:
                lock = FileLock(self._path.with_suffix(".lock"))
            except AlreadyOpen:  # another process is making it this very moment
                time.sleep(_WAIT_S)
                continue
            try:
                return self._read() if self._path.exists() else self._make()
            finally:
                lock.release()
        raise AlreadyOpen("another process does not finish making the device's secret")

    def replace(self, secret: bytes) -> None:
        """Keep another secret, durably."""
        assert len(secret) == KEY_BYTES, "a device secret has 32 bytes"
        write_durably(self._path, [secret + _check(secret)])

    def _read(self) -> bytes:
        with storage_errors("read the device's secret"):
            content = self._path.read_bytes()
        secret = content[:KEY_BYTES]
        if len(content) != KEY_BYTES + _CHECK_BYTES or content[KEY_BYTES:] != _check(secret):
            raise DeviceSecretLost("the device's secret is damaged")
        return secret

    def _make(self) -> bytes:
        if any(found.is_dir() for found in (self._profile / VAULTS_FOLDER).glob("*")):
            raise DeviceSecretLost("the device's secret is gone")
        secret = secrets.token_bytes(KEY_BYTES)
        self.replace(secret)
        return secret


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"fieldapp device secret" + secret).digest()[:_CHECK_BYTES]
