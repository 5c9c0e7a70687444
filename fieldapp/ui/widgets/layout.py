"""Rows, columns, cards and gaps with the spacing of the design system."""

from collections.abc import Sequence
from typing import TypeVar

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, SPACE_8

C = TypeVar("C", bound=ft.Control)


def row(*controls: ft.Control, gap: float = SPACE_8, top: bool = False, wrap: bool = False) -> ft.Row:
    """Lay controls side by side; `wrap` lets what does not fit go to the next line.

    A row that wraps has no end: nothing in it can grow (Flutter would draw a grey box instead).
    """
    assert not (wrap and any(control.expand for control in controls)), "what grows cannot stand in a row that wraps"
    return ft.Row(
        list(controls),
        spacing=gap,
        run_spacing=gap,
        wrap=wrap,
        vertical_alignment=ft.CrossAxisAlignment.START if top else ft.CrossAxisAlignment.CENTER,
    )


def tight_row(*controls: ft.Control, gap: float = SPACE_8) -> ft.Row:
    """Lay controls side by side and take no more width than they need."""
    made = row(*controls, gap=gap)
    made.tight = True
    return made


def column(*controls: ft.Control, gap: float = SPACE_8, stretch: bool = False) -> ft.Column:
    """Lay controls under each other, taking no more height than they need."""
    return ft.Column(
        list(controls),
        spacing=gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH if stretch else ft.CrossAxisAlignment.START,
    )


def grow(control: ft.Control, share: int = 1) -> ft.Container:
    """Let a control take the room that is left in its row or column."""
    return ft.Container(control, expand=share)


def keyed(key: str, control: C) -> C:
    """Let a control be the same one when others come or go before it in a list of controls of many shapes.

    Without a key what stands after them is told by its place: each is changed into the next. Flutter 3.44 loses the
    semantics of what changes its shape so, and all that follows (flutter/flutter#189902).
    """
    control.key = key
    return control


def spring() -> ft.Container:
    """Push what follows to the far end of a row or column."""
    return ft.Container(expand=True)


def gap(size: float) -> ft.Container:
    """Leave an empty square of `size` dp."""
    return ft.Container(width=size, height=size)


def pad(vertical: float, horizontal: float | None = None, *, bottom: float | None = None) -> ft.Padding:
    """Give a padding: above and below, beside (the same when not given), and another one below."""
    beside = vertical if horizontal is None else horizontal
    below = vertical if bottom is None else bottom
    return ft.Padding(left=beside, right=beside, top=vertical, bottom=below)


def outline(look: Look, color: str | None = None, width: float | None = None) -> ft.Border:
    """Give the border of a card: one hairline, two dp outdoor."""
    return ft.Border.all(width or look.tokens.border, color or look.tokens.line)


def card(look: Look, content: ft.Control, *, padding: float | ft.Padding = 16) -> ft.Container:
    """Put a control on a white card with a hairline."""
    return ft.Container(
        content,
        padding=padding,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=outline(look),
    )


def lines_between(look: Look, controls: Sequence[ft.Control]) -> list[ft.Control]:
    """Separate controls by hairlines, for the rows inside one card."""
    parts: list[ft.Control] = []
    for control in controls:
        if parts:
            parts.append(rule(look))
        parts.append(control)
    return parts


def rule(look: Look) -> ft.Container:
    """Draw a horizontal hairline."""
    return ft.Container(height=look.tokens.border, bgcolor=look.tokens.line)
