"""The drawn bones laid on the ground under a seed: bent, smoothed, and cut into sectors.

A smooth field of small displacements (about 20 m, 700 m long) bends every drawn line alike, so that
each seed gives its own town while every crossing, bridge and limit still falls together.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from shapely import LineString, MultiLineString, Polygon, unary_union
from shapely import Point as Place
from shapely.ops import polygonize

from sync.server.demo import skeleton
from sync.server.demo.plane import Line, Point, smooth
from sync.server.demo.skeleton import Bank, Rank, Road

BEND_M = 20.0
BEND_LENGTH_M = 700.0
STEP_M = 26.0

SECTORS: dict[str, tuple[Point, ...]] = {
    "Centre": ((0, -180),),
    "La Gare": ((0, 500),),
    "Les Hauts": ((0, 1250),),
    "Zone artisanale": ((1300, 560),),
    "Bords de Lisse": ((700, -200), (900, -600)),
    "Faubourg Saint-Jean": ((100, -750),),
    "Le Gué": ((-650, -640),),
    "Beaulieu": ((-1000, -60),),
}
_LIMITS: tuple[tuple[str, ...], ...] = (
    ("boulevard Gambetta", "boulevard Victor-Hugo", "boulevard de la Liberté", "boulevard Carnot"),
    ("rue de Bretagne", "route de Conlie"),
    ("avenue Aristide-Briand", "route de Tours"),
    ("boulevard de l’Europe",),
    ("avenue de Touraine", "route du Lude"),
    ("rue des Mégissiers",),
    ("rue d’Anjou", "route d’Angers"),
)
_TO_WATER: tuple[tuple[Bank, Bank], ...] = (
    (Bank(-430, -2), Bank(-430, skeleton.QUAY_M)),
    (Bank(440, skeleton.QUAY_M), Bank(440, -skeleton.QUAY_M)),
    (Bank(-420, 2), Bank(-420, -skeleton.QUAY_M)),
)


@dataclass(frozen=True)
class DrawnRoad:
    """A road of the skeleton, on the ground."""

    name: str
    rank: Rank
    line: Line


@dataclass(frozen=True)
class Ground:
    """The town before its side streets."""

    roads: tuple[DrawnRoad, ...]
    river: Line
    railway: Line
    boundary: Polygon
    urban: Polygon
    sectors: dict[str, Polygon]
    place: Callable[[Point], Point]


def lay_ground(rng: random.Random) -> Ground:
    """Lay the drawn lines on the ground."""
    bend = _bending(rng)
    river = smooth(skeleton.RIVER, STEP_M)

    def realise(spec: str | Point | Bank) -> Point:
        found = skeleton.KNOTS[spec] if isinstance(spec, str) else spec
        return bend(_beside_river(river, found) if isinstance(found, Bank) else found)

    roads = tuple(_draw(road, realise) for road in skeleton.ROADS)
    boundary = Polygon([bend(p) for p in smooth(skeleton.BOUNDARY, 120)])
    rails = tuple(bend(p) for p in smooth(skeleton.RAILWAY, STEP_M))
    water = tuple(bend(p) for p in river)
    ends = [tuple(realise(end) for end in pair) for pair in _TO_WATER]
    sectors = _sectors(roads, [water, rails, *ends], boundary, bend)
    urban = Polygon([bend(p) for p in smooth(skeleton.URBAN_LIMIT, STEP_M)])
    return Ground(roads, water, rails, boundary, urban, sectors, bend)


def _draw(road: Road, realise: Callable[[str | Point | Bank], Point]) -> DrawnRoad:
    knots = tuple(realise(spec) for spec in road.path)
    straight = road.rank in (Rank.SQUARE, Rank.BRIDGE)
    return DrawnRoad(road.name, road.rank, knots if straight else smooth(knots, STEP_M))


def _bending(rng: random.Random) -> Callable[[Point], Point]:
    """Make the field of small displacements: a few crossed waves with seeded phases."""
    waves = [
        (rng.uniform(0, math.tau), rng.uniform(0, math.tau), rng.uniform(0.7, 1.4), rng.uniform(0, math.tau))
        for _ in range(6)
    ]

    def bend(point: Point) -> Point:
        dx = dy = 0.0
        for turn, phase, pitch, way in waves:
            along = point[0] * math.cos(turn) + point[1] * math.sin(turn)
            push = math.sin(along * math.tau * pitch / (BEND_LENGTH_M * 2) + phase)
            dx, dy = dx + push * math.cos(way), dy + push * math.sin(way)
        share = BEND_M / math.sqrt(len(waves))
        return point[0] + dx * share, point[1] + dy * share

    return bend


def _beside_river(river: Line, bank: Bank) -> Point:
    """Find the point of a bank: `off_m` metres north of the axis at an easting."""
    axis = LineString(river)
    across = axis.intersection(LineString([(bank.x, -3000), (bank.x, 3000)]))
    middle = across if across.geom_type == "Point" else across.geoms[0]
    along = axis.project(middle)
    a, b = axis.interpolate(along - 8), axis.interpolate(along + 8)
    size = math.hypot(b.x - a.x, b.y - a.y)
    north = (-(b.y - a.y) / size, (b.x - a.x) / size)
    sign = 1.0 if north[1] > 0 else -1.0
    return middle.x + north[0] * sign * bank.off_m, middle.y + north[1] * sign * bank.off_m


def _sectors(
    roads: tuple[DrawnRoad, ...], others: list[Line], boundary: Polygon, bend: Callable[[Point], Point]
) -> dict[str, Polygon]:
    """Cut the commune along its limits and give each part to the sector whose mark it holds."""
    by_name = {road.name: road.line for road in roads}
    lines = [by_name[name] for chain in _LIMITS for name in chain]
    net = unary_union(MultiLineString([*lines, *others, boundary.exterior.coords]))
    parts = [part for part in polygonize(net) if boundary.buffer(1).contains(part)]
    marks = [(name, Place(bend(mark))) for name, places in SECTORS.items() for mark in places]
    owned: dict[str, list[Polygon]] = {name: [] for name in SECTORS}
    for part in parts:
        nearest = min(marks, key=lambda mark: (part.distance(mark[1]), mark[0]))
        owned[nearest[0]].append(part)
    return {name: unary_union(parts) for name, parts in owned.items()}
