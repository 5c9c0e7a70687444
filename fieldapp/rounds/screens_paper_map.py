"""The small map on a round's sheet: sectors, the way, numbers; drawn from what the device holds, without tiles."""

from collections.abc import Callable, Sequence
from math import cos, radians
from typing import Final

from fieldapp.replica.ground import Ground
from fieldapp.rounds.queries import Stop
from fieldapp.rounds.screens_map import way_points
from fieldapp.rounds.screens_paper_ink import Ink
from fieldapp.ui.i18n import Words, distance
from fieldapp.ui.tokens import LIGHT, Face, Role
from sync.records.geometry import Point

_EDGE: Final = 26.0
"""Room between the outermost pin and the frame."""
_SPAN_MIN_M: Final = 200.0
_DEGREE_M: Final = 111_195.0
_PIN_RADIUS: Final = 9.0
_SCALES_M: Final = (50, 100, 200, 250, 500, 1_000, 2_000, 5_000)

Project = Callable[[Point], tuple[float, float]]


def projection(points: Sequence[Point], at: tuple[float, float], size: tuple[float, float]) -> tuple[Project, float]:
    """Give how a place becomes a point of the box, and how many points of paper a metre is.

    North is up and a metre is a metre both ways: the map is a sketch, not a distortion.
    """
    middle = Point(
        (min(one.lat for one in points) + max(one.lat for one in points)) / 2,
        (min(one.long for one in points) + max(one.long for one in points)) / 2,
    )
    east_m = _DEGREE_M * cos(radians(middle.lat))
    high = max((max(one.lat for one in points) - min(one.lat for one in points)) * _DEGREE_M, _SPAN_MIN_M)
    wide = max((max(one.long for one in points) - min(one.long for one in points)) * east_m, _SPAN_MIN_M)
    scale = min((size[0] - 2 * _EDGE) / wide, (size[1] - 2 * _EDGE) / high)

    def place(point: Point) -> tuple[float, float]:
        right = (point.long - middle.long) * east_m * scale
        up = (point.lat - middle.lat) * _DEGREE_M * scale
        return at[0] + size[0] / 2 + right, at[1] + size[1] / 2 - up

    return place, scale


def draw_map(
    ink: Ink,
    t: Words,
    stops: Sequence[Stop],
    ground: Ground | None,
    box: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    """Draw the map into a box; stops without a position are not on it."""
    at, size = box
    placed = way_points(stops)
    project, scale = projection(placed, at, size)
    ink.box(at, size, fill=LIGHT.paper, line=None, radius=8)
    ink.clipped(at, size)
    for zone in ground.zones if ground else ():
        if zone.rings:
            outline = [project(Point(lat, long)) for long, lat in zone.rings[0]]
            ink.way(outline, color=LIGHT.edge, width=1, closed_fill=LIGHT.card)
    for zone in ground.zones if ground else ():
        _zone_name(
            ink, zone.name, [project(Point(lat, long)) for long, lat in zone.rings[0]] if zone.rings else [], box
        )
    ink.way([project(point) for point in placed], color=LIGHT.accent, width=2.5)
    for stop in reversed(stops):
        if stop.point is not None:
            _pin(ink, stop, project(stop.point))
    ink.unclipped()
    _scale(ink, t, scale, box)
    ink.box(at, size, fill=None, line=LIGHT.edge, radius=8)


def _pin(ink: Ink, stop: Stop, centre: tuple[float, float]) -> None:
    danger = stop.priority == "dangereux"
    tint = LIGHT.tint(Role.DANGER if danger else Role.ACCENT)
    ink.disc(centre, _PIN_RADIUS, fill=tint.strong, line=LIGHT.halo)
    ink.words_middle(str(stop.number), centre, 9.5 if stop.number < 10 else 8.5, tint.on)


def _zone_name(
    ink: Ink, name: str, outline: list[tuple[float, float]], box: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    """Write a sector's name where its middle lies, when that is in the box."""
    if not outline:
        return
    (left, top), (width, height) = box
    x, y = (sum(axis) / len(outline) for axis in zip(*outline, strict=True))
    if left < x < left + width and top < y < top + height:
        ink.words(name, (x - len(name) * 2.2, y - 5), 8.5, face=Face.TEXT_SEMIBOLD, color=LIGHT.ink2)


def _scale(ink: Ink, t: Words, scale: float, box: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Draw how long a hundred metres are, and where north is."""
    (left, top), (width, height) = box
    metres = max((one for one in _SCALES_M if one * scale <= width / 4), default=_SCALES_M[0])
    bottom, length = top + height - 12, metres * scale
    ink.box((left + 8, bottom - 16), (length + 16, 22), fill=LIGHT.card, line=None, radius=4)
    ink.way([(left + 16, bottom), (left + 16 + length, bottom)], color=LIGHT.ink, width=2)
    ink.words(distance(t, metres), (left + 16, bottom - 13), 8.5, face=Face.TEXT_SEMIBOLD)
    ink.box((left + width - 30, top + 8), (22, 26), fill=LIGHT.card, line=None, radius=4)
    ink.glyph("arrow-up", (left + width - 24, top + 10), 10)
    ink.words_middle(t("rounds.paper_north"), (left + width - 19, top + 27), 9)
