"""The row of something that is on or off."""

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_BUTTON, Role, Style
from fieldapp.ui.widgets.layout import column, grow, outline, pad, row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text


def switch_row(look: Look, tap: Tap, icon: str, words: tuple[str, str]) -> ft.Control:
    """Draw something that is on or off as a row: its icon, its words, a mark by shape, not by colour."""
    on = bool(tap.selected)
    tint = look.tint(Role.ACCENT)
    told = column(text(look, words[0], Style.STRONG), quiet(look, words[1], Style.META), gap=2)
    mark = ft.Container(
        ft.Container(
            glyph(look, "check" if on else "minus", look.unscaled(16), color=tint.strong if on else look.tokens.ink2),
            width=28,
            height=28,
            border_radius=14,
            bgcolor=look.tokens.card,
            alignment=ft.Alignment.CENTER,
        ),
        width=60,
        height=36,
        border_radius=18,
        padding=4,
        alignment=ft.Alignment.CENTER_RIGHT if on else ft.Alignment.CENTER_LEFT,
        bgcolor=tint.strong if on else look.tokens.sunk,
        border=outline(look, tint.strong if on else look.tokens.edge),
    )
    drawn = ft.Container(
        row(glyph(look, icon, color=look.tokens.ink2), grow(told), mark, gap=14),
        padding=pad(max(8, look.breath(look.measures.target, 40)), 14),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_BUTTON,
        border=outline(look),
    )
    return press(look, tap, drawn)
