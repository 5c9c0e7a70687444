"""The log of what touches keys: append-only, each line chained to the one before by SHA-256.

Who can write the database can also write the chain anew: what this shows is a line that was altered, dropped or
slipped in afterwards, and a copy of the last hash, kept elsewhere, shows the rest.
"""

import hashlib
from collections.abc import Sequence

from sync.core.digest import canonical_json
from sync.server.rows import json_text
from sync.server.rows_recovery import AuditRow
from sync.server.store import Unit

_FIRST = "0" * 64


def note(unit: Unit, at: str, what: str, **told: str) -> None:
    """Append a line within the caller's transaction."""
    lines = read(unit)
    before = lines[-1].hash if lines else _FIRST
    text = json_text(told)
    unit.put([AuditRow(len(lines) + 1, at, what, text, _hash(before, len(lines) + 1, at, what, text))])


def read(unit: Unit) -> Sequence[AuditRow]:
    """Give all lines, the oldest first."""
    return sorted(unit.every(AuditRow), key=lambda line: line.n)


def first_broken(lines: Sequence[AuditRow]) -> int | None:
    """Give the number of the first line that does not follow from the one before; None when all do."""
    before = _FIRST
    for n, line in enumerate(lines, start=1):
        if line.n != n or line.hash != _hash(before, n, line.at, line.what, line.told_json):
            return n
        before = line.hash
    return None


def _hash(before: str, n: int, at: str, what: str, text: str) -> str:
    return hashlib.sha256(canonical_json([before, n, at, what, text])).hexdigest()
