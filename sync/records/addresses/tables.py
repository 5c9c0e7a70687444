"""The tables of the address index, for the one who writes them and the one who asks."""

from enum import StrEnum

SHORTENED_LENGTHS = range(4, 17)
"""Lengths of the words that are kept with each letter left out."""


class PlaceKind(StrEnum):
    """What a found place is; the screens choose word and sign by it."""

    STREET = "street"
    QUARTER = "quarter"
    TOWN_HALL = "town_hall"
    SCHOOL = "school"
    HEALTH = "health"
    RESCUE = "rescue"
    POST = "post"
    CULTURE = "culture"
    SPORT = "sport"
    PARK = "park"
    PLAYGROUND = "playground"
    CEMETERY = "cemetery"
    WORSHIP = "worship"
    MARKET = "market"
    STATION = "station"
    PARKING = "parking"
    TOILETS = "toilets"
    RECYCLING = "recycling"
    WATER = "water"
    SIGHT = "sight"


SCHEMA = (
    # `words` is the folded name; `also` are words that find it too and are not part of its name. A street's `lines` are
    # JSON: [[[long, lat], …], …]. `place.id` is the row of the two full-text tables, which keep no text of their own.
    """CREATE TABLE place (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, words TEXT NOT NULL, also TEXT NOT NULL,
        town TEXT NOT NULL, postcode TEXT NOT NULL, lat REAL NOT NULL, long REAL NOT NULL,
        south REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL, east REAL NOT NULL, lines TEXT)""",
    """CREATE TABLE house (
        place INTEGER NOT NULL, number INTEGER NOT NULL, suffix TEXT NOT NULL, lat REAL NOT NULL,
        long REAL NOT NULL, ban_id TEXT, PRIMARY KEY (place, number, suffix)) WITHOUT ROWID""",
    "CREATE INDEX house_where ON house (lat, long)",
    "CREATE INDEX place_where ON place (kind, south, north)",
    """CREATE VIRTUAL TABLE place_start USING fts5(
        words, content='', detail=none, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')""",
    "CREATE VIRTUAL TABLE place_trigram USING fts5(words, content='', detail=none, tokenize='trigram')",
    "CREATE TABLE shortened (key TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID",
)
