"""What is neither street nor house: landmarks and their grounds, woods, fields, farms, trees, water."""

import math
import random
from dataclasses import dataclass

from shapely import LineString, Polygon, unary_union
from shapely import Point as Place

from sync.server.demo.layout import Layout
from sync.server.demo.plane import Line, Point, beside, length_of, point_at
from sync.server.demo.plots import Plots, rectangle_around
from sync.server.demo.skeleton import RIVER_NAME, RIVER_WIDTH_M, Rank
from sync.server.demo.street_plan import Area, Building, Cover, Street, Use

GROUNDS_FREE_M = 7.0
TREE_EVERY_M = 14.0
PARK_TREES = 160
MEADOW_M = 170.0
TREES_MAX = 2_000
WOOD_CORNERS = 26


@dataclass(frozen=True)
class Institution:
    """A place of the town that has its own ground; sizes in metres, ground in square metres."""

    name: str
    mark: Point
    use: Use
    cover: Cover | None
    ground_m2: float
    front_m: float
    deep_m: float


INSTITUTIONS: tuple[Institution, ...] = (
    Institution("école Jules-Ferry", (-220, 215), Use.SCHOOL, Cover.SCHOOL_GROUNDS, 4200, 44, 13),
    Institution("école maternelle Les Capucines", (-60, 1290), Use.SCHOOL, Cover.SCHOOL_GROUNDS, 5200, 46, 16),
    Institution("groupe scolaire Jacques-Prévert", (-1130, -90), Use.SCHOOL, Cover.SCHOOL_GROUNDS, 7800, 60, 17),
    Institution("collège Simone-Veil", (330, -1030), Use.SCHOOL, Cover.SCHOOL_GROUNDS, 14500, 84, 20),
    Institution("crèche Les P’tits Loups", (420, 500), Use.SCHOOL, Cover.SCHOOL_GROUNDS, 1900, 26, 13),
    Institution("médiathèque George-Sand", (250, 170), Use.PUBLIC, Cover.PARK, 2600, 38, 22),
    Institution("salle des fêtes", (-640, 330), Use.PUBLIC, None, 4200, 42, 26),
    Institution("gymnase Alice-Milliat", (140, -1060), Use.PUBLIC, None, 5000, 46, 30),
    Institution("centre technique municipal", (1290, 470), Use.PUBLIC, Cover.WORKSHOPS, 15000, 70, 26),
    Institution("déchetterie", (1640, 640), Use.PUBLIC, Cover.WORKSHOPS, 8000, 24, 12),
    Institution("caserne des pompiers", (700, 420), Use.PUBLIC, None, 5200, 40, 18),
    Institution("gendarmerie", (-700, 180), Use.PUBLIC, None, 3600, 34, 14),
    Institution("résidence autonomie Les Tilleuls", (-1040, 380), Use.PUBLIC, Cover.PARK, 6500, 58, 16),
    Institution("centre hospitalier", (-360, 480), Use.PUBLIC, None, 11000, 76, 22),
    Institution("cimetière Saint-Jean", (-520, -960), Use.PUBLIC, Cover.CEMETERY, 12500, 9, 7),
    Institution("bureau de poste", (300, 60), Use.PUBLIC, None, 900, 22, 14),
    Institution("square Louise-Michel", (-300, -230), Use.PUBLIC, Cover.PARK, 2400, 5, 4),
    Institution("square des Cheminots", (300, 590), Use.PUBLIC, Cover.PARK, 2600, 5, 4),
    Institution("jardin du Calvaire", (-250, -770), Use.PUBLIC, Cover.PARK, 4600, 5, 4),
    Institution("aire de jeux des Coteaux", (700, 1260), Use.PUBLIC, Cover.PLAYGROUND, 2800, 5, 4),
    Institution("aire de jeux de Beaulieu", (-1080, 150), Use.PUBLIC, Cover.PLAYGROUND, 2300, 5, 4),
)
WOODS: tuple[tuple[str | None, Point, float], ...] = (
    ("bois de la Garenne", (1520, 1330), 260), ("bois Clair", (-1720, -1340), 230),
    ("bois des Landes", (1500, -1720), 170), ("bois du Petit-Buisson", (-300, 1990), 200),
    ("bois de la Métairie", (-2180, 720), 210), (None, (-1380, 1690), 130), (None, (2180, -120), 150),
    (None, (-1950, -250), 120), (None, (500, -1720), 130),
)  # fmt: skip
FARMS: tuple[tuple[str, Point], ...] = (
    ("la Métairie", (-2060, 470)), ("les Hautes-Terres", (1330, 1660)), ("la Croix-Blanche", (1800, -340)),
    ("le Petit-Buisson", (-40, 1900)), ("les Landes", (1260, -1710)), ("la Fontaine", (120, -1700)),
    ("les Vallées", (-1560, -1150)), ("la Garenne", (1700, 1080)),
)  # fmt: skip


