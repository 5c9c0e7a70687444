"""Search: candidates from the index, then each one weighed word by word.

Candidates come by several roads: every typed word, or a word of the town with one slip to it, begins a word of the
name; some of the typed words do; a word that the town does not know shares three letters in a row with one that it
does. At most `CANDIDATES_MAX` of each are weighed, so the time does not grow with the town.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sync.records.addresses.nearness import shortened, slips, slips_allowed
from sync.records.addresses.tables import SHORTENED_LENGTHS, PlaceKind
from sync.records.addresses.words import (
    KIND_WORDS,
    SMALL_WORDS,
    HouseNumber,
    alternatives,
    fold,
    weight_of,
    without_number,
)
from sync.records.geometry import Box, Point, metres_between
from sync.records.map_pack import Connection

RESULTS_MAX = 20
CANDIDATES_MAX = 60
SCORE_MIN = 0.62
SCORE_LAST_RESORT = 0.45
"""What is taken where nothing is good: half of what was typed is there."""
_TRIGRAMS_MAX = 24
_JOINED_MIN = 6
_STARTED, _SHORT_FOR = 0.95, 0.88
_NEAR_SHARE, _NEAR_M = 0.04, 20_000.0
_COLUMNS = "id, kind, name, words, also, town, postcode, lat, long, south, west, north, east"


@dataclass(frozen=True, slots=True)
class Found:
    """One answer; `number` is None where no house was asked for, or the street has no numbers."""

    kind: PlaceKind
    name: str
    number: HouseNumber | None
    is_exact_number: bool
    """False where the next house that is known stands in for the one that was asked for."""
    town: str
    postcode: str
    point: Point
    box: Box
    ban_id: str | None
    score: float

    @property
    def address(self) -> str:
        """Write number and street as on a letter."""
        return self.name if self.number is None else f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True)
class _Place:
    id: int
    kind: PlaceKind
    name: str
    words: tuple[str, ...]
    also: tuple[str, ...]
    town: str
    postcode: str
    point: Point
    box: Box


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: per typed word what it may stand for, and the house number in it, if any."""

    words: tuple[tuple[str, ...], ...]
    number: HouseNumber | None = None

    @classmethod
    def of(cls, text: str, number: HouseNumber | None = None) -> "_Asked":
        typed = text.replace("rond point", "rondpoint").split()
        return cls(tuple(alternatives(word, is_first=i == 0) for i, word in enumerate(typed)), number)


def find(pack: Connection, text: str, *, near: Point | None = None, limit: int = 8) -> list[Found]:
    """Find streets, houses and places, the best first; of two that fit alike the nearer one comes first."""
    folded = fold(text)
    if not folded:
        return []
    rest, number = without_number(folded)
    # « 8 mai 1945 » may be a street or two houses: both readings are weighed, and the better one is kept.
    readings = [_Asked.of(folded)] if number is None else [_Asked.of(rest, number), _Asked.of(folded)]
    best: dict[int, tuple[float, _Place, HouseNumber | None]] = {}
    for asked in readings:
        for place in _candidates(pack, asked):
            score = _score(asked, place) - _away(place, near)
            if score >= SCORE_LAST_RESORT and score > best.get(place.id, (0.0,))[0]:
                best[place.id] = score, place, asked.number
    good = [one for one in best.values() if one[0] >= SCORE_MIN] or list(best.values())
    ranked = sorted(good, key=lambda one: (-one[0], len(one[1].words), one[1].name, one[1].id))
    return [_found(pack, *one) for one in ranked[: max(0, min(limit, RESULTS_MAX))]]


def _candidates(pack: Connection, asked: _Asked) -> Iterable[_Place]:
    ids = dict.fromkeys(_starting(pack, asked.words, "AND"))
    # Where the words as they are lead to plenty, nobody asked for something else.
    if len(ids) < RESULTS_MAX:
        mended = [(*word, *_one_slip_off(pack, word)) for word in asked.words]
        telling = [word for word in mended if not _is_plain(word)]
        ids |= dict.fromkeys(_starting(pack, mended, "AND"))
        if telling:
            ids |= dict.fromkeys(_starting(pack, telling, "OR"))
            ids |= dict.fromkeys(_sharing_trigrams(pack, [word for word in telling if not _is_known(pack, word)]))
    if not ids:
        return []
    marks = ",".join("?" * len(ids))
    return [_place(row) for row in pack.execute(f"SELECT {_COLUMNS} FROM place WHERE id IN ({marks})", tuple(ids))]


def _is_plain(word: Sequence[str]) -> bool:
    return any(reading in SMALL_WORDS or reading in KIND_WORDS for reading in word)


def _starting(pack: Connection, words: Sequence[Sequence[str]], joined_by: str) -> list[int]:
    """Give places in which all typed words (AND) or some (OR) begin a word, the rarest words first."""
    asked = f" {joined_by} ".join("(" + " OR ".join(f'"{reading}"*' for reading in word) + ")" for word in words)
    return _rows(pack, "place_start", asked)


def _is_known(pack: Connection, word: Sequence[str]) -> bool:
    asked = " OR ".join(f'"{reading}"*' for reading in word)
    return any(True for _ in pack.execute("SELECT 1 FROM place_start WHERE place_start MATCH ? LIMIT 1", (asked,)))


