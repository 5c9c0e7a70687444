"""The counter of wrong passphrases, written before each try: pulling the plug gives no free guess.

After three wrong tries each further one costs a wait that doubles. A counter that was deleted or forged
(its MAC is under the device's secret) stands for the longest wait. A clock set back does not shorten a
wait, and one set far ahead and back again does not lengthen it beyond its size.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import storage_errors
from fieldapp.vault.keys import derived_key

FREE_TRIES = 3
FIRST_DELAY_S = 5
DELAY_S_MAX = 900
FAILED_MAX = 1_000_000
_RECORD_BYTES_MAX = 1024


@dataclass(frozen=True, slots=True)
class WrongPassphrase:
    """The answer to a wrong passphrase: how many tries failed in a row, and how long to wait for the next."""

    failed: int
    next_try_after_s: int


@dataclass(frozen=True, slots=True)
class TryLater:
    """The answer to a try that came too early: it was neither made nor counted."""

    after_s: int


def delay_s(failed: int) -> int:
    """Give the wait after so many wrong tries in a row: 0, then 5 s doubling up to 15 minutes."""
    if failed < FREE_TRIES:
        return 0
    doublings = min(failed - FREE_TRIES, DELAY_S_MAX.bit_length())
    return min(FIRST_DELAY_S << doublings, DELAY_S_MAX)


@dataclass(frozen=True, slots=True)
class _Record:
    """How many tries failed in a row, and when the last was made."""

    failed: int
    tried_at_ms: int


class Tries:
    """The counter of one vault."""

    def __init__(self, path: Path, device_secret: bytes) -> None:
        self._path = path
        self._mac_key = derived_key(device_secret, "tries mac")

    def count_one(self, now_ms: int) -> int | TryLater:
        """Count a try as failed before it is made; give how many that are, or the wait that is left."""
        record = self._read(now_ms)
        if now_ms < record.tried_at_ms:
            record = _Record(record.failed, now_ms)
            self._write(record)
        left_ms = record.tried_at_ms + delay_s(record.failed) * 1000 - now_ms
        if left_ms > 0:
            return TryLater(after_s=-(-left_ms // 1000))
        failed = min(record.failed + 1, FAILED_MAX)
        self._write(_Record(failed, now_ms))
        return failed

    def clear(self) -> None:
        """Begin again at zero: the passphrase was right."""
        self._write(_Record(0, 0))

    def _read(self, now_ms: int) -> _Record:
        longest = _Record(FREE_TRIES + DELAY_S_MAX.bit_length(), now_ms)
        record = self._genuine()
        if record is None:
            self._write(longest)
        return record or longest

    def _genuine(self) -> _Record | None:
        if not self._path.is_file():
            return None
        with storage_errors("read the counter of tries"), self._path.open("rb") as file:
            content = file.read(_RECORD_BYTES_MAX)
        try:
            fields = json.loads(content)
            record = _Record(int(fields["failed"]), int(fields["tried_at_ms"]))
            mac = bytes.fromhex(fields["mac"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return record if hmac.compare_digest(mac, self._mac(record)) else None

    def _write(self, record: _Record) -> None:
        fields = {"failed": record.failed, "tried_at_ms": record.tried_at_ms, "mac": self._mac(record).hex()}
        write_durably(self._path, [json.dumps(fields).encode()])

    def _mac(self, record: _Record) -> bytes:
        return hmac.digest(self._mac_key, f"{record.failed}:{record.tried_at_ms}".encode(), "sha256")
