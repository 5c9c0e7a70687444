"""The bottom bar of a field screen: one plate-button, one quiet button, for the thumb of either hand."""

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import column, grow, pad, row

_QUIET_WIDTH = 208


def bottom_bar(
    look: Look, primary: Action | None, quiet: Action | None = None, *, note: ft.Control | None = None
) -> ft.Control:
    """Draw the bar: quiet button left, plate-button right, mirrored for the left hand.

    `note` takes the place of the plate-button on a screen that has none.
    """
    height = look.measures.action
    first = button(look, quiet, height=height) if quiet else None
    second: ft.Control | None = button(look, primary, height=height) if primary else note
    parts = [part for part in (first, second) if part is not None]
    if look.measures.huge_text:
        return bar_frame(look, column(*reversed(parts), gap=look.measures.gap, stretch=True))
    fixed = _quiet_width(look) if primary and look.measures.field else None
    placed = [ft.Container(part, width=fixed) if part is first else grow(part) for part in parts]
    return bar_frame(look, row(*(reversed(placed) if look.measures.left_handed else placed), gap=12))


def bar_frame(look: Look, content: ft.Control) -> ft.Control:
    """Stand any content on the bar at the foot of a screen or a pane."""
    field = look.measures.field
    return ft.Container(
        content,
        bgcolor=look.tokens.bar,
        padding=pad(16 if field else 12, look.measures.margin),
        border=ft.Border(top=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )


def _quiet_width(look: Look) -> float:
    return min(_QUIET_WIDTH * max(1.0, look.measures.text_scale), look.measures.width * 0.4)
