"""The words of a task's page: comments with their templates, time spent, the report behind it, its history."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.people import Comment
from fieldapp.tasks import actions
from fieldapp.tasks.queries import LinkedReport, TaskPage
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.histories import Teller, dotted, history_events
from fieldapp.ui.i18n import duration, stamp
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.templates import template_chips, with_template
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Event,
    Field,
    Kind,
    Tap,
    button,
    card,
    column,
    glyph,
    grow,
    pad,
    plate,
    press,
    quiet,
    row,
    section,
    stepper,
    text,
    text_button,
    text_field,
    timeline,
)
from fieldapp.ui.works import Seen, category_glyph, category_name, status_badge
from sync.core.instants import parse_instant

_STEP_MINUTES: Final = 15
_SINCE_MINUTES_MAX: Final = 10 * 60
_EVENTS_FIRST: Final = 3


@ft.component
def comment_part(page: TaskPage, frozen: bool) -> ft.Control:
    """Show the comments, and the one that is being written: it is kept at every pause."""
    app, look = use_app(), use_look()
    typed, set_typed, latest = use_latest(page.comment_draft)
    t, task_id = look.t, page.card.id

    async def keep(words: str) -> None:
        await written(app, look, actions.draft_comment, task_id, words)

    saver = use_autosave(keep)

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    def add_words(words: str) -> None:
        heard(with_template(latest(), words))

    async def add() -> None:
        await saver.flush()
        if await written(app, look, actions.add_comment, task_id, latest()) is not None:
            set_typed("")
            app.say(t("tasks.comment_added"))

    said = [_said(look, comment, app.now()) for comment in page.comments]
    if frozen:
        return column(section(look, t("tasks.comments")), *said, gap=10, stretch=True) if said else ft.Container()
    field = Field("comment", t("tasks.comment"), typed, on_change=heard, hint=t("tasks.comment_hint"), lines=2)
    chips = template_chips(look, page.card.category, add_words)
    parts: list[ft.Control] = [*said, text_field(look, field), chips]
    if typed.strip():
        send = Action("comment-add", t("tasks.comment_add"), add, kind=Kind.SOFT, glyph="paper-plane-tilt")
        parts.append(button(look, send))
    return column(*parts, gap=10, stretch=True)


def _said(look: Look, comment: Comment, now: datetime) -> ft.Control:
    """Draw a comment that was made."""
    when = stamp(look.t, parse_instant(comment.at), now) if comment.at else ""
    head = quiet(look, dotted(comment.author or look.t("history.town_hall"), when), Style.META)
    return card(look, column(head, text(look, comment.text), gap=4), padding=pad(12, 16))


Write = Callable[..., Awaitable[Any]]


def time_part(look: Look, page: TaskPage, seen: Seen, write: Write | None) -> ft.Control:
    """Draw how long the work took; one tap notes the time since the beginning."""
    t, minutes = look.t, page.minutes_spent
    value = duration(t, minutes * 60) if minutes else t("tasks.time_none")
    expected = t("tasks.time_expected", time=duration(t, page.expected_minutes * 60)) if page.expected_minutes else ""
    if write is None:
        return section(look, t("tasks.time"), sub=value) if minutes else ft.Container()
    less = Tap(
        "time-less", t("action.less_of", what=t("tasks.time")), partial(_set_time, write, minutes - _STEP_MINUTES)
    )
    more = Tap(
        "time-more", t("action.more_of", what=t("tasks.time")), partial(_set_time, write, minutes + _STEP_MINUTES)
    )
    parts: list[ft.Control] = [
        section(look, t("tasks.time"), sub=expected, end=stepper(look, t("tasks.time"), value, less, more))
    ]
    since = _minutes_since(page, seen)
    # Begun yesterday is not a day's work.
    if minutes < since <= _SINCE_MINUTES_MAX:
        word = t("tasks.time_since", time=duration(t, since * 60))
        note = Action("time-since", word, partial(_set_time, write, since), kind=Kind.SOFT, glyph="timer")
        parts.append(button(look, note))
    return column(*parts, gap=10, stretch=True)


async def _set_time(write: Write, minutes: int) -> None:
    await write(actions.set_time_spent, minutes)


def _minutes_since(page: TaskPage, seen: Seen) -> int:
    """Give the whole minutes since the work began; 0 when it has not, or when the clock says so."""
    if page.started_at is None:
        return 0
    return max(0, int((seen.now - parse_instant(page.started_at)).total_seconds() // 60))


def report_row(look: Look, report: LinkedReport, app: App, seen: Seen) -> ft.Control:
    """Draw the report behind the task; a tap opens it."""
    t = look.t
    title = t("tasks.from_report", number=report.number) if report.number else t("tasks.from_report_no_number")
    badge = status_badge(report.status)
    state = t(f"state.{badge.sign.value}") if badge else ""
    line = dotted(category_name(t, report.category), state, stamp(t, parse_instant(report.requested_at), seen.now))
    words: list[ft.Control] = [text(look, title, Style.STRONG), quiet(look, line)]
    if report.description:
        words.append(text(look, t("work.quote", text=report.description), lines=3))
    icon = plate(look, category_glyph(report.category), 56 if look.measures.field else 44)
    caret = glyph(look, "caret-right", color=look.tokens.edge)
    drawn = card(look, row(icon, grow(column(*words, gap=4)), caret, gap=14))
    return press(look, Tap(f"report-{report.id}", f"{title}, {line}", partial(app.go, routes.report(report.id))), drawn)


@ft.component
def history_part(page: TaskPage) -> ft.Control:
    """Show who did what and when; the first lines, then all of it."""
    app, look = use_app(), use_look()
    unfolded, unfold = ft.use_state(False)
    teller = Teller(look.t, page.names, app.now(), app.agent.id)
    events = history_events(teller, page.history)
    return history_card(look, events, unfolded, lambda: unfold(True))


def history_card(look: Look, events: list[Event], unfolded: bool, unfold: Callable[[], None]) -> ft.Control:
    """Draw a history, its first lines or all of it."""
    t = look.t
    if not events:
        return column(section(look, t("tasks.history")), quiet(look, t("tasks.no_history")), gap=8)
    count = quiet(look, t("tasks.history_count", n=len(events)), Style.META)
    shown = events if unfolded else events[:_EVENTS_FIRST]
    parts: list[ft.Control] = [section(look, t("tasks.history"), end=count), timeline(look, shown)]
    if len(shown) < len(events):
        more = text_button(look, Tap("history-more", t("tasks.history_more"), unfold), "caret-down")
        parts.append(ft.Row([more], alignment=ft.MainAxisAlignment.CENTER))
    return column(*parts, gap=12, stretch=True)
