"""Distances and sectors on the ground of one town: metres between two points, and the zone that holds a point.

Positions are WGS84 degrees. A town is small: the sphere of the mean earth radius is exact to 0.5 %, and inside a
polygon a degree is a straight line. Device and server use the same functions, so that a report made without network
falls into the zone that the server would give it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
"""The mean radius of the earth (IUGG)."""

Ring = Sequence[Sequence[float]]
"""Points [long, lat], as GeoJSON writes them; closed or not."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground."""

    lat: float
    long: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of degrees, for the first and rough question to an index."""

    south: float
    west: float
    north: float
    east: float


def metres_between(here: Point, there: Point) -> float:
    """Give the distance as the crow flies, in metres (haversine formula)."""
    lat_a, lat_b = radians(here.lat), radians(there.lat)
    rise, run = lat_b - lat_a, radians(there.long - here.long)
    half_chord = sin(rise / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(run / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half_chord)))


def box_around(centre: Point, radius_m: float) -> Box:
    """Give the box of degrees that holds the circle of this radius."""
    rise = degrees(radius_m / EARTH_RADIUS_M)
    run = rise / max(cos(radians(centre.lat)), 0.01)
    return Box(centre.lat - rise, centre.long - run, centre.lat + rise, centre.long + run)


def in_polygon(point: Point, rings: Sequence[Ring]) -> bool:
    """Say whether a polygon holds a point: inside the first ring, outside the others (its holes)."""
    if not rings or not _in_ring(point, rings[0]):
        return False
    return not any(_in_ring(point, hole) for hole in rings[1:])


def zone_at(point: Point, zones: Iterable[tuple[str, Sequence[Ring]]]) -> str | None:
    """Give the id of the first zone (id, polygon) that holds a point, None outside all of them."""
    return next((zone_id for zone_id, polygon in zones if in_polygon(point, polygon)), None)


def _in_ring(point: Point, ring: Ring) -> bool:
    # Even-odd rule: a ray to the east crosses the outline an odd number of times from inside. Each edge holds its
    # southern end only, so that two zones side by side never both hold a point of their border.
    inside = False
    for (long_a, lat_a), (long_b, lat_b) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (lat_a > point.lat) == (lat_b > point.lat):
            continue
        crossing = long_a + (point.lat - lat_a) / (lat_b - lat_a) * (long_b - long_a)
        inside ^= point.long < crossing
    return inside
