"""Map markers: square = urgent, round = the rest, the icon tells the category; with their legend."""

from collections.abc import Sequence
from enum import StrEnum

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets.layout import outline, pad, row, tight_row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import fixed_glyph, glyph, text

HERE_SIDE = 26
_SIDE = 44
_GROWS = 12
_RING = 3
_SQUARE_RADIUS = 9


class Urgency(StrEnum):
    """Say what a marker’s shape and colour tell."""

    DANGER = "danger"
    LATE = "late"
    CALM = "calm"
    DUPLICATE = "duplicate"


_ROLES = {
    Urgency.DANGER: Role.DANGER,
    Urgency.LATE: Role.LATE,
    Urgency.CALM: Role.ACCENT,
    Urgency.DUPLICATE: Role.MERGE,
}


def marker(look: Look, tap: Tap, name: str, urgency: Urgency = Urgency.CALM) -> ft.Control:
    """Draw a marker of 44 dp, 56 and ringed with ink when `tap.selected`."""
    tint = look.tint(_ROLES[urgency])
    side = _SIDE + (_GROWS if tap.selected else 0)
    square = urgency in (Urgency.DANGER, Urgency.LATE)
    inner = ft.Container(
        fixed_glyph(look, name, side * 0.5, tint.on),
        width=side,
        height=side,
        bgcolor=tint.strong,
        alignment=ft.Alignment.CENTER,
        border_radius=_SQUARE_RADIUS if square else side / 2,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(0.62, tint.on)),
    )
    whole = side + 2 * _RING
    drawn = ft.Container(
        inner,
        padding=_RING,
        width=whole,
        height=whole,
        bgcolor=look.tokens.halo,
        border_radius=_SQUARE_RADIUS + _RING if square else whole / 2,
        shadow=lift(look),
        border=ft.Border.all(_RING, look.tokens.ink) if tap.selected else None,
    )
    return press(look, tap, drawn)


def cluster(look: Look, tap: Tap, count: int, urgency: Urgency = Urgency.CALM) -> ft.Control:
    """Draw how many markers stand here together, in the shape and colour of the most urgent."""
    tint, side = look.tint(_ROLES[urgency]), _SIDE + _GROWS
    square = urgency in (Urgency.DANGER, Urgency.LATE)
    figure = text(look, look.t.number(count), Style.BOLD, color=tint.on)
    inner = ft.Container(
        figure,
        bgcolor=tint.strong,
        alignment=ft.Alignment.CENTER,
        border_radius=_SQUARE_RADIUS if square else _SIDE,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(0.62, tint.on)),
    )
    drawn = ft.Container(
        inner,
        padding=_RING,
        width=side,
        height=side,
        bgcolor=look.tokens.halo,
        border_radius=_SQUARE_RADIUS + _RING if square else _SIDE,
        shadow=lift(look),
    )
    return press(look, tap, drawn)


def here_dot(look: Look) -> ft.Container:
    """Draw where one stands: a dot with its ring, that no marker looks like."""
    accent = look.tokens.accent
    dot = ft.Container(bgcolor=accent, border_radius=HERE_SIDE / 2)
    return ft.Container(
        dot,
        padding=_RING + 1,
        width=HERE_SIDE,
        height=HERE_SIDE,
        bgcolor=look.tokens.halo,
        border_radius=HERE_SIDE / 2,
        border=ft.Border.all(2, accent),
        shadow=lift(look),
    )


def legend(look: Look, entries: Sequence[tuple[Urgency, str]]) -> ft.Control:
    """Say what the shapes mean; always on the map."""
    parts = []
    for urgency, word in entries:
        square = urgency in (Urgency.DANGER, Urgency.LATE)
        dot = ft.Container(
            width=14, height=14, border_radius=4 if square else 7, bgcolor=look.tint(_ROLES[urgency]).strong
        )
        parts.append(tight_row(dot, text(look, word, Style.META), gap=6))
    return ft.Container(
        row(*parts, gap=14, wrap=True),
        bgcolor=look.tokens.card,
        border=outline(look),
        border_radius=RADIUS_TILE,
        padding=pad(8, 14),
    )


def map_tool(look: Look, tap: Tap, name: str) -> ft.Control:
    """Draw a tool that floats on the map."""
    side = 64 if look.measures.field else 44
    drawn = ft.Container(
        glyph(look, name, look.unscaled(side * 0.46)),
        width=side,
        height=side,
        bgcolor=look.tokens.card,
        border_radius=16 if look.measures.field else RADIUS_TILE,
        alignment=ft.Alignment.CENTER,
        border=outline(look),
        shadow=lift(look),
    )
    return press(look, tap, drawn)


def lift(look: Look) -> ft.BoxShadow:
    """Give the only shadow of the system: for what floats on a map."""
    return ft.BoxShadow(blur_radius=10, color=look.tokens.shade, offset=ft.Offset(0, 3))
