"""The map of the town: pins and where one stands, on the town's tiles and sectors (`fieldapp.ui.map_ground`).

Pins that would hide each other stand together as a number, and a tap on it goes nearer; at most `PINS_MAX` markers
are drawn (UI.md §7).

    town_map(MapScene(ground, pins, here=…), pick=open_task)
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft
import flet_map as fm

from fieldapp.ui.look import Look, use_look
from fieldapp.ui.map_clusters import View, clustered, view_of
from fieldapp.ui.map_ground import Base, Drawing, MapRef, drawn_map, new_map_ref, use_ground
from fieldapp.ui.map_markers import BESIDE_TOOLS, Doings, legend_layers, marker_layer
from fieldapp.ui.map_scene import (
    PINS_MAX,
    STREET_ZOOM,
    TOWN_ZOOM,
    ZOOM_MAX,
    ZOOM_MIN,
    Camera,
    Cluster,
    MapScene,
    Pin,
    camera_for,
)
from fieldapp.ui.pack_cards import map_extras
from fieldapp.ui.tokens import RADIUS_CARD
from fieldapp.ui.widgets import (
    HERE_SIDE,
    TWO_PANES_MIN,
    Tap,
    column,
    here_dot,
    map_tool,
    outline,
)
from sync.records.geometry import Point

__all__ = [
    "PINS_MAX",
    "STREET_ZOOM",
    "TOWN_ZOOM",
    "ZOOM_MAX",
    "ZOOM_MIN",
    "Camera",
    "Cluster",
    "MapRef",
    "MapScene",
    "Pin",
    "camera_for",
    "clustered",
    "here_layers",
    "look_at",
    "map_frame",
    "map_tools",
    "town_map",
    "viewed",
]


@ft.component
def town_map(scene: MapScene, pick: Callable[[str], Any]) -> ft.Control:
    """Show the map with its tools and its legend."""
    look, base = use_look(), use_ground(scene.ground)
    start, _ = ft.use_state(camera_for(scene, _room_px(look)))
    kept: ft.MutableRef[MapRef] = ft.use_ref(new_map_ref)
    shown = kept.current
    view, set_view = ft.use_state(view_of(start.centre, start.zoom, scene.ground.centre))

    def moved(event: Any) -> None:
        set_view(viewed(event, scene.ground.centre))

    async def nearer(group: Cluster) -> None:
        await look_at(shown, group.point, min(view.zoom + 2, ZOOM_MAX))

    drawn = drawn_map(look, base, Drawing(shown, start, _layers(look, scene, view, (pick, nearer)), moved))
    return map_frame(look, base, drawn, *map_tools(look, shown, scene.here), *legend_layers(look, scene.pins))


def viewed(event: Any, town: Point) -> View:
    """Give what a map that has moved shows; equal while nothing changes to the eye."""
    return view_of(Point(event.coordinates.latitude, event.coordinates.longitude), event.camera.zoom, town)


def map_frame(
    look: Look, base: Base, drawn: ft.Control, *above: ft.Control, beside_px: float = BESIDE_TOOLS
) -> ft.Container:
    """Frame a map, with what floats on it and what every map says beside the tools."""
    return ft.Container(
        named_map(look, drawn, *above, *map_extras(look, base, beside_px=beside_px)),
        border_radius=RADIUS_CARD + 2,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=outline(look),
        bgcolor=look.tokens.paper,
        expand=True,
    )


def named_map(look: Look, drawn: ft.Control, *above: ft.Control) -> ft.Semantics:
    """Name a map with what floats on it: tools and legend are read as parts of the map that they lie on."""
    layers = ft.Stack([drawn, *above], fit=ft.StackFit.EXPAND)
    return ft.Semantics(identifier="map", label=look.t("map.label"), container=True, content=layers)


def map_tools(look: Look, shown: MapRef, here: Point | None) -> list[ft.Control]:
    """Draw nearer, farther and « where I am »."""

    async def zoom(method: str) -> None:
        if shown.current is not None:
            await getattr(shown.current, method)()

    zooms = column(
        map_tool(look, Tap("map-nearer", look.t("map.nearer"), partial(zoom, "zoom_in")), "plus"),
        map_tool(look, Tap("map-farther", look.t("map.farther"), partial(zoom, "zoom_out")), "minus"),
    )
    tools: list[ft.Control] = [ft.Container(zooms, right=16, top=16)]
    if here is not None:
        me = map_tool(look, Tap("map-here", look.t("map.here"), partial(look_at, shown, here, STREET_ZOOM)), "gps-fix")
        tools.append(ft.Container(me, right=16, bottom=16))
    return tools


async def look_at(shown: MapRef, point: Point, zoom: float) -> None:
    """Move a map that is shown."""
    if shown.current is not None:
        await shown.current.move_to(fm.MapLatitudeLongitude(point.lat, point.long), zoom=zoom)


def here_layers(look: Look, here: Point | None, accuracy_m: float | None) -> list[fm.MapLayer]:
    """Draw where one stands, with the circle within which that is true."""
    if here is None:
        return []
    at = fm.MapLatitudeLongitude(here.lat, here.long)
    accent = look.tokens.accent
    dot = fm.MarkerLayer(markers=[fm.Marker(here_dot(look), at, width=HERE_SIDE, height=HERE_SIDE)])
    if not accuracy_m:
        return [dot]
    around = fm.CircleMarker(
        radius=accuracy_m,
        use_radius_in_meter=True,
        coordinates=at,
        color=ft.Colors.with_opacity(0.12, accent),
        border_color=ft.Colors.with_opacity(0.5, accent),
        border_stroke_width=1.5,
    )
    return [fm.CircleLayer(circles=[around]), dot]


def _layers(look: Look, scene: MapScene, view: View, doings: Doings) -> list[fm.MapLayer]:
    markers = marker_layer(look, clustered(scene.pins, view.zoom, view), doings)
    return [*here_layers(look, scene.here, scene.accuracy_m), markers]


def _room_px(look: Look) -> float:
    """Give how many pixels a map may count on: half of a wide window, all of a narrow one, less its bars."""
    wide = look.measures.width >= TWO_PANES_MIN
    return max(320.0, min(look.measures.width * (0.45 if wide else 0.85), look.measures.height * 0.6))
