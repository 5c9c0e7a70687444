"""The communes of an extract, by their outlines: which town a street lies in, and the box of one town."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from sync.records.addresses.tables import PlaceKind
from sync.records.addresses.words import fold, words_of
from sync.records.geometry import Box
from sync.server.map.extract import Extract, Position, Tags
from sync.server.map.outlines import Outline, outlines_of
from sync.server.map.spots import Spot

TOWN_LEVEL, QUARTER_LEVELS = "8", frozenset({"9", "10"})
_QUARTER_ZOOM = 14


@dataclass(frozen=True, slots=True)
class Town:
    """A commune: its name, its INSEE code (empty where the extract does not tell), its outline."""

    name: str
    code: str
    shape: shapely.Geometry

    @property
    def box(self) -> Box:
        """The box around the town."""
        west, south, east, north = self.shape.bounds
        return Box(south, west, north, east)


class Towns:
    """The communes whose outline is whole in the extract."""

    def __init__(self, extract: Extract) -> None:
        shapes: dict[tuple[str, str], list[shapely.Geometry]] = {}
        for tags, outline in _districts(extract, frozenset({TOWN_LEVEL})):
            shapes.setdefault((tags["name"], tags.get("ref:INSEE", "")), []).append(_polygon(outline))
        self._towns = [Town(name, code, shapely.union_all(parts)) for (name, code), parts in sorted(shapes.items())]
        self._tree = shapely.STRtree([town.shape for town in self._towns])

    def __iter__(self) -> Iterator[Town]:
        """List them by name."""
        return iter(self._towns)

    def at(self, position: Position) -> str:
        """Give the name of the commune that holds a position, empty where none does."""
        found = self._tree.query(shapely.Point(position), predicate="within")
        return self._towns[min(found)].name if len(found) else ""

    def called(self, asked: str) -> Town | None:
        """Give the commune with a name or an INSEE code."""
        words = words_of(asked)
        return next((town for town in self._towns if asked == town.code or words == words_of(town.name)), None)


def quarters_of(extract: Extract) -> Iterator[Spot]:
    """List the districts below the commune, as places that have a name."""
    for tags, outline in _districts(extract, QUARTER_LEVELS):
        inside = _polygon(outline).representative_point()
        yield Spot(PlaceKind.QUARTER, tags["name"], (inside.x, inside.y), _QUARTER_ZOOM, fold("quartier"))


def _districts(extract: Extract, levels: frozenset[str]) -> Iterator[tuple[Tags, Outline]]:
    for way in extract.ways.values():
        if _is_district(way.tags, levels) and way.refs[0] == way.refs[-1]:
            yield from ((way.tags, outline) for outline in outlines_of([extract.line(way)], []))
    for relation in extract.relations:
        if _is_district(relation.tags, levels):
            ways = [(m.role, extract.ways[m.id]) for m in relation.members if m.kind == "way" and m.id in extract.ways]
            outer = [extract.line(way) for role, way in ways if role != "inner"]
            inner = [extract.line(way) for role, way in ways if role == "inner"]
            yield from ((relation.tags, outline) for outline in outlines_of(outer, inner))


def _is_district(tags: Tags, levels: frozenset[str]) -> bool:
    return tags.get("boundary") == "administrative" and tags.get("admin_level") in levels and bool(tags.get("name"))


def _polygon(outline: Outline) -> shapely.Geometry:
    return shapely.make_valid(shapely.Polygon(outline.ring, outline.holes))
