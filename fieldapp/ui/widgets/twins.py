"""The card of a record that may be the same as the one that is being written."""

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.text import glyph, text


def twin_card(look: Look, title: str, told: str, end: ft.Control, *, picked: bool = False) -> ft.Container:
    """Draw how near it is and what was said of it; `end` is what can be done, `picked` a tap on its pin."""
    tint = look.tint(Role.MERGE)
    words = column(text(look, title, Style.BOLD, color=tint.on_soft), text(look, told, lines=2), gap=4)
    icon = glyph(look, "map-pin" if picked else "copy", look.measures.glyph + 4, color=tint.on_soft)
    parts: list[ft.Control] = [icon, grow(words)]
    content: ft.Control = row(*parts, end, gap=14)
    if look.measures.large_text:
        content = column(row(*parts, gap=14), end, gap=12, stretch=True)
    edge = max(1.5, look.tokens.border)
    return ft.Container(
        content,
        padding=14,
        bgcolor=tint.soft,
        border_radius=RADIUS_CARD,
        border=ft.Border.all(edge + 2 if picked else edge, tint.strong),
    )