@dataclass(frozen=True)
class Grounds:
    """Where the institutions stand, before any house is built."""

    areas: tuple[Area, ...]
    buildings: tuple[Building, ...]
    marks: dict[str, Point]


def lay_grounds(layout: Layout) -> Grounds:
    """Give each institution a ground in the block nearest to its mark, and its main building."""
    free = [block.buffer(-GROUNDS_FREE_M) for _, block in layout.blocks]
    areas: list[Area] = []
    buildings: list[Building] = []
    marks: dict[str, Point] = {}
    for one in INSTITUTIONS:
        mark = Place(layout.ground.place(one.mark))
        need = one.ground_m2
        fitting = [i for i, block in enumerate(free) if block.area >= need * 0.9]
        chosen = min(fitting, key=lambda i: (float(free[i].distance(mark)), i))
        ground = _piece(free[chosen], mark, need)
        free[chosen] = free[chosen].difference(ground.buffer(3))
        if free[chosen].geom_type != "Polygon":
            free[chosen] = max(free[chosen].geoms, key=lambda part: part.area, default=Polygon())
        house = _main_building(ground, one)
        buildings.append(Building(house, one.use, one.name))
        marks[one.name] = _centre(house)
        if one.cover is not None:
            areas.append(Area(_outline(ground), one.cover, one.name))
    return Grounds(tuple(areas), tuple(buildings), marks)


def _piece(block: Polygon, mark: Place, need_m2: float) -> Polygon:
    """Cut a rectangle of about this size out of a block, square to the block's long side."""
    if block.area < need_m2 * 1.35:
        return block
    heart = block.exterior.interpolate(block.exterior.project(mark)) if not block.contains(mark) else mark
    corners = list(block.minimum_rotated_rectangle.exterior.coords)
    dx, dy = corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]
    size = math.hypot(dx, dy)
    side = math.sqrt(need_m2)
    for grow in (1.0, 1.3, 1.7, 2.2, 3.0):
        square = Polygon(rectangle_around((heart.x, heart.y), (dx / size, dy / size), side * grow, side * grow))
        piece = square.intersection(block)
        if piece.geom_type == "Polygon" and piece.area >= need_m2 * 0.85:
            return piece
    return block


def _main_building(ground: Polygon, one: Institution) -> Line:
    """Put the main building in the middle of its ground, along the ground's long side."""
    corners = list(ground.minimum_rotated_rectangle.exterior.coords)
    sides = [(corners[i], corners[i + 1]) for i in (0, 1)]
    a, b = max(sides, key=lambda side: math.dist(*side))
    unit = ((b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b))
    inside = ground.representative_point()
    heart = ground.centroid if ground.contains(ground.centroid) else inside
    shrink = 1.0
    while shrink > 0.4:
        outline = rectangle_around((heart.x, heart.y), unit, one.front_m * shrink, one.deep_m * shrink)
        if ground.contains(Polygon(outline)):
            return outline
        shrink -= 0.15
    return rectangle_around((heart.x, heart.y), unit, one.front_m * 0.4, one.deep_m * 0.4)


