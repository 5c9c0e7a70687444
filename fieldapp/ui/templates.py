"""Sentences that are often said of a kind of work: a tap adds one to the comment or note that is being written."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_BUTTON, Role, Style
from fieldapp.ui.widgets import Tap, pad, press, row, text
from sync.records.categories import category_of

_FAMILIES: Final = {
    "voirie": "road",
    "signalisation": "road",
    "eau": "road",
    "proprete": "clean",
    "depots": "clean",
    "graffitis": "clean",
    "eclairage": "light",
}
_NUMBERS: Final = (1, 2, 3)


def template_chips(look: Look, category: str | None, add: Callable[[str], None], of: str = "tasks") -> ft.Control:
    """Draw the sentences of a category's family: of what was done, or (`reports`) of what is seen."""
    family = _FAMILIES.get(category_of(category).group, "any") if category else "any"
    chips = [_chip(look, n, look.t(f"{of}.tpl_{family}_{n}"), add) for n in _NUMBERS]
    return row(*chips, gap=10, wrap=True)


def with_template(typed: str, words: str) -> str:
    """Put a sentence behind what is written already."""
    return f"{typed.rstrip('. ')}. {words}." if typed.strip() else f"{words}."


def _chip(look: Look, n: int, words: str, add: Callable[[str], None]) -> ft.Control:
    tint = look.tint(Role.ACCENT)
    drawn = ft.Container(
        text(look, words, Style.STRONG, color=tint.on_soft),
        padding=pad(look.breath(look.measures.target, look.measures.type(Style.STRONG).size), 16),
        bgcolor=tint.soft,
        border_radius=RADIUS_BUTTON - 2,
        border=ft.Border.all(look.tokens.border, look.tokens.edge) if look.tokens.outdoor else None,
    )
    return press(look, Tap(f"template-{n}", words, partial(add, words)), drawn)
