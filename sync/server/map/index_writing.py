"""The address index written into a pack: one row a street or place, its houses, and the tables that find them."""

import json
import sqlite3
from collections.abc import Iterable

from sync.records.addresses.nearness import shortened
from sync.records.addresses.tables import SCHEMA, SHORTENED_LENGTHS, PlaceKind
from sync.records.addresses.words import words_of
from sync.records.geometry import Box
from sync.server.map.spots import Spot
from sync.server.map.streets import Street

_DIGITS = 6  # of a degree: ten centimetres


def write_index(pack: sqlite3.Connection, streets: Iterable[Street], spots: Iterable[Spot]) -> None:
    """Write the index into a pack that has none."""
    for statement in SCHEMA:
        pack.execute(statement)
    words: set[str] = set()
    for street in sorted(streets, key=lambda street: (words_of(street.name), street.middle)):
        words |= _write_street(pack, street)
    for spot in sorted(spots, key=lambda spot: (spot.kind, spot.name, spot.position)):
        words |= _write_spot(pack, spot)
    short = [word for word in sorted(words) if len(word) in SHORTENED_LENGTHS]
    pack.executemany(
        "INSERT OR IGNORE INTO shortened (key, word) VALUES (?, ?)",
        ((key, word) for word in short for key in shortened(word)),
    )
    for table in ("place_start", "place_trigram"):
        pack.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _write_street(pack: sqlite3.Connection, street: Street) -> set[str]:
    long, lat = street.middle
    lines = [[[round(x, _DIGITS), round(y, _DIGITS)] for x, y in line] for line in street.lines]
    written = json.dumps(lines, separators=(",", ":")) if lines else None
    row = (PlaceKind.STREET, street.name, "", street.town, street.postcode, lat, long)
    place_id = _write_place(pack, row, street.box, written)
    pack.executemany(
        "INSERT INTO house (place, number, suffix, lat, long, ban_id) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (place_id, h.number.number, h.number.suffix, h.position[1], h.position[0], h.ban_id)
            for h in sorted(street.houses.values(), key=lambda h: (h.number.number, h.number.suffix))
        ),
    )
    return set(words_of(street.name))


def _write_spot(pack: sqlite3.Connection, spot: Spot) -> set[str]:
    long, lat = spot.position
    own = words_of(spot.name)
    also = " ".join(word for word in spot.also.split() if word not in own)
    _write_place(pack, (spot.kind, spot.name, also, "", "", lat, long), Box(lat, long, lat, long), None)
    return {*own, *also.split()}


def _write_place(
    pack: sqlite3.Connection, row: tuple[PlaceKind, str, str, str, str, float, float], box: Box, lines: str | None
) -> int:
    kind, name, also, town, postcode, lat, long = row
    words = " ".join(words_of(name))
    cursor = pack.execute(
        "INSERT INTO place (kind, name, words, also, town, postcode, lat, long, south, west, north, east, lines)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (kind.value, name, words, also, town, postcode, lat, long, box.south, box.west, box.north, box.east, lines),
    )
    place_id = cursor.lastrowid
    assert place_id is not None, "an inserted row has an id"
    for table in ("place_start", "place_trigram"):
        pack.execute(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", (place_id, f"{words} {also}".strip()))
    return place_id
