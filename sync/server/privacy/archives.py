"""Slips for the archives (bordereaux d'élimination): public archives wait here for a visa, then go.

A slip is numbered and fixed when it is made: it lists what was due that day, and a visa lets go of that and nothing
else. What becomes due later waits for the next slip.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.core.values import altered
from sync.server import audit
from sync.server.privacy.due import Due
from sync.server.rows import RecordKey, SeriesRow, json_text
from sync.server.rows_privacy import EliminationRow
from sync.server.store import Unit

ITEMS_MAX = 5_000


class ArchivesTrouble(Exception):
    """What was asked of a slip cannot be; the code says why."""


def make_slip(unit: Unit, due: Sequence[Due], *, who: str, at: str) -> EliminationRow:
    """Put all that waits and stands on no slip on a new one; raise `ArchivesTrouble` where nothing does."""
    listed = {(kind, record) for slip in unit.every(EliminationRow) for _, kind, record, _, _ in slip.items()}
    waiting = [one for one in due if one.waits and one.key not in listed][:ITEMS_MAX]
    if not waiting:
        raise ArchivesTrouble("slip-empty")
    items = [[one.kept.value, one.kind, one.id, one.reference, one.since] for one in waiting]
    row = EliminationRow(next_number(unit, "E", at), at, json_text(items))
    unit.put([row])
    audit.note(unit, at, "elimination-slip", number=row.number, records=str(len(items)), who=who)
    return row


@dataclass(frozen=True, slots=True)
class Visa:
    """The archives' word: who gave it and on which day."""

    by: str
    on: str


def note_visa(unit: Unit, number: str, visa: Visa, *, who: str, at: str) -> EliminationRow:
    """Note that the archives agreed; raise `ArchivesTrouble`."""
    row = slip_of(unit, number)
    if row.visa_on:
        raise ArchivesTrouble("slip-has-visa")
    row = altered(row, visa_by=visa.by, visa_on=visa.on, noted_at=at)
    unit.put([row])
    audit.note(unit, at, "elimination-visa", number=number, on=visa.on, who=who)
    return row


def slip_of(unit: Unit, number: str) -> EliminationRow:
    """Give a slip; raise `ArchivesTrouble`."""
    row = unit.get(EliminationRow, [(number,)]).get((number,))
    if row is None:
        raise ArchivesTrouble("slip-unknown")
    return row


def cleared(unit: Unit) -> frozenset[RecordKey]:
    """Give what a visa lets go."""
    with_visa = (slip for slip in unit.every(EliminationRow) if slip.visa_on)
    return frozenset((kind, record) for slip in with_visa for _, kind, record, _, _ in slip.items())


def next_number(unit: Unit, letter: str, at: str) -> str:
    """Take the next number of a year's series: `E2026-0001`."""
    name = f"privacy:{letter}{at[:4]}"
    last = unit.get(SeriesRow, [(name,)]).get((name,))
    row = SeriesRow(name, last.last + 1 if last else 1)
    unit.put([row])
    return f"{letter}{at[:4]}-{row.last:04}"
