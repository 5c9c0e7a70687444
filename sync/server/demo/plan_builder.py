"""Builds the street plan of Saint-Aubin-sur-Lisse from a seed: the one door of the drawing part."""

from dataclasses import replace
from functools import lru_cache

from shapely import LineString, Polygon

from sync.server.demo.chance import stream
from sync.server.demo.layout import Layout, NetStreet, lay_out
from sync.server.demo.plane import Frame, Line, Point
from sync.server.demo.plots import HABITS, PLOTS_M, Plots
from sync.server.demo.skeleton import RIVER_WIDTH_M, Rank
from sync.server.demo.street_plan import Area, Building, Cover, Landmark, Sector, Street, StreetPlan
from sync.server.demo.surroundings import (
    Grounds,
    build_farms,
    cover_ground,
    lay_grounds,
    plant_trees,
    square_buildings,
)

TOWN_NAME = "Saint-Aubin-sur-Lisse"
# The codes follow the form of the Sarthe and belong to no commune: its INSEE codes end at 72387.
INSEE_CODE = "72391"
POSTCODE = "72395"
FRAME = Frame(lat=47.7862, long=-0.1264)
SECTOR_CODES = {
    "Centre": "CENTRE",
    "La Gare": "GARE",
    "Les Hauts": "HAUTS",
    "Zone artisanale": "ZA",
    "Bords de Lisse": "LISSE",
    "Faubourg Saint-Jean": "STJEAN",
    "Le Gué": "GUE",
    "Beaulieu": "BEAULIEU",
}
RAIL_FREE_M = 9.0


@lru_cache(maxsize=4)
def build_plan(seed: int) -> StreetPlan:
    """Give the street plan of a seed; the same seed gives an equal plan."""
    layout = lay_out(seed)
    streets = tuple(_street(street) for street in layout.streets)
    by_name = {street.name: street for street in streets}
    grounds = lay_grounds(layout)
    on_squares = square_buildings(by_name)
    areas = cover_ground(layout, grounds, stream(seed, "woods"))
    plots = Plots(streets, _reserved(layout, grounds, areas), stream(seed, "plots"))
    for building in (*on_squares, *grounds.buildings):
        plots.place(building)
    for street in sorted(streets, key=lambda s: list(Rank).index(s.rank)):
        plots.build_along(street)
    farms = build_farms(layout, plots, stream(seed, "farms"))
    plan = StreetPlan(
        name=TOWN_NAME,
        insee_code=INSEE_CODE,
        postcode=POSTCODE,
        frame=FRAME,
        boundary=_outline(layout.ground.boundary),
        sectors=tuple(
            Sector(name, SECTOR_CODES[name], _outline(shape)) for name, shape in layout.ground.sectors.items()
        ),
        streets=streets,
        buildings=tuple(plots.buildings),
        areas=areas,
        landmarks=(),
        trees=plant_trees(layout, stream(seed, "trees")),
        river=_rounded(layout.ground.river),
        railway=_rounded(layout.ground.railway),
    )
    return _with_landmarks(plan, _marks(on_squares, grounds, farms))


def _street(street: NetStreet) -> Street:
    plot_m = PLOTS_M[HABITS[street.sector].use]
    if street.rank in (Rank.RURAL, Rank.TRACK, Rank.FOOTPATH):
        plot_m = 0.0
    return Street(street.name, street.rank, _rounded(street.line), street.sector, plot_m)


def _reserved(layout: Layout, grounds: Grounds, areas: tuple[Area, ...]) -> list[Polygon]:
    """Give the ground on which no house may stand."""
    kept = {Cover.WATER, Cover.PARK, Cover.SQUARE, Cover.PITCH, Cover.CAMPSITE, Cover.WOOD}
    shapes = [Polygon(area.outline) for area in areas if area.cover in kept]
    shapes.extend(Polygon(area.outline) for area in grounds.areas)
    shapes.append(LineString(layout.ground.railway).buffer(RAIL_FREE_M))
    shapes.append(LineString(layout.ground.river).buffer(RIVER_WIDTH_M / 2 + 4))
    return shapes


def _marks(on_squares: list[Building], grounds: Grounds, farms: dict[str, Point]) -> dict[str, Point]:
    marks = {str(building.name): _middle(building.outline) for building in on_squares}
    return {**marks, **grounds.marks, **farms}


def _with_landmarks(plan: StreetPlan, marks: dict[str, Point]) -> StreetPlan:
    landmarks = []
    for name, point in marks.items():
        near = plan.nearest_to(point)
        sector = plan.sector_at(*plan.frame.to_lat_long(point)) or plan.by_name[near.street].sector
        landmarks.append(Landmark(name, (round(point[0], 2), round(point[1], 2)), near.street, near.number, sector))
    return replace(plan, landmarks=tuple(landmarks))


def _middle(outline: Line) -> Point:
    return sum(p[0] for p in outline[:-1]) / (len(outline) - 1), sum(p[1] for p in outline[:-1]) / (len(outline) - 1)


def _outline(shape: Polygon) -> Line:
    return _rounded(tuple((x, y) for x, y in shape.exterior.coords))


def _rounded(line: Line) -> Line:
    """Round to the centimetre: a point that two lines share stays shared."""
    return tuple((round(x, 2), round(y, 2)) for x, y in line)
