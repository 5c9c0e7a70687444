"""The places of an extract that are worth finding: quarters, schools, parks, the town hall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely

from sync.records.addresses.tables import PlaceKind
from sync.records.addresses.words import fold
from sync.server.map.extract import Extract, Position, Tags, box_of

NAME_CHARACTERS_MAX = 120
_SAME_DEGREES = 0.002  # 200 m: a park's node and its outline are one park


@dataclass(frozen=True, slots=True)
class SpotClass:
    """How a kind of place is found and shown: its tags, words that find it, its sign, its first zoom."""

    kind: PlaceKind
    tags: dict[str, str]
    words: str
    sign: str = ""
    """A character of the icon font; the numbers are those of `fieldapp/ui/glyphs.py`."""
    zoom: int = 17


_CLASSES = (
    SpotClass(PlaceKind.TOWN_HALL, {"amenity": "townhall"}, "mairie hotel de ville town hall", "\ue0b4", 15),
    SpotClass(
        PlaceKind.SCHOOL,
        {"amenity": "school kindergarten college university childcare music_school"},
        "ecole college lycee creche maternelle school",
        "\ue73e",
        16,
    ),
    SpotClass(
        PlaceKind.HEALTH,
        {"amenity": "hospital clinic doctors nursing_home social_facility"},
        "hopital clinique sante ehpad hospital",
        "\ue56e",
        16,
    ),
    SpotClass(
        PlaceKind.RESCUE,
        {"amenity": "fire_station police"},
        "police gendarmerie pompiers caserne commissariat",
        "\ue9b8",
        16,
    ),
    SpotClass(PlaceKind.POST, {"amenity": "post_office"}, "poste post", "\ue218"),
    SpotClass(
        PlaceKind.CULTURE,
        {"amenity": "library theatre arts_centre community_centre cinema", "tourism": "museum gallery"},
        "bibliotheque mediatheque theatre musee salle des fetes cinema library museum",
        "\ue6c8",
    ),
    SpotClass(
        PlaceKind.SPORT,
        {"leisure": "sports_centre stadium swimming_pool pitch ice_rink", "building": "sports_hall"},
        "gymnase stade piscine terrain sport",
        "\ue716",
    ),
    SpotClass(PlaceKind.PLAYGROUND, {"leisure": "playground"}, "aire de jeux jeu playground", "\uecb2"),
    SpotClass(PlaceKind.PARK, {"leisure": "park garden", "tourism": "zoo"}, "parc jardin park garden", "\ue6da", 15),
    SpotClass(PlaceKind.CEMETERY, {"landuse": "cemetery", "amenity": "grave_yard"}, "cimetiere cemetery", "\ue75e", 16),
    SpotClass(PlaceKind.WORSHIP, {"amenity": "place_of_worship"}, "eglise chapelle temple mosquee synagogue church"),
    SpotClass(PlaceKind.MARKET, {"amenity": "marketplace"}, "marche halle market", "\ue470"),
    SpotClass(PlaceKind.STATION, {"railway": "station halt"}, "gare station", "\ue89c", 15),
    SpotClass(PlaceKind.STATION, {"amenity": "bus_station"}, "gare routiere bus station", "\ue89c"),
    SpotClass(PlaceKind.PARKING, {"amenity": "parking"}, "parking stationnement car park", "\ue112", 18),
    SpotClass(PlaceKind.TOILETS, {"amenity": "toilets"}, "toilettes wc sanitaires toilets", "\ue79a", 18),
    SpotClass(PlaceKind.RECYCLING, {"amenity": "recycling waste_disposal"}, "dechetterie dechets recyclage", "\ue75a"),
    SpotClass(
        PlaceKind.WATER,
        {"natural": "water bay beach spring", "leisure": "marina", "waterway": "dock"},
        "plage port lac etang beach harbour",
        "\ue6de",
        15,
    ),
    SpotClass(
        PlaceKind.SIGHT,
        {"tourism": "attraction viewpoint", "historic": "monument memorial castle", "man_made": "tower lighthouse"},
        "monument belvedere point de vue",
        "\uea64",
    ),
)
_CLASS_OF = {
    (key, value): one for one in reversed(_CLASSES) for key, values in one.tags.items() for value in values.split()
}
_PLACES = {
    "city": 12,
    "town": 12,
    "village": 12,
    "suburb": 13,
    "quarter": 14,
    "borough": 13,
    "neighbourhood": 15,
    "hamlet": 14,
    "locality": 15,
    "isolated_dwelling": 16,
    "square": 17,
}
_PLACE_WORDS = {"square": "place"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place, from which zoom it is shown, and `also`, folded words that find it too."""

    kind: PlaceKind
    name: str
    position: Position
    zoom: int
    also: str
    sign: str = ""


def spots_of(extract: Extract, others: Iterable[Spot] = ()) -> list[Spot]:
    """List the named places of an extract, then the others that are given, each once."""
    kept: list[Spot] = []
    by_name: dict[tuple[PlaceKind, str], list[Spot]] = {}
    for spot in (*_area_spots(extract), *_mark_spots(extract), *others):
        same = by_name.setdefault((spot.kind, fold(spot.name)), [])
        # Of a quarter its point and its outline may be far apart.
        if not any(spot.kind is PlaceKind.QUARTER or _is_close(spot.position, other.position) for other in same):
            same.append(spot)
            kept.append(spot)
    return kept


def _is_close(a: Position, b: Position) -> bool:
    return abs(a[0] - b[0]) < _SAME_DEGREES and abs(a[1] - b[1]) < _SAME_DEGREES


def _mark_spots(extract: Extract) -> Iterator[Spot]:
    for position, tags in extract.placed_marks():
        spot = spot_of(tags, position)
        if spot is not None:
            yield spot


def _area_spots(extract: Extract) -> Iterator[Spot]:
    for way in extract.ways.values():
        if way.tags and way.refs and way.refs[0] == way.refs[-1]:
            yield from _one(way.tags, extract.line(way))
    for relation in extract.relations:
        if relation.tags.get("type") == "multipolygon":
            outer = [extract.ways[m.id] for m in relation.members if m.role != "inner" and m.id in extract.ways]
            yield from _one(relation.tags, [position for way in outer for position in extract.line(way)])


def _one(tags: Tags, line: list[Position]) -> Iterator[Spot]:
    if spot_of(tags, (0.0, 0.0)) is None or not line:
        return
    spot = spot_of(tags, middle_of(line))
    if spot is not None:
        yield spot


def middle_of(ring: list[Position]) -> Position:
    """Give a point that lies well inside a ring, the middle of its box where the ring is none."""
    if len(ring) > 3:
        inside = shapely.make_valid(shapely.Polygon(ring)).representative_point()
        if not inside.is_empty:
            return inside.x, inside.y
    box = box_of(ring)
    assert box is not None, "a ring has points"
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def spot_of(tags: Tags, position: Position) -> Spot | None:
    """Give the named place that tags tell of, None where they tell of none."""
    name = (tags.get("name:fr") or tags.get("name", ""))[:NAME_CHARACTERS_MAX].strip()
    place = tags.get("place", "")
    if name and place in _PLACES:
        return Spot(PlaceKind.QUARTER, name, position, _PLACES[place], fold(_PLACE_WORDS.get(place, "quartier")))
    found = next((one for item in tags.items() if (one := _CLASS_OF.get(item)) is not None), None)
    if found is None:
        return None
    if not name and found.kind is PlaceKind.TOWN_HALL:
        name = "Mairie"
    if not name or tags.get("access") == "private":
        return None
    return Spot(found.kind, name, position, found.zoom, fold(found.words), found.sign)
