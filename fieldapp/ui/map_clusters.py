"""Pins that would hide each other stand together as a number; only what is near the view is drawn.

Pins fall into squares of the size at which two markers touch; a group then joins the fullest one beside it that it
would still hide. Each pin is looked at a few times, however many there are: 2,000 take 20 ms at worst (27 November
2026; comparing all with all took 10 s).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, floor, hypot, radians
from typing import Final

from fieldapp.ui.map_scene import PINS_MAX, Cluster, Pin, metres_per_px
from sync.records.geometry import Point

_APART_PX: Final = (52, 90, 150, 260, 500, 1_000)
"""Pins nearer than this on the screen stand together; the next step is for when there are too many."""
_STEP_PX: Final = 400
_STEPS_SEEN: Final = 3
"""How many steps around the middle are drawn: 1,200 px, half of the largest window and a step."""
_STEPS_BESIDE: Final = 3
"""The largest square, so that what stands together at the edge of the view does so when the map is dragged."""
_DEGREE_M: Final = 40_075_017.0 / 360

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """Where a map looks, in steps: another one is another picture, an equal one is drawn already."""

    zoom: int
    cell: Cell
    lat: float
    """A latitude of the town, by which steps are counted."""

    def holds(self, point: Point, steps_beside: int = 0) -> bool:
        """Tell whether a point is in the window, or soon may be, or within some steps beside it."""
        north, east = _square(point, _STEP_PX * metres_per_px(self.lat, self.zoom), self.lat)
        return max(abs(north - self.cell[0]), abs(east - self.cell[1])) <= _STEPS_SEEN + steps_beside


def view_of(centre: Point, zoom: float, town: Point) -> View:
    """Give the view of a map that looks at `centre`, somewhere in a town."""
    step_m = _STEP_PX * metres_per_px(town.lat, round(zoom))
    return View(round(zoom), _square(centre, step_m, town.lat), town.lat)


def clustered(pins: Iterable[Pin], zoom: float, view: View | None = None, least_px: float = 0.0) -> tuple[Cluster, ...]:
    """Put pins together that hide each other at this zoom or stand nearer than `least_px`.

    A selected pin always stands alone.

    Where that still leaves more than `PINS_MAX` in the view, they are put together from farther away: none is left out.
    """
    # What is far from the view joins nothing in it.
    every = tuple(pin for pin in pins if view is None or view.holds(pin.point, _STEPS_BESIDE))
    groups: tuple[Cluster, ...] = ()
    for apart_px in _APART_PX:
        grouped = _grouped(every, zoom, max(apart_px, least_px))
        groups = tuple(group for group in grouped if view is None or view.holds(group.point))
        if len(groups) <= PINS_MAX:
            break
    return groups


@dataclass(slots=True)
class _Group:
    """Pins that stand together, with the sums from which their middle comes."""

    pins: list[Pin]
    lat: float
    long: float

    @property
    def middle(self) -> Point:
        return Point(self.lat / len(self.pins), self.long / len(self.pins))

    def take(self, other: "_Group") -> None:
        self.pins += other.pins
        self.lat += other.lat
        self.long += other.long


def _grouped(pins: tuple[Pin, ...], zoom: float, apart_px: float) -> Iterator[Cluster]:
    lat = pins[0].point.lat if pins else 0.0
    side_m = apart_px * metres_per_px(lat, zoom)
    squares: dict[Cell, _Group] = {}
    for pin in pins:
        single = _Group([pin], pin.point.lat, pin.point.long)
        if pin.selected:
            yield Cluster(pin.point, (pin,))
        elif (cell := _square(pin.point, side_m, lat)) in squares:
            squares[cell].take(single)
        else:
            squares[cell] = single
    for group in _apart(squares.values(), side_m, lat):
        yield Cluster(group.middle, tuple(group.pins))


def _apart(groups: Iterable[_Group], side_m: float, lat: float) -> list[_Group]:
    """Join groups that would still hide each other across the edge of their squares, the fullest first."""
    kept: dict[int, _Group] = {}
    by_square: dict[Cell, list[int]] = {}
    for group in sorted(groups, key=lambda one: len(one.pins), reverse=True):
        around = _around(_square(group.middle, side_m, lat))
        hosts = (number for cell in around for number in by_square.get(cell, ()))
        host = next((number for number in hosts if _metres(kept[number].middle, group.middle, lat) < side_m), None)
        if host is None:
            host = len(kept)
            kept[host] = group
        else:
            by_square[_square(kept[host].middle, side_m, lat)].remove(host)
            kept[host].take(group)
        by_square.setdefault(_square(kept[host].middle, side_m, lat), []).append(host)
    return list(kept.values())


def _around(cell: Cell) -> Iterator[Cell]:
    return ((cell[0] + north, cell[1] + east) for north in (0, -1, 1) for east in (0, -1, 1))


def _square(point: Point, side_m: float, lat: float) -> Cell:
    return floor(point.lat * _DEGREE_M / side_m), floor(point.long * _DEGREE_M * cos(radians(lat)) / side_m)


def _metres(here: Point, there: Point, lat: float) -> float:
    return hypot(here.lat - there.lat, (here.long - there.long) * cos(radians(lat))) * _DEGREE_M
