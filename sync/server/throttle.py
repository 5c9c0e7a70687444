"""Tries to sign in cost time: after some failures each further one waits, longer each time.

Counted per account and per address, before the password is checked, so that a hundred tries at once are a hundred.
The subjects are keyed hashes: neither an account's name nor an address is kept. A day without a try forgets.
"""

import hmac
from dataclasses import dataclass

from sync.protocol.problems import ProblemError
from sync.server.rows_access import TriesRow
from sync.server.store import Unit

FORGET_MS = 24 * 3_600_000
DELAY_FIRST_MS = 1_000


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, and how long the wait may grow."""

    free: int
    delay_max_ms: int


# Short for an account, because anybody can make its owner wait; long for an address, which tries many accounts.
ACCOUNT_PATIENCE = Patience(free=5, delay_max_ms=60_000)
ADDRESS_PATIENCE = Patience(free=20, delay_max_ms=15 * 60_000)


def delay_ms(failures: int, patience: Patience) -> int:
    """Give the wait after so many failures: none, then doubling up to the longest."""
    over = failures - patience.free
    return min(DELAY_FIRST_MS << min(over, 20), patience.delay_max_ms) if over >= 0 else 0


class Throttle:
    """Counts tries within the caller's transaction; `patience` is for accounts."""

    def __init__(self, key: bytes, patience: Patience = ACCOUNT_PATIENCE) -> None:
        self._key = key
        self._patience = patience

    def count(self, unit: Unit, account: str, address: str, now_ms: int) -> None:
        """Count one more try; raise `too-many-tries` (and count nothing) while either subject must wait."""
        rows = self._rows(unit, account, address, now_ms)
        waits = [row.last_ms + delay_ms(row.failures, patience) - now_ms for row, patience in rows]
        if max(waits) > 0:
            raise ProblemError("too-many-tries", retry_after_s=-(-max(waits) // 1000))
        unit.put(TriesRow(row.subject, row.failures + 1, now_ms) for row, _ in rows)

    def forgive(self, unit: Unit, account: str, address: str, now_ms: int) -> None:
        """Take back the try that succeeded: the account's failures are over, the address loses one."""
        (account_row, _), (address_row, _) = self._rows(unit, account, address, now_ms)
        unit.drop(TriesRow, [account_row.key])
        unit.put([TriesRow(address_row.subject, max(address_row.failures - 1, 0), address_row.last_ms)])

    def _rows(self, unit: Unit, account: str, address: str, now_ms: int) -> list[tuple[TriesRow, Patience]]:
        subjects = (self._subject("account", account), self._subject("address", address))
        known = unit.get(TriesRow, [(subject,) for subject in subjects])
        rows = [known.get((subject,), TriesRow(subject, 0, 0)) for subject in subjects]
        fresh = [row if now_ms - row.last_ms < FORGET_MS else TriesRow(row.subject, 0, 0) for row in rows]
        return list(zip(fresh, (self._patience, ADDRESS_PATIENCE), strict=True))

    def _subject(self, kind: str, name: str) -> str:
        return hmac.digest(self._key, f"{kind}\x1f{name}".encode(), "sha256").hex()[:32]
