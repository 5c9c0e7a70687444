"""The keyring file: the data key, wrapped by the agent's passphrase and the device's secret.

JSON with a version; every field is authenticated twice. The wrap (ChaCha20-Poly1305, the other fields as
associated data) proves the passphrase. A MAC under the device's secret proves the file before any guess,
so that a bit that rotted is told as damage and never as a wrong passphrase. Other ways to wrap (escrow,
biometrics) will stand beside `passphrase`.
"""

from __future__ import annotations

import binascii
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import DamagedKeyring, KeysGone, VaultAbsent, storage_errors
from fieldapp.vault.keys import KEY_BYTES, derived_key
from fieldapp.vault.passphrase import SALT_BYTES, PassphraseCost, key_encryption_key

KEYRING_FILE = "keyring.json"
KEYRING_VERSION = 1
KEYRING_BYTES_MAX = 64 * 1024
_NONCE_BYTES = 12
_WRAPPED_BYTES = KEY_BYTES + 16


@dataclass(frozen=True, slots=True)
class Keyring:
    """A keyring file as read: genuine, and not yet opened."""

    cost: PassphraseCost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def unwrap(self, passphrase: str, device_secret: bytes) -> bytes | None:
        """Give the data key, or None where the passphrase is not the one; slow on purpose."""
        wrapping = ChaCha20Poly1305(key_encryption_key(passphrase, self.salt, self.cost, device_secret))
        try:
            return wrapping.decrypt(self.nonce, self.wrapped, _associated(self.cost, self.salt))
        except InvalidTag:
            return None


def wrapped_keyring(data_key: bytes, passphrase: str, device_secret: bytes, cost: PassphraseCost) -> Keyring:
    """Wrap a data key under a passphrase, with a fresh salt and nonce."""
    assert cost.is_allowed(), "the cost lies below the floor or above the ceiling"
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    wrapping = ChaCha20Poly1305(key_encryption_key(passphrase, salt, cost, device_secret))
    return Keyring(cost, salt, nonce, wrapping.encrypt(nonce, data_key, _associated(cost, salt)))


def write_keyring(path: Path, keyring: Keyring, device_secret: bytes) -> None:
    """Write a keyring, atomically; after a power cut the old one or the new one is there."""
    way = {
        "argon2id": asdict(keyring.cost),
        "salt": _text(keyring.salt),
        "nonce": _text(keyring.nonce),
        "wrapped": _text(keyring.wrapped),
    }
    fields = {"version": KEYRING_VERSION, "cipher": "chacha20-poly1305", "passphrase": way}
    write_durably(path, [_canonical(fields | {"mac": _text(_mac(fields, device_secret))})])


def destroy_keyring(path: Path, device_secret: bytes) -> None:
    """Put a note in the keyring's place, atomically: no passphrase opens this vault any more."""
    fields = {"version": KEYRING_VERSION, "gone": True}
    write_durably(path, [_canonical(fields | {"mac": _text(_mac(fields, device_secret))})])


def read_keyring(path: Path, device_secret: bytes) -> Keyring:
    """Read a keyring and prove it genuine; raises VaultAbsent, DamagedKeyring or KeysGone."""
    fields = _read_fields(path)
    mac = fields.pop("mac", "")
    if not isinstance(mac, str) or not hmac.compare_digest(_text(_mac(fields, device_secret)), mac):
        raise DamagedKeyring("the keyring was altered, or belongs to another device")
    if fields.get("version") != KEYRING_VERSION:
        raise DamagedKeyring("the keyring is of a version that this app does not know")
    if fields.get("gone") is True:
        raise KeysGone("the keys of this vault were destroyed after too many wrong passphrases")
    return _keyring_of(fields)


def _read_fields(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise VaultAbsent("there is no keyring")
    with storage_errors("read the keyring"), path.open("rb") as file:
        content = file.read(KEYRING_BYTES_MAX + 1)
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DamagedKeyring("the keyring is not JSON") from error
    if len(content) > KEYRING_BYTES_MAX or not isinstance(fields, dict):
        raise DamagedKeyring("the keyring is not a JSON object of a few lines")
    return fields


def _keyring_of(fields: dict[str, Any]) -> Keyring:
    try:
        way = fields["passphrase"]
        cost = PassphraseCost(**way["argon2id"])
        keyring = Keyring(cost, *(b64decode(way[name], validate=True) for name in ("salt", "nonce", "wrapped")))
        sizes = (len(keyring.salt), len(keyring.nonce), len(keyring.wrapped))
        if not cost.is_allowed() or sizes != (SALT_BYTES, _NONCE_BYTES, _WRAPPED_BYTES):
            raise DamagedKeyring("the keyring's parameters are out of bounds")
    except (KeyError, TypeError, binascii.Error) as error:
        raise DamagedKeyring("the keyring lacks a field") from error
    return keyring


def _associated(cost: PassphraseCost, salt: bytes) -> bytes:
    return _canonical({"version": KEYRING_VERSION, "argon2id": asdict(cost), "salt": _text(salt)})


def _mac(fields: dict[str, Any], device_secret: bytes) -> bytes:
    return hmac.digest(derived_key(device_secret, "keyring mac"), _canonical(fields), "sha256")


def _canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _text(content: bytes) -> str:
    return b64encode(content).decode()
