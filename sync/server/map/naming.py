"""What is named on the map, on the unit square: streets joined to long lines, waters, parks, places and houses."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely
from shapely import LineString, MultiLineString

from sync.records.addresses.tables import PlaceKind
from sync.server.map.covers import Cover, Rank
from sync.server.map.extract import Extract
from sync.server.map.ground import Area, Ground
from sync.server.map.mercator import WorldPoint, to_world
from sync.server.map.scene import Line
from sync.server.map.spots import Spot, middle_of
from sync.server.map.streets import Street

_NAMED_COVERS = {Cover.WATER, Cover.PARK, Cover.WOOD, Cover.CEMETERY, Cover.SQUARE}
# Places whose ground is drawn and bears their name already.
_ON_GROUND = {PlaceKind.PARK, PlaceKind.WATER, PlaceKind.CEMETERY}


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A street's whole line, or one of its pieces where it has several; `is_under` says tunnel."""

    name: str
    rank: Rank
    line: Line
    is_under: bool


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A piece of ground with a name: a place well inside, and how wide and high it is on the unit square."""

    name: str
    cover: Cover
    at: WorldPoint
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NamedSpot:
    """A place with a name."""

    spot: Spot
    at: WorldPoint


@dataclass(frozen=True, slots=True)
class NamedHouse:
    """A house number."""

    number: str
    at: WorldPoint


@dataclass(slots=True)
class Names:
    """All that may be written on the map."""

    lines: list[NamedLine] = field(default_factory=list)
    streams: list[NamedLine] = field(default_factory=list)
    areas: list[NamedArea] = field(default_factory=list)
    spots: list[NamedSpot] = field(default_factory=list)
    houses: list[NamedHouse] = field(default_factory=list)


def names_of(extract: Extract, ground: Ground, spots: Iterable[Spot], streets: Iterable[Street]) -> Names:
    """Gather all names of a town, each kind in a fixed order."""
    names = Names()
    named = [(road.name, road.rank, road.layer < 0, road.line) for road in ground.roads if road.name]
    names.lines = _joined(named)
    names.streams = _joined([(s.name, Rank.PATH, False, s.line) for s in ground.streams if s.name])
    names.areas = [area for one in ground.areas if (area := _named(one)) is not None]
    written = {area.name for area in names.areas}
    names.spots = [
        NamedSpot(spot, to_world(spot.position))
        for spot in spots
        if not (spot.kind in _ON_GROUND and spot.name in written)
    ]
    doors = {(house.position, str(house.number)) for street in streets for house in street.houses.values()}
    names.houses = [NamedHouse(number.replace(" ", ""), to_world(position)) for position, number in sorted(doors)]
    return names


def _joined(pieces: Iterable[tuple[str, Rank, bool, tuple[tuple[float, float], ...]]]) -> list[NamedLine]:
    """Join the pieces of each name end to end; the name goes with its highest rank."""
    by_name: dict[tuple[str, bool], list[tuple[Rank, Line]]] = {}
    for name, rank, is_under, line in pieces:
        by_name.setdefault((name, is_under), []).append((rank, tuple(to_world(position) for position in line)))
    out = []
    for (name, is_under), ranked in sorted(by_name.items()):
        rank = max(rank for rank, _ in ranked)
        merged = shapely.line_merge(MultiLineString([LineString(line) for _, line in ranked]))
        lines = [part for part in shapely.get_parts(merged) if isinstance(part, LineString)]
        lines.sort(key=lambda part: (-part.length, part.coords[0]))
        out += [NamedLine(name, rank, tuple((x, y) for x, y in line.coords), is_under) for line in lines]
    return out


def _named(area: Area) -> NamedArea | None:
    name = area.tags.get("name", "")
    if not name or area.cover not in _NAMED_COVERS:
        return None
    ring = [to_world(position) for position in area.outline.ring]
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    at = to_world(middle_of(list(area.outline.ring)))
    return NamedArea(name, area.cover, at, (max(xs) - min(xs), max(ys) - min(ys)))
