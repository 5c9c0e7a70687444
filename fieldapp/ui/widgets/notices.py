"""Notices: a note at the head of a page, and a coloured line that must be seen."""

from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.text import quiet, text


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold a note that asks to be read: what it is, its title, where it comes from and when."""

    kicker: str
    title: str
    line: str = ""
    glyph: str = "megaphone"
    role: Role = Role.WAIT


def notice(look: Look, shown: Notice, action: Action | None = None) -> ft.Container:
    """Draw a note with its plate and its one action; the action goes below when the text is large."""
    tint = look.tint(shown.role)
    words: list[ft.Control] = [
        text(look, shown.kicker, Style.BOLD, color=tint.on_soft),
        text(look, shown.title, Style.ROW),
    ]
    if shown.line:
        words.append(quiet(look, shown.line))
    head: list[ft.Control] = [plate(look, shown.glyph, role=shown.role, solid=True), grow(column(*words, gap=5))]
    return _frame(look, shown.role, head, button(look, action) if action else None)


def banner(look: Look, name: str, title: str, *, role: Role = Role.WAIT, end: ft.Control | None = None) -> ft.Container:
    """Draw a coloured line that must be seen: a plate, a sentence, an action at its end."""
    words = grow(text(look, title, Style.STRONG, color=look.tint(role).on_soft))
    return _frame(look, role, [plate(look, name, 44, role=role, solid=True), words], end)


def _frame(look: Look, role: Role, head: list[ft.Control], end: ft.Control | None) -> ft.Container:
    tint = look.tint(role)
    content: ft.Control
    if end is not None and look.measures.large_text:
        content = column(row(*head, gap=14), end, gap=12, stretch=True)
    else:
        content = row(*head, *([end] if end is not None else []), gap=16)
    return ft.Container(
        content,
        padding=14 if look.measures.field else 10,
        bgcolor=tint.soft,
        border_radius=RADIUS_CARD,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
    )
