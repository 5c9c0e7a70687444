"""Outlines of areas: rings joined from the pieces of a multipolygon, and the sea beside a coastline."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import shapely
from shapely import LineString, MultiLineString, Polygon
from shapely.ops import polygonize

from sync.records.geometry import Box
from sync.server.map.extract import Position

_STEP = 1e-7  # degrees, about a centimetre: to see which side of a line is meant
_LOOK_BACK = 0.01  # degrees, about a kilometre: the way a coast goes when the extract cuts it
Ring = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One closed ring, and the rings of the holes in it."""

    ring: Ring
    holes: tuple[Ring, ...] = field(default=())


def outlines_of(outer: Sequence[Sequence[Position]], inner: Sequence[Sequence[Position]]) -> Iterator[Outline]:
    """Join the pieces of a multipolygon; what does not close (a cut extract) is left out."""
    whole = shapely.union_all(list(polygonize(_lines(outer))))
    if inner:
        whole = whole.difference(shapely.union_all(list(polygonize(_lines(inner)))))
    yield from _outlines(whole)


def _lines(pieces: Sequence[Sequence[Position]]) -> list[LineString]:
    return [LineString(piece) for piece in pieces if len(piece) > 1]


def _outlines(shape: shapely.Geometry) -> Iterator[Outline]:
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon) and not part.is_empty:
            yield Outline(tuple(part.exterior.coords), tuple(tuple(hole.coords) for hole in part.interiors))


def sea_beside(coasts: Sequence[Sequence[Position]], box: Box) -> list[Outline]:
    """Give the sea inside a box: what lies to the right of the coastline.

    OpenStreetMap draws a coast with the land on its left.
    A coast that ends inside the box (the extract was cut) is led on, the way it went, to the side of the box.
    """
    frame = shapely.box(box.west, box.south, box.east, box.north)
    merged = shapely.line_merge(MultiLineString(_lines(coasts)))
    whole = [_led_out(line, frame) for line in shapely.get_parts(merged) if isinstance(line, LineString)]
    inside = frame.intersection(shapely.union_all(whole))
    if inside.is_empty:
        return []
    cells = list(polygonize(shapely.get_parts(shapely.union_all([inside, frame.boundary]))))
    # The two sides are taken from the lines as they were read: joining lines may turn them round.
    pieces = [piece for line in coasts for piece in _pieces_within(line, frame)]
    sides = [shapely.STRtree([_beside(a, b, side) for a, b in pieces]) for side in (1, -1)]
    return [outline for cell in cells if _is_sea(cell, *sides) for outline in _outlines(cell)]


def _led_out(line: LineString, frame: Polygon) -> LineString:
    points = [(float(x), float(y)) for x, y in line.coords]
    if line.is_closed:
        return line
    for at, back in ((0, min(_LOOK_BACK, line.length)), (len(points), max(line.length - _LOOK_BACK, 0))):
        end, before = points[0 if at == 0 else -1], line.interpolate(back)
        if frame.contains(shapely.Point(end)):
            reach = (frame.length + 1) / max(math.hypot(end[0] - before.x, end[1] - before.y), _STEP)
            points.insert(
                at if at == 0 else len(points),
                (end[0] + (end[0] - before.x) * reach, end[1] + (end[1] - before.y) * reach),
            )
    return LineString(points)


def _pieces_within(line: Sequence[Position], frame: Polygon) -> Iterator[tuple[Position, Position]]:
    """Give the pieces of a line as far as they lie in the frame, each the way it runs."""
    steps = [(a, b) for a, b in pairwise(line) if math.dist(a, b) > 4 * _STEP]
    for (a, _), inside in zip(steps, shapely.intersection([LineString(step) for step in steps], frame), strict=True):
        if inside.length > 4 * _STEP:
            start, end = sorted(inside.coords, key=lambda point: math.dist(point, a))
            yield start, end


def _beside(a: Position, b: Position, side: int) -> shapely.Point:
    """Give the point a step to the right (1) or left (-1) of the middle of a piece of line."""
    step = side * _STEP / math.dist(a, b)
    return shapely.Point((a[0] + b[0]) / 2 + (b[1] - a[1]) * step, (a[1] + b[1]) / 2 - (b[0] - a[0]) * step)


def _is_sea(cell: Polygon, rights: shapely.STRtree, lefts: shapely.STRtree) -> bool:
    return len(rights.query(cell, predicate="contains")) > len(lefts.query(cell, predicate="contains"))
