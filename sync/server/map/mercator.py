"""Tile arithmetic: Web Mercator (EPSG:3857), tiles counted from the north-west.

The *world* is the unit square: x from 0 at 180° W to 1 at 180° E, y from 0 in the north to 1 in the south. At zoom z
it is 2ᶻ tiles wide. MBTiles counts its rows from the south; that is turned round only where a row is written or read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asinh, atan, cos, degrees, floor, pi, radians, sinh, tan

from sync.records.geometry import Box
from sync.server.map.extract import Position

TILE_PX = 256
ZOOM_MAX = 20
LAT_MAX = 85.051_128_78
"""Where the square ends; the map has no poles."""
EQUATOR_M = 40_075_016.686

WorldPoint = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile, its row `y` counted from the north."""

    zoom: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class TileRange:
    """A rectangle of tiles of one zoom, all four sides inside."""

    zoom: int
    west: int
    north: int
    east: int
    south: int

    def __len__(self) -> int:
        return (self.east - self.west + 1) * (self.south - self.north + 1)

    def blocks(self, side: int) -> Iterator["TileRange"]:
        """Cut it into blocks of at most `side` by `side` tiles, row by row."""
        for north in range(self.north, self.south + 1, side):
            for west in range(self.west, self.east + 1, side):
                east, south = min(west + side - 1, self.east), min(north + side - 1, self.south)
                yield TileRange(self.zoom, west, north, east, south)

    def tiles(self) -> Iterator[Tile]:
        """List its tiles, row by row."""
        for y in range(self.north, self.south + 1):
            for x in range(self.west, self.east + 1):
                yield Tile(self.zoom, x, y)


def to_world(position: Position) -> WorldPoint:
    """Give the point of the unit square at a longitude and latitude."""
    lat = max(-LAT_MAX, min(LAT_MAX, position[1]))
    return (position[0] + 180) / 360, (1 - asinh(tan(radians(lat))) / pi) / 2


def to_position(point: WorldPoint) -> Position:
    """Give the longitude and latitude at a point of the unit square."""
    return point[0] * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * point[1]))))


def tiles_over(box: Box, zoom: int) -> TileRange:
    """Give the tiles of a zoom that touch a box; one that it only borders is not touched."""
    count = 1 << zoom
    west, north = to_world((box.west, box.north))
    east, south = to_world((box.east, box.south))
    x0, y0 = _held(floor(west * count), count), _held(floor(north * count), count)
    x1, y1 = _held(-floor(-east * count) - 1, count), _held(-floor(-south * count) - 1, count)
    return TileRange(zoom, x0, y0, max(x0, x1), max(y0, y1))


def _held(index: int, count: int) -> int:
    return max(0, min(count - 1, index))


def metres_per_pixel(lat: float, zoom: int) -> float:
    """Give the width of a pixel on the ground, for tiles of 256 pixels."""
    return EQUATOR_M * cos(radians(lat)) / (TILE_PX << zoom)
