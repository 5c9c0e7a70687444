"""The home of the desk: what waits, as figures that lead to it, and what must be seen first."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.today import queries
from fieldapp.today.queries import DeskDay, Moment, WorkCard
from fieldapp.today.screens_begun import use_begun
from fieldapp.today.screens_objectives import use_objectives
from fieldapp.today.screens_parts import greeting, last_update, notes_to_read, steady
from fieldapp.today.screens_rounds import rounds_section
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app, use_sync
from fieldapp.ui.i18n import ago
from fieldapp.ui.live import live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.objectives import objectives_strip
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Opens,
    Tap,
    button,
    card,
    column,
    empty_state,
    gap,
    grow,
    outline,
    pad,
    page_frame,
    plate,
    press,
    quiet,
    row,
    scrolled,
    section,
    text,
)
from fieldapp.ui.works import RowOf, Seen, in_order, work_row
from sync.core.instants import parse_instant
from sync.records.base import Role as AgentRole

_OWN_SERVICE: Final = frozenset({AgentRole.RESPONSABLE_SERVICE, AgentRole.CHEF_EQUIPE})
"""Who steers one service and sees its counts only."""
_NEWS_WIDTH: Final = 440


@ft.component
def desk_home() -> ft.Control:
    """Show the day of the desk."""
    app, look, sync = use_app(), use_look(), use_sync()
    now = app.now()
    service = app.agent.service if app.agent.role in _OWN_SERVICE else None
    day = use_live(
        queries.desk_day,
        app.agent.id,
        service,
        Moment(now.date().isoformat(), steady(now)),
        kinds=("report", "round", "task", "news", "acknowledgement", "outbox"),
    )
    updated, aims = last_update(look, sync, now), objectives_strip(look, use_objectives(app), now.date())
    begun = use_begun()
    shown = live_view(look, day, lambda filled: _body(look, app, filled, (updated, begun, aims)))
    return page_frame(greeting(look, app), shown)


def _body(look: Look, app: App, day: DeskDay, also: tuple[str, list[ft.Control], list[ft.Control]]) -> ft.Control:
    updated, begun, aims = also
    now = app.now()
    notes = [*notes_to_read(look, day.to_read, now, app.go), *begun]
    wide = look.measures.width >= TWO_PANES_MIN and not look.measures.huge_text
    counts, first = _counts(look, app, day), _first(look, app, day, updated)
    walked = rounds_section(look, day.rounds, app.go)
    if not wide or not (notes or walked):
        return scrolled(look, gap(0), *notes, counts, *aims, first, *walked)
    beside = ft.Container(column(*notes, *walked, gap=16, stretch=True), width=_NEWS_WIDTH)
    return scrolled(look, gap(0), counts, *aims, row(grow(first), beside, gap=24, top=True))


def _counts(look: Look, app: App, day: DeskDay) -> ft.Control:
    t = look.t
    counts = (
        ("to-sort", "tray", t("today.desk_to_sort"), day.to_sort, Role.ACCENT),
        ("dangerous", "warning-diamond", t("today.desk_dangerous"), day.dangerous, Role.DANGER),
        ("late", "clock-countdown", t("today.desk_late"), day.late, Role.LATE),
        ("to-check", "seal-check", t("today.desk_to_check"), day.to_check, Role.DONE),
        ("impossible", "prohibit", t("today.desk_impossible"), day.impossible, Role.NEUTRAL),
    )
    cells = [_count(look, shown, partial(app.go, _where(shown[0]))) for shown in counts]
    across = 1 if look.measures.huge_text else 2 if look.measures.width < TWO_PANES_MIN else len(cells)
    lines = [
        row(*(grow(cell) for cell in cells[start : start + across]), gap=12) for start in range(0, len(cells), across)
    ]
    return column(section(look, t("today.desk_title")), *lines, gap=12, stretch=True)


def _where(noun: str) -> str:
    """Give the place to which a figure leads."""
    if noun == "impossible":
        return f"{routes.TASKS}?show=impossible"
    return f"{routes.TRIAGE}?show={noun}" if noun != "to-sort" else routes.TRIAGE


def _count(look: Look, shown: tuple[str, str, str, int, Role], do: Callable[[], None]) -> ft.Control:
    noun, glyph_name, word, count, role = shown
    quiet_role = role if count else Role.NEUTRAL
    figure = text(look, look.t.number(count), Style.FIGURE, color=look.tint(quiet_role).strong)
    words = column(figure, quiet(look, word), gap=2)
    drawn = ft.Container(
        row(plate(look, glyph_name, role=quiet_role, solid=bool(count) and role is Role.DANGER), grow(words), gap=12),
        padding=12,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=outline(look),
    )
    return press(look, Tap(f"count-{noun}", look.t("today.desk_count_label", what=word, n=count), do), drawn)


def _first(look: Look, app: App, day: DeskDay, updated: str) -> ft.Control:
    t = look.t
    seen = Seen(app.now())
    to_triage = Action(
        "open-triage", t("today.open_triage"), partial(app.go, routes.TRIAGE), kind=Kind.PRIMARY, glyph="tray"
    )
    head = section(look, t("today.desk_first"), sub=t("today.desk_first_sub"), end=button(look, to_triage))
    if not day.first:
        line = t("today.desk_calm_line", at=updated) if updated else t("today.nothing_yet")
        return column(head, empty_state(look, "check-circle", t("today.desk_calm"), line), gap=12, stretch=True)
    rows = [
        work_row(
            look,
            report,
            seen,
            RowOf("report", age=_age(look, app, report), is_last=number == len(day.first)),
            Opens(app.go, routes.triage_report(report.id)),
        )
        for number, report in enumerate(in_order(day.first, seen), 1)
    ]
    listed = column(*rows, gap=look.measures.gap if look.measures.field else 0, stretch=True)
    return column(head, listed if look.measures.field else card(look, listed, padding=pad(4, 8)), gap=12, stretch=True)


def _age(look: Look, app: App, report: WorkCard) -> str:
    return ago(look.t, parse_instant(report.requested_at), app.now()) if report.requested_at else ""
