"""Addresses on the records of this device, found while somebody types, through the search's own index.

The index knows the words of a record but not where they stand: what it finds is read until enough addresses hold each
word, and no further than `READ_MAX` records. What came with a large page is found once the search has taken it in.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from fieldapp.replica.tables import Report, table_of
from fieldapp.replica.words import folded, words_of
from sync.records.geometry import Point, box_around, metres_between

TYPED_CHARACTERS_MIN: Final = 2
WORDS_MAX: Final = 8
READ_MAX: Final = 700
"""Records that hold the words, read at most: more of them are of addresses that were found already."""
SAME_ADDRESS_M: Final = 20
"""How near a known address must be to be proposed for a place."""
_FOUND: Final = """
SELECT at.address, at.lat, at.long
FROM search CROSS JOIN search_entry AS entry ON entry.number = search.rowid CROSS JOIN {kind} AS at ON at.id = entry.id
WHERE search MATCH :match AND entry.kind = '{kind}' AND at.address IS NOT NULL
    AND at.lat IS NOT NULL AND at.long IS NOT NULL
ORDER BY search.rowid DESC LIMIT :read_max
"""
_STATEMENTS: Final = tuple(text(_FOUND.format(kind=kind)) for kind in ("report", "task"))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """An address that some record has, and where that is."""

    address: str
    point: Point


def known_places(session: Session, typed: str, places_max: int) -> tuple[KnownPlace, ...]:
    """Give addresses in which each typed word begins a word: of reports, then of tasks, the newest first."""
    wanted = list(dict.fromkeys(folded(word[0]) for word in words_of(typed)))[:WORDS_MAX]
    telling = [word for word in wanted if len(word) >= TYPED_CHARACTERS_MIN]
    if not telling:
        return ()
    match = "body : (" + " AND ".join(f'"{word}" *' for word in telling) + ")"
    found: dict[str, KnownPlace] = {}
    for statement in _STATEMENTS:
        for address, lat, long in session.execute(statement, {"match": match, "read_max": READ_MAX}):
            if address not in found and _says(address, wanted):
                found[address] = KnownPlace(address, Point(lat, long))
            if len(found) == places_max:
                return tuple(found.values())
    return tuple(found.values())


def address_at(session: Session, point: Point) -> str:
    """Give the address that a report at this place has, or one so near that it is the same; else nothing."""
    box, at = box_around(point, SAME_ADDRESS_M), table_of(Report).c
    found = session.execute(
        select(at.address, at.lat, at.long).where(
            at.address.is_not(None), at.lat.between(box.south, box.north), at.long.between(box.west, box.east)
        )
    )
    near = sorted((metres_between(point, Point(lat, long)), address) for address, lat, long in found)
    return near[0][1] if near and near[0][0] <= SAME_ADDRESS_M else ""


def _says(address: str, wanted: list[str]) -> bool:
    words = [folded(word[0]) for word in words_of(address)]
    return all(any(word.startswith(start) for word in words) for start in wanted)
