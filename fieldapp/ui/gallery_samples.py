"""What the tabs of the gallery share: their moment, a tap that does nothing, a titled part, a small screen."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from fieldapp.ui.app import status_pill
from fieldapp.ui.gallery_house import NOW
from fieldapp.ui.look import Look, LookContext
from fieldapp.ui.tokens import RADIUS_CARD
from fieldapp.ui.widgets import (
    card,
    column,
    gap,
    has_rail,
    heading,
    outline,
    page_frame,
    page_header,
    scrolled,
)
from fieldapp.ui.widgets import rail_width as width_of_rail

__all__ = ["NOW", "carded", "nothing", "part", "sample_page", "small_screen"]

_SMALL_SCREEN_WIDTH = 752
_BETWEEN = 28


def nothing() -> None:
    """Do nothing: samples are not connected."""


def sample_page(look: Look, title: str, sub: str, *parts: ft.Control) -> ft.Control:
    """Lay the parts of a tab below its title."""
    head = page_header(look, title, sub=sub, end=status_pill())
    return page_frame(head, scrolled(look, gap(0), *parts, gap=_BETWEEN))


def part(look: Look, title: str, *content: ft.Control) -> ft.Control:
    """Put a title above what it names."""
    return column(heading(look, title), *content, gap=12, stretch=True)


def carded(look: Look, title: str, content: ft.Control) -> ft.Control:
    """Put what stands on a card there, below its title."""
    return part(look, title, card(look, content))


def small_screen(look: Look, title: str, height: float, draw: Callable[[Look], ft.Control]) -> ft.Control:
    """Draw what fills a screen in a frame of its own, which takes itself for the window."""
    rail = width_of_rail(look) if has_rail(look) else 0
    width = min(_SMALL_SCREEN_WIDTH, look.measures.width - rail - 2 * look.measures.margin)
    inner = replace(look, measures=replace(look.measures, width=width, height=height))
    inside = ft.Container(
        LookContext(inner, lambda: draw(inner)),
        border_radius=RADIUS_CARD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    frame = ft.Container(
        inside,
        width=width,
        height=height,
        padding=look.tokens.border,
        bgcolor=look.tokens.paper,
        border=outline(look),
        border_radius=RADIUS_CARD + look.tokens.border,
    )
    # In a row it keeps its width: the list above would give it its own.
    return part(look, title, ft.Row([frame], wrap=True))
