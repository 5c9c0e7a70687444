"""How side streets grow: a block between streets is cut again and again until it is a real block.

Each cut leaves its parent street at a right angle and bends on the way, as paths between fields did
before they were paved; an end that would land in the open, in the river or on the railway stops
short and makes a dead end. Where a street already arrives on the other side, the cut aims at it, so
that crossings with four arms appear beside the T-junctions. (Recursive subdivision of blocks after
Parish and Müller, "Procedural Modeling of Cities", SIGGRAPH 2001, without their growth front.)
"""

import math
import random
from dataclasses import dataclass
from itertools import pairwise

from shapely import LineString, Polygon
from shapely import Point as Place
from shapely.ops import split

from sync.server.demo.plane import Line, Point

CUTS_MAX = 400
STOP_SHORT_M = 34.0
ON_STREET_M = 1.5


@dataclass(frozen=True)
class Fabric:
    """How one part of the town is woven."""

    block_m2: float
    jitter_deg: float
    narrow_m: float
    snap_m: float = 16.0
    bend: float = 0.33
    dead_end_m2: float = math.inf
    """From this size on, a finished block gets a dead end into its heart."""


@dataclass(frozen=True)
class Cut:
    """A street that grew."""

    line: Line
    dead_end: bool


class Growth:
    """The side streets of one town, grown block after block."""

    def __init__(self, streets: list[Line], rng: random.Random) -> None:
        self.cuts: list[Cut] = []
        self.blocks: list[Polygon] = []
        self._rng = rng
        self._streets = [LineString(line) for line in streets]
        self._ends: list[Point] = []

    def fill(self, block: Polygon, fabric: Fabric) -> None:
        """Cut a block until each part is as small as this fabric wants."""
        waiting = [block]
        while waiting and len(self.cuts) < CUTS_MAX:
            part = waiting.pop()
            wanted = fabric.block_m2 * self._rng.uniform(0.75, 1.5)
            parts = self._cut(part, fabric) if part.area > wanted else []
            if len(parts) > 1:
                waiting.extend(sorted(parts, key=lambda p: (p.area, p.centroid.x)))
            else:
                self.blocks.append(part)
                if part.area > fabric.dead_end_m2:
                    self._enter(part)

    def _enter(self, block: Polygon) -> None:
        """Lead a dead end into the heart of a block, from the middle of one of its long sides."""
        heart = block.representative_point()
        centre = block.centroid if block.contains(block.centroid) else heart
        tries = [self._rng.uniform(0, block.exterior.length) for _ in range(12)]
        starts = [block.exterior.interpolate(along) for along in tries]
        for start in sorted(starts, key=lambda p: float(p.distance(centre))):
            if self._on_street((start.x, start.y)) and 45 < start.distance(centre) < 120:
                line = self._bend((start.x, start.y), (centre.x, centre.y), block, 0.3)
                if line is not None:
                    self.cuts.append(Cut(line, dead_end=True))
                    self._streets.append(LineString(line))
                    return

    def _cut(self, block: Polygon, fabric: Fabric) -> list[Polygon]:
        """Cut a block in two along a new street; give [] when it cannot be cut well."""
        for _ in range(6):
            line = self._trace(block, fabric)
            if line is None:
                continue
            parts = [p for p in split(block, _reach(line)).geoms if p.area > 1]
            if len(parts) == 2 and all(_width(p) > fabric.narrow_m for p in parts) and self._keep(line):
                return parts
        return []

    def _trace(self, block: Polygon, fabric: Fabric) -> Line | None:
        """Draw a street across a block, about the middle of its long side."""
        (cx, cy), axis = _long_axis(block)
        slide = self._rng.uniform(-0.17, 0.17) * math.dist((0, 0), axis)
        size = math.hypot(*axis)
        ux, uy = axis[0] / size, axis[1] / size
        turn = math.radians(90 + self._rng.gauss(0, fabric.jitter_deg))
        vx, vy = ux * math.cos(turn) - uy * math.sin(turn), ux * math.sin(turn) + uy * math.cos(turn)
        mx, my = cx + ux * slide, cy + uy * slide
        ray = LineString([(mx - vx * 3000, my - vy * 3000), (mx + vx * 3000, my + vy * 3000)])
        crossing = ray.intersection(block)
        pieces = [crossing] if crossing.geom_type == "LineString" else list(getattr(crossing, "geoms", ()))
        pieces = [p for p in pieces if p.geom_type == "LineString" and p.length > 10]
        if not pieces:
            return None
        piece = min(pieces, key=lambda p: p.distance(Place(mx, my)))
        start, end = (self._aim(p, block, fabric.snap_m) for p in (piece.coords[0], piece.coords[-1]))
        return self._bend(start, end, block, fabric.bend)

    def _aim(self, point: Point, block: Polygon, snap_m: float) -> Point:
        """Move an end of a cut to a street that already arrives near it on the other side."""
        near = [end for end in self._ends if math.dist(end, point) < snap_m]
        edge = block.exterior
        for end in sorted(near, key=lambda e: math.dist(e, point)):
            if edge.distance(Place(end)) < ON_STREET_M:
                return end
        return point

    def _bend(self, start: Point, end: Point, block: Polygon, bend: float) -> Line | None:
        """Bend a cut so that it leaves both sides of the block about at a right angle."""
        size = math.dist(start, end)
        if size < 30:
            return None
        a, b = _inward(block, start), _inward(block, end)
        pull = size * bend
        p1 = (start[0] + a[0] * pull, start[1] + a[1] * pull)
        p2 = (end[0] + b[0] * pull, end[1] + b[1] * pull)
        count = max(2, min(10, round(size / 28)))
        line = tuple(_bezier(start, p1, p2, end, i / count) for i in range(count + 1))
        return line if block.buffer(2.0).contains(LineString(line)) else (start, end)

    def _keep(self, line: Line) -> bool:
        """Pave a cut: shorten the ends that meet no street, refuse one that meets none at all."""
        meets = [self._on_street(line[0]), self._on_street(line[-1])]
        if not any(meets):
            return False
        if not meets[0]:
            line = line[::-1]
        dead_end = not all(meets)
        if dead_end:
            line = _shortened(line, STOP_SHORT_M)
        if len(line) < 2 or LineString(line).length < 40:
            return False
        self.cuts.append(Cut(line, dead_end))
        self._streets.append(LineString(line))
        self._ends.extend((line[0],) if dead_end else (line[0], line[-1]))
        return True

    def _on_street(self, point: Point) -> bool:
        place = Place(point)
        return any(street.distance(place) < ON_STREET_M for street in self._streets)


