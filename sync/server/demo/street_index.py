"""A grid over the streets that answers "which street is nearest" without measuring all of them."""

import math
from itertools import pairwise

from sync.server.demo.plane import Line, Point, foot_on

CELL_M = 60.0
RINGS_MAX = 120  # 7 km: more than the commune is wide

Cell = tuple[int, int]


class StreetIndex:
    """The streets by the grid cells that their lines cross."""

    def __init__(self, lines: list[Line]) -> None:
        self._cells: dict[Cell, list[tuple[int, Line]]] = {}
        for i, line in enumerate(lines):
            for a, b in pairwise(line):
                for cell in _cells_of(a, b):
                    self._cells.setdefault(cell, []).append((i, (a, b)))

    def nearest(self, point: Point) -> int:
        """Give the number of the line that is nearest to a point."""
        centre = _cell(point)
        best, best_m = -1, math.inf
        for ring in range(RINGS_MAX):
            if best_m <= (ring - 1) * CELL_M:
                break
            for cell in _ring(centre, ring):
                for i, piece in self._cells.get(cell, ()):
                    away = foot_on(piece, point).distance_m
                    if away < best_m:
                        best, best_m = i, away
        assert best >= 0, "a plan has streets within reach of every point"
        return best


def _cell(point: Point) -> Cell:
    return math.floor(point[0] / CELL_M), math.floor(point[1] / CELL_M)


def _cells_of(a: Point, b: Point) -> list[Cell]:
    """Give every cell of the box around a short piece of line."""
    (c0, r0), (c1, r1) = _cell(a), _cell(b)
    columns = range(min(c0, c1), max(c0, c1) + 1)
    return [(column, row) for column in columns for row in range(min(r0, r1), max(r0, r1) + 1)]


def _ring(centre: Cell, radius: int) -> list[Cell]:
    """Give the cells at exactly this distance (in cells, diagonals included) of a cell."""
    column, row = centre
    span = range(-radius, radius + 1)
    if radius == 0:
        return [centre]
    rows = [(column + d, row + side) for d in span for side in (-radius, radius)]
    columns = [(column + side, row + d) for d in span if abs(d) < radius for side in (-radius, radius)]
    return rows + columns
