"""The street plan: the same for a seed, whole, and usable as addresses."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from shapely import LineString, Polygon, unary_union
from shapely import Point as Place

from sync.server.demo.plan_builder import build_plan
from sync.server.demo.plan_geojson import to_geojson
from sync.server.demo.plan_osm import to_osm
from sync.server.demo.skeleton import Rank
from sync.server.demo.street_plan import Cover, StreetPlan
from tests.server.demo.parts import SEED

_TYPES = (
    "rue|avenue|boulevard|place|quai|pont|passerelle|route|chemin|impasse|allée|clos|cour|ruelle|venelle|passage|"
    "square|sente|villa|hameau"
)
_ARTICLES = r"(?:de la |de l’|du |des |de |d’)?"
_WORD = r"[A-ZÉÈÊÂÎÔÇ0-9][\wÀ-ÿ’]*"
# A type in small letters, an article, then one complement whose words are joined by hyphens.
NAME = re.compile(rf"(?:{_TYPES}) {_ARTICLES}(?:La )?{_WORD}(?:-[\wÀ-ÿ’]+)*")


@pytest.fixture(scope="module")
def plan() -> StreetPlan:
    return build_plan(SEED)


def test_plan_is_equal_for_the_same_seed(plan: StreetPlan) -> None:
    assert build_plan.__wrapped__(SEED) == plan


def test_plan_differs_for_another_seed(plan: StreetPlan) -> None:
    assert build_plan(SEED + 1).streets != plan.streets


def test_sectors_cover_the_commune() -> None:
    plan = build_plan(SEED)
    whole = unary_union([Polygon(sector.outline) for sector in plan.sectors])
    boundary = Polygon(plan.boundary)
    assert boundary.symmetric_difference(whole).area < boundary.area * 1e-5


@pytest.mark.parametrize("seed", [SEED, 1, 2026])
def test_sectors_do_not_overlap(seed: int) -> None:
    shapes = {sector.name: Polygon(sector.outline) for sector in build_plan(seed).sectors}
    assert len(shapes) == 8
    overlaps = {(a, b): shapes[a].intersection(shapes[b]).area for a, b in combinations(shapes, 2)}
    assert max(overlaps.values()) < 1.0


def test_sectors_are_valid_polygons(plan: StreetPlan) -> None:
    assert all(Polygon(sector.outline).is_valid for sector in plan.sectors)


def test_town_has_what_a_town_has(plan: StreetPlan) -> None:
    ranks = {street.rank for street in plan.streets}
    assert ranks == set(Rank)
    assert 250 <= len(plan.streets) <= 450
    assert 4_500 <= len(plan.buildings) <= 9_000
    assert sum(street.rank is Rank.BRIDGE for street in plan.streets) == 3
    names = {mark.name for mark in plan.landmarks}
    assert {"mairie", "église Saint-Aubin", "halle du Marché", "gare de Saint-Aubin", "école Jules-Ferry"} <= names
    assert {Cover.WATER, Cover.PARK, Cover.WOOD, Cover.CEMETERY, Cover.PITCH} <= {a.cover for a in plan.areas}


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_street_names_are_typographically_right(seed: int) -> None:
    wrong = [street.name for street in build_plan(seed).streets if not NAME.fullmatch(street.name)]
    assert wrong == []


def test_street_names_are_never_given_twice(plan: StreetPlan) -> None:
    names = [street.name for street in plan.streets]
    assert len(names) == len(set(names))


def test_address_stands_on_its_side_of_the_street(plan: StreetPlan) -> None:
    street = plan.by_name["rue Nationale"]
    left = plan.nearest(*plan.address_at("rue Nationale", 11))
    right = plan.nearest(*plan.address_at("rue Nationale", 12))
    assert (left.street, left.number, right.number) == (street.name, 11, 12)
    assert street.width_m / 2 < left.distance_m < street.width_m / 2 + 6


def test_address_grows_along_the_street(plan: StreetPlan) -> None:
    along = [plan.nearest(*plan.address_at("boulevard Victor-Hugo", n)).along_m for n in (1, 11, 21, 31)]
    assert along == sorted(along)


def test_address_counts_metres_in_the_country(plan: StreetPlan) -> None:
    near = plan.nearest(*plan.address_at("route d’Angers", 401))
    assert near.street == "route d’Angers"
    assert near.along_m == pytest.approx(401, abs=2)


def test_address_is_refused_when_the_number_is_not_in_the_street(plan: StreetPlan) -> None:
    street = plan.by_name["rue du Bac"]
    with pytest.raises(ValueError):
        plan.address_at(street.name, street.last_number + 1)


def test_address_is_refused_when_the_street_is_not_in_town(plan: StreetPlan) -> None:
    with pytest.raises(KeyError):
        plan.address_at("rue de Nulle-Part", 1)


def test_nearest_finds_the_closest_street(plan: StreetPlan) -> None:
    lines = {street.name: LineString(street.line) for street in plan.streets}
    for x, y in ((10, 10), (-700, 300), (900, -300), (1500, 700), (-2000, -900)):
        near = plan.nearest_to((x, y))
        closest = min(line.distance(Place(x, y)) for line in lines.values())
        assert near.distance_m == pytest.approx(closest, abs=0.01)


def test_position_outside_the_commune_has_no_sector(plan: StreetPlan) -> None:
    assert plan.sector_at(48.8566, 2.3522) is None
    assert plan.sector_at(plan.frame.lat, plan.frame.long) == "Centre"


def test_crossings_are_shared_by_their_streets(plan: StreetPlan) -> None:
    assert len(plan.crossings) > 300
    crossing = next(c for c in plan.crossings if "pont Saint-Jean" in c.streets)
    for name in crossing.streets:
        assert LineString(plan.by_name[name].line).distance(Place(crossing.point)) < 0.2


def test_every_street_can_be_reached(plan: StreetPlan) -> None:
    reached, waiting = {"place de l’Église"}, ["place de l’Église"]
    beside: dict[str, set[str]] = {}
    for crossing in plan.crossings:
        for name in crossing.streets:
            beside.setdefault(name, set()).update(crossing.streets)
    while waiting:
        fresh = beside.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting.extend(fresh)
    assert {street.name for street in plan.streets} - reached == set()


def test_buildings_stand_clear_of_streets(plan: StreetPlan) -> None:
    roads = unary_union([LineString(s.line).buffer(s.width_m / 2 - 0.5, cap_style="flat") for s in plan.streets])
    houses = [Polygon(b.outline) for b in plan.buildings if b.street]
    assert sum(roads.intersects(house) for house in houses) == 0


def test_geojson_holds_every_layer_in_long_lat_order(plan: StreetPlan) -> None:
    collection = json.loads(json.dumps(to_geojson(plan)))
    layers = {feature["properties"]["layer"] for feature in collection["features"]}
    assert {"boundary", "sector", "area", "street", "railway", "river", "building", "landmark", "tree"} == layers
    ring = collection["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(-1 < long < 1 and 47 < lat < 48.5 for long, lat in ring)


def test_geojson_outer_rings_turn_anticlockwise(plan: StreetPlan) -> None:
    polygons = [f for f in to_geojson(plan)["features"] if f["geometry"]["type"] == "Polygon"]
    turns = [Polygon(f["geometry"]["coordinates"][0]).exterior.is_ccw for f in polygons]
    assert all(turns)


def test_osm_file_is_whole_and_shares_its_junctions(plan: StreetPlan) -> None:
    root = ET.fromstring(to_osm(plan))
    nodes = {node.get("id") for node in root.iter("node")}
    assert all(nd.get("ref") in nodes for nd in root.iter("nd"))
    tags = [{t.get("k"): t.get("v") for t in way.iter("tag")} for way in root.iter("way")]
    assert sum("highway" in tag for tag in tags) == len(plan.streets)
    assert sum("addr:housenumber" in tag for tag in tags) > 4_000
    assert {"natural", "landuse", "leisure", "railway", "waterway", "building"} <= {k for tag in tags for k in tag}
    uses: dict[str | None, int] = {}
    for way in root.iter("way"):
        if any(t.get("k") == "highway" for t in way.iter("tag")):
            for ref in {nd.get("ref") for nd in way.iter("nd")}:
                uses[ref] = uses.get(ref, 0) + 1
    assert sum(count > 1 for count in uses.values()) > 300