def square_buildings(streets: dict[str, Street]) -> list[Building]:
    """Put up the church, the covered market, the town hall and the station, each on its square."""
    church, market = streets["place de l’Église"], streets["place du Marché"]
    hall, station = streets["place de la République"], streets["place de la Gare"]
    return [
        Building(_on_square(church, 0.0, 34, 17), Use.CHURCH, "église Saint-Aubin"),
        Building(_on_square(market, 0.0, 38, 22), Use.MARKET, "halle du Marché"),
        Building(_at_edge(hall, 0, 40, 15), Use.PUBLIC, "mairie"),
        Building(_at_edge(station, 2, 62, 13), Use.STATION, "gare de Saint-Aubin"),
    ]


def _on_square(square: Street, turn: float, front_m: float, deep_m: float) -> Line:
    shape = Polygon(square.line)
    _, unit = point_at(square.line, turn)
    return rectangle_around((shape.centroid.x, shape.centroid.y), unit, front_m, deep_m)


def _at_edge(square: Street, edge: int, front_m: float, deep_m: float) -> Line:
    """Put a building outside a square, along the middle of one of its sides."""
    shape = Polygon(square.line)
    corners = list(shape.minimum_rotated_rectangle.exterior.coords)
    sides = sorted(((corners[i], corners[i + 1]) for i in range(4)), key=lambda s: -(s[0][1] + s[1][1]))
    a, b = sides[0] if edge in (0, 2) else sides[edge]
    unit = ((b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b))
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    away = (middle[0] - shape.centroid.x, middle[1] - shape.centroid.y)
    off = (deep_m / 2 + square.width_m / 2 + 1.5) / math.hypot(*away)
    return rectangle_around((middle[0] + away[0] * off, middle[1] + away[1] * off), unit, front_m, deep_m)


def cover_ground(layout: Layout, grounds: Grounds, rng: random.Random) -> tuple[Area, ...]:
    """Give the ground its covers: water, park, homes, workshops, sports, woods, fields."""
    ground = layout.ground
    river = LineString(ground.river).buffer(RIVER_WIDTH_M / 2, cap_style="flat").intersection(ground.boundary)
    town = unary_union([block.buffer(8) for _, block in layout.blocks] + [layout.park])
    flooded = LineString(ground.river).buffer(MEADOW_M).intersection(ground.boundary).difference(town)
    covers = [Area(_outline(ground.boundary), Cover.FIELD)]
    covers.extend(Area(_outline(part), Cover.MEADOW) for part in _large_parts(flooded, 3_000))
    covers.append(Area(_outline(river), Cover.WATER, RIVER_NAME))
    covers.append(Area(_outline(layout.park), Cover.PARK, "parc de la Lisse"))
    for sector, block in layout.blocks:
        cover = Cover.WORKSHOPS if sector == "Zone artisanale" else Cover.HOMES
        if not block.contains(Place(ground.place((860, -400)))):
            covers.append(Area(_outline(block), cover))
    covers.extend(_sports(layout))
    squares = [road for road in ground.roads if road.rank is Rank.SQUARE]
    covers.extend(Area(_outline(Polygon(road.line)), Cover.SQUARE, road.name) for road in squares)
    covers.extend(grounds.areas)
    roads = unary_union([LineString(s.line).buffer(9) for s in layout.streets])
    free = ground.boundary.difference(unary_union([town, river.buffer(15), roads]))
    covers.extend(_woods(layout, free, rng))
    return tuple(covers)


