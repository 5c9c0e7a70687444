"""What is drawn of an extract: classes, holes, tunnels, borders, and on which side of a coast the sea lies."""

from pathlib import Path

import pytest
import shapely

from sync.records.geometry import Box
from sync.server.map.covers import Cover, Rank, cover_of, rank_of
from sync.server.map.extract import Position
from sync.server.map.ground import ground_of
from sync.server.map.outlines import Outline, sea_beside
from tests.server.map.extract_in_hand import Village, village

BOX = Box(0.0, 0.0, 1.0, 1.0)


def is_sea(outlines: list[Outline], position: Position) -> bool:
    return any(shapely.Polygon(o.ring, o.holes).contains(shapely.Point(position)) for o in outlines)


@pytest.mark.parametrize(
    ("tags", "cover"),
    [
        ({"building": "yes"}, Cover.BUILDING),
        ({"building": "school"}, Cover.PUBLIC),
        ({"building": "yes", "amenity": "townhall"}, Cover.PUBLIC),
        ({"building": "no"}, None),
        ({"natural": "water", "leisure": "park"}, Cover.WATER),
        ({"amenity": "parking", "parking": "underground"}, None),
        ({"highway": "pedestrian", "area": "yes"}, Cover.SQUARE),
        ({"highway": "pedestrian"}, None),
        ({"shop": "bakery"}, None),
    ],
)
def test_cover_is_told_by_the_tags(tags: dict[str, str], cover: Cover | None) -> None:
    assert cover_of(tags) is cover


@pytest.mark.parametrize(
    ("highway", "rank"),
    [
        ("trunk_link", Rank.MOTORWAY),
        ("residential", Rank.STREET),
        ("steps", Rank.STEPS),
        ("proposed", None),
        ("", None),
    ],
)
def test_rank_is_told_by_the_highway(highway: str, rank: Rank | None) -> None:
    assert rank_of({"highway": highway}) is rank


def test_village_is_sorted_out(tmp_path: Path) -> None:
    ground = ground_of(village().extract(tmp_path))
    assert sorted(area.cover.name for area in ground.areas) == ["BUILDING", "PARK", "WATER"]
    assert [road.rank for road in ground.roads] == [Rank.STREET, Rank.SECONDARY]
    assert len(ground.borders) == 1
    (pond,) = (area for area in ground.areas if area.cover is Cover.WATER)
    assert len(pond.outline.holes) == 1


def test_multipolygon_of_the_old_kind_takes_the_tags_of_its_outline(tmp_path: Path) -> None:
    made = Village()
    outer = made.area([(0, 0), (9, 0), (9, 9), (0, 9)], building="yes")
    inner = made.area([(3, 3), (6, 3), (6, 6), (3, 6)])
    made.relation([("way", outer, "outer"), ("way", inner, "inner")], type="multipolygon")
    (area,) = ground_of(made.extract(tmp_path)).areas
    assert area.cover is Cover.BUILDING
    assert len(area.outline.holes) == 1


def test_outline_in_pieces_is_joined_and_one_with_a_gap_is_left_out(tmp_path: Path) -> None:
    made = Village()
    half = made.way([(0, 0), (9, 0), (9, 9)])
    other = made.way([(9, 9), (0, 9), (0, 0)])
    made.relation([("way", half, "outer"), ("way", other, "outer")], type="multipolygon", natural="wood")
    made.relation([("way", half, "outer"), ("way", 77, "outer")], type="multipolygon", natural="water")
    assert [area.cover for area in ground_of(made.extract(tmp_path)).areas] == [Cover.WOOD]


@pytest.mark.parametrize(
    ("tags", "layer"),
    [
        ({"bridge": "yes"}, 1),
        ({"bridge": "yes", "layer": "2"}, 2),
        ({"tunnel": "yes"}, -1),
        ({"tunnel": "building_passage"}, 0),
        ({"layer": "-1"}, 0),
        ({"bridge": "yes", "layer": "much"}, 1),
        ({"bridge": "yes", "layer": "99999"}, 5),
    ],
)
def test_layer_of_a_road_is_that_of_its_bridge_or_tunnel(tmp_path: Path, tags: dict[str, str], layer: int) -> None:
    made = Village()
    made.way([(0, 0), (9, 0)], highway="residential", **tags)
    assert ground_of(made.extract(tmp_path)).roads[0].layer == layer


def test_sea_lies_to_the_right_of_the_coast() -> None:
    coast = [[(-0.5, 0.4), (0.5, 0.5), (1.5, 0.4)]]  # going east: land in the north, sea in the south
    assert is_sea(sea_beside(coast, BOX), (0.5, 0.2))
    assert not is_sea(sea_beside(coast, BOX), (0.5, 0.8))
    turned = [coast[0][::-1]]
    assert not is_sea(sea_beside(turned, BOX), (0.5, 0.2))
    assert is_sea(sea_beside(turned, BOX), (0.5, 0.8))


def test_island_is_land_and_a_sea_without_coast_is_none() -> None:
    island = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)]  # land on the left
    sea = sea_beside([island], BOX)
    assert is_sea(sea, (0.1, 0.1))
    assert not is_sea(sea, (0.5, 0.5))
    assert sea_beside([], BOX) == []


def test_coast_that_was_cut_is_led_to_the_side_of_the_box() -> None:
    pieces = [[(0.5, 0.5), (0.7, 0.5)], [(0.3, 0.5), (0.5, 0.5)]]
    sea = sea_beside(pieces, BOX)
    assert is_sea(sea, (0.05, 0.2))
    assert not is_sea(sea, (0.95, 0.8))
