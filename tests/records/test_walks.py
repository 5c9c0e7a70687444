"""« Le plus proche d'abord »: every place once, no longer than the greedy way, as short as any on small lists."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.records.geometry import Point
from sync.records.walks import nearest_first, way_metres

HERE = Point(45.75, 4.85)
points = st.builds(Point, st.floats(45.74, 45.76), st.floats(4.84, 4.86))


def along(*metres: float) -> list[Point]:
    """Give places on a street that runs north from where one stands, so many metres away."""
    return [Point(HERE.lat + one / 111_195, HERE.long) for one in metres]


def ordered(start: Point | None, places: list[Point | None]) -> list[Point | None]:
    """Give the places in the order of the way."""
    return [places[index] for index in nearest_first(start, places)]


def test_nearest_comes_first_along_a_street() -> None:
    assert nearest_first(HERE, along(300, 100, 400, 200)) == (1, 3, 0, 2)


def test_way_starts_at_the_first_place_when_no_position_is_known() -> None:
    assert nearest_first(None, along(300, 100, 350, 200)) == (0, 2, 3, 1)


def test_places_without_a_position_come_last_in_the_order_they_had() -> None:
    far, near = along(300, 100)
    assert nearest_first(HERE, [None, far, None, near]) == (3, 1, 0, 2)
    assert nearest_first(None, [None, None]) == (0, 1)
    assert nearest_first(HERE, []) == ()


def test_legs_that_cross_are_uncrossed() -> None:
    # Greedy leaves the place behind one's back for the end; turning the whole way round saves the long way back.
    places = along(100, -110, 200, 300)
    assert greedy_way(HERE, places) == [places[0], places[2], places[3], places[1]]
    assert ordered(HERE, list(places)) == [places[1], places[0], places[2], places[3]]


@given(st.lists(points, max_size=12), st.one_of(st.none(), st.just(HERE)))
def test_every_place_is_visited_once_and_the_way_is_no_longer_than_as_listed(
    places: list[Point], start: Point | None
) -> None:
    way = nearest_first(start, places)
    assert sorted(way) == list(range(len(places)))
    first = places[0] if start is None and places else start
    greedy = greedy_way(first, places)
    assert way_metres(first, [places[index] for index in way]) <= way_metres(first, greedy) + 0.1


@given(st.lists(points, min_size=2, max_size=12))
def test_same_places_give_the_same_way(places: list[Point]) -> None:
    assert nearest_first(HERE, places) == nearest_first(HERE, list(places))


@settings(max_examples=40)
@given(st.lists(points, min_size=2, max_size=6))
def test_way_is_near_the_shortest_there_is(places: list[Point]) -> None:
    best = min(way_metres(HERE, way) for way in permutations(places))
    found = way_metres(HERE, ordered(HERE, list(places)))
    assert found <= best * 1.35 + 1


def test_day_on_foot_is_ordered_within_the_passes() -> None:
    places = [Point(45.75 + (7 * n % 30) / 1_000, 4.85 + (11 * n % 30) / 1_000) for n in range(60)]
    way = nearest_first(HERE, places)
    assert sorted(way) == list(range(60))
    assert way_metres(HERE, [places[index] for index in way]) < way_metres(HERE, places) / 3


def greedy_way(start: Point | None, places: list[Point]) -> list[Point]:
    """Give the way of the greedy walk alone."""
    here, left, way = start, list(places), list[Point]()
    while left and here is not None:
        here = min(left, key=lambda place: way_metres(here, [place]))
        left.remove(here)
        way.append(here)
    return way
