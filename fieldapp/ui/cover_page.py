"""A page on which faces and plates are covered by rectangles: two taps at opposite corners, or one drag.

The two taps are for gloves and wet screens, where nothing may ask for a drag. What was covered is painted into the
photo when the agent says so; the photo as it was is then deleted from the device.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.device.covers import COVERS_MAX, Cover, cover_between, covered_aside
from fieldapp.device.photos import PreparedPhoto
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.ui.app import LACKS, status_pill, use_app
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import use_picture
from fieldapp.ui.presence import heard
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Tap,
    bottom_bar,
    column,
    pad,
    page_frame,
    page_header,
    text,
    waiting_state,
)

_DRAG_MS: Final = 40
_CORNER: Final = 28
_AROUND: Final = 390
"""What header, hint and bar take of the height, in dp at the normal text size."""
_SIDE_MIN: Final = 200.0
_SHAPE: Final = (4, 3)
"""Width and height of a photo of which nothing better is known."""
Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold the rectangles so far, the first corner of the next one, and the one that is being dragged."""

    covers: tuple[Cover, ...] = ()
    corner: Corner | None = None
    other: Corner | None = None

    @property
    def dragged(self) -> Cover | None:
        """Give the rectangle below the finger."""
        return cover_between(self.corner, self.other) if self.corner and self.other else None

    def tapped(self, at: Corner) -> "Drawn":
        """Set the first corner, or end the rectangle at the second."""
        return replace(self, corner=at) if self.corner is None else replace(self, other=at).ended()

    def ended(self) -> "Drawn":
        """Keep the rectangle that is being drawn, unless it covers nothing."""
        found = self.dragged
        kept = (*self.covers, found) if found is not None and found.is_there else self.covers
        return Drawn(kept[:COVERS_MAX])


@dataclass(frozen=True, slots=True)
class Covering:
    """Say which photo is covered, and what keeps the new one: `keep(photo)` tells whether it was kept."""

    photo_id: str
    fields: Mapping[str, Any]
    """With its `width` and `height` in pixels."""
    keep: Callable[[PreparedPhoto], Awaitable[bool]]


@ft.component
def cover_page(covering: Covering, close: Callable[[], None], start: Drawn | None = None) -> ft.Control:
    """Cover parts of a photo that has not left the device; `start` is what is drawn at first."""
    app, look = use_app(), use_look()
    t = look.t
    drawn, draw = ft.use_state(start or Drawn())
    src = use_picture(covering.photo_id, whole=True)
    width, height = _fitted(look, covering.fields)

    def at(event: Any) -> Corner:
        return event.local_position.x / width, event.local_position.y / height

    async def apply() -> None:
        if not drawn.covers:
            app.say(t("cover.nothing"), glyph=LACKS)
            return
        jpeg = await asyncio.to_thread(photo_bytes, app.replica.files, covering.photo_id)
        if jpeg is not None and await covering.keep(await covered_aside(jpeg, drawn.covers)):
            app.say(t("cover.done", n=len(drawn.covers)))
            close()

    header = page_header(
        look, t("cover.title"), sub=t("cover.sub"), back=Tap("close", t("action.close"), close), end=status_pill()
    )
    finger = ft.GestureDetector(
        content=_picture(look, src, drawn, (width, height)) if src else ft.Container(),
        # The second tap may come before the first is drawn: what is there is asked for, not what was drawn.
        on_tap_up=heard(lambda event: draw(lambda before: before.tapped(at(event)))),
        on_pan_start=heard(lambda event: draw(lambda before: replace(before, corner=at(event), other=None))),
        on_pan_update=heard(lambda event: draw(lambda before: replace(before, other=at(event)))),
        on_pan_end=heard(lambda _event: draw(lambda before: before.ended())),
        drag_interval=_DRAG_MS,
        exclude_from_semantics=True,
    )
    canvas = ft.Semantics(
        identifier="cover-canvas",
        label=t("cover.canvas", n=len(drawn.covers)),
        content=ft.Container(finger, width=width, height=height, border_radius=RADIUS_TILE),
    )
    hint = t("cover.second") if drawn.corner and not drawn.other else t("cover.hint")
    told = text(look, hint, Style.STRONG, color=look.tint(Role.ACCENT).strong)
    body = ft.Container(
        column(told, ft.Row([canvas], alignment=ft.MainAxisAlignment.CENTER), gap=12, stretch=True),
        padding=pad(0, look.measures.margin, bottom=8),
    )
    back = Drawn(drawn.covers if drawn.corner else drawn.covers[:-1])
    undo = Action("cover-undo", t("cover.undo"), partial(draw, back), glyph="arrow-u-up-left")
    word = t("cover.apply", n=len(drawn.covers)) if drawn.covers else t("cover.short")
    primary = Action("primary", word, apply, kind=Kind.PRIMARY, glyph="eye-slash")
    bar = bottom_bar(look, primary, undo if drawn.covers or drawn.corner else None)
    return page_frame(header, body if src else waiting_state(look), bar=bar)


def _fitted(look: Look, fields: Mapping[str, Any]) -> tuple[float, float]:
    """Give the place of the picture: its own shape, so that shares are exact, as large as there is room."""
    wide, high = float(fields.get("width") or _SHAPE[0]), float(fields.get("height") or _SHAPE[1])
    # Where a list may stand beside it, the picture has the half of the window.
    share = 0.5 if look.measures.width >= TWO_PANES_MIN else 1.0
    room_wide = look.measures.width * share - 2 * look.measures.margin
    room_high = max(_SIDE_MIN, look.measures.height - _AROUND * look.measures.text_scale)
    scale = min(room_wide / wide, room_high / high)
    return wide * scale, high * scale


def _picture(look: Look, src: bytes, drawn: Drawn, size: tuple[float, float]) -> ft.Control:
    layers: list[ft.Control] = [
        ft.Image(src=src, fit=ft.BoxFit.FILL, gapless_playback=True, exclude_from_semantics=True, expand=True)
    ]
    layers += [_rectangle(look, cover, size, done=True) for cover in drawn.covers]
    if drawn.dragged is not None:
        layers.append(_rectangle(look, drawn.dragged, size, done=False))
    elif drawn.corner is not None:
        layers.append(_mark(look, drawn.corner, size))
    return ft.Stack(layers, fit=ft.StackFit.EXPAND, clip_behavior=ft.ClipBehavior.HARD_EDGE)


def _rectangle(look: Look, cover: Cover, size: tuple[float, float], *, done: bool) -> ft.Control:
    width, height = size
    drawn = ft.Container(
        width=(cover.right - cover.left) * width,
        height=(cover.bottom - cover.top) * height,
        bgcolor=look.tokens.veil,
        # One veil lets something through; what is covered for good has two.
        content=ft.Container(bgcolor=look.tokens.veil, expand=True) if done else None,
        border=ft.Border.all(2, look.tokens.on_veil),
    )
    drawn.left, drawn.top = cover.left * width, cover.top * height
    return drawn


def _mark(look: Look, corner: Corner, size: tuple[float, float]) -> ft.Control:
    """Show where the first corner is."""
    drawn = ft.Container(
        width=_CORNER,
        height=_CORNER,
        border_radius=_CORNER / 2,
        bgcolor=look.tint(Role.ACCENT).strong,
        border=ft.Border.all(3, look.tokens.on_veil),
    )
    drawn.left, drawn.top = corner[0] * size[0] - _CORNER / 2, corner[1] * size[1] - _CORNER / 2
    return drawn
