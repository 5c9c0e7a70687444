"""« Voir plus »: a long list is drawn by fifties, and its last row is always within reach.

rows, more = use_rows(filter)            # 50, then 100, …; another filter begins at 50 again
more_part(look, "more-tasks", line, more)
"""

from collections.abc import Callable
from typing import Any

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.widgets import ROWS_MAX, Action, button, column, keyed, pad, quiet


def use_rows(*of: Any) -> tuple[int, Callable[[], None]]:
    """Give how many rows of the list that `of` names are drawn, and what draws the next ones too."""
    shown, show = ft.use_state((of, ROWS_MAX))
    rows = shown[1] if shown[0] == of else ROWS_MAX
    return rows, lambda: show((of, rows + ROWS_MAX))


def more_part(look: Look, identifier: str, line: str, more: Callable[[], Any]) -> ft.Control:
    """Draw the end of a list that goes on: how many are left, and the way to the next ones.

    It has a key: the new rows come before it, and those that are read stay where they are.
    """
    go = button(look, Action(identifier, look.t("action.more"), more, glyph="caret-down"))
    told = [quiet(look, line)] if line else []
    return keyed(identifier, ft.Container(column(*told, go, gap=8, stretch=True), padding=pad(12, 0)))
