"""The second way into a vault: a PIN of six digits, for the rest of a shift that a passphrase began.

A file of its own beside the keyring holds all of it: the wrapped data key, how many PINs in a row were wrong, and
how much of the shift is gone. It is replaced whole, under one MAC of the device's secret, so there is no counter to
delete: without the file, or with one that was altered, there is no PIN. A try is counted before it is made, and the
fifth wrong one takes the file away; a kill in between leaves a file that opens nothing any more.

Time is what this app has seen pass: steps forward of the clock add up, steps back take nothing away. Six digits are
60 core-hours once the device's secret is read: where that is a plain file a PIN stops people, not who copies the disk.
"""

from __future__ import annotations

import binascii
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.vault.durable import sync_folder, write_durably
from fieldapp.vault.errors import storage_errors
from fieldapp.vault.keys import KEY_BYTES, derived_key
from fieldapp.vault.passphrase import SALT_BYTES, PassphraseCost, slow_key
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin, is_pin, is_weak

WRONG_MAX: Final = 5
SHIFT_MS: Final = 12 * 3600 * 1000
_VERSION: Final = 1
_NONCE_BYTES: Final = 12
_WRAPPED_BYTES: Final = KEY_BYTES + 16
_RECORD_BYTES_MAX: Final = 4096


@dataclass(frozen=True, slots=True)
class _Record:
    """What the file holds: the wrap, and what was seen since the passphrase was given."""

    cost: PassphraseCost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    failed: int
    spent_ms: int
    seen_ms: int

    def at(self, now_ms: int) -> _Record:
        """Let the time pass that the clock shows, if it went forward."""
        return replace(self, spent_ms=self.spent_ms + max(0, now_ms - self.seen_ms), seen_ms=now_ms)

    @property
    def standing(self) -> PinStanding:
        if self.failed >= WRONG_MAX:
            return PinStanding.NONE
        return PinStanding.READY if self.spent_ms < SHIFT_MS else PinStanding.STALE


class PinWay:
    """The PIN of one vault, there or not."""

    def __init__(self, path: Path, device_secret: bytes) -> None:
        self._path = path
        self._secret = device_secret
        self._mac_key = derived_key(device_secret, "pin mac")

    def standing(self, now_ms: int) -> PinStanding:
        """Tell whether a PIN would be taken now; nothing is written."""
        record = self._read()
        return record.at(now_ms).standing if record is not None else PinStanding.NONE

    def set(self, pin: str, data_key: bytes, cost: PassphraseCost, now_ms: int) -> None:
        """Let a PIN open the vault for a shift; whoever calls has just been given the passphrase."""
        assert is_pin(pin), "a PIN is six digits"
        assert not is_weak(pin), "the screen refuses a PIN that everybody tries first"
        assert cost.is_allowed(), "the cost lies below the floor or above the ceiling"
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        wrapped = self._cipher(pin, salt, cost).encrypt(nonce, data_key, _associated(cost, salt))
        self._write(_Record(cost, salt, nonce, wrapped, failed=0, spent_ms=0, seen_ms=now_ms))

    def data_key(self, pin: str, now_ms: int) -> bytes | WrongPin | PinShut:
        """Try a PIN, counted before it is tried; raises DiskFull or StorageFailed, and then tries nothing."""
        record = self._read()
        if record is None or record.failed >= WRONG_MAX:
            self.remove()
            return PinShut(PinStanding.NONE)
        record = record.at(now_ms)
        if record.standing is PinStanding.STALE:
            self._write(record)
            return PinShut(PinStanding.STALE)
        record = replace(record, failed=record.failed + 1)
        self._write(record)
        data_key = self._unwrap(record, pin)
        if data_key is not None:
            self._write(replace(record, failed=0))
            return data_key
        if record.failed >= WRONG_MAX:
            self.remove()
        return WrongPin(left=WRONG_MAX - record.failed)

    def witness(self, now_ms: int) -> None:
        """Take note of the time, so that a clock set back later does not lengthen the shift."""
        record = self._read()
        if record is not None:
            self._write(record.at(now_ms))

    def phrase_given(self, now_ms: int) -> None:
        """Begin a new shift: the passphrase was right. A file that was altered goes."""
        record = self._read()
        if record is not None and record.failed < WRONG_MAX:
            self._write(replace(record, failed=0, spent_ms=0, seen_ms=now_ms))
        else:
            self.remove()

    def remove(self) -> None:
        """Let no PIN open the vault any more, durably; twice does no harm."""
        if not self._path.exists():
            return
        with storage_errors("remove the PIN"):
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)

    def _unwrap(self, record: _Record, pin: str) -> bytes | None:
        if not is_pin(pin):
            return None
        try:
            cipher = self._cipher(pin, record.salt, record.cost)
            return cipher.decrypt(record.nonce, record.wrapped, _associated(record.cost, record.salt))
        except InvalidTag:
            return None

    def _cipher(self, pin: str, salt: bytes, cost: PassphraseCost) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(derived_key(slow_key(pin, salt, cost) + self._secret, "pin encryption", salt))

    def _read(self) -> _Record | None:
        if not self._path.is_file():
            return None
        with storage_errors("read the PIN's file"), self._path.open("rb") as file:
            content = file.read(_RECORD_BYTES_MAX)
        try:
            fields = json.loads(content)
            mac = bytes.fromhex(fields.pop("mac"))
            genuine = hmac.compare_digest(mac, self._mac(fields))
            return _record_of(fields) if genuine else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
            return None

    def _write(self, record: _Record) -> None:
        fields: dict[str, Any] = {
            "version": _VERSION,
            "argon2id": asdict(record.cost),
            "failed": record.failed,
            "spent_ms": record.spent_ms,
            "seen_ms": record.seen_ms,
            **{name: b64encode(getattr(record, name)).decode() for name in ("salt", "nonce", "wrapped")},
        }
        write_durably(self._path, [_canonical(fields | {"mac": self._mac(fields).hex()})])

    def _mac(self, fields: dict[str, Any]) -> bytes:
        return hmac.digest(self._mac_key, _canonical(fields), "sha256")


def _record_of(fields: dict[str, Any]) -> _Record | None:
    cost = PassphraseCost(**fields["argon2id"])
    salt, nonce, wrapped = (b64decode(fields[name], validate=True) for name in ("salt", "nonce", "wrapped"))
    sizes = (len(salt), len(nonce), len(wrapped))
    if fields["version"] != _VERSION or not cost.is_allowed() or sizes != (SALT_BYTES, _NONCE_BYTES, _WRAPPED_BYTES):
        return None
    counts = (int(fields[name]) for name in ("failed", "spent_ms", "seen_ms"))
    return _Record(cost, salt, nonce, wrapped, *counts)


def _associated(cost: PassphraseCost, salt: bytes) -> bytes:
    return _canonical({"version": _VERSION, "argon2id": asdict(cost), "salt": b64encode(salt).decode()})


def _canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
