"""What the map shows of a town, sorted out of an extract: areas, roads, rails, streams, trees, borders."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sync.server.map.covers import Cover, Rank, cover_of, is_set, rank_of
from sync.server.map.extract import Extract, Position, Relation, Tags, Way
from sync.server.map.outlines import Outline, outlines_of

LAYER_MAX = 5
_BORDER_LEVELS = frozenset({"2", "4", "6", "8"})
_RAILS = frozenset("rail light_rail tram narrow_gauge funicular".split())
_STREAMS = {"river": 10.0, "canal": 8.0, "stream": 2.5, "ditch": 1.2, "drain": 1.2}


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of ground; `holes` are cut out of the outline."""

    cover: Cover
    outline: Outline
    tags: Tags


@dataclass(frozen=True, slots=True)
class Road:
    """A piece of road; `layer` is 0 on the ground, above 0 on a bridge, below 0 in a tunnel."""

    rank: Rank
    line: tuple[Position, ...]
    layer: int
    name: str


@dataclass(frozen=True, slots=True)
class Rail:
    """A piece of railway."""

    line: tuple[Position, ...]
    is_tunnel: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A watercourse drawn as a line, and how wide it is when nobody says."""

    line: tuple[Position, ...]
    width_m: float
    name: str


@dataclass(slots=True)
class Ground:
    """Everything that is drawn but names and numbers of points."""

    areas: list[Area] = field(default_factory=list)
    roads: list[Road] = field(default_factory=list)
    rails: list[Rail] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    piers: list[tuple[Position, ...]] = field(default_factory=list)
    trees: list[Position] = field(default_factory=list)
    borders: list[tuple[Position, ...]] = field(default_factory=list)
    coasts: list[tuple[Position, ...]] = field(default_factory=list)


def ground_of(extract: Extract) -> Ground:
    """Sort out what the map shows."""
    ground = Ground()
    drawn = set()
    for area, ways in _relation_areas(extract):
        ground.areas.append(area)
        drawn |= ways
    for way in extract.ways.values():
        if way.tags:
            _take_way(ground, extract, way, as_area=way.id not in drawn)
    ground.borders = [
        line for way_id in sorted(_border_ways(extract)) if len(line := tuple(extract.line(extract.ways[way_id]))) > 1
    ]
    ground.trees = [position for position, tags in extract.placed_marks() if tags.get("natural") == "tree"]
    return ground


def _take_way(ground: Ground, extract: Extract, way: Way, *, as_area: bool) -> None:
    line = tuple(extract.line(way))
    if len(line) < 2:
        return
    tags = way.tags
    cover = cover_of(tags)
    is_whole = way.refs[0] == way.refs[-1] and len(line) == len(way.refs) and len(line) > 3
    if cover is not None and is_whole:
        if as_area:
            ground.areas.append(Area(cover, Outline(line), tags))
        return
    _take_line(ground, tags, line)
    if cover is Cover.PIER:
        ground.piers.append(line)


def _take_line(ground: Ground, tags: Tags, line: tuple[Position, ...]) -> None:
    rank = rank_of(tags)
    if rank is not None:
        ground.roads.append(Road(rank, line, _layer(tags), tags.get("name", "")))
    elif tags.get("railway") in _RAILS:
        ground.rails.append(Rail(line, is_set(tags, "tunnel")))
    elif tags.get("waterway") in _STREAMS and not is_set(tags, "tunnel"):
        ground.streams.append(Stream(line, _STREAMS[tags["waterway"]], tags.get("name", "")))
    elif tags.get("natural") == "coastline":
        ground.coasts.append(line)


def _layer(tags: Tags) -> int:
    """Give the layer: a tunnel is below the ground and a bridge above, whatever else the tags say."""
    try:
        layer = max(-LAYER_MAX, min(LAYER_MAX, int(tags.get("layer", "0"))))
    except ValueError:
        layer = 0
    if is_set(tags, "tunnel") and tags.get("tunnel") != "building_passage":
        return min(layer, -1)
    if is_set(tags, "bridge"):
        return max(layer, 1)
    # A layer alone, without a tunnel, is how some mappers write a covered way: it is drawn on the ground.
    return 0


def _relation_areas(extract: Extract) -> Iterator[tuple[Area, set[int]]]:
    """List the areas that relations make, with the ways that need not be drawn again."""
    for relation in extract.relations:
        if relation.tags.get("type") != "multipolygon":
            continue
        outer, inner = _parts(extract, relation)
        tags = _own_tags(relation, outer)
        cover = cover_of(tags)
        if cover is None:
            continue
        ways = {way.id for way in outer if cover_of(way.tags) in (cover, None)}
        for outline in outlines_of([extract.line(w) for w in outer], [extract.line(w) for w in inner]):
            yield Area(cover, outline, tags), ways


def _parts(extract: Extract, relation: Relation) -> tuple[list[Way], list[Way]]:
    ways = [(m.role, extract.ways[m.id]) for m in relation.members if m.kind == "way" and m.id in extract.ways]
    return [way for role, way in ways if role != "inner"], [way for role, way in ways if role == "inner"]


def _own_tags(relation: Relation, outer: list[Way]) -> Tags:
    # Before 2010 the tags of a multipolygon stood on its one outer way.
    if len(relation.tags) == 1 and len(outer) == 1:
        return outer[0].tags
    return relation.tags


def _border_ways(extract: Extract) -> set[int]:
    found = {way.id for way in extract.ways.values() if _is_border(way.tags)}
    for relation in extract.relations:
        if _is_border(relation.tags) and relation.tags.get("type") == "boundary":
            found |= {m.id for m in relation.members if m.kind == "way" and m.id in extract.ways}
    # At sea a border means nothing to an agent, and a coast is drawn already.
    at_sea = {
        way.id for way in extract.ways.values() if is_set(way.tags, "maritime") or "coastline" in way.tags.values()
    }
    return found - at_sea


def _is_border(tags: Tags) -> bool:
    return tags.get("boundary") == "administrative" and tags.get("admin_level") in _BORDER_LEVELS
