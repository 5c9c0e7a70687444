"""An OpenStreetMap extract in memory: positions in compact arrays, ways and relations as they are.

An extract of a whole region has tens of millions of nodes that only lend their position to a way. They are kept as
three arrays (16 bytes a node) that are searched by bisection: files are sorted by id, and those that are not are
sorted once at the end. The units are those of OpenStreetMap's own database: 10⁻⁷ degree.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sync.records.geometry import Box
from sync.server.map.trouble import MapTrouble

NODES_MAX = 40_000_000
WAYS_MAX = 6_000_000
RELATIONS_MAX = 400_000
REFS_MAX = 50_000  # of one way or relation; OpenStreetMap's own limits are 2,000 and 32,000
TAGS_MAX = 1_000
TEXT_CHARACTERS_MAX = 1_000  # OpenStreetMap's own limit is 255
UNITS_PER_DEGREE = 10_000_000

Tags = Mapping[str, str]
Position = tuple[float, float]
"""Longitude and latitude in degrees."""
Told = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""


def box_of(positions: Iterable[Position]) -> Box | None:
    """Give the smallest box that holds all positions, None where there are none."""
    listed = list(positions)
    if not listed:
        return None
    longs, lats = [p[0] for p in listed], [p[1] for p in listed]
    return Box(min(lats), min(longs), max(lats), max(longs))


@dataclass(frozen=True, slots=True)
class Way:
    """A line of nodes."""

    id: int
    refs: tuple[int, ...]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Member:
    """One part of a relation; `kind` is node, way or relation."""

    kind: str
    id: int
    role: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Things that belong together."""

    id: int
    members: tuple[Member, ...]
    tags: Tags


@dataclass(slots=True)
class Extract:
    """What a reader found. A reader calls `add_…` and at last `seal`; then it is only read."""

    bounds: Box | None = None
    marks: dict[int, Tags] = field(default_factory=dict)
    """The nodes with tags."""
    ways: dict[int, Way] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    _ids: "array[int]" = field(default_factory=lambda: array("q"))
    _longs: "array[int]" = field(default_factory=lambda: array("i"))
    _lats: "array[int]" = field(default_factory=lambda: array("i"))
    _words: dict[str, str] = field(default_factory=dict)
    _sorted: bool = True

    def add_node(self, node_id: int, long_units: int, lat_units: int, tags: Tags) -> None:
        """Take a node; positions in units of 10⁻⁷ degree."""
        if not (abs(long_units) <= 180 * UNITS_PER_DEGREE and abs(lat_units) <= 90 * UNITS_PER_DEGREE):
            raise MapTrouble(f"Node {node_id} is not on Earth: the extract is damaged.")
        if len(self._ids) >= NODES_MAX:
            raise MapTrouble(f"The extract has more than {NODES_MAX:,} nodes: cut a smaller one around the town.")
        self._sorted = self._sorted and (not self._ids or node_id > self._ids[-1])
        self._ids.append(node_id)
        self._longs.append(long_units)
        self._lats.append(lat_units)
        if tags:
            self.marks[node_id] = self._lean(tags)

    def add_way(self, way_id: int, refs: Iterable[int], tags: Tags) -> None:
        """Take a way."""
        if len(self.ways) >= WAYS_MAX:
            raise MapTrouble(f"The extract has more than {WAYS_MAX:,} ways: cut a smaller one around the town.")
        self.ways[way_id] = Way(way_id, tuple(refs), self._lean(tags))

    def add_relation(self, relation_id: int, members: Iterable[Member], tags: Tags) -> None:
        """Take a relation."""
        if len(self.relations) >= RELATIONS_MAX:
            raise MapTrouble(f"The extract has more than {RELATIONS_MAX:,} relations: cut a smaller one.")
        self.relations.append(Relation(relation_id, tuple(members), self._lean(tags)))

    def seal(self) -> "Extract":
        """Make it ready to be asked; raise `MapTrouble` where nothing was read."""
        if not self._ids:
            raise MapTrouble("The extract holds no node: nothing can be drawn.")
        if not self._sorted:
            order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
            self._ids, self._longs, self._lats = (
                array(column.typecode, [column[i] for i in order]) for column in (self._ids, self._longs, self._lats)
            )
            self._sorted = True
        self._words.clear()
        return self

    def position(self, node_id: int) -> Position | None:
        """Give where a node is, None where the extract was cut."""
        i = bisect_left(self._ids, node_id)
        if i == len(self._ids) or self._ids[i] != node_id:
            return None
        return self._longs[i] / UNITS_PER_DEGREE, self._lats[i] / UNITS_PER_DEGREE

    def line(self, way: Way) -> list[Position]:
        """Give the positions of a way in order, without those that the extract does not hold."""
        return [position for ref in way.refs if (position := self.position(ref)) is not None]

    def placed_marks(self) -> Iterator[tuple[Position, Tags]]:
        """List the nodes with tags and where they are."""
        for node_id, tags in self.marks.items():
            position = self.position(node_id)
            if position is not None:
                yield position, tags

    def _lean(self, tags: Tags) -> Tags:
        # The same few thousand words fill every extract: each is kept once.
        word = self._words.setdefault
        return {word(key, key): word(value, value) for key, value in tags.items()}
