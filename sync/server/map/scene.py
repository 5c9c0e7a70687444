"""The ground of a town laid out on the unit square, ready to be asked what lies in a block of tiles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import shapely

from sync.records.geometry import Box
from sync.server.map.covers import Cover, Rank
from sync.server.map.extract import Position
from sync.server.map.ground import Ground
from sync.server.map.mercator import WorldPoint, to_world
from sync.server.map.outlines import Outline, sea_beside

Line = tuple[WorldPoint, ...]
Frame = tuple[float, float, float, float]
"""West, north, east, south on the unit square."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patch:
    """An area on the unit square; the first ring is its outline, the others are holes."""

    cover: Cover
    rings: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A road, a rail, a stream or a border on the unit square."""

    line: Line
    rank: Rank = Rank.PATH
    layer: int = 0
    width_m: float = 0.0


class Spread(Generic[T]):
    """Things that can be asked for by the frame that they touch; they come in the order given."""

    def __init__(self, things: Sequence[T], points_of: Callable[[T], Line]) -> None:
        self._things = things
        self._tree = shapely.STRtree([shapely.box(*_frame(points_of(thing))) for thing in things])

    def within(self, frame: Frame) -> list[T]:
        """Give the things that may touch a frame."""
        return [self._things[i] for i in sorted(self._tree.query(shapely.box(*frame)))]


class Scene:
    """Everything that is painted, spread out."""

    def __init__(self, ground: Ground, box: Box) -> None:
        seas = [Patch(Cover.WATER, _rings(outline)) for outline in sea_beside(ground.coasts, box)]
        patches = [Patch(area.cover, _rings(area.outline)) for area in ground.areas]
        self.patches = Spread(sorted([*seas, *patches], key=lambda patch: patch.cover), lambda patch: patch.rings[0])
        roads = [Band(_line(road.line), road.rank, road.layer) for road in ground.roads]
        self.roads = _spread(sorted(roads, key=lambda band: (band.layer, band.rank)))
        self.rails = _spread([Band(_line(rail.line), layer=-1 if rail.is_tunnel else 0) for rail in ground.rails])
        self.streams = _spread([Band(_line(stream.line), width_m=stream.width_m) for stream in ground.streams])
        self.piers = _spread([Band(_line(line), width_m=6.0) for line in ground.piers])
        self.borders = _spread([Band(_line(line)) for line in ground.borders])
        self.trees = Spread([to_world(tree) for tree in ground.trees], lambda point: (point,))


def _spread(bands: Sequence[Band]) -> Spread[Band]:
    return Spread(bands, lambda band: band.line)


def _line(positions: Sequence[Position]) -> Line:
    return tuple(to_world(position) for position in positions)


def _rings(outline: Outline) -> tuple[Line, ...]:
    return (_line(outline.ring), *(_line(hole) for hole in outline.holes))


def _frame(points: Line) -> Frame:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
