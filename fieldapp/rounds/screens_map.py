"""The map of a round: the way as a line, its stops as numbers, the next one square and larger.

Numbers are never put together into a cluster: which stop comes after which is what the map is looked at for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import flet as ft
import flet_map as fm

from fieldapp.replica.ground import Ground
from fieldapp.rounds.queries import Stop
from fieldapp.rounds.screens_words import stop_title
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.map_clusters import clustered, view_of
from fieldapp.ui.map_ground import Drawing, MapRef, drawn_map, new_map_ref, use_ground
from fieldapp.ui.map_markers import Doings, apart_px, beside_tools, cluster_marker, placed
from fieldapp.ui.map_scene import ZOOM_MAX, Cluster, MapScene, Pin, camera_for
from fieldapp.ui.maps import here_layers, look_at, map_frame, map_tools, viewed
from fieldapp.ui.tokens import Role, Style, Tint
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Tap,
    badge,
    fixed_glyph,
    legend_frame,
    lift,
    reach_px,
    reached,
    text,
    tight_row,
)
from sync.records.geometry import Point
from sync.records.round import StopResult
from sync.records.urgency import is_dangerous

_SIDE: Final = 40
_CHOSEN_SIDE: Final = 52
_RING: Final = 3
_JUTS: Final = 5
"""How far a badge stands out of its stop."""
_LINE: Final = 5
_SQUARE_RADIUS: Final = 10


@dataclass(frozen=True, slots=True)
class RoundScene:
    """What the map shows; `chosen` is the stop that it makes larger and looks at."""

    ground: Ground
    stops: tuple[Stop, ...]
    chosen: str | None = None
    here: Point | None = None
    others: tuple[Pin, ...] = field(default=())
    """What could become a stop, while a round is planned."""


@ft.component
def round_map(scene: RoundScene, pick: Callable[[str], Any]) -> ft.Control:
    """Show the way, the chosen stop larger than the others."""
    look, page, base = use_look(), ft.context.page, use_ground(scene.ground)
    start, _ = ft.use_state(camera_for(_framed(look, scene), _room_px(look)))
    kept: ft.MutableRef[MapRef] = ft.use_ref(new_map_ref)
    strayed: ft.MutableRef[bool] = ft.use_ref(lambda: False)

    def follow() -> None:
        # The whole way is seen at first: only a map that somebody has moved goes to the chosen stop.
        chosen = next((stop.point for stop in scene.stops if stop.id == scene.chosen), None)
        if chosen is not None and strayed.current:
            page.run_task(_look_at, kept.current, chosen)

    view, set_view = ft.use_state(view_of(start.centre, start.zoom, scene.ground.centre))

    def moved(event: Any) -> None:
        strayed.current = strayed.current or bool(event.has_gesture)
        if scene.others:
            set_view(viewed(event, scene.ground.centre))

    async def nearer(group: Cluster) -> None:
        await look_at(kept.current, group.point, min(view.zoom + 2, ZOOM_MAX))

    ft.use_effect(follow, [scene.chosen])
    apart = apart_px(look)
    others = [_others(look, group, (pick, nearer)) for group in clustered(scene.others, view.zoom, view, apart)]
    drawn = drawn_map(look, base, Drawing(kept.current, start, _layers(look, scene, pick, others), moved))
    return map_frame(look, base, drawn, *map_tools(look, kept.current, scene.here), *_legend(look, scene))


def way_points(stops: Sequence[Stop]) -> list[Point]:
    """Give the places of the way, in its order."""
    return [stop.point for stop in stops if stop.point is not None]


def _framed(look: Look, scene: RoundScene) -> MapScene:
    pins = tuple(Pin(stop.id, stop.point, "path", "") for stop in scene.stops if stop.point is not None)
    return MapScene(scene.ground, pins or scene.others, here=scene.here if pins else None)


def _layers(look: Look, scene: RoundScene, pick: Callable[[str], Any], others: list[fm.Marker]) -> list[fm.MapLayer]:
    shown = [stop for stop in scene.stops if stop.point is not None]
    # The chosen stop is drawn last, so that no neighbour lies on it.
    in_depth = sorted(shown, key=lambda stop: (stop.id == scene.chosen, -stop.number))
    layers: list[fm.MapLayer] = [*here_layers(look, scene.here, None)]
    layers += _way(look, shown)
    layers.append(fm.MarkerLayer(markers=others))
    layers.append(fm.MarkerLayer(markers=[_marker(look, scene, stop, pick) for stop in in_depth]))
    return layers


def _way(look: Look, stops: Sequence[Stop]) -> list[fm.MapLayer]:
    """Draw the way: solid where it is to be gone, dotted where somebody was."""
    points = [fm.MapLatitudeLongitude(point.lat, point.long) for point in way_points(stops)]
    gone = next((index for index, stop in enumerate(stops) if stop.result is None), len(stops))
    lines = []
    if gone > 1 or (gone and gone == len(stops)):
        lines.append(_line(look, points[:gone], look.tokens.edge, dotted=True))
    ahead = points[max(gone - 1, 0) :]
    if len(ahead) > 1:
        lines.append(_line(look, ahead, look.tokens.accent, dotted=False))
    return [fm.PolylineLayer(polylines=lines)] if lines else []


def _line(look: Look, points: list[fm.MapLatitudeLongitude], color: str, *, dotted: bool) -> fm.PolylineMarker:
    return fm.PolylineMarker(
        coordinates=points,
        color=color,
        stroke_width=_LINE,
        border_color=look.tokens.halo,
        border_stroke_width=2,
        stroke_pattern=fm.DottedStrokePattern() if dotted else fm.SolidStrokePattern(),
    )


def _marker(look: Look, scene: RoundScene, stop: Stop, pick: Callable[[str], Any]) -> fm.Marker:
    assert stop.point is not None, "only what has a place stands on the map"
    chosen = stop.id == scene.chosen
    side = _CHOSEN_SIDE if chosen else _SIDE
    danger = _is_danger(stop)
    label = look.t("rounds.pin_danger" if danger else "rounds.pin", n=stop.number, stop=stop_title(look.t, stop))
    tap = Tap(f"pin-{stop.id}", label, partial(pick, stop.id), selected=chosen)
    whole = side + 2 * _RING
    drawn, reach = reached(look, tap, _face(look, stop, side, square=chosen), whole), reach_px(look, whole)
    if not danger:
        return placed(stop.point, drawn, reach)
    # A danger is told by its badge too: never by its colour alone.
    room = max(reach, whole + 2 * _JUTS)
    at, corner = (room - reach) / 2, (room - whole) / 2 - _JUTS
    sign = badge(look, "warning", look.tint(Role.DANGER))
    warned = ft.Container(sign, right=corner, top=corner, ignore_interactions=True)
    return placed(stop.point, ft.Stack([ft.Container(drawn, left=at, top=at), warned], width=room, height=room), room)


def _is_danger(stop: Stop) -> bool:
    return stop.result is None and is_dangerous(stop.priority)


def _face(look: Look, stop: Stop, side: float, *, square: bool) -> ft.Container:
    tint = stop_tint(look, stop)
    radius = _SQUARE_RADIUS if square else side / 2
    content: ft.Control = number_word(look, stop.number, side, tint.on)
    if stop.result is not None:
        name = "check" if stop.result is StopResult.FAITE else "x"
        content = fixed_glyph(look, name, side * 0.55, tint.on)
    inner = ft.Container(
        content,
        width=side,
        height=side,
        bgcolor=tint.strong,
        alignment=ft.Alignment.CENTER,
        border_radius=radius,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(0.62, tint.on)),
    )
    whole = side + 2 * _RING
    return ft.Container(
        inner,
        padding=_RING,
        width=whole,
        height=whole,
        bgcolor=look.tokens.halo,
        border_radius=radius + _RING,
        shadow=lift(look),
        border=ft.Border.all(_RING, look.tokens.ink) if square else None,
    )


def stop_tint(look: Look, stop: Stop) -> Tint:
    """Give the colours of a stop: danger while it is to be made, else what became of it."""
    if stop.result is not None:
        return look.tint(Role.DONE if stop.result is StopResult.FAITE else Role.NEUTRAL)
    return look.tint(Role.DANGER if is_dangerous(stop.priority) else Role.ACCENT)


def number_word(look: Look, number: int, side: float, color: str) -> ft.Control:
    """Draw a number in a box of `side` dp that does not grow with the text."""
    drawn = text(look, str(number), Style.BOLD, color=color)
    drawn.style = ft.TextStyle(
        size=look.sp(look.unscaled(side * (0.5 if number < 10 else 0.42))),
        font_family=look.measures.type(Style.TITLE).face,
        color=color,
        height=1.0,
    )
    return drawn


def _others(look: Look, group: Cluster, doings: Doings) -> fm.Marker:
    pick, nearer = doings
    return _other(look, group.pins[0], pick) if len(group.pins) == 1 else cluster_marker(look, group, nearer)


def _other(look: Look, pin: Pin, pick: Callable[[str], Any]) -> fm.Marker:
    """Draw what could become a stop: smaller and hollow, so that the way stays what one sees."""
    tint = look.tint(Role.DANGER if pin.mark.is_urgent else Role.ACCENT)
    side = 30
    drawn = ft.Container(
        fixed_glyph(look, pin.glyph, side * 0.55, tint.on_soft),
        width=side,
        height=side,
        bgcolor=look.tokens.card,
        alignment=ft.Alignment.CENTER,
        border_radius=_SQUARE_RADIUS if pin.mark.is_urgent else side / 2,
        border=ft.Border.all(2, tint.strong),
    )
    label = f"{pin.label}, {look.t(f'map.mark_{pin.mark}')}"
    tap = Tap(f"pin-{pin.id}", label, partial(pick, pin.id))
    return placed(pin.point, reached(look, tap, drawn, side), reach_px(look, side))


def _legend(look: Look, scene: RoundScene) -> list[ft.Control]:
    """Explain what is on the map, and nothing else."""
    t, results, done = look.t, [stop.result for stop in scene.stops], look.tint(Role.DONE)
    accent, danger, grey = look.tint(Role.ACCENT), look.tint(Role.DANGER), look.tint(Role.NEUTRAL)
    lines = [
        (scene.chosen is not None, "legend_next", _dot(look, accent, square=True)),
        (None in results, "legend_left", _dot(look, accent)),
        (any(map(_is_danger, scene.stops)), "legend_danger", badge(look, "warning", danger)),
        (StopResult.FAITE in results, "legend_seen", _dot(look, done, "check")),
        (any(one not in (None, StopResult.FAITE) for one in results), "legend_not_done", _dot(look, grey, "x")),
        (bool(scene.others), "legend_other", _ring(look, accent)),
        (any(pin.mark.is_urgent for pin in scene.others), "legend_other_urgent", _ring(look, danger, square=True)),
    ]
    parts = [
        tight_row(drawn, text(look, t(f"rounds.{word}"), Style.UNIT), gap=6) for is_on, word, drawn in lines if is_on
    ]
    return beside_tools(legend_frame(look, parts)) if parts else []


def _dot(look: Look, tint: Tint, name: str = "", *, square: bool = False) -> ft.Control:
    content = fixed_glyph(look, name, 12, tint.on) if name else None
    return ft.Container(
        content,
        width=18,
        height=18,
        border_radius=5 if square else 9,
        bgcolor=tint.strong,
        alignment=ft.Alignment.CENTER,
    )


def _ring(look: Look, tint: Tint, *, square: bool = False) -> ft.Control:
    drawn = ft.Border.all(2, tint.strong)
    return ft.Container(width=18, height=18, border_radius=5 if square else 9, border=drawn, bgcolor=look.tokens.card)


async def _look_at(shown: MapRef, point: Point) -> None:
    if shown.current is not None:
        at = fm.MapLatitudeLongitude(point.lat, point.long)
        await shown.current.move_to(at)


def _room_px(look: Look) -> float:
    wide = look.measures.width >= TWO_PANES_MIN
    return max(
        300.0, min(look.measures.width * (0.38 if wide else 0.8), look.measures.height * (0.6 if wide else 0.42))
    )
