"""The counter of wrong passphrases, written before each try: pulling the plug gives no free guess.

After three wrong tries each further one costs a wait that doubles. A counter that was deleted or forged
(its MAC is under the device's secret) stands for the longest wait. A clock set back does not shorten a
wait, and one set far ahead and back again does not lengthen it beyond its size.

The town's limit stands beside the count, under the same MAC, because it is needed while the vault is locked; what is
done when it is reached is for `doors` to say.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import storage_errors
from fieldapp.vault.keys import derived_key

FREE_TRIES = 3
FIRST_DELAY_S = 5
DELAY_S_MAX = 900
FAILED_MAX = 1_000_000
LIMIT_USUAL = 20
"""Tries in a row that a town allows where it has not said otherwise."""
TOLD_LEFT = 5
"""From here on a wrong try says how many are left."""
_RECORD_BYTES_MAX = 1024


@dataclass(frozen=True, slots=True)
class WrongPassphrase:
    """The answer to a wrong passphrase: how many tries failed in a row, and how long to wait for the next."""

    failed: int
    next_try_after_s: int
    left: int | None = None
    """How many tries are left before the keys go, told where they are few."""


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
    """How many tries failed in a row, when the last was made, and how many the town allows; 0 sets no end."""

    failed: int
    tried_at_ms: int
    limit: int = LIMIT_USUAL

    def forgiven(self) -> _Record:
        """Leave one try at least, after the wait of as many as there were."""
        return replace(self, failed=min(self.failed, self.limit - 1)) if self.limit else self


class Tries:
    """The counter of one vault."""

    def __init__(self, path: Path, device_secret: bytes) -> None:
        self._path = path
        self._mac_key = derived_key(device_secret, "tries mac")

    def count_one(self, now_ms: int) -> int | TryLater:
        """Count a try as failed before it is made; give how many that are, or the wait that is left."""
        record = self._read(now_ms)
        if now_ms < record.tried_at_ms:
            record = replace(record, tried_at_ms=now_ms)
            self._write(record)
        left_ms = record.tried_at_ms + delay_s(record.failed) * 1000 - now_ms
        if left_ms > 0:
            return TryLater(after_s=-(-left_ms // 1000))
        failed = min(record.failed + 1, FAILED_MAX)
        self._write(replace(record, failed=failed, tried_at_ms=now_ms))
        return failed

    def left(self) -> int | None:
        """Give how many tries the town allows yet; None where it sets no end."""
        record = self._genuine() or _LONGEST
        return max(0, record.limit - record.failed) if record.limit else None

    def limit_to(self, limit: int) -> None:
        """Take note of the town's limit, 0 for none; who has used up more has one try left."""
        record = self._genuine() or _LONGEST
        if record.limit != limit:
            self._write(replace(record, limit=limit).forgiven())

    def forgive(self) -> None:
        """Leave one try at least: those before had no limit."""
        record = self._genuine()
        if record is not None and record != record.forgiven():
            self._write(record.forgiven())

    def clear(self) -> None:
        """Begin again at zero: the passphrase was right."""
        self.clear_into(self._path)

    def clear_into(self, path: Path) -> None:
        """Write a counter that begins at zero, with the limit of this one."""
        known = self._genuine() or _Record(0, 0)
        write_durably(path, [self._content(_Record(0, 0, known.limit))])

    def _read(self, now_ms: int) -> _Record:
        longest = replace(_LONGEST, tried_at_ms=now_ms)
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
            counts = [int(fields[name]) for name in ("failed", "tried_at_ms", "limit") if name in fields]
            mac = bytes.fromhex(fields["mac"])
            # A counter from before there was a limit has two numbers: its tries had no end.
            record = _Record(*counts)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if not hmac.compare_digest(mac, self._mac(counts)):
            return None
        return record if "limit" in fields else record.forgiven()

    def _write(self, record: _Record) -> None:
        write_durably(self._path, [self._content(record)])

    def _content(self, record: _Record) -> bytes:
        fields = asdict(record)
        return json.dumps({**fields, "mac": self._mac(list(fields.values())).hex()}).encode()

    def _mac(self, counts: list[int]) -> bytes:
        return hmac.digest(self._mac_key, ":".join(map(str, counts)).encode(), "sha256")


_LONGEST = _Record(FREE_TRIES + DELAY_S_MAX.bit_length(), 0)
"""What stands for a counter that is gone or forged: the longest wait."""
