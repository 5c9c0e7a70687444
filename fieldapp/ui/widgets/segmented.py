"""Segmented control and stepper: small choices that are made in one tap."""

from collections.abc import Sequence

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, icon_button
from fieldapp.ui.widgets.layout import outline, pad, tight_row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, text

_RADIUS = 15


def segmented(look: Look, choices: Sequence[Action]) -> ft.Control:
    """Draw two to four words of which one is `selected`; under each other when the text is huge."""
    cells = [_segment(look, choice) for choice in choices]
    content: ft.Control
    if look.measures.huge_text:
        content = ft.Column(list(cells), spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    else:
        content = tight_row(*cells, gap=4)
    return ft.Container(
        content,
        padding=4,
        border_radius=_RADIUS,
        bgcolor=look.tokens.sunk,
        border=outline(look, look.tokens.edge) if look.tokens.outdoor else None,
    )


def _segment(look: Look, choice: Action) -> ft.Control:
    on = bool(choice.selected)
    accent = look.tint(Role.ACCENT)
    ink = accent.on if on else look.tokens.ink
    style = look.measures.type(Style.STRONG)
    parts: list[ft.Control] = []
    if choice.glyph:
        parts.append(glyph(look, choice.glyph, style.size + 4, color=ink))
    parts.append(text(look, choice.shown, Style.STRONG, color=ink))
    line = tight_row(*parts)
    line.alignment = ft.MainAxisAlignment.CENTER
    drawn = ft.Container(
        line,
        padding=pad(look.breath(look.measures.target - 8, style.size * style.line), 18 if look.measures.field else 12),
        border_radius=_RADIUS - 4,
        bgcolor=accent.strong if on else None,
        alignment=ft.Alignment.CENTER if look.measures.huge_text else None,
    )
    return press(look, choice, drawn)


def stepper(look: Look, what: str, value: str, less: Tap, more: Tap) -> ft.Control:
    """Draw a quantity between a minus and a plus; `what` names it for screen readers."""
    shown = ft.Semantics(
        label=f"{what}, {value}",
        exclude_semantics=True,
        live_region=True,
        content=ft.Container(text(look, value, Style.FIGURE), padding=pad(0, 12)),
    )
    return tight_row(icon_button(look, less, "minus"), shown, icon_button(look, more, "plus"), gap=look.measures.gap)
