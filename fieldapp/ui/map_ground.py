"""What every map lies on: the town's tiles where a pack is here, else the colour of the paper.

    base = use_ground(scene.ground)                      # tiles and sectors, the same objects until they change
    drawn_map(look, base, Drawing(ref, start, layers))   # the map itself
    map_frame(look, drawn, *map_extras(base), …)         # whose map it is, or the offer of one

Tiles come from this process alone (`fieldapp/device/tile_server.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft
import flet_map as fm

from fieldapp.replica.ground import Ground, ZoneShape
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.map_scene import ZOOM_MAX, ZOOM_MIN, Camera
from fieldapp.ui.packs import Packs, ShownMap, use_packs
from fieldapp.ui.presence import heard, touched
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import pad, text

GESTURES: Final = fm.InteractionFlag(fm.InteractionFlag.ALL.value & ~fm.InteractionFlag.ROTATE.value)
"""Everything but turning: a map whose north moves is lost in the rain."""


class MapRef(ft.Ref[Any]):
    """Refer to the map that is shown, for its tools."""


def new_map_ref() -> MapRef:
    """Make a reference, for `use_ref`."""
    return MapRef()


@dataclass(frozen=True, slots=True)
class Base:
    """The ground of a map, and the packs that it comes from."""

    layers: tuple[fm.MapLayer, ...]
    packs: Packs


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one map draws on its ground, where it looks first, and who hears that it moved or was tapped."""

    ref: MapRef
    start: Camera
    layers: Sequence[fm.MapLayer]
    moved: Callable[[Any], Any]
    tapped: Callable[[Any], Any] | None = None
    """Set where a place is chosen: the arrow keys then move by steps, and not the map by itself."""


def use_ground(ground: Ground) -> Base:
    """Give the ground of a map, inside a component; without a pack, ask whether there is one to be had."""
    look, packs = use_look(), use_packs()
    shown = packs.shown

    def ask() -> None:
        if shown is None:
            packs.desk.look()

    ft.use_effect(ask, [shown is None])
    # The sectors are hundreds of points: the same layer is the same object until ground or theme change.
    layers = ft.use_memo(lambda: ground_layers(look, shown, ground.zones), [look, shown, ground])
    return Base(layers, packs)


def ground_layers(look: Look, shown: ShownMap | None, zones: Iterable[ZoneShape]) -> tuple[fm.MapLayer, ...]:
    """Draw the tiles, if there are any, and the sectors above them."""
    sectors = zone_layer(look, zones, is_bare=shown is None)
    return (sectors,) if shown is None else (tile_layer(look, shown), sectors)


def tile_layer(look: Look, shown: ShownMap) -> fm.TileLayer:
    """Draw the town's tiles in the colours of this theme; beyond its last zoom they are stretched."""
    sheet, theme = shown.sheet, look.tokens.name.value
    corners = (
        fm.MapLatitudeLongitude(sheet.box.south, sheet.box.west),
        fm.MapLatitudeLongitude(sheet.box.north, sheet.box.east),
    )
    return fm.TileLayer(
        # Another theme is another control: a layer that only changes its address keeps the pictures that it has.
        key=f"tiles-{theme}",
        url_template=f"{shown.address}/{theme}/{{z}}/{{x}}/{{y}}.png",
        tile_bounds=fm.MapLatitudeLongitudeBounds(*corners),
        min_native_zoom=sheet.zoom_min,
        max_native_zoom=sheet.zoom_max,
        display_mode=fm.InstantaneousTileDisplay(),
        user_agent_package_name="fieldapp",
    )


def drawn_map(look: Look, base: Base, drawing: Drawing) -> fm.Map:
    """Draw a map: its ground, then its own layers."""
    start = drawing.start
    return fm.Map(
        ref=drawing.ref,
        layers=[*base.layers, *drawing.layers],
        initial_center=fm.MapLatitudeLongitude(start.centre.lat, start.centre.long),
        initial_zoom=start.zoom,
        min_zoom=ZOOM_MIN,
        max_zoom=ZOOM_MAX,
        bgcolor=look.tokens.paper,
        # For every move of the map, its zoom buttons too.
        animation_duration=look.measures.panel_ms,
        interaction_configuration=fm.InteractionConfiguration(
            flags=GESTURES,
            keyboard_configuration=_keys(is_chosen_on=drawing.tapped is not None),
        ),
        on_position_change=_heard_by(drawing.moved),
        on_tap=heard(drawing.tapped) if drawing.tapped is not None else None,
        expand=True,
    )


def _heard_by(moved: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Take what moves the map by hand for a touch: who reads a map is at the page."""

    def told(event: Any) -> Any:
        if event.has_gesture:
            touched()
        return moved(event)

    return told


def _keys(*, is_chosen_on: bool) -> fm.KeyboardConfiguration:
    """Give the keys of a map; one on which a place is chosen leaves them, and the focus, to its screen."""
    return fm.KeyboardConfiguration(
        autofocus=not is_chosen_on,
        enable_arrow_keys_panning=not is_chosen_on,
        enable_wasd_panning=not is_chosen_on,
        enable_qe_rotating=False,
        enable_rf_zooming=not is_chosen_on,
    )


def zone_layer(look: Look, zones: Iterable[ZoneShape], *, is_bare: bool) -> fm.PolygonLayer:
    """Draw the sectors: with their names where they are the map, as mere borders above tiles."""
    accent = look.tint(Role.ACCENT)
    fill = ft.Colors.with_opacity(0.5, look.tokens.card) if is_bare else ft.Colors.TRANSPARENT
    edge = look.tokens.edge if is_bare else ft.Colors.with_opacity(0.45, look.tokens.ink2)
    shapes = [
        fm.PolygonMarker(
            coordinates=[fm.MapLatitudeLongitude(lat, long) for long, lat in zone.rings[0]],
            color=fill,
            border_color=edge,
            border_stroke_width=max(1.5, look.tokens.border),
            label=zone.name if is_bare else None,
            label_text_style=look.text_style(Style.CHIP, accent.on_soft),
        )
        for zone in zones
        if zone.rings
    ]
    return fm.PolygonLayer(polygons=shapes)


def attribution(look: Look, shown: ShownMap) -> ft.Control:
    """Say whose map it is, as its licence wants; small, in a corner, under nobody's finger."""
    said = text(look, shown.sheet.attribution, Style.UNIT, color=look.tokens.ink2, lines=1)
    box = ft.Container(said, bgcolor=ft.Colors.with_opacity(0.78, look.tokens.card), padding=pad(1, 8), border_radius=6)
    return ft.Container(box, left=8, bottom=6, ignore_interactions=True)
