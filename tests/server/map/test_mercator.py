"""Tile arithmetic: known tiles, there and back, and what a box touches."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.geometry import Box
from sync.server.map.mercator import LAT_MAX, TileRange, metres_per_pixel, tiles_over, to_position, to_world


@pytest.mark.parametrize(
    ("lat", "long", "zoom", "x", "y"),
    [
        (43.7347, 7.4206, 15, 17059, 11948),  # Monaco, computed by the formula of the OSM wiki
        (48.8566, 2.3522, 12, 2074, 1409),  # Paris
        (-33.8688, 151.2093, 10, 942, 614),  # Sydney
        (0.0, 0.0, 1, 1, 1),
        (89.0, -180.0, 3, 0, 0),
    ],
)
def test_known_place_lies_in_its_tile(lat: float, long: float, zoom: int, x: int, y: int) -> None:
    tiles = tiles_over(Box(lat, long, lat, long), zoom)
    assert (tiles.west, tiles.north) == (x, y)


@given(st.floats(-180, 180), st.floats(-LAT_MAX, LAT_MAX))
def test_position_comes_back_from_the_world(long: float, lat: float) -> None:
    back = to_position(to_world((long, lat)))
    assert isclose(back[0], long, abs_tol=1e-9)
    assert isclose(back[1], lat, abs_tol=1e-9)


def test_box_that_ends_on_a_tile_does_not_touch_the_next() -> None:
    tiles = tiles_over(Box(0.0, 0.0, 40.0, 90.0), 2)
    assert (tiles.west, tiles.east, tiles.north, tiles.south) == (2, 2, 1, 1)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9))
def test_blocks_hold_every_tile_once(width: int, height: int, side: int) -> None:
    tiles = TileRange(15, 100, 200, 100 + width - 1, 200 + height - 1)
    cut = [tile for block in tiles.blocks(side) for tile in block.tiles()]
    assert len(cut) == len(set(cut)) == len(tiles) == width * height


def test_pixel_shrinks_with_zoom_and_latitude() -> None:
    assert isclose(metres_per_pixel(0, 0), 156_543.03, rel_tol=1e-6)
    assert isclose(metres_per_pixel(60, 10) * 2, metres_per_pixel(0, 10), rel_tol=1e-9)
