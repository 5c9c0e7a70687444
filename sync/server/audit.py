"""The log of what touches keys, rights, sign-ins and citizens' data: append-only, each line chained.

The chain is SHA-256 over the line before, so a line that was altered, dropped or slipped in afterwards shows. Its end
is kept apart (`AuditEndRow`): a new line costs the same in a log of ten lines and of ten million, and lines that were
cut off at the end show. Who can write the database can also write the chain anew: a copy of the last hash, kept
elsewhere (`fieldserver audit export`), shows the rest.

Whoever gives citizens' data out of the server notes it with `note_reading`, in the transaction that read it or right
after: exports, moderation, answers to rights requests.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sync.core.digest import canonical_json
from sync.server.rows import json_text
from sync.server.rows_recovery import AuditEndRow, AuditRow
from sync.server.store import Unit

READING: Final = "citizens-data-read"
SIGNED_IN: Final = "signed-in"
RIGHTS: Final = "rights-changed"
DAILY: Final = frozenset({READING, SIGNED_IN, RIGHTS})
"""What comes every day, and would hide what is rare in a list that somebody reads."""
_FIRST = "0" * 64
_END = ("end",)


@dataclass(frozen=True, slots=True)
class Reading:
    """Citizens' data that was given to somebody; never what was read: the log holds nothing of it."""

    reader: str
    """An account, an agent's id, or the name of a job."""
    purpose: str
    """What for: `export`, `moderation`, `rights-request` …"""
    kind: str
    records: int
    of: str = ""
    """The id of the record, where it is one."""


def note(unit: Unit, at: str, what: str, **told: str) -> None:
    """Append a line within the caller's transaction."""
    note_all(unit, at, what, [told])


def note_all(unit: Unit, at: str, what: str, all_told: Iterable[Mapping[str, str]]) -> None:
    """Append a line for each of these, at the cost of one statement more than they are."""
    end, lines = _end(unit), []
    for told in all_told:
        text, n = json_text(dict(told)), end.n + 1
        end = AuditEndRow(n, _hash(end.hash, n, at, what, text))
        lines.append(AuditRow(n, at, what, text, end.hash))
    if lines:
        unit.put([*lines, end])


def note_reading(unit: Unit, at: str, reading: Reading) -> None:
    """Note that somebody was given citizens' data, in the transaction that reads it or right after."""
    told = {"reader": reading.reader, "purpose": reading.purpose, "kind": reading.kind, "records": str(reading.records)}
    note(unit, at, READING, **told, **({"of": reading.of} if reading.of else {}))


def read(unit: Unit) -> Sequence[AuditRow]:
    """Give all lines, the oldest first."""
    return sorted(unit.every(AuditRow), key=lambda line: line.n)


def first_broken(lines: Iterable[AuditRow]) -> int | None:
    """Give the number of the first line that does not follow from the one before; None when all do."""
    before = _FIRST
    for n, line in enumerate(lines, start=1):
        if line.n != n or line.hash != _hash(before, n, line.at, line.what, line.told_json):
            return n
        before = line.hash
    return None


class Verification:
    """Reads a log, holding one line at a time: `lines` passes them through, then `broken` is known."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.count = 0
        self.last_hash = _FIRST
        self.broken: int | None = None
        """The number of the first line that is not as it was written or is missing; None while all are."""

    def lines(self) -> Iterator[AuditRow]:
        """Give the lines in their order; compare the last one with the end that is kept apart."""
        for line in self._unit.every(AuditRow):
            self.count += 1
            told = _hash(self.last_hash, self.count, line.at, line.what, line.told_json)
            if self.broken is None and (line.n != self.count or line.hash != told):
                self.broken = self.count
            self.last_hash = line.hash
            yield line
        end = _kept_end(self._unit)
        if self.broken is None and end is not None and (end.n, end.hash) != (self.count, self.last_hash):
            self.broken = min(end.n, self.count) + 1


def _end(unit: Unit) -> AuditEndRow:
    """Give the end of the log; one of before there was an end is read whole, once."""
    kept = _kept_end(unit)
    if kept is not None:
        return kept
    lines = read(unit)
    return AuditEndRow(lines[-1].n, lines[-1].hash) if lines else AuditEndRow(0, _FIRST)


def _kept_end(unit: Unit) -> AuditEndRow | None:
    return unit.get(AuditEndRow, [_END]).get(_END)


def _hash(before: str, n: int, at: str, what: str, text: str) -> str:
    return hashlib.sha256(canonical_json([before, n, at, what, text])).hexdigest()
