"""Painted blocks: the right thing at the right place, and no seam between two blocks."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sync.records.geometry import Box
from sync.server.map.brush import Brush, dashed
from sync.server.map.covers import Rank
from sync.server.map.ground import ground_of
from sync.server.map.mercator import TileRange, tiles_over, to_position, to_world
from sync.server.map.painting import SMOOTHING, Block, paint
from sync.server.map.palettes import Ink
from sync.server.map.scene import Scene
from sync.server.map.sheet_style import SheetStyle
from tests.server.map.extract_in_hand import LAT, LONG, STEP, Village, village

AROUND = Box(LAT - 0.003, LONG - 0.004, LAT + 0.004, LONG + 0.005)


class Sheet:
    """A painted village; asked for the ink at a place, in the steps of the village."""

    def __init__(self, made: Village, folder: Path, zoom: int = 18) -> None:
        self.tiles = tiles_over(AROUND, zoom)
        self.scene = Scene(ground_of(made.extract(folder)), AROUND)
        self.block = Block(self.tiles)
        self.picture = paint(self.scene, self.block, LAT)

    def ink(self, east: float, north: float) -> Ink:
        x, y = to_world((LONG + east * STEP, LAT + north * STEP))
        side = 256 * SMOOTHING << self.tiles.zoom
        left, top = (
            int(x * side - self.tiles.west * 256 * SMOOTHING),
            int(y * side - self.tiles.north * 256 * SMOOTHING),
        )
        return Ink(self.picture.crop((left, top, left + 1, top + 1)).tobytes()[0])


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(village(), tmp_path)


def test_things_are_painted_where_they_are(sheet: Sheet) -> None:
    assert sheet.ink(15, 0) is Ink.ROAD
    assert sheet.ink(0, 15) is Ink.MAIN
    assert sheet.ink(5, 5) is Ink.BUILDING
    assert sheet.ink(15, 14) is Ink.PARK
    assert sheet.ink(-14, 10) is Ink.WATER
    assert sheet.ink(-20, 20) is Ink.LAND


def test_hole_of_an_area_shows_what_is_below(sheet: Sheet) -> None:
    assert sheet.ink(-10, 10) is Ink.LAND


def test_crossing_is_open_and_the_higher_road_lies_on_top(sheet: Sheet) -> None:
    assert sheet.ink(0, 0) is Ink.MAIN
    across = {sheet.ink(east / 10, 0) for east in range(-30, 31)}
    assert Ink.CASING not in across
    assert Ink.MAIN_CASING not in across


def test_kerbs_line_both_sides_of_a_road(sheet: Sheet) -> None:
    across = [sheet.ink(15, north / 40) for north in range(-60, 61)]
    runs = [ink for i, ink in enumerate(across) if i == 0 or across[i - 1] is not ink]
    assert runs == [Ink.LAND, Ink.CASING, Ink.ROAD, Ink.CASING, Ink.LAND]


def test_two_blocks_side_by_side_are_as_one(sheet: Sheet) -> None:
    tiles = sheet.tiles
    for part in tiles.blocks(3):
        piece = paint(sheet.scene, Block(part), LAT)
        side = 256 * SMOOTHING
        left, top = (part.west - tiles.west) * side, (part.north - tiles.north) * side
        whole = sheet.picture.crop((left, top, left + piece.width, top + piece.height))
        differing = sum(ImageChops.difference(whole, piece).point(lambda value: min(value, 1)).histogram()[1:])
        # Rounding may move an edge by one of the small pixels; a seam would show along a whole side.
        assert differing < piece.width


def test_road_beside_a_block_reaches_into_it(tmp_path: Path) -> None:
    middle = tiles_over(Box(LAT, LONG, LAT, LONG), 18)
    # Two pixels to the west of the tile's side: its eastern half lies in the tile.
    side, _ = to_position(((middle.west - 2 / 256) / (1 << 18), 0.5))
    east = (side - LONG) / STEP
    made = Village()
    made.way([(east, -40), (east, 40)], highway="primary")
    scene = Scene(ground_of(made.extract(tmp_path)), AROUND)
    painted = paint(scene, Block(middle), LAT)
    assert Ink(painted.crop((3, 300, 4, 301)).tobytes()[0]) is Ink.MAIN


def test_bridge_lies_above_and_tunnel_below(tmp_path: Path) -> None:
    made = Village()
    made.way([(0, -20), (0, 20)], highway="primary")
    made.way([(-20, 0), (20, 0)], highway="residential", bridge="yes")
    made.area([(-8, 8), (8, 8), (8, 12), (-8, 12)], building="yes")
    made.way([(-20, 10), (20, 10)], highway="residential", tunnel="yes")
    sheet = Sheet(made, tmp_path)
    assert sheet.ink(0, 0) is Ink.ROAD
    assert sheet.ink(5, 10) is Ink.BUILDING
    beside = {sheet.ink(east / 4, 10 + north / 40) for east in range(60, 76) for north in range(-20, 21)}
    assert beside == {Ink.LAND, Ink.TUNNEL}


@pytest.mark.parametrize("zoom", range(12, 20))
def test_roads_grow_with_their_rank_and_the_zoom(zoom: int) -> None:
    style, nearer = SheetStyle(zoom, 47.0), SheetStyle(zoom + 1, 47.0)
    ranked = [style.road_px(rank) for rank in Rank if rank >= Rank.SERVICE]
    assert ranked == sorted(ranked)
    assert all(nearer.road_px(rank) >= style.road_px(rank) for rank in Rank)
    assert style.road_px(Rank.STREET) > 0


def test_sharp_block_has_twice_the_pixels() -> None:
    tiles = TileRange(15, 3, 4, 4, 4)
    assert Block(tiles).size == (512, 256)
    assert Block(tiles, 2).size == (1024, 512)


def test_dashes_fill_a_line_from_end_to_end() -> None:
    pieces = list(dashed([(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)], on=10, off=5))
    assert pieces[0][0] == (0.0, 0.0)
    assert pieces[-1][-1] == (50.0, 50.0)
    assert len(pieces) == 7


def test_area_outside_of_the_picture_is_harmless() -> None:
    picture = Image.new("L", (20, 20))
    far = [(100.0, 100.0), (120.0, 100.0), (120.0, 120.0)]
    brush = Brush(picture)
    brush.area([far, far], Ink.WATER)
    brush.area([[(0.0, 0.0), (1.0, 1.0)]], Ink.WATER)
    brush.band([(5.0, 5.0), (5.0, 5.0)], 6, Ink.ROAD)
    assert picture.getpixel((19, 19)) == Ink.LAND
