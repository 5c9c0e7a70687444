"""One block of tiles painted in roles: ground, water, buildings, paths, roads with their kerbs, rails, borders.

The block is painted with a margin, three times as large as it is shown (`SMOOTHING`): each small pixel is one role, a
palette turns roles into colours, and shrinking blends the edges. Names are not painted here: they are planned for the
whole town (`label_plan`), so that no border of tiles cuts one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image

from sync.server.map.brush import Brush, Spot
from sync.server.map.covers import Cover, Rank
from sync.server.map.mercator import TILE_PX, TileRange
from sync.server.map.palettes import Ink
from sync.server.map.scene import Band, Frame, Line, Patch, Scene
from sync.server.map.sheet_style import (
    COVER_INKS,
    EDGES,
    FIRST_ZOOM_OF_TREES,
    SheetStyle,
    casing_of,
    fill_of,
    is_dashed,
)

SMOOTHING = 3
MARGIN_PX = 24  # half the widest road: what begins outside of the block still reaches into it
_TREE_M = 2.2


@dataclass(frozen=True, slots=True)
class Block:
    """Some tiles side by side, each of 256 pixels, or of twice as many when `sharpness` is 2."""

    tiles: TileRange
    sharpness: int = 1

    @property
    def size(self) -> tuple[int, int]:
        """The pixels of the block."""
        side = TILE_PX * self.sharpness
        return (self.tiles.east - self.tiles.west + 1) * side, (self.tiles.south - self.tiles.north + 1) * side

    @property
    def frame(self) -> Frame:
        """The block with its margin on the unit square."""
        count, margin = 1 << self.tiles.zoom, MARGIN_PX / TILE_PX
        return (
            (self.tiles.west - margin) / count,
            (self.tiles.north - margin) / count,
            (self.tiles.east + 1 + margin) / count,
            (self.tiles.south + 1 + margin) / count,
        )


def paint(scene: Scene, block: Block, lat: float) -> Image.Image:
    """Paint a block; the picture holds one role a pixel and is `SMOOTHING` times as large as the block."""
    return _Painter(scene, block, lat).painted()


class _Painter:
    def __init__(self, scene: Scene, block: Block, lat: float) -> None:
        self._scene, self._frame = scene, block.frame
        self._style = SheetStyle(block.tiles.zoom, lat)
        self._unit = float(SMOOTHING * block.sharpness)  # small pixels per pixel of a 256-pixel tile
        self._world = (TILE_PX << block.tiles.zoom) * self._unit
        self._west, self._north = (side * TILE_PX * self._unit for side in (block.tiles.west, block.tiles.north))
        width, height = block.size
        self._picture = Image.new("L", (width * SMOOTHING, height * SMOOTHING), int(Ink.LAND))
        self._brush = Brush(self._picture)

    def painted(self) -> Image.Image:
        patches = self._scene.patches.within(self._frame)
        self._patches([patch for patch in patches if patch.cover < Cover.BUILDING])
        self._streams()
        roads = self._scene.roads.within(self._frame)
        self._tunnels([road for road in roads if road.layer < 0])
        self._patches([patch for patch in patches if patch.cover >= Cover.BUILDING])
        self._trees()
        above = [road for road in roads if road.layer >= 0]
        for layer, bands in groupby(above, key=lambda band: band.layer):
            self._roads(list(bands))
            if layer == 0:
                self._rails()
        self._borders()
        return self._picture

    def _spots(self, line: Line) -> list[Spot]:
        world, west, north = self._world, self._west, self._north
        return [(x * world - west, y * world - north) for x, y in line]

    def _patches(self, patches: Sequence[Patch]) -> None:
        edge = self._style.edge_px * self._unit
        for cover, group in groupby(patches, key=lambda patch: patch.cover):
            if not self._style.shows(cover):
                continue
            for patch in group:
                rings = [self._spots(ring) for ring in patch.rings]
                self._brush.area(rings, COVER_INKS[cover])
                if cover in EDGES and edge:
                    for ring in rings:
                        self._brush.band(ring, edge, EDGES[cover])

    def _streams(self) -> None:
        for stream in self._scene.streams.within(self._frame):
            self._brush.band(self._spots(stream.line), self._wide(stream.width_m, 1.0), Ink.WATER)
        for pier in self._scene.piers.within(self._frame):
            self._brush.band(self._spots(pier.line), self._wide(pier.width_m, 1.2), Ink.LAND)

    def _wide(self, metres: float, least_px: float) -> float:
        return max(least_px, self._style.px(metres)) * self._unit

    def _tunnels(self, roads: Sequence[Band]) -> None:
        if self._style.casing_px == 0:
            return
        for road in roads:
            width = self._style.road_px(road.rank) * self._unit
            if width and not is_dashed(road.rank):
                on = 5 * self._unit
                line = self._spots(road.line)
                self._brush.dashes(line, width, Ink.TUNNEL, on=on, off=on * 0.8)
                self._brush.band(line, width - 2 * self._unit, Ink.LAND)

    def _trees(self) -> None:
        if self._style.zoom >= FIRST_ZOOM_OF_TREES:
            for tree in self._scene.trees.within(self._frame):
                (at,) = self._spots((tree,))
                self._brush.dot(at, self._wide(_TREE_M, 2.5), Ink.TREE)

    def _roads(self, roads: Sequence[Band]) -> None:
        """Draw a layer of roads: dashed ways, all kerbs, then all surfaces, so that crossings are open."""
        drawn = [(road, self._spots(road.line), self._style.road_px(road.rank) * self._unit) for road in roads]
        for road, line, width in drawn:
            if width and is_dashed(road.rank):
                self._dashed_way(road.rank, line, width)
        casing = self._style.casing_px * self._unit
        bands = [one for one in drawn if one[2] and not is_dashed(one[0].rank)]
        for road, line, width in bands if casing else ():
            self._brush.band(line, width + 2 * casing, casing_of(road.rank), is_round=road.layer == 0)
        for road, line, width in bands:
            self._brush.band(line, width, fill_of(road.rank) if casing else casing_of(road.rank))

    def _dashed_way(self, rank: Rank, line: list[Spot], width: float) -> None:
        unit = self._unit
        if rank is Rank.STEPS:
            self._brush.dashes(line, width, Ink.PATH, on=1.1 * unit, off=1.3 * unit)
        elif rank is Rank.TRACK:
            self._brush.dashes(line, width, Ink.PATH, on=7 * unit, off=3 * unit)
        else:
            self._brush.dashes(line, width, Ink.PATH, on=3.6 * unit, off=2.4 * unit)

    def _rails(self) -> None:
        unit, zoom = self._unit, self._style.zoom
        width = (1.2 if zoom < 14 else 2.0 if zoom < 16 else 3.0) * unit
        for rail in self._scene.rails.within(self._frame):
            line = self._spots(rail.line)
            if rail.layer < 0:
                self._brush.dashes(line, max(1.0, width / 2), Ink.TUNNEL, on=6 * unit, off=5 * unit)
                continue
            self._brush.band(line, width, Ink.RAIL)
            if zoom >= 14:
                self._brush.dashes(line, width - 1.2 * unit, Ink.RAIL_GAP, on=6 * unit, off=6 * unit)

    def _borders(self) -> None:
        unit = self._unit
        for border in self._scene.borders.within(self._frame):
            self._brush.dashes(self._spots(border.line), 1.4 * unit, Ink.BORDER, on=9 * unit, off=5 * unit)