def _one_slip_off(pack: Connection, word: Sequence[str]) -> list[str]:
    """Give the words of the town with one slip to a typed one."""
    typed = word[-1]
    if len(typed) not in range(SHORTENED_LENGTHS.start, SHORTENED_LENGTHS.stop + 1) or typed.isdigit():
        return []
    keys = tuple(shortened(typed))
    rows = pack.execute(f"SELECT DISTINCT word FROM shortened WHERE key IN ({','.join('?' * len(keys))})", keys)
    return sorted(found for (found,) in rows if found != typed and slips(typed, found, 1) == 1)[:8]


def _sharing_trigrams(pack: Connection, words: Sequence[Sequence[str]]) -> list[int]:
    grams = [reading[i : i + 3] for word in words for reading in word[:1] for i in range(len(reading) - 2)]
    unique = list(dict.fromkeys(grams))[:_TRIGRAMS_MAX]
    return _rows(pack, "place_trigram", " OR ".join(f'"{gram}"' for gram in unique)) if unique else []


def _rows(pack: Connection, table: str, asked: str) -> list[int]:
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT {CANDIDATES_MAX}"
    return [int(row) for (row,) in pack.execute(sql, (asked,))]


def _score(asked: _Asked, place: _Place) -> float:
    """Weigh a place: 1 where every typed word is there, less for slips, missing and further words."""
    left = [*place.words, *place.also]
    own = len(place.words)
    got = whole = 0.0
    for i, word in enumerate(asked.words):
        weight = max(weight_of(reading) for reading in word) if not _is_plain(word) else weight_of(word[0])
        whole += weight
        is_last = i == len(asked.words) - 1
        likeness, at = max(
            ((_likeness(word, name, is_last), -j) for j, name in enumerate(left) if name), default=(0.0, 0)
        )
        if likeness > 0:
            got += weight * likeness
            left[-at] = ""
        elif len(word[-1]) >= _JOINED_MIN:
            got += weight * _take_joined(word, left, is_last)
    further = sum(weight_of(name) for name in left[:own] if name)
    bonus = 0.01 if place.kind is PlaceKind.STREET else 0.0
    return got / whole - 0.03 * min(further, 4.0) + bonus


def _take_joined(word: Sequence[str], left: list[str], is_last: bool) -> float:
    """Find two neighbours that a typed word may have joined (« generalleclerc »), and take both."""
    for j, (a, b) in enumerate(pairwise(left)):
        likeness = _likeness(word, a + b, is_last) if a and b else 0.0
        if likeness > 0:
            left[j] = left[j + 1] = ""
            return likeness
    return 0.0


def _likeness(word: Sequence[str], name: str, is_last: bool) -> float:
    """Say how alike a typed word and one of a name are, 0 to 1; the last may still be unfinished."""
    best = 0.0
    for reading in word:
        if reading == name:
            return 1.0
        if name.startswith(reading):
            best = max(best, _STARTED if is_last else _SHORT_FOR)
            continue
        allowed = slips_allowed(reading)
        if allowed and best < 0.8:
            best = max(best, _slipped(reading, name, allowed, is_last))
    return best


def _slipped(reading: str, name: str, allowed: int, is_last: bool) -> float:
    off = slips(reading, name, allowed)
    start = 0.0 if reading[0] == name[0] else 0.04
    if off <= allowed:
        return 0.92 - 0.1 * off - start
    if is_last and len(reading) >= 5 and len(name) > len(reading):
        off = min(slips(reading, name[: len(reading) + more], 1) for more in (-1, 0, 1))
        return 0.75 - start if off <= 1 else 0.0
    return 0.0


def _away(place: _Place, near: Point | None) -> float:
    return 0.0 if near is None else _NEAR_SHARE * min(1.0, metres_between(near, place.point) / _NEAR_M)


def _found(pack: Connection, score: float, place: _Place, number: HouseNumber | None) -> Found:
    house = _house(pack, place, number) if number and place.kind is PlaceKind.STREET else None
    if house is None:
        return Found(
            place.kind, place.name, None, False, place.town, place.postcode, place.point, place.box, None, score
        )
    shown, point, ban_id = house
    box = Box(point.lat, point.long, point.lat, point.long)
    return Found(place.kind, place.name, shown, shown == number, place.town, place.postcode, point, box, ban_id, score)


def _house(pack: Connection, place: _Place, asked: HouseNumber) -> tuple[HouseNumber, Point, str | None] | None:
    """Give the house that was asked for, or the next one, on its side of the street if there is one."""
    rows = pack.execute(
        "SELECT number, suffix, lat, long, ban_id FROM house WHERE place = ?"
        " ORDER BY number <> ?, number % 2 <> ? % 2, abs(number - ?), suffix <> ?, suffix LIMIT 1",
        (place.id, asked.number, asked.number, asked.number, asked.suffix),
    )
    for number, suffix, lat, long, ban_id in rows:
        return HouseNumber(int(number), str(suffix)), Point(lat, long), ban_id
    return None


def _place(row: Sequence[object]) -> _Place:
    place_id, kind, name, words, also, town, postcode, *sides = row
    lat, long, south, west, north, east = (float(str(side)) for side in sides)
    return _Place(
        int(str(place_id)),
        PlaceKind(str(kind)),
        str(name),
        tuple(str(words).split()),
        tuple(str(also).split()),
        str(town),
        str(postcode),
        Point(lat, long),
        Box(south, west, north, east),
    )
