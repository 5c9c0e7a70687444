"""The report that was begun, on the home: what it has so far; one tap goes back to where it was left."""

from functools import partial
from typing import Final

import flet as ft

from fieldapp.today.queries_begun import Begun, begun_report
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, ago, within
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Tap, card, column, glyph, grow, plate, press, quiet, row, text
from fieldapp.ui.works import category_name
from sync.core.instants import parse_instant

_STEPS: Final = ("photo", "category", "position")


def use_begun() -> list[ft.Control]:
    """Give the card of the report that was begun, inside a component; nothing where there is none."""
    app, look = use_app(), use_look()
    live = use_live(begun_report, kinds=("draft",))
    found = live.value if isinstance(live, Filled) else None
    return [_card(app, look, found)] if found is not None else []


def _card(app: App, look: Look, begun: Begun) -> ft.Control:
    title, line = look.t("today.begun"), _line(look.t, begun)
    age = ago(look.t, parse_instant(begun.saved_at), app.now())
    words = column(text(look, title, Style.ROW), quiet(look, line), quiet(look, age, Style.META), gap=4)
    caret = glyph(look, "caret-right", color=look.tokens.edge)
    icon = plate(look, "camera-plus", 60 if look.measures.field else 44)
    drawn = card(look, row(icon, grow(words), caret, gap=16))
    return press(look, Tap("begun-report", f"{title}, {line}, {age}", partial(app.go, routes.NEW_REPORT)), drawn)


def _line(t: Words, begun: Begun) -> str:
    """Say at which question it was left, of what it is, and how many photos it has."""
    step = min(begun.step, len(_STEPS) - 1)
    where = t("step.label", n=step + 1, total=len(_STEPS), name=within(t, t(f"reports.step_{_STEPS[step]}")))
    what = category_name(t, begun.category).partition(",")[0] if begun.category else ""
    return dotted(where, what, t("reports.photos_n", n=begun.photos) if begun.photos else t("reports.without_photo"))