def _long_axis(block: Polygon) -> tuple[Point, Point]:
    """Give the centre of a block and the vector of its long side."""
    corners = list(block.minimum_rotated_rectangle.exterior.coords)
    sides = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners[:3])]
    centre = block.representative_point() if not block.contains(block.centroid) else block.centroid
    return (centre.x, centre.y), max(sides, key=lambda s: math.hypot(*s))


def _width(block: Polygon) -> float:
    """Measure how thick a block is (twice its area over half its outline)."""
    return float(4 * block.area / block.length)


def _inward(block: Polygon, point: Point) -> Point:
    """Give the unit vector that leaves the edge of a block at a right angle, inwards."""
    edge = block.exterior
    along = edge.project(Place(point))
    a, b = edge.interpolate((along - 6) % edge.length), edge.interpolate((along + 6) % edge.length)
    dx, dy = b.x - a.x, b.y - a.y
    size = math.hypot(dx, dy) or 1.0
    normal = (-dy / size, dx / size)
    probe = Place(point[0] + normal[0] * 5, point[1] + normal[1] * 5)
    return normal if block.contains(probe) else (-normal[0], -normal[1])


def _bezier(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    points = (a, b, c, d)
    return sum(w * p[0] for w, p in zip(weights, points, strict=True)), sum(
        w * p[1] for w, p in zip(weights, points, strict=True)
    )


def _reach(line: Line) -> LineString:
    """Lengthen a line a hair at both ends: a cut must cross the edge to divide the block."""
    (x0, y0), (x1, y1) = line[0], line[1]
    (x2, y2), (x3, y3) = line[-2], line[-1]
    first, last = math.dist(line[0], line[1]), math.dist(line[-2], line[-1])
    head = (x0 - (x1 - x0) / first * 0.5, y0 - (y1 - y0) / first * 0.5)
    tail = (x3 + (x3 - x2) / last * 0.5, y3 + (y3 - y2) / last * 0.5)
    return LineString([head, *line, tail])


def _shortened(line: Line, by_m: float) -> Line:
    """Cut the last metres of a line off."""
    whole = LineString(line)
    if whole.length <= by_m:
        return ()
    kept = whole.length - by_m
    points = [p for p in line if whole.project(Place(p)) < kept - 1]
    tip = whole.interpolate(kept)
    return (*points, (tip.x, tip.y))
