"""Distances and sectors: known distances, holes, borders that belong to one side only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.geometry import Point, box_around, in_polygon, metres_between, zone_at

SQUARE = [[[0.0, 45.0], [1.0, 45.0], [1.0, 46.0], [0.0, 46.0], [0.0, 45.0]]]
HOLED = [*SQUARE, [[0.4, 45.4], [0.6, 45.4], [0.6, 45.6], [0.4, 45.6], [0.4, 45.4]]]
towns = st.builds(Point, st.floats(41, 51), st.floats(-5, 9))


def test_distance_is_the_known_one_between_two_cities() -> None:
    paris, lyon = Point(48.8566, 2.3522), Point(45.7640, 4.8357)
    assert metres_between(paris, lyon) == pytest.approx(391_500, rel=0.005)


def test_distance_is_exact_to_the_metre_in_a_street() -> None:
    assert metres_between(Point(45.0, 3.0), Point(45.0009, 3.0)) == pytest.approx(100.1, abs=0.2)


@given(towns, towns)
def test_distance_is_the_same_both_ways(here: Point, there: Point) -> None:
    assert metres_between(here, there) == pytest.approx(metres_between(there, here))


@given(towns, st.floats(10, 5_000))
def test_box_holds_its_circle(centre: Point, radius_m: float) -> None:
    box = box_around(centre, radius_m)
    assert metres_between(centre, Point(box.north, centre.long)) == pytest.approx(radius_m, rel=0.01)
    assert metres_between(centre, Point(centre.lat, box.east)) == pytest.approx(radius_m, rel=0.01)


def test_polygon_holds_what_is_inside() -> None:
    assert in_polygon(Point(45.5, 0.5), SQUARE)
    assert not in_polygon(Point(46.5, 0.5), SQUARE)
    assert not in_polygon(Point(45.5, 1.5), SQUARE)


def test_polygon_does_not_hold_its_hole() -> None:
    assert not in_polygon(Point(45.5, 0.5), HOLED)
    assert in_polygon(Point(45.2, 0.2), HOLED)


def test_open_ring_is_read_like_a_closed_one() -> None:
    assert in_polygon(Point(45.5, 0.5), [SQUARE[0][:-1]])


def test_empty_polygon_holds_nothing() -> None:
    assert not in_polygon(Point(45.5, 0.5), [])


@given(st.floats(45.01, 45.99))
def test_border_belongs_to_one_of_two_neighbours(lat: float) -> None:
    east = [[[1.0, 45.0], [2.0, 45.0], [2.0, 46.0], [1.0, 46.0]]]
    assert [in_polygon(Point(lat, 1.0), polygon) for polygon in (SQUARE, east)].count(True) == 1


def test_zone_is_none_outside_every_zone() -> None:
    zones = [("west", SQUARE)]
    assert zone_at(Point(45.5, 0.5), zones) == "west"
    assert zone_at(Point(40.0, 0.5), zones) is None