def _sports(layout: Layout) -> list[Area]:
    """Lay pitches, the pool and the campsite in the meadows of the south bank."""
    place = layout.ground.place
    found = []
    for name, cover, mark, front, deep in (
        ("stade municipal", Cover.PITCH, (640, -425), 105, 66),
        ("terrain d’entraînement", Cover.PITCH, (780, -375), 92, 58),
        ("courts de tennis", Cover.PITCH, (905, -330), 70, 36),
        ("camping de la Lisse", Cover.CAMPSITE, (1110, -240), 150, 110),
    ):
        line = rectangle_around(place(mark), (math.cos(0.42), math.sin(0.42)), front, deep)
        found.append(Area(line, cover, name))
    return found


def _woods(layout: Layout, free: Polygon, rng: random.Random) -> list[Area]:
    found: list[Area] = []
    for name, mark, radius in WOODS:
        blob = _blob(layout.ground.place(mark), radius, rng).intersection(free)
        found.extend(Area(_outline(part), Cover.WOOD, name) for part in _large_parts(blob, 2_000))
    return found


def _large_parts(shape: Polygon, least_m2: float) -> list[Polygon]:
    """Give the parts of a shape that are worth drawing, the largest first."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return [part for part in sorted(parts, key=lambda p: -p.area) if part.area > least_m2]


def _blob(centre: Point, radius_m: float, rng: random.Random) -> Polygon:
    """Draw the ragged edge of a wood around its centre."""
    waves = [(k, rng.uniform(0, math.tau), rng.uniform(0.04, 0.2) / k**0.5) for k in (2, 3, 5, 7)]
    points = []
    for i in range(WOOD_CORNERS):
        turn = i * math.tau / WOOD_CORNERS
        away = radius_m * (1 + sum(size * math.sin(k * turn + phase) for k, phase, size in waves))
        points.append((centre[0] + away * math.cos(turn), centre[1] + away * math.sin(turn)))
    return Polygon(points)


def build_farms(layout: Layout, plots: Plots, rng: random.Random) -> dict[str, Point]:
    """Build the farms of the country; give their places by name."""
    marks: dict[str, Point] = {}
    for name, mark in FARMS:
        x, y = layout.ground.place(mark)
        turn = rng.uniform(0, math.pi)
        unit = (math.cos(turn), math.sin(turn))
        marks[name] = (x, y)
        for dx, dy, front, deep in ((0, 0, 22, 10), (26, 14, 30, 14), (-4, 30, 18, 9)):
            at = (x + dx * unit[0] - dy * unit[1], y + dx * unit[1] + dy * unit[0])
            plots.place(Building(rectangle_around(at, unit, front, deep), Use.FARM, name if dx == 0 else None))
    return marks


def plant_trees(layout: Layout, rng: random.Random) -> tuple[Point, ...]:
    """Plant the trees of the boulevards, the squares and the park."""
    trees: list[Point] = []
    for street in layout.streets:
        if street.rank is Rank.BOULEVARD or street.name.startswith(("avenue", "place")):
            from_axis = 6.2 if street.rank is Rank.BOULEVARD else 4.4
            trees.extend(_row(street.line, -from_axis))
            # On the left of a square stand the houses.
            trees.extend(_row(street.line, from_axis) if street.rank is not Rank.SQUARE else ())
    west, south, east, north = layout.park.bounds
    inner = layout.park.buffer(-8)
    for _ in range(PARK_TREES * 3):
        point = (rng.uniform(west, east), rng.uniform(south, north))
        if len(trees) < TREES_MAX and inner.contains(Place(point)):
            trees.append(point)
    return tuple((round(x, 1), round(y, 1)) for x, y in trees)


def _row(line: Line, left_m: float) -> list[Point]:
    return [beside(line, i * TREE_EVERY_M, left_m) for i in range(1, int(length_of(line) / TREE_EVERY_M))]


def _outline(shape: Polygon) -> Line:
    if shape.geom_type != "Polygon":
        shape = max(shape.geoms, key=lambda part: part.area)
    return tuple((round(x, 2), round(y, 2)) for x, y in shape.exterior.coords)


def _centre(outline: Line) -> Point:
    return sum(p[0] for p in outline[:-1]) / 4, sum(p[1] for p in outline[:-1]) / 4
