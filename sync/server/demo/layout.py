"""From the bones to the whole street network: growth in every block, whole streets, names, junctions."""

import math
import random
from dataclasses import dataclass, replace

from shapely import LineString, MultiLineString, Polygon, STRtree, unary_union
from shapely import Point as Place
from shapely.ops import polygonize

from sync.server.demo.chance import stream
from sync.server.demo.ground import Ground, lay_ground
from sync.server.demo.growth import Cut, Fabric, Growth
from sync.server.demo.plane import Line, Point, length_of
from sync.server.demo.skeleton import RIVER_WIDTH_M, Rank
from sync.server.demo.street_names import StreetNames

FABRICS: dict[str, Fabric] = {
    "Centre": Fabric(10_500, 13, 30),
    "La Gare": Fabric(27_000, 8, 46),
    "Les Hauts": Fabric(33_000, 7, 52, bend=0.45, dead_end_m2=24_000),
    "Zone artisanale": Fabric(55_000, 3, 80),
    "Bords de Lisse": Fabric(48_000, 10, 55),
    "Faubourg Saint-Jean": Fabric(31_000, 10, 48, dead_end_m2=36_000),
    "Le Gué": Fabric(33_000, 9, 46),
    "Beaulieu": Fabric(32_000, 7, 52, bend=0.45, dead_end_m2=24_000),
}
PARK_MARK: Point = (720, -230)
MEADOW_MARK: Point = (860, -400)
RAIL_CLEARANCE_M = 20.0
SMALLEST_BLOCK_M2 = 4_000.0
STRAIGHT_ON_DEG = 28.0
TOUCH_M = 2.0


@dataclass(frozen=True)
class NetStreet:
    """A street of the finished network, in the plane."""

    name: str
    rank: Rank
    line: Line
    sector: str


@dataclass(frozen=True)
class Layout:
    """The street network and the blocks between its streets."""

    ground: Ground
    streets: tuple[NetStreet, ...]
    blocks: tuple[tuple[str, Polygon], ...]
    park: Polygon


def lay_out(seed: int) -> Layout:
    """Grow the whole street network of the town from a seed."""
    ground = lay_ground(stream(seed, "ground"))
    growth = Growth([r.line for r in ground.roads if r.rank is not Rank.FOOTPATH], stream(seed, "growth"))
    park = _grow(ground, growth)
    streets = _named(ground, _whole_streets(growth.cuts), stream(seed, "street names"))
    within = [replaced for street in streets if (replaced := _clipped(street, ground.boundary))]
    blocks = tuple((sector_of(ground, block.representative_point()), block) for block in growth.blocks)
    return Layout(ground, _joined(within), blocks, park)


def sector_of(ground: Ground, place: Place) -> str:
    """Give the sector that holds a point (the nearest one for a point on the very edge)."""
    return min(ground.sectors, key=lambda name: (ground.sectors[name].distance(place), name))


def _grow(ground: Ground, growth: Growth) -> Polygon:
    """Fill every built-up block with side streets; give the one that is the town's park."""
    lines = [road.line for road in ground.roads if road.rank is not Rank.FOOTPATH]
    net = unary_union(MultiLineString([*lines, ground.river, ground.urban.exterior.coords]))
    kept_free = (
        LineString(ground.river).buffer(RIVER_WIDTH_M).union(LineString(ground.railway).buffer(RAIL_CLEARANCE_M))
    )
    park_mark, meadow_mark = (Place(ground.place(mark)) for mark in (PARK_MARK, MEADOW_MARK))
    park = Polygon()
    for face in sorted(polygonize(net), key=_reading_order):
        inside = face.representative_point()
        if not ground.urban.contains(inside):
            continue
        for block in _polygons(face.difference(kept_free)):
            if block.contains(park_mark):
                park = block
            elif block.contains(meadow_mark) or block.area < SMALLEST_BLOCK_M2:
                growth.blocks.append(block)
            else:
                growth.fill(block, FABRICS[sector_of(ground, inside)])
    return park


def _polygons(shape: Polygon) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]


