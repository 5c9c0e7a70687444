"""The keys of an open vault: one random data key per agent and device, and a subkey for each purpose.

All of them lie in one bytearray, which a lock zeroes. Python copies what it hands on and cannot wipe the
copies, so whoever needs a subkey takes it for one use and keeps no reference.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldapp.vault.errors import VaultLocked

KEY_BYTES = 32


class Purpose(StrEnum):
    """What a subkey is for; its value is part of the derivation and never changes."""

    DATABASE = "database"
    FILES = "files"
    FILE_NAMES = "file names"
    JOURNAL = "journal"
    BACKUP = "backup"
    OUTBOX = "outbox mac"
    PARCEL = "parcel signature"


def derived_key(secret: bytes, info: str, salt: bytes | None = None) -> bytes:
    """Derive a 32-byte key from a strong secret by HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt, f"fieldapp vault 1: {info}".encode()).derive(secret)


def new_data_key() -> bytes:
    """Draw the random key that everything in a vault hangs from."""
    return secrets.token_bytes(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A data key drawn before its vault, for its device to prove itself by, and the phrase around it."""

    passphrase: str = field(repr=False)
    data_key: bytes = field(repr=False)


class UnlockedKeys:
    """The data key and its subkeys, until `wipe`."""

    def __init__(self, data_key: bytes) -> None:
        assert len(data_key) == KEY_BYTES, "a data key has 32 bytes"
        self._places = {purpose: index for index, purpose in enumerate(Purpose, start=1)}
        subkeys = b"".join(derived_key(data_key, purpose) for purpose in Purpose)
        self._memory = bytearray(data_key + subkeys)
        self._wiped = False

    def subkey(self, purpose: Purpose) -> bytes:
        """Give the 32 bytes for one purpose; raises VaultLocked after `wipe`."""
        return self._piece(self._places[purpose])

    def data_key(self) -> bytes:
        """Give the data key, to wrap it anew; raises VaultLocked after `wipe`."""
        return self._piece(0)

    def wipe(self) -> None:
        """Zero every key."""
        self._wiped = True
        self._memory[:] = bytes(len(self._memory))

    def _piece(self, index: int) -> bytes:
        if self._wiped:
            raise VaultLocked("the vault is locked")
        return bytes(self._memory[index * KEY_BYTES : (index + 1) * KEY_BYTES])
