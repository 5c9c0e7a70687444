"""The flat plane in which the demo town is drawn, and the little geometry of its lines.

Points are metres east and north of the church. Over the 6 km of the commune an equirectangular
projection is wrong by less than 2 m, far below the accuracy of a tablet's position.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Line = tuple[Point, ...]

METRES_PER_DEGREE = 111_320.0
COORDINATE_DIGITS = 7  # about one centimetre


@dataclass(frozen=True)
class Frame:
    """The place of the plane on the Earth."""

    lat: float
    long: float

    def to_lat_long(self, point: Point) -> tuple[float, float]:
        """Give the latitude and longitude (WGS84 degrees) of a point of the plane."""
        lat = self.lat + point[1] / METRES_PER_DEGREE
        long = self.long + point[0] / self._metres_per_long()
        return round(lat, COORDINATE_DIGITS), round(long, COORDINATE_DIGITS)

    def to_plane(self, lat: float, long: float) -> Point:
        """Give the point of the plane at a latitude and longitude."""
        return (long - self.long) * self._metres_per_long(), (lat - self.lat) * METRES_PER_DEGREE

    def _metres_per_long(self) -> float:
        return METRES_PER_DEGREE * math.cos(math.radians(self.lat))


@dataclass(frozen=True)
class Foot:
    """The point of a line that is nearest to another point."""

    distance_m: float
    along_m: float
    side: int  # +1 on the left when walking along the line, -1 on the right


def length_of(line: Line) -> float:
    """Give the length of a line in metres."""
    return sum(math.dist(a, b) for a, b in pairwise(line))


def point_at(line: Line, along_m: float) -> tuple[Point, Point]:
    """Give the point at a distance along a line, and the unit vector of the line there."""
    left = along_m
    for a, b in pairwise(line):
        step = math.dist(a, b)
        if step > 0 and (left <= step or b is line[-1]):
            share = max(0.0, min(1.0, left / step))
            point = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            return point, ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
        left -= step
    raise AssertionError("a line has at least two distinct points")


def beside(line: Line, along_m: float, left_m: float) -> Point:
    """Give the point at a distance along a line and at a distance to its left (negative: right)."""
    (x, y), (ux, uy) = point_at(line, along_m)
    return x - uy * left_m, y + ux * left_m


def foot_on(line: Line, point: Point) -> Foot:
    """Find where a line comes nearest to a point."""
    best = Foot(math.inf, 0.0, 1)
    walked = 0.0
    for a, b in pairwise(line):
        step = math.dist(a, b)
        if step == 0:
            continue
        ux, uy = (b[0] - a[0]) / step, (b[1] - a[1]) / step
        dx, dy = point[0] - a[0], point[1] - a[1]
        along = max(0.0, min(step, dx * ux + dy * uy))
        away = math.hypot(dx - along * ux, dy - along * uy)
        if away < best.distance_m:
            best = Foot(away, walked + along, 1 if ux * dy - uy * dx >= 0 else -1)
        walked += step
    return best


def smooth(line: Line, step_m: float) -> Line:
    """Bend a line through its own points (Catmull-Rom), with a point every `step_m` or so."""
    if len(line) < 3:
        return tuple(_even(line, step_m))
    closed = line[0] == line[-1]
    before = line[-2] if closed else line[0]
    after = line[1] if closed else line[-1]
    knots = (before, *line, after)
    out: list[Point] = [line[0]]
    for i in range(1, len(knots) - 2):
        out.extend(_arc(knots[i - 1], knots[i], knots[i + 1], knots[i + 2], step_m))
    return tuple(out)


def _arc(p0: Point, p1: Point, p2: Point, p3: Point, step_m: float) -> Iterator[Point]:
    """Give the points of one Catmull-Rom span after p1, with p2 exact at its end."""
    count = max(1, round(math.dist(p1, p2) / step_m))
    for i in range(1, count):
        yield tuple(_blend(p0[k], p1[k], p2[k], p3[k], i / count) for k in (0, 1))  # type: ignore[misc]
    yield p2


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _even(line: Line, step_m: float) -> Iterator[Point]:
    yield line[0]
    for a, b in pairwise(line):
        count = max(1, round(math.dist(a, b) / step_m))
        for i in range(1, count):
            yield a[0] + (b[0] - a[0]) * i / count, a[1] + (b[1] - a[1]) * i / count
        yield b
