"""Photo tiles: 4:3, with the truth about where the photo is: here, leaving, received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import flet as ft

from fieldapp.ui.i18n import percent, stamp, within
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CHIP, RADIUS_TILE, SPACE_12, Role, Style
from fieldapp.ui.widgets.layout import column, grow, outline, pad, row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import centred, glyph, text

THUMBNAIL_PX: Final = 240
"""Width of the thumbnails that lists decode (UI.md §7)."""
_GHOST_OPACITY = 0.22
_WIDTH_SHARE_MAX = 0.45


@dataclass(frozen=True, slots=True)
class PhotoKept:
    """The photo belongs to a draft: it is kept on the tablet and not yet asked to leave."""


@dataclass(frozen=True, slots=True)
class PhotoToSend:
    """The photo waits for its turn or for the network."""


@dataclass(frozen=True, slots=True)
class PhotoSending:
    """The photo is leaving; `share` of it, 0 to 1, has arrived."""

    share: float


@dataclass(frozen=True, slots=True)
class PhotoReceived:
    """The server confirmed the photo’s hash `at` that time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PhotoRefused:
    """The server refused the photo: it waits in « À rapprocher »."""


PhotoState = PhotoKept | PhotoToSend | PhotoSending | PhotoReceived | PhotoRefused


@dataclass(frozen=True, slots=True)
class Photo:
    """Hold a photo to show: its bytes (or an asset’s name), what it is of, its number and its state."""

    src: bytes | str
    number: int
    what: str
    state: PhotoState | None = None
    selected: bool = False


def photo_tile(
    look: Look, photo: Photo, tap: Tap | None = None, *, now: datetime, width: float | None = None
) -> ft.Control:
    """Draw a photo, its kind on it and its state below; without `width` it fills its place."""
    if width is not None:
        width = min(look.measures.room(width), look.measures.width * _WIDTH_SHARE_MAX)
    label = photo_label(look, photo, now)
    picture = _frame(look, _image(photo.src, width), photo.what, selected=photo.selected)
    picture.width = width
    picture.aspect_ratio = 4 / 3
    shown: ft.Control
    if tap is None:
        shown = ft.Semantics(label=label, image=True, exclude_semantics=True, content=picture)
    else:
        shown = press(look, Tap(tap.identifier, label, tap.do, selected=tap.selected, enabled=tap.enabled), picture)
    if photo.state is None:
        return shown
    tile = column(shown, _state_line(look, photo.state, now), gap=8, stretch=True)
    return tile if width is None else ft.Container(tile, width=width)


def photo_label(look: Look, photo: Photo, now: datetime) -> str:
    """Name a photo: « Photo 1, ensemble, à envoyer »."""
    what = within(look.t, photo.what)
    if photo.state is None:
        return look.t("photo.label_plain", n=photo.number, what=what)
    return look.t("photo.label", n=photo.number, what=what, state=photo_word(look, photo.state, now))


def photo_word(look: Look, state: PhotoState, now: datetime) -> str:
    """Give the word of a photo’s state."""
    t = look.t
    match state:
        case PhotoKept():
            return t("sync.photo_kept")
        case PhotoToSend():
            return t("sync.photo_to_send")
        case PhotoSending(share):
            return t("sync.photo_sent_part", share=percent(t, share))
        case PhotoReceived(at):
            return t("sync.photo_received", at=stamp(t, at, now))
        case PhotoRefused():
            return t("sync.photo_refused")


def photo_strip(tiles: Sequence[ft.Control], width: float, *, gap: float = SPACE_12) -> ft.Control:
    """Lay small photos beside each other, on as many lines as they need."""
    # A tile keeps its shape only within a width of its own: a line that wraps has none.
    return row(*(ft.Container(tile, width=width) for tile in tiles), gap=gap, wrap=True, top=True)


def ghost_tile(look: Look, tap: Tap, before: bytes | str | None) -> ft.Control:
    """Ask for the « after » photo over the ghost of the « before »."""
    words = ft.Column(
        [plate(look, "camera-plus", 64, solid=True), centred(look, tap.shown, Style.BOLD)],
        spacing=8,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    layers: list[ft.Control] = []
    if before is not None:
        ghost = _image(before, None)
        ghost.opacity = _GHOST_OPACITY
        layers.append(ghost)
    layers.append(ft.Container(words, alignment=ft.Alignment.CENTER))
    drawn = ft.Container(
        ft.Stack(layers, fit=ft.StackFit.EXPAND),
        aspect_ratio=4 / 3,
        border_radius=RADIUS_TILE,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=look.tint(Role.ACCENT).soft,
        border=ft.Border.all(2, look.tokens.accent),
    )
    return press(look, tap, drawn)


def veil_label(look: Look, words: str, name: str | None = None, *, style: Style = Style.CHIP) -> ft.Container:
    """Draw a label that reads on any photo."""
    ink = look.tokens.on_veil
    parts: list[ft.Control] = []
    if name:
        parts.append(glyph(look, name, look.measures.glyph - 2, color=ink))
    parts.append(text(look, words, style, color=ink))
    line = row(*parts, gap=8)
    line.tight = True
    return ft.Container(line, bgcolor=look.tokens.veil, padding=pad(6, 10), border_radius=RADIUS_CHIP)


def _image(src: bytes | str, width: float | None) -> ft.Image:
    small = width is not None and width <= THUMBNAIL_PX
    return ft.Image(
        src=src,
        fit=ft.BoxFit.COVER,
        gapless_playback=True,
        exclude_from_semantics=True,
        cache_width=THUMBNAIL_PX * 2 if small else None,
    )


def _frame(look: Look, image: ft.Image, what: str, *, selected: bool) -> ft.Container:
    layers: list[ft.Control] = [image]
    if what:
        label = veil_label(look, what)
        label.left, label.bottom = 8, 8
        layers.append(label)
    border = outline(look) if look.tokens.outdoor else None
    if selected:
        border = ft.Border.all(3, look.tokens.accent)
    return ft.Container(
        ft.Stack(layers, fit=ft.StackFit.EXPAND),
        border_radius=RADIUS_TILE,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=border,
    )


def _state_line(look: Look, state: PhotoState, now: datetime) -> ft.Control:
    name, role, filled = _shape(state)
    color = look.tint(role).on_soft if role is Role.ACCENT else look.tint(role).strong
    return row(
        glyph(look, name, look.measures.type(Style.CHIP).size + 4, color=color, filled=filled),
        grow(text(look, photo_word(look, state, now), Style.CHIP, color=color)),
        gap=6,
    )


def _shape(state: PhotoState) -> tuple[str, Role, bool]:
    match state:
        case PhotoKept():
            return "device-tablet", Role.NEUTRAL, False
        case PhotoToSend():
            return "cloud-arrow-up", Role.WAIT, False
        case PhotoSending():
            return "circle-half", Role.ACCENT, False
        case PhotoReceived():
            return "check-circle", Role.DONE, True
        case PhotoRefused():
            return "arrows-merge", Role.MERGE, False
