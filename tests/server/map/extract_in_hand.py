"""Small extracts in hand: a village as XML and as PBF, written by code that shares nothing with the readers."""

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sync.server.map.extract import Extract
from sync.server.map.extract_files import read_extract
from tests.server.map.wire_in_hand import (
    blob,
    bytes_field,
    differences,
    header_block,
    packed_field,
    whole_field,
    zigzag,
)

MONTE_CARLO = Path(__file__).parent / "monte_carlo.osm.gz"

LAT, LONG = 47.0, 2.0
"""Where the village lies; its places are told in steps of a ten-thousandth of a degree from here."""
STEP = 0.0001


@dataclass
class Village:
    """Nodes by their place, ways by their nodes, written in either format."""

    lat: float = LAT
    long: float = LONG

    nodes: list[tuple[int, float, float, dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[int, list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[int, list[tuple[str, int, str]], dict[str, str]]] = field(default_factory=list)

    def node(self, east: float, north: float, **tags: str) -> int:
        number = len(self.nodes) + 1
        self.nodes.append((number, round(self.lat + north * STEP, 7), round(self.long + east * STEP, 7), _named(tags)))
        return number

    def way(self, places: Iterable[tuple[float, float]], **tags: str) -> int:
        number = 1000 + len(self.ways)
        self.ways.append((number, [self.node(*place) for place in places], _named(tags)))
        return number

    def area(self, places: Sequence[tuple[float, float]], **tags: str) -> int:
        number = self.way(places, **tags)
        self.ways[-1][1].append(self.ways[-1][1][0])
        return number

    def relation(self, members: list[tuple[str, int, str]], **tags: str) -> int:
        number = 5000 + len(self.relations)
        self.relations.append((number, members, _named(tags)))
        return number

    def xml(self) -> bytes:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        for number, lat, long, tags in self.nodes:
            lines.append(f'<node id="{number}" lat="{lat:.7f}" lon="{long:.7f}">{_tags(tags)}</node>')
        for number, refs, tags in self.ways:
            parts = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            lines.append(f'<way id="{number}">{parts}{_tags(tags)}</way>')
        for number, members, tags in self.relations:
            parts = "".join(
                f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>' for kind, ref, role in members
            )
            lines.append(f'<relation id="{number}">{parts}{_tags(tags)}</relation>')
        return "\n".join([*lines, "</osm>"]).encode()

    def pbf(self, *, is_dense: bool = True, is_packed: bool = True) -> bytes:
        return pbf_file(self, is_dense=is_dense, is_packed=is_packed)

    def extract(self, folder: Path) -> Extract:
        path = folder / "village.osm"
        path.write_bytes(self.xml())
        return read_extract(path, untold)


def village(lat: float = LAT, long: float = LONG) -> Village:
    """Make a village: two streets that cross, a house, a pond with an island, a park, a school, a border."""
    made = Village(lat, long)
    made.way([(-20, 0), (0, 0), (30, 0)], highway="residential", name="Rue de l'Église")
    made.way([(0, -20), (0, 25)], highway="secondary", name="Boulevard du Maréchal Foch")
    made.area(
        [(3, 3), (8, 3), (8, 7), (3, 7)], building="yes", addr_housenumber="12 bis", addr_street="Rue de l'Église"
    )
    outer = made.area([(-15, 5), (-5, 5), (-5, 15), (-15, 15)])
    inner = made.area([(-12, 8), (-8, 8), (-8, 12), (-12, 12)])
    made.relation(
        [("way", outer, "outer"), ("way", inner, "inner")], type="multipolygon", natural="water", name="Étang"
    )
    made.area([(10, 8), (25, 8), (25, 20), (10, 20)], leisure="park", name="Parc Georges Brassens")
    made.node(5, -5, amenity="school", name="École Jules Ferry")
    made.area(
        [(-25, -25), (35, -25), (35, 30), (-25, 30)], boundary="administrative", admin_level="8", name="Saint-Clair"
    )
    return made


def untold(what: str, done: int, whole: int) -> None:
    """Hear nothing."""


def packed_xml(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _named(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("_", ":", 1) if key.startswith("addr") else key: value for key, value in tags.items()}


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


class _Texts:
    def __init__(self) -> None:
        self.table = [""]

    def number(self, text: str) -> int:
        if text not in self.table:
            self.table.append(text)
        return self.table.index(text)

    def tags(self, tags: dict[str, str]) -> bytes:
        return packed_field(2, map(self.number, tags)) + packed_field(3, map(self.number, tags.values()))


def pbf_file(made: Village, *, is_dense: bool, is_packed: bool) -> bytes:
    texts = _Texts()
    nodes = _dense(made, texts) if is_dense else b"".join(_node(node, texts) for node in made.nodes)
    groups = [nodes, *(_way(way, texts) for way in made.ways), *(_relation(one, texts) for one in made.relations)]
    table = b"".join(bytes_field(1, text.encode()) for text in texts.table)
    raw = bytes_field(1, table) + b"".join(bytes_field(2, group) for group in groups)
    head = blob("OSMHeader", header_block(), is_packed=is_packed)
    return head + blob("OSMData", raw, is_packed=is_packed)


def _units(degrees: float) -> int:
    return round(degrees * 10_000_000)


def _dense(made: Village, texts: _Texts) -> bytes:
    ids, lats, longs = zip(*((n, _units(lat), _units(long)) for n, lat, long, _ in made.nodes), strict=True)
    tags: list[int] = []
    for *_, own in made.nodes:
        tags += [*(number for pair in own.items() for number in map(texts.number, pair)), 0]
    columns = (packed_field(n, differences(values)) for n, values in ((1, ids), (8, lats), (9, longs)))
    return bytes_field(2, b"".join(columns) + packed_field(10, tags))


def _node(node: tuple[int, float, float, dict[str, str]], texts: _Texts) -> bytes:
    number, lat, long, tags = node
    places = whole_field(8, zigzag(_units(lat))) + whole_field(9, zigzag(_units(long)))
    return bytes_field(1, whole_field(1, zigzag(number)) + texts.tags(tags) + places)


def _way(way: tuple[int, list[int], dict[str, str]], texts: _Texts) -> bytes:
    number, refs, tags = way
    return bytes_field(3, whole_field(1, number) + texts.tags(tags) + packed_field(8, differences(refs)))


def _relation(relation: tuple[int, list[tuple[str, int, str]], dict[str, str]], texts: _Texts) -> bytes:
    number, members, tags = relation
    kinds = [("node", "way", "relation").index(kind) for kind, _, _ in members]
    parts = packed_field(8, (texts.number(role) for *_, role in members))
    parts += packed_field(9, differences([ref for _, ref, _ in members])) + packed_field(10, kinds)
    return bytes_field(4, whole_field(1, number) + texts.tags(tags) + parts)
