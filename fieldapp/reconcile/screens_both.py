"""« Garder les deux »: the third choice where two texts clash; the sheet shortens what is too long together."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.reconcile.actions import Choice, keep_values
from fieldapp.reconcile.queries import ConflictView
from fieldapp.reconcile.queries_both import both_of
from fieldapp.reconcile.screens_settling import settle
from fieldapp.ui.app import App
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import Tap, write_other
from sync.core.model import Fields

NOT_WRITTEN: Final[Fields | None] = None
"""No third version is being written."""


def both_choice(look: Look, view: ConflictView, choose: Callable[[], Awaitable[None]]) -> list[ft.Control]:
    """Draw the choice; nothing where the two do not make one text."""
    both = both_of(view)
    if both is None:
        return []
    sub = look.t("reconcile.both_shorten") if both.too_long else look.t("reconcile.both_sub")
    return [write_other(look, Tap("keep-both", look.t("conflict.keep_both"), choose, key="3"), sub, "rows")]


async def keep_both(app: App, look: Look, view: ConflictView, write: Callable[[Fields | None], None]) -> None:
    """Keep mine and theirs, one after the other, with the way back; what is too long opens in the sheet."""
    both = both_of(view)
    if both is None:
        return
    if both.too_long:
        write(both.values)
        return
    keep = partial(keep_values, values=both.values)
    await settle(app, look, "reconcile.kept_both", keep, view.id, Choice.THIRD)
