"""« Le plus proche d'abord »: a short way through places, computed where one stands, without a network.

Greedy nearest neighbour from the start, then two exchanges until neither shortens the way: 2-opt uncrosses two legs
by turning round what lies between them (Croes, A method for solving traveling-salesman problems, 1958), and a place
that greedy left behind is moved to where one passes (Or, 1976, with one place). The way is open: it ends at its last
place and does not come back. Distances are as the crow flies: the streets of one sector change little about them.

Pure: the same places give the same way on every device, ties are broken by the order in which they came.
"""

from collections.abc import Sequence
from itertools import pairwise

from sync.records.geometry import Point, metres_between

PASSES_MAX = 30
"""Passes of both; thirty places settle within six, and an unfinished way is still a good one."""
_SHORTER_BY_M = 0.01
"""Less is rounding: two ways of one length would be exchanged for ever."""

_Metres = Sequence[Sequence[float]]


def nearest_first(start: Point | None, places: Sequence[Point | None]) -> tuple[int, ...]:
    """Give a short way from `start` as indices of `places`; those without a position come last.

    With no start the way begins at the first place: that is where the list says to begin.
    """
    placed = [index for index, place in enumerate(places) if place is not None]
    lost = [index for index, place in enumerate(places) if place is None]
    points = [place for place in places if place is not None]
    if not points:
        return tuple(lost)
    if start is None:
        start = points[0]
    # Row 0 is where one sets out; the places follow from 1 on.
    every = [start, *points]
    metres = [[metres_between(one, other) for other in every] for one in every]
    way = _improved(_greedy(metres), metres)
    return (*(placed[stop - 1] for stop in way[1:]), *lost)


def way_metres(start: Point | None, places: Sequence[Point | None]) -> float:
    """Give the length of the way through places as they stand, as the crow flies."""
    points = [point for point in (start, *places) if point is not None]
    return sum(metres_between(one, other) for one, other in pairwise(points))


def _greedy(metres: _Metres) -> list[int]:
    way, left = [0], list(range(1, len(metres)))
    while left:
        nearest = min(left, key=lambda place: (metres[way[-1]][place], place))
        way.append(nearest)
        left.remove(nearest)
    return way


def _improved(way: list[int], metres: _Metres) -> list[int]:
    for _ in range(PASSES_MAX):
        turned = _turned(way, metres)
        if not (_moved(way, metres) or turned):
            break
    return way


def _turned(way: list[int], metres: _Metres) -> bool:
    """Turn round every stretch whose turning shortens the way, in place; say whether one did."""
    shorter = False
    for first in range(1, len(way) - 1):
        for last in range(first + 1, len(way)):
            if _gain(way, metres, first, last) > _SHORTER_BY_M:
                way[first : last + 1] = reversed(way[first : last + 1])
                shorter = True
    return shorter


def _gain(way: Sequence[int], metres: _Metres, first: int, last: int) -> float:
    """Give how many metres it saves to walk the stretch from `first` to `last` the other way round."""
    before, begin, end = way[first - 1], way[first], way[last]
    gain = metres[before][begin] - metres[before][end]
    if last + 1 < len(way):
        after = way[last + 1]
        gain += metres[end][after] - metres[begin][after]
    return gain


def _moved(way: list[int], metres: _Metres) -> bool:
    """Move every place to where it costs least, in place; say whether one was moved."""
    shorter = False
    for place in way[1:]:
        at = way.index(place)
        rest = way[:at] + way[at + 1 :]
        stays = _detour(rest, metres, place, at)
        best = min(range(1, len(way)), key=lambda to: _detour(rest, metres, place, to))
        if stays - _detour(rest, metres, place, best) > _SHORTER_BY_M:
            way[:] = [*rest[:best], place, *rest[best:]]
            shorter = True
    return shorter


def _detour(way: Sequence[int], metres: _Metres, place: int, at: int) -> float:
    """Give how many metres longer a way gets when this place stands at this index of it."""
    before = way[at - 1]
    if at == len(way):
        return metres[before][place]
    return metres[before][place] + metres[place][way[at]] - metres[before][way[at]]
