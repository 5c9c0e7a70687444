"""How much one sender may bring in an hour: counted per key and per address, beside the tries to sign in.

A window that begins with the first request and ends an hour later; what is over its limit is told when to come again.
The subjects are keyed hashes: no address is kept.
"""

import hmac

from sync.protocol.problems import ProblemError
from sync.server.rows_access import TriesRow
from sync.server.store import Unit

WINDOW_MS = 3_600_000


class Pace:
    """Counts requests within the caller's transaction."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def count(self, unit: Unit, subject: str, per_hour_max: int, now_ms: int) -> None:
        """Count one request of a subject (`address:192.0.2.7`); raise `too-many-tries` past the limit."""
        name = hmac.digest(self._key, f"pace\x1f{subject}".encode(), "sha256").hex()[:32]
        row = unit.get(TriesRow, [(name,)]).get((name,))
        if row is None or not 0 <= now_ms - row.last_ms < WINDOW_MS:
            row = TriesRow(name, 0, now_ms)
        if row.failures >= per_hour_max:
            raise ProblemError("too-many-tries", retry_after_s=-(-(row.last_ms + WINDOW_MS - now_ms) // 1000))
        unit.put([TriesRow(name, row.failures + 1, row.last_ms)])