def _reading_order(face: Polygon) -> tuple[float, float]:
    inside = face.representative_point()
    return (round(inside.x, 3), round(inside.y, 3))


def _whole_streets(cuts: list[Cut]) -> list[Cut]:
    """Join the cuts that go straight on across a crossing into one street."""
    waiting, whole = list(cuts), []
    while waiting:
        street = waiting.pop(0)
        for _ in range(len(cuts)):
            found = next((c for c in waiting if _straight_on(street.line, c.line)), None)
            if found is None:
                break
            waiting.remove(found)
            street = Cut(_chained(street.line, found.line), street.dead_end and found.dead_end)
        whole.append(street)
    return whole


def _straight_on(a: Line, b: Line) -> bool:
    return bool(_chained(a, b))


def _chained(a: Line, b: Line) -> Line:
    """Give the line that goes through both, or () when they do not continue each other."""
    for first in (a, a[::-1]):
        for second in (b, b[::-1]):
            if math.dist(first[-1], second[0]) < 0.5 and _turn_deg(first, second) < STRAIGHT_ON_DEG:
                return (*first, *second[1:])
    return ()


def _turn_deg(a: Line, b: Line) -> float:
    came = math.atan2(a[-1][1] - a[-2][1], a[-1][0] - a[-2][0])
    goes = math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0])
    return abs(math.degrees((goes - came + math.pi) % math.tau - math.pi))


def _named(ground: Ground, cuts: list[Cut], rng: random.Random) -> list[NetStreet]:
    names = StreetNames(rng)
    streets = [
        NetStreet(road.name, road.rank, road.line, sector_of(ground, _middle(road.line))) for road in ground.roads
    ]
    for cut in cuts:
        sector = sector_of(ground, _middle(cut.line))
        rank = Rank.DEAD_END if cut.dead_end else Rank.LANE if sector == "Centre" else Rank.STREET
        line = cut.line if cut.dead_end else _from_the_centre(cut.line)
        streets.append(NetStreet(names.next_name(sector, rank, length_of(line)), rank, line, sector))
    return streets


def _middle(line: Line) -> Place:
    return LineString(line).interpolate(0.5, normalized=True)


def _from_the_centre(line: Line) -> Line:
    """Turn a line so that it starts at its end nearer to the church: there the numbers begin."""
    return line if math.hypot(*line[0]) <= math.hypot(*line[-1]) else line[::-1]


def _clipped(street: NetStreet, boundary: Polygon) -> NetStreet | None:
    """Keep the part of a street that lies in the commune."""
    line = LineString(street.line)
    if boundary.contains(line):
        return street
    parts = getattr(line.intersection(boundary), "geoms", [line.intersection(boundary)])
    longest = max(parts, key=lambda part: part.length)
    if longest.length < 50:
        return None
    return replace(street, line=tuple((x, y) for x, y in longest.coords))


def _joined(streets: list[NetStreet]) -> tuple[NetStreet, ...]:
    """Give every street a point where another one ends on it, so that junctions are shared points."""
    shapes = [LineString(street.line) for street in streets]
    tree = STRtree(shapes)
    arrivals: dict[int, list[Point]] = {}
    for i, street in enumerate(streets):
        for end in (street.line[0], street.line[-1]):
            for j in sorted(int(k) for k in tree.query(Place(end).buffer(TOUCH_M))):
                if j != i and shapes[j].distance(Place(end)) < TOUCH_M:
                    arrivals.setdefault(j, []).append(end)
    return tuple(
        replace(street, line=_with_points(street.line, shapes[i], arrivals.get(i, [])))
        for i, street in enumerate(streets)
    )


def _with_points(line: Line, shape: LineString, arrivals: list[Point]) -> Line:
    fresh = [p for p in dict.fromkeys(arrivals) if min(math.dist(p, q) for q in line) > 0.01]
    along = [(shape.project(Place(p)), p) for p in line]
    if line[0] == line[-1]:
        along[-1] = (shape.length, line[-1])
    extra = [(shape.project(Place(p)), p) for p in fresh]
    return tuple(point for _, point in sorted([*along, *extra], key=lambda pair: pair[0]))
