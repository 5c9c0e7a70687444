"""The words of a report's page: comments, with the one that is being written, and the history."""

from datetime import datetime
from typing import Final

import flet as ft

from fieldapp.replica.people import Comment
from fieldapp.reports import actions
from fieldapp.reports.queries import ReportPage
from fieldapp.ui.app import use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.histories import Teller, dotted, history_events
from fieldapp.ui.i18n import stamp
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.templates import template_chips, with_template
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Field,
    Kind,
    Tap,
    button,
    card,
    column,
    pad,
    quiet,
    section,
    text,
    text_button,
    text_field,
    timeline,
)
from sync.core.instants import parse_instant

_EVENTS_FIRST: Final = 4


@ft.component
def comments_part(page: ReportPage) -> ft.Control:
    """Show the comments, and the one that is being written: it is kept at every pause."""
    app, look = use_app(), use_look()
    typed, set_typed, latest = use_latest(page.comment_draft)
    t, report_id = look.t, page.card.id

    async def keep(words: str) -> None:
        await written(app, look, actions.draft_comment, report_id, words)

    saver = use_autosave(keep)

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    async def add() -> None:
        await saver.flush()
        if await written(app, look, actions.add_comment, report_id, latest()) is not None:
            set_typed("")
            app.say(t("reports.comment_added"))

    said = [_said(look, comment, app.now()) for comment in page.comments]
    field = Field("comment", t("reports.comment"), typed, on_change=heard, hint=t("reports.comment_hint"), lines=2)
    parts: list[ft.Control] = [section(look, t("reports.comments")), *said] if said else []
    parts.append(text_field(look, field))
    if app.agent.works_in_field:
        parts.append(template_chips(look, page.card.category, lambda words: heard(with_template(latest(), words))))
    if typed.strip():
        send = Action("comment-add", t("reports.comment_add"), add, kind=Kind.SOFT, glyph="paper-plane-tilt")
        parts.append(button(look, send))
    return column(*parts, gap=10, stretch=True)


def _said(look: Look, comment: Comment, now: datetime) -> ft.Control:
    """Draw a comment that was made."""
    when = stamp(look.t, parse_instant(comment.at), now) if comment.at else ""
    head = quiet(look, dotted(comment.author or look.t("history.town_hall"), when), Style.META)
    return card(look, column(head, text(look, comment.text), gap=4), padding=pad(12, 16))


@ft.component
def history_part(page: ReportPage) -> ft.Control:
    """Show who did what and when; the first lines, then all of it."""
    app, look = use_app(), use_look()
    unfolded, unfold = ft.use_state(False)
    t = look.t
    events = history_events(Teller(t, page.names, app.now(), app.agent.id), page.history)
    if not events:
        return column(section(look, t("reports.history")), quiet(look, t("reports.no_history")), gap=8)
    count = quiet(look, t("reports.history_count", n=len(events)), Style.META)
    shown = events if unfolded else events[:_EVENTS_FIRST]
    parts: list[ft.Control] = [section(look, t("reports.history"), end=count), timeline(look, shown)]
    if len(shown) < len(events):
        more = text_button(look, Tap("history-more", t("reports.history_more"), lambda: unfold(True)), "caret-down")
        parts.append(ft.Row([more], alignment=ft.MainAxisAlignment.CENTER))
    return column(*parts, gap=12, stretch=True)
