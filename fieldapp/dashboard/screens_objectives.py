"""The objectives on the page of figures: the followed ones with their way, then what is planned or ended."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.dashboard.queries_objectives import Objectives, objectives
from fieldapp.dashboard.screens_objective_form import Form, form_of, objective_sheet
from fieldapp.replica.objectives import Aim
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.objectives import figure_words, told
from fieldapp.ui.tokens import RADIUS_CARD, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Choice,
    Tap,
    button,
    choice_row,
    column,
    goal,
    grow,
    outline,
    press,
    quiet,
    row,
    section,
)
from sync.core.instants import instant
from sync.records.objective import ACTIVE_MAX, OBJECTIVE_ROLES

Edit = Callable[[Form], None]
KINDS_COUNTED: Final = ("objective", "report", "task", "news", "acknowledgement", "agent")


@ft.component
def objectives_section() -> ft.Control:
    """Show the objectives of the town; who sets them opens one, or begins a new one."""
    app, look = use_app(), use_look()
    form, edit = ft.use_state(_no_form())
    now = instant(app.now().replace(minute=0, second=0, microsecond=0))
    live = use_live(objectives, app.agent.id, now, kinds=KINDS_COUNTED)
    found = live.value if isinstance(live, Filled) else Objectives((), ())
    may_write = app.agent.role in OBJECTIVE_ROLES
    if not may_write and not found.followed:
        return ft.Container(height=0)
    new = Action("objective-new", look.t("objectives.new"), partial(edit, Form(None)), glyph="plus")
    count = look.t("objectives.followed", n=len(found.followed), max=ACTIVE_MAX)
    head = section(look, look.t("objectives.title"), sub=count, end=button(look, new) if may_write else None)
    parts = [head, *_followed(look, app, found.followed, edit if may_write else None)]
    if may_write:
        parts += _others(look, found.others, edit)
    # First, so that it is the same sheet whatever comes and goes below it.
    asked = objective_sheet(form, now, partial(edit, None)) if form is not None else ft.Container(height=0)
    return column(asked, column(*parts, gap=12, stretch=True), gap=0, stretch=True)


def _no_form() -> Form | None:
    return None


def _followed(look: Look, app: App, aims: tuple[Aim, ...], edit: Edit | None) -> list[ft.Control]:
    if not aims:
        return [quiet(look, look.t("objectives.none"))]
    drawn = [_card(look, app, one, edit) for one in aims]
    if look.measures.large_text or look.measures.width < TWO_PANES_MIN:
        return drawn
    return [row(*(grow(one) for one in drawn), gap=12, top=True)]


def _card(look: Look, app: App, one: Aim, edit: Edit | None) -> ft.Control:
    """Draw one followed objective; from where it came and how it stood a week ago stand below."""
    t = look.t
    start = t("objectives.from", figure=figure_words(t, one.indicator, one.baseline))
    before = t("objectives.earlier", figure=figure_words(t, one.indicator, one.earlier))
    shown = told(t, one, app.now().date())
    trend = dotted(start, before if one.earlier is not None else "")
    drawn = ft.Container(
        row(grow(column(goal(look, shown), quiet(look, trend, Style.META), gap=6, stretch=True))),
        padding=18,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=outline(look),
    )
    if edit is None:
        return drawn
    label = dotted(t("objectives.open", title=one.title), shown.figure, shown.aim, shown.way, shown.note, trend)
    return press(look, Tap(f"objective-{one.id}", label, partial(edit, form_of(one))), drawn)


def _others(look: Look, aims: tuple[Aim, ...], edit: Edit) -> list[ft.Control]:
    if not aims:
        return []
    rows = [_other(look, one, edit) for one in aims]
    return [quiet(look, look.t("objectives.others")), *rows]


def _other(look: Look, one: Aim, edit: Edit) -> ft.Control:
    t = look.t
    counted = t(f"objectives.indicator_{one.indicator}") if one.indicator else ""
    sub = dotted(t(f"objectives.state_{one.status}"), counted)
    label = dotted(t("objectives.open", title=one.title), sub)
    return choice_row(
        look, Choice(f"objective-{one.id}", label, partial(edit, form_of(one)), word=one.title, sub=sub, glyph="target")
    )
