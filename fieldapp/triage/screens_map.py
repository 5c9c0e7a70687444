"""The map of the triage: what is listed, the chosen report with its radius, and what lies within it.

It is its own component with its own state: going from report to report moves its camera and draws two pins anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft
import flet_map as fm

from fieldapp.replica.ground import Ground
from fieldapp.triage.queries import Card
from fieldapp.triage.queries_report import Twin
from fieldapp.ui.look import Look
from fieldapp.ui.map_clusters import clustered, view_of
from fieldapp.ui.map_ground import Drawing, MapRef, drawn_map, new_map_ref, use_ground
from fieldapp.ui.map_markers import legend_layers, marker_layer
from fieldapp.ui.maps import (
    ZOOM_MAX,
    Camera,
    Cluster,
    MapScene,
    Pin,
    camera_for,
    look_at,
    map_tools,
    named_map,
    viewed,
)
from fieldapp.ui.pack_cards import map_extras
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import Mark
from fieldapp.ui.work_pins import mark_of
from fieldapp.ui.works import category_glyph, category_name
from sync.records.categories import category_of
from sync.records.geometry import Point

NEAR_ZOOM: Final = 16.0
"""Where streets are told apart and the next reports are still seen."""
TWINS_ZOOM: Final = 18.0
"""Where two reports thirty metres apart are told apart."""


@dataclass(frozen=True, slots=True)
class Ringed:
    """The chosen report: its place, and the radius within which a report of its category may be the same."""

    id: str
    point: Point
    radius_m: float
    has_twins: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What the map shows; equal scenes are drawn once."""

    ground: Ground
    pins: tuple[Pin, ...]
    ringed: Ringed | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """What goes onto the map, at one moment; from the same its pins are made once."""

    cards: Sequence[Card]
    chosen: Card | None
    twins: Sequence[Twin]
    now: str


def triage_scene(look: Look, ground: Ground, placed: Placed) -> Scene:
    """Put all that is listed on the map, the chosen report last so that it lies on top."""
    cards, chosen, twins, now = placed.cards, placed.chosen, placed.twins, placed.now
    near = {twin.id for twin in twins}
    shown = [card for card in cards if chosen is None or card.id != chosen.id]
    # What may be the same lies above what is merely near.
    shown.sort(key=lambda card: card.id in near)
    pins = [_pin(look, card, _mark(card, near, now)) for card in shown]
    known = {card.id for card in shown}
    pins += [_twin_pin(look, twin) for twin in twins if twin.id not in known]
    if chosen is None:
        return Scene(ground, tuple(pins))
    pins.append(_pin(look, chosen, _mark(chosen, set(), now), selected=True))
    radius_m = category_of(chosen.category).radius_m
    return Scene(ground, tuple(pins), Ringed(chosen.id, chosen.point, radius_m, bool(twins)))


def _mark(card: Card, near: set[str], now: str) -> Mark:
    return Mark.DUPLICATE if card.id in near else mark_of(card, now)


def _pin(look: Look, card: Card, mark: Mark, *, selected: bool = False) -> Pin:
    name = category_name(look.t, card.category)
    label = f"{name}, {card.address}" if card.address else name
    return Pin(card.id, card.point, category_glyph(card.category), label, mark, selected=selected)


def _twin_pin(look: Look, twin: Twin) -> Pin:
    label = look.t("triage.twin_pin", number=twin.number or category_name(look.t, twin.category))
    return Pin(twin.id, twin.point, category_glyph(twin.category), label, Mark.DUPLICATE)


@ft.component
def _placed_map(look: Look, ground: Ground, placed: Placed, pick: Callable[[str], Any]) -> ft.Control:
    """Make the pins of what is placed; many changes of the list leave them all as they are."""
    shown: ft.Control = _SCENE(look, triage_scene(look, ground, placed), pick)
    return shown


@ft.component
def _scene_map(look: Look, scene: Scene, pick: Callable[[str], Any]) -> ft.Control:
    """Show the scene; the camera follows the chosen report and keeps its distance."""
    base = use_ground(scene.ground)
    kept: ft.MutableRef[MapRef] = ft.use_ref(new_map_ref)
    start, _ = ft.use_state(camera_for(MapScene(scene.ground, scene.pins)))
    first = scene.ringed.point if scene.ringed else start.centre
    begins, _ = ft.use_state(first)
    nearness = NEAR_ZOOM if scene.ringed else start.zoom
    view, set_view = ft.use_state(view_of(first, nearness, scene.ground.centre))
    page = ft.context.page

    def moved(event: Any) -> None:
        set_view(viewed(event, scene.ground.centre))

    def follow() -> None:
        if scene.ringed is not None and kept.current.current is not None:
            nearest = TWINS_ZOOM if scene.ringed.has_twins and view.zoom < TWINS_ZOOM else None
            page.run_task(_move, kept.current, scene.ringed.point, nearest)

    async def nearer(group: Cluster) -> None:
        await look_at(kept.current, group.point, min(view.zoom + 2, ZOOM_MAX))

    ft.use_effect(follow, [scene.ringed.id if scene.ringed else None, bool(scene.ringed and scene.ringed.has_twins)])
    layers = [*_ring(look, scene.ringed), marker_layer(look, clustered(scene.pins, view.zoom, view), (pick, nearer))]
    drawn = drawn_map(look, base, Drawing(kept.current, Camera(begins, nearness), layers, moved))
    above = [*legend_layers(look, scene.pins), *map_tools(look, kept.current, None)]
    return named_map(look, drawn, *above, *map_extras(look, base))


_SCENE: Final = ft.memo(_scene_map)  # type: ignore[no-untyped-call]
triage_map: Final = ft.memo(_placed_map)  # type: ignore[no-untyped-call]


async def _move(shown: MapRef, to: Point, zoom: float | None) -> None:
    if shown.current is not None:
        at = fm.MapLatitudeLongitude(to.lat, to.long)
        await shown.current.move_to(at, zoom=zoom)


def _ring(look: Look, ringed: Ringed | None) -> list[fm.MapLayer]:
    """Draw the radius within which another report may be the same."""
    if ringed is None:
        return []
    ink = look.tint(Role.MERGE if ringed.has_twins else Role.ACCENT).strong
    circle = fm.CircleMarker(
        radius=ringed.radius_m,
        use_radius_in_meter=True,
        coordinates=fm.MapLatitudeLongitude(ringed.point.lat, ringed.point.long),
        color=ft.Colors.with_opacity(0.14, ink),
        border_color=ink,
        border_stroke_width=2,
    )
    return [fm.CircleLayer(circles=[circle])]
