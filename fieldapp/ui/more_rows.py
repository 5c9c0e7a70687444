"""« Voir plus »: a long list is drawn by fifties, and its last row is always within reach.

rows, more = use_rows(filter)            # 50, then 100, …; another filter begins at 50 again
more_part(look, "more-tasks", line, more)

Who pressed it by the keyboard goes on from the first of the new rows: the button itself is fifty rows further on, out
of sight, and what is out of sight has no focus.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.keymap import is_on_button, led_by_key
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import ROWS_MAX, Action, button, column, keyed, pad, quiet
from fieldapp.ui.zones import takers

_LOOK_S: Final = 0.05
_LOOKS_MAX: Final = 40
"""How often one looks whether the new rows are drawn."""


def use_rows(*of: Any) -> tuple[int, Callable[[], None]]:
    """Give how many rows of the list that `of` names are drawn, and what draws the next ones too."""
    shown, show = ft.use_state((of, ROWS_MAX))
    rows = shown[1] if shown[0] == of else ROWS_MAX
    return rows, lambda: show((of, rows + ROWS_MAX))


def more_part(look: Look, identifier: str, line: str, more: Callable[[], Any]) -> ft.Control:
    """Draw the end of a list that goes on: how many are left, and the way to the next ones.

    It has a key: the new rows come before it, and those that are read stay where they are.
    """
    go = button(
        look, Action(identifier, look.t("action.more"), partial(_goes_on, identifier, more), glyph="caret-down")
    )
    told = [quiet(look, line)] if line else []
    return keyed(identifier, ft.Container(column(*told, go, gap=8, stretch=True), padding=pad(12, 0)))


def _goes_on(identifier: str, more: Callable[[], Any]) -> Any:
    """Ask for the next rows, and let the keyboard follow if it was the keyboard that asked."""
    page = ft.context.page
    place = _place_of(page, identifier) if is_on_button(page) else None
    if place is not None:
        page.run_task(_follow, page, identifier, *place)
    return more()


def _place_of(page: ft.Page, identifier: str) -> tuple[int, int] | None:
    """Give the list that ends with this part, by its number on the page, and how many rows it has."""
    for number, control in list(page.session.index.items()):
        for row, child in enumerate(_children(control)):
            if child.key == identifier:
                return number, row
    return None


async def _follow(page: ft.Page, identifier: str, listed: int, row: int) -> None:
    """Give the focus to the first row that came, once it is there."""
    for _ in range(_LOOKS_MAX):
        await asyncio.sleep(_LOOK_S)
        came = _children(page.session.index.get(listed))[row:]
        if came and came[0].key != identifier:
            first = next((taker for child in came for taker in takers(child)), None)
            if first is not None:
                led_by_key(page)
                focus: Callable[[], Awaitable[None]] = first.focus
                await focus()
            return


def _children(control: Any) -> list[ft.Control]:
    found = getattr(control, "controls", None)
    return found if isinstance(found, list) else []
