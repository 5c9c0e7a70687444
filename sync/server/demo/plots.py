"""Houses along the streets: rows in the centre, gardens in the estates, sheds in the craft zone."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from shapely import LineString, Polygon, prepare, unary_union

from sync.server.demo.plane import Line, Point, beside, point_at
from sync.server.demo.skeleton import Rank
from sync.server.demo.street_plan import Building, Street, Use

CELL_M = 40.0
BUILDINGS_MAX = 9_000
_WITHOUT_HOUSES = frozenset({Rank.FOOTPATH, Rank.BRIDGE, Rank.TRACK})


@dataclass(frozen=True)
class Habit:
    """How people build in one part of the town, in metres (low, high)."""

    use: Use
    front_m: tuple[float, float]
    deep_m: tuple[float, float]
    set_back_m: tuple[float, float]
    gap_m: tuple[float, float]
    gap_share: float = 1.0
    empty_share: float = 0.03


_ROWS = Habit(Use.ROW, (6.5, 11), (9, 13), (0.2, 0.8), (3, 6), gap_share=0.08, empty_share=0.02)
_TOWN = Habit(Use.ROW, (9, 16), (9, 13), (1.5, 4), (3, 7), gap_share=0.55, empty_share=0.12)
_GARDENS = Habit(Use.HOUSE, (10, 15), (8, 11), (5, 8), (7, 13), empty_share=0.08)
_SHEDS = Habit(Use.SHED, (24, 46), (22, 44), (9, 14), (14, 26), empty_share=0.12)
_COUNTRY = Habit(Use.HOUSE, (11, 16), (9, 12), (8, 16), (18, 60), empty_share=0.45)
HABITS: dict[str, Habit] = {
    "Centre": _ROWS,
    "La Gare": _TOWN,
    "Faubourg Saint-Jean": _TOWN,
    "Le Gué": _GARDENS,
    "Beaulieu": _GARDENS,
    "Les Hauts": _GARDENS,
    "Bords de Lisse": _GARDENS,
    "Zone artisanale": _SHEDS,
}
PLOTS_M: dict[Use, float] = {Use.ROW: 9.0, Use.HOUSE: 18.0, Use.SHED: 34.0}


class Plots:
    """The buildings of a town, none of which touches another, a street or reserved ground."""

    def __init__(self, streets: tuple[Street, ...], reserved: list[Polygon], rng: random.Random) -> None:
        ways = [LineString(s.line).buffer(s.width_m / 2 - 0.2, cap_style="flat") for s in streets]
        self._closed = unary_union([*ways, *reserved])
        prepare(self._closed)
        self._cells: dict[tuple[int, int], list[Polygon]] = {}
        self._rng = rng
        self.buildings: list[Building] = []

    def build_along(self, street: Street) -> None:
        """Build on both sides of a street."""
        if street.rank in _WITHOUT_HOUSES:
            return
        habit = _COUNTRY if street.rank is Rank.RURAL else HABITS[street.sector]
        sides = (1,) if street.rank is Rank.SQUARE else (1, -1)
        for side in sides:
            for along, front in self._fronts(street.length_m, habit):
                self._try(street, habit, side, along, front)

    def place(self, building: Building) -> bool:
        """Put up one building if its ground is free; say whether it was."""
        shape = Polygon(building.outline)
        cells = list(_cells(shape))
        if any(shape.intersects(other) for cell in cells for other in self._cells.get(cell, ())):
            return False
        if len(self.buildings) >= BUILDINGS_MAX:
            return False
        for cell in cells:
            self._cells.setdefault(cell, []).append(shape.buffer(-0.1))
        self.buildings.append(building)
        return True

    def _fronts(self, length_m: float, habit: Habit) -> Iterator[tuple[float, float]]:
        """Walk along a street: where each front begins, and how wide it is."""
        rng, along = self._rng, 5.0
        while along < length_m - 6:
            front = rng.uniform(*habit.front_m)
            if rng.random() >= habit.empty_share:
                yield along, front
            gap = rng.uniform(*habit.gap_m) if rng.random() < habit.gap_share else 0.0
            along += front + gap

    def _try(self, street: Street, habit: Habit, side: int, along: float, front: float) -> None:
        near = street.width_m / 2 + self._rng.uniform(*habit.set_back_m)
        deep = self._rng.uniform(*habit.deep_m)
        end = min(along + front, street.length_m)
        outline = _rectangle(street.line, (along + end) / 2, end - along, (side * near, side * (near + deep)))
        if self._closed.intersects(Polygon(outline)):
            return
        number = street.number_at((along + end) / 2, side)
        self.place(Building(outline, habit.use, None, street.name, number))


def _rectangle(line: Line, along_m: float, front_m: float, depth_m: tuple[float, float]) -> Line:
    """Draw a building square to its street at a distance along it, between two distances to its left."""
    _, (ux, uy) = point_at(line, along_m)
    a, b = beside(line, along_m, depth_m[0]), beside(line, along_m, depth_m[1])
    half = front_m / 2
    corners: list[Point] = [
        (a[0] - ux * half, a[1] - uy * half),
        (a[0] + ux * half, a[1] + uy * half),
        (b[0] + ux * half, b[1] + uy * half),
        (b[0] - ux * half, b[1] - uy * half),
    ]
    return tuple((round(x, 2), round(y, 2)) for x, y in [*corners, corners[0]])


def rectangle_around(centre: Point, unit: Point, front_m: float, deep_m: float) -> Line:
    """Draw a rectangle by its centre and the direction of its front."""
    line = ((centre[0] - unit[0], centre[1] - unit[1]), (centre[0] + unit[0], centre[1] + unit[1]))
    return _rectangle(line, 1.0, front_m, (-deep_m / 2, deep_m / 2))


def _cells(shape: Polygon) -> Iterator[tuple[int, int]]:
    west, south, east, north = shape.bounds
    for column in range(int(west // CELL_M), int(east // CELL_M) + 1):
        for row in range(int(south // CELL_M), int(north // CELL_M) + 1):
            yield column, row
