"""Segmented control and stepper: small choices that are made in one tap."""

from collections.abc import Sequence

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, icon_button
from fieldapp.ui.widgets.layout import grow, outline, pad, row, tight_row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, text

_RADIUS = 15
_SEGMENT_PAD = 18
_TRACK_PAD = 4
_LETTER_SHARE = 0.62
"""Width of a letter, as a share of its size: on the safe side of what the semibold text has."""
_ROOM_SHARE = 0.9
"""What a control may count on of the window where it stands alone on its line."""


def segmented(look: Look, choices: Sequence[Action], share: float = _ROOM_SHARE) -> ft.Control:
    """Draw two to four words, one of them `selected`; under each other where huge text wants it.

    `share` is the part of the window's width that it may count on.
    """
    content: ft.Control
    cells = [_segment(look, choice) for choice in choices]
    if look.measures.huge_text and _fits(look, choices, share):
        content = row(*(grow(cell) for cell in cells), gap=look.measures.beside)
    elif look.measures.huge_text:
        content = ft.Column(
            list(cells), spacing=look.measures.beside, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    else:
        content = tight_row(*cells, gap=look.measures.beside)
    return ft.Container(
        content,
        padding=_TRACK_PAD,
        border_radius=_RADIUS,
        bgcolor=look.tokens.sunk,
        border=outline(look, look.tokens.edge) if look.tokens.outdoor else None,
    )


def _fits(look: Look, choices: Sequence[Action], share: float) -> bool:
    """Guess whether equal cells side by side hold the longest word."""
    style = look.measures.type(Style.STRONG)
    longest = max(len(choice.shown) for choice in choices) * style.size * _LETTER_SHARE
    icon = (style.size + 4 + 8) if any(choice.glyph for choice in choices) else 0
    needed = (longest + icon) * look.measures.text_scale + 2 * _SEGMENT_PAD
    between = (len(choices) - 1) * look.measures.beside
    return needed * len(choices) + between <= look.measures.width * share - 2 * look.measures.margin


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
    beside = _SEGMENT_PAD if look.measures.field else 12
    drawn = ft.Container(
        line,
        padding=pad(look.breath(look.measures.segment, style.size * style.line), beside),
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
