"""The map under a cross-hair: a place is chosen by dragging, by a tap, by four arrows or by the arrow keys.

Nothing needs a drag: a tap puts the cross-hair where it is, an arrow moves it by `STEP_M`. What a tap or an arrow
chose is told at once, what is dragged when it comes to rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import cos, degrees, radians
from typing import Any, Final

import flet as ft
import flet_map as fm

from fieldapp.ui.gestures import Autosave
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.map_ground import Drawing, MapRef, drawn_map, new_map_ref, use_ground
from fieldapp.ui.map_markers import legend_layers, pin_marker
from fieldapp.ui.map_scene import PINS_MAX, STREET_ZOOM, TOWN_ZOOM, Camera, MapScene
from fieldapp.ui.maps import here_layers, look_at, map_frame, map_tools
from fieldapp.ui.tokens import SPACE_8, SPACE_16
from fieldapp.ui.widgets import Tap, column, map_tool, tight_row
from sync.records.geometry import EARTH_RADIUS_M, Point

STEP_M: Final = 5.0
"""How far one press of an arrow moves the cross-hair."""
STEPS: Final[Mapping[str, tuple[int, int]]] = {"left": (0, -1), "up": (1, 0), "down": (-1, 0), "right": (0, 1)}
"""Each direction: steps to the north, steps to the east."""
_KEYS: Final = {"Arrow Left": "left", "Up": "up", "Down": "down", "Arrow Right": "right"}
_ROOM_FOR_TOOLS_PX: Final = 900
"""In a lower window the map may be too low for two lines of arrows below the tools."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the cross-hair is put; another `serial` puts it there again."""

    point: Point
    serial: int = 0


def stepped(point: Point, direction: str) -> Point:
    """Give the place one step from another."""
    north, east = STEPS[direction]
    rise = degrees(STEP_M / EARTH_RADIUS_M)
    return Point(point.lat + north * rise, point.long + east * rise / max(cos(radians(point.lat)), 0.01))


@ft.component
def aim_map(scene: MapScene, aim: Aim | None, saver: Autosave) -> ft.Control:
    """Show the map under a cross-hair; flush `saver`, which hears where it was put, before sending."""
    look, page = use_look(), ft.context.page
    first = aim.point if aim else scene.here or scene.ground.centre
    start, _ = ft.use_state(Camera(first, STREET_ZOOM if aim or scene.here else TOWN_ZOOM))
    kept: ft.MutableRef[MapRef] = ft.use_ref(new_map_ref)
    # Where it was put last: while the map still glides there, the next step begins at its end.
    at: ft.MutableRef[Point] = ft.use_ref(lambda: first)
    base = use_ground(scene.ground)

    def follow() -> None:
        if aim is not None and aim.serial:
            at.current = aim.point
            page.run_task(look_at, kept.current, aim.point, STREET_ZOOM)

    def told(event: Any) -> None:
        if event.has_gesture:
            at.current = Point(event.coordinates.latitude, event.coordinates.longitude)
            saver.heard(at.current)

    async def put(point: Point) -> None:
        at.current = point
        saver.heard(point)
        await saver.flush()
        await glide_to(kept.current, point)

    async def tapped(event: Any) -> None:
        await look.attempt(lambda: put(Point(event.coordinates.latitude, event.coordinates.longitude)))

    async def step(direction: str) -> None:
        await put(stepped(at.current, direction))

    ft.use_effect(follow, [aim.serial if aim else 0])
    use_keys({key: partial(step, direction) for key, direction in _KEYS.items()})
    pins = [pin_marker(look, pin, _ignore) for pin in scene.pins[:PINS_MAX]]
    layers = [*here_layers(look, scene.here, scene.accuracy_m), fm.MarkerLayer(markers=pins)]
    drawn = drawn_map(look, base, Drawing(kept.current, start, layers, told, tapped))
    # A tap of a screen reader would mean the middle, which is chosen already: it has the arrows. Pins are read.
    told_apart = ft.Semantics(exclude_semantics=not pins, content=drawn)
    cross = ft.Container(cross_hair(look), alignment=ft.Alignment.CENTER, ignore_interactions=True)
    tools = [*map_tools(look, kept.current, None), _arrows(look, step)]
    above = [cross, *tools, *legend_layers(look, scene.pins)]
    return map_frame(look, base, told_apart, *above, beside_px=_arrows_px(look) + 2 * SPACE_16)


async def glide_to(shown: MapRef, point: Point) -> None:
    """Move a map that is shown, from as near as it is."""
    if shown.current is not None:
        there = fm.MapLatitudeLongitude(point.lat, point.long)
        await shown.current.move_to(there, cancel_ongoing_animations=True)


def cross_hair(look: Look) -> ft.Control:
    """Draw what stands in the middle of the map while a place is chosen."""
    accent, side, middle = look.tokens.accent, 120, 60
    parts: list[ft.Control] = [
        ft.Container(
            width=side,
            height=side,
            border_radius=middle,
            bgcolor=ft.Colors.with_opacity(0.12, accent),
            border=ft.Border.all(2, ft.Colors.with_opacity(0.6, accent)),
            left=0,
            top=0,
        ),
        ft.Container(width=3, height=side, bgcolor=accent, left=middle - 1.5, top=0),
        ft.Container(width=side, height=3, bgcolor=accent, left=0, top=middle - 1.5),
        ft.Container(
            width=14,
            height=14,
            border_radius=7,
            bgcolor=look.tokens.halo,
            border=ft.Border.all(3, accent),
            left=middle - 7,
            top=middle - 7,
        ),
    ]
    return ft.Stack(parts, width=side, height=side)


def _ignore(pin_id: str) -> None:
    """Do nothing: under the cross-hair pins are only seen."""


def _arrows(look: Look, step: Callable[[str], Any]) -> ft.Control:
    """Draw four quiet arrows, as on a keyboard; in one line where the map is low."""
    side = look.measures.target
    keys = {
        name: map_tool(look, Tap(f"aim-{name}", look.t(f"map.aim_{name}"), partial(step, name)), f"arrow-{name}", side)
        for name in STEPS
    }
    if _in_line(look):
        line = tight_row(*keys.values(), gap=SPACE_8)
        return ft.Container(line, right=SPACE_16, bottom=SPACE_16)
    below = tight_row(keys["left"], keys["down"], keys["right"], gap=SPACE_8)
    above = ft.Container(keys["up"], margin=ft.Margin(left=side + SPACE_8, top=0, right=0, bottom=0))
    return ft.Container(column(above, below, gap=SPACE_8), right=SPACE_16, bottom=SPACE_16)


def _in_line(look: Look) -> bool:
    return look.measures.large_text or look.measures.height < _ROOM_FOR_TOOLS_PX


def _arrows_px(look: Look) -> float:
    """Give the width of the arrows."""
    count = len(STEPS) if _in_line(look) else len(STEPS) - 1
    return count * look.measures.target + (count - 1) * SPACE_8
