"""A list with its detail beside it: one top for both at the desk, each with its own head in the field."""

import flet as ft

from fieldapp.ui.app import App, status_pill
from fieldapp.ui.look import Look
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import TWO_PANES_MIN, Panes, empty_state, page_frame, page_header, panes


def has_two_panes(look: Look) -> bool:
    """Tell whether this window shows a detail beside its list."""
    return look.measures.width >= TWO_PANES_MIN


def has_one_top(look: Look) -> bool:
    """Tell whether title and pill stand above both panes, so that neither shows them."""
    return has_two_panes(look) and not look.measures.field


def two_panes(look: Look, app: App, title: str, parts: Panes) -> ft.Control:
    """Lay list and detail; above them, at the desk, the one top."""
    drawn = panes(look, parts)
    return page_frame(screen_top(look, app, title), drawn) if has_one_top(look) else drawn


def pane_header(look: Look, title: str) -> ft.Control:
    """Begin the list's pane; nothing where the one top says it already."""
    return ft.Container(height=12) if has_one_top(look) else page_header(look, title)


def waiting_pane(look: Look, name: str, title: str, line: str) -> ft.Control:
    """Hold the place where what is chosen will open; the pill is there as on every screen."""
    # In a column the card is as high as its words; alone it would fill the pane.
    words: list[ft.Control] = [empty_state(look, name, title, line)]
    middle = ft.Column(words, alignment=ft.MainAxisAlignment.CENTER, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    empty = ft.Container(middle, padding=look.measures.margin)
    return empty if has_one_top(look) else page_frame(page_header(look, "", end=status_pill()), empty)
