"""What the homes share: the greeting, the notes that must be read, and how old what is shown may be."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import flet as ft

from fieldapp.replica.storage import LOW_ROOM_BYTES
from fieldapp.today.queries import Moment, NewsCard
from fieldapp.ui import routes
from fieldapp.ui.app import App, SyncStatus, status_pill
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import ago, long_day, size, stamp, within
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import Action, Notice, Tap, banner, greeting_header, notice, text_button
from sync.core.instants import instant, parse_instant

NOTES_SHOWN: Final = 2
"""Mandatory notes that stand on top by name; the others are counted, so that the tasks stay in sight."""
STEADY_MINUTES: Final = 10
"""How long the counts of what is late stay as they are while nothing else changes."""


def day_start(now: datetime) -> str:
    """Give this morning's midnight, local, as an instant."""
    return instant(now.replace(hour=0, minute=0, second=0, microsecond=0))


def midnight(now: datetime) -> Moment:
    """Give this day with its midnight."""
    return Moment(now.date().isoformat(), day_start(now))


def month_start(now: datetime) -> str:
    """Give the midnight that began this month, local, as an instant."""
    return instant(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def steady(now: datetime) -> str:
    """Give the moment rounded down: a query asked with it is not asked anew at each drawing."""
    return instant(
        now - timedelta(minutes=now.minute % STEADY_MINUTES, seconds=now.second, microseconds=now.microsecond)
    )


def greeting(look: Look, app: App) -> ft.Control:
    """Greet, with the day, the service and the team, and the pill at the end."""
    agent, now = app.agent, app.now()
    # A team is often named after its service: « Voirie, Voirie nord » says it twice.
    is_said = bool(agent.service_name) and agent.team_name.startswith(agent.service_name)
    place = ", ".join(part for part in ("" if is_said else agent.service_name, agent.team_name) if part)
    sub = dotted(long_day(look.t, now.date()), place or agent.job_title)
    hello = look.t("today.hello", name=agent.given_name)
    if not look.measures.field:
        return screen_top(look, app, hello, sub=sub)
    return greeting_header(look, hello, sub, status_pill())


def notes_to_read(look: Look, notes: Sequence[NewsCard], now: datetime, go: Callable[[str], None]) -> list[ft.Control]:
    """Draw the mandatory notes that are current: those of which one was reminded, then the oldest first."""
    current = [note for note in notes if note.is_current(instant(now))]
    current.sort(key=lambda note: note.reminded_at is None)
    drawn: list[ft.Control] = [_note(look, note, now, go) for note in current[:NOTES_SHOWN]]
    more = len(current) - NOTES_SHOWN
    if more > 0:
        tap = Tap("more-to-read", look.t("today.more_to_read", n=more), partial(go, routes.NEWS))
        drawn.append(ft.Row([text_button(look, tap, "caret-right")], alignment=ft.MainAxisAlignment.CENTER))
    return drawn


def low_room(look: Look, free_bytes: int | None) -> list[ft.Control]:
    """Warn while there is still room for texts: photos need it first, and what was received may leave."""
    if free_bytes is None or free_bytes >= LOW_ROOM_BYTES:
        return []
    return [banner(look, "warning", look.t("today.low_room", size=size(look.t, free_bytes)), role=Role.LATE)]


def last_update(look: Look, sync: SyncStatus, now: datetime) -> str:
    """Say when the server was last heard; empty when it never was."""
    at = sync.standing.confirmed_at
    return stamp(look.t, at, now) if at else ""


def _note(look: Look, note: NewsCard, now: datetime, go: Callable[[str], None]) -> ft.Control:
    t = look.t
    kicker = t("today.mandatory_about", about=within(t, note.category)) if note.category else t("today.mandatory")
    age = ago(t, parse_instant(note.published_at), now)
    line = dotted(note.source, age, t("today.reading", n=note.reading_minutes))
    read = Action(
        f"read-{note.id}",
        t("today.read_label", title=note.title),
        partial(go, routes.news_item(note.id)),
        word=t("today.read"),
        glyph="caret-right",
    )
    if note.reminded_at is None:
        return notice(look, Notice(kicker, note.title, line), read)
    again = t("today.reminded", at=stamp(t, parse_instant(note.reminded_at), now))
    return notice(look, Notice(dotted(again, kicker), note.title, line, glyph="bell"), read)
