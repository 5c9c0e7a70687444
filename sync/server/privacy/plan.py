"""What is taken away of each kind of record: pure, so that one reads here what is left of a person.

Of a report stay its number, category, status, dates, zone, service, channel and a place rounded to about a hundred
metres: what a town counts. A record of nothing but a person (who called, a photo, a receipt of reading) is removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.core.model import Fields, Op
from sync.server.writers import SystemWrite

PLACE_DECIMALS = 3
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "report": ("description", "address", "status_notes", "answers", "accuracy_m"),
    "task": ("description", "address", "handover_note", "impossible_note"),
}
_OF_A_PERSON: Mapping[str, tuple[str, ...]] = {
    "caller": ("name", "phone", "email"),
    "attachment": ("name", "lat", "long", "sha256", "thumbnail_sha256", "taken_at"),
    "acknowledgement": ("agent", "opened_at", "acknowledged_at"),
    "reach": ("agents",),
    "conflict": ("base", "theirs"),
    "news": ("title", "summary", "body", "comments"),
    "round": ("stops", "visits", "note_before", "note_after", "title"),
    "report": ("description", "address", "status_notes", "answers", "comments", "lat", "long", "accuracy_m"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One record to work on, as it was when that was decided."""

    kind: str
    id: str
    rv: int
    wishes: tuple[SystemWrite, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Give kind and id."""
        return self.kind, self.id


def bare(kind: str, fields: Fields) -> dict[str, Any]:
    """Give what an anonymisation sets; empty where nothing of it is left to take."""
    told: dict[str, Any] = {name: None for name in _TEXTS.get(kind, ()) if fields.get(name) is not None}
    if any(entry.get("text") for entry in fields.get("comments") or ()):
        told["comments"] = [{**entry, "text": ""} for entry in fields["comments"]]
    for name in ("lat", "long") if kind == "report" else ():
        value = fields.get(name)
        if isinstance(value, int | float) and round(value, PLACE_DECIMALS) != value:
            told[name] = round(value, PLACE_DECIMALS)
    return told


def anonymised(kind: str, record_id: str, rv: int, fields: Fields) -> Target:
    """Plan to leave of a record what is counted."""
    return Target(kind, record_id, rv, (_erasing(kind, record_id, bare(kind, fields)),))


def set_to(kind: str, record_id: str, rv: int, told: Mapping[str, Any]) -> Target:
    """Plan to put values in the place of others, of which nothing is kept."""
    return Target(kind, record_id, rv, (_erasing(kind, record_id, dict(told)),))


def eliminated(kind: str, record_id: str, rv: int, fields: Fields, *, removed: bool) -> Target:
    """Plan to remove a record and to leave of it the id alone."""
    told: dict[str, Any] = {name: None for name in _OF_A_PERSON.get(kind, ()) if fields.get(name) is not None}
    if kind == "conflict":
        told["sides"] = [{**side, "values": {}} for side in fields.get("sides") or ()]
    first = () if removed else (SystemWrite(kind, record_id, Op.REMOVE),)
    return Target(kind, record_id, rv, (*first, _erasing(kind, record_id, told)))


def has_person(kind: str, fields: Fields) -> bool:
    """Say whether a removed record still holds what is a person's."""
    return any(fields.get(name) for name in _OF_A_PERSON.get(kind, ()))


def _erasing(kind: str, record_id: str, told: dict[str, Any]) -> SystemWrite:
    return SystemWrite(kind, record_id, Op.PATCH, told, erases=True)
