"""« Qui a lu »: whom a note has reached, who opened and understood it, who is waited for; by service and name."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import flet as ft

from fieldapp.news import actions
from fieldapp.news.queries_readers import Counts, Reader, Readers, ReaderState, ServiceReaders, readers_of
from fieldapp.news.screens_proof import proof_part
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import day, stamp
from fieldapp.ui.live import live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    ROWS_MAX,
    Action,
    Kind,
    Tap,
    button,
    column,
    glyph,
    grow,
    lines_between,
    meter,
    outline,
    pad,
    quiet,
    row,
    section,
    text,
    text_button,
    word_plate,
)
from sync.core.instants import parse_instant

READER_KINDS: Final = ("news", "acknowledgement", "reach", "agent", "service", "team")
PEOPLE_FIRST: Final = 5
REMIND_AGAIN: Final = timedelta(hours=1)
"""Two reminders in one hour are noise."""
_SIGNS: Final = {
    ReaderState.ACKNOWLEDGED: ("check-circle", Role.DONE),
    ReaderState.OPENED: ("circle-half", Role.WAIT),
    ReaderState.RECEIVED: ("device-tablet", Role.ACCENT),
    ReaderState.UNREACHED: ("circle-dashed", Role.NEUTRAL),
    ReaderState.PENDING: ("circle", Role.NEUTRAL),
}
_MANDATORY: Final = (ReaderState.ACKNOWLEDGED, ReaderState.OPENED, ReaderState.RECEIVED, ReaderState.UNREACHED)
_FREE: Final = (ReaderState.OPENED, ReaderState.PENDING)


@ft.component
def readers_part(news_id: str, titled: bool = False) -> ft.Control:
    """Show who has read a note; `titled` where the note itself is not on the screen."""
    look = use_look()
    live = use_live(readers_of, news_id, kinds=READER_KINDS)

    def drawn(found: Readers | None) -> ft.Control:
        return readers_card(found, titled) if found is not None else ft.Container()

    return live_view(look, live, drawn, waiting=ft.Container(height=200))


@ft.component
def readers_card(found: Readers, titled: bool) -> ft.Control:
    """Draw the figures, the services and the people who are waited for."""
    app, look = use_app(), use_look()
    shown, show = ft.use_state(PEOPLE_FIRST)
    t, now = look.t, app.now()
    parts: list[ft.Control] = [section(look, t("news.readers"), end=_day_of(look, found, now) if titled else None)]
    if titled:
        parts.append(text(look, found.title, Style.ROW))
    if not found.counts.addressed:
        return column(*parts, quiet(look, t("news.readers_nobody")), gap=12, stretch=True)
    parts += [*_addressed(look, found), _figures(look, found)]
    parts += [_service(look, found, one) for one in found.services]
    parts.append(_waited(look, found))
    if found.waited_for:
        parts.append(_reminder(app, look, found))
    parts.append(proof_part(app, look, found.id))
    people = found.waited_for[:shown]
    parts += lines_between(look, [_person(look, reader, now) for reader in people])
    if len(people) < len(found.waited_for):
        rest = min(ROWS_MAX, len(found.waited_for) - len(people))
        more = Tap("readers-more", t("news.readers_more", n=rest), lambda: show(shown + ROWS_MAX))
        parts.append(ft.Row([text_button(look, more, "caret-down")], alignment=ft.MainAxisAlignment.CENTER))
    return column(*parts, gap=12, stretch=True)


def _day_of(look: Look, found: Readers, now: datetime) -> ft.Control:
    if not found.published_at:
        return ft.Container()
    on = parse_instant(found.published_at).astimezone(now.tzinfo).date()
    return quiet(look, day(look.t, on, now.date()), Style.META)


def _addressed(look: Look, found: Readers) -> list[ft.Control]:
    """Say to how many it goes; of a mandatory note, how many it has reached and what that means."""
    t, counts = look.t, found.counts
    whole = t("news.readers_addressed", n=counts.addressed)
    if not found.is_mandatory:
        return [quiet(look, whole)]
    told = dotted(whole, t("news.count_reached", n=counts.reached))
    return [column(quiet(look, told), quiet(look, t("news.reached_means"), Style.META), gap=2, stretch=True)]


def _figures(look: Look, found: Readers) -> ft.Control:
    states = _MANDATORY if found.is_mandatory else _FREE
    cells = [_figure(look, state, found.counts.of(state)) for state in states]
    is_large = look.measures.large_text
    shown = column(*cells, gap=8) if is_large else row(*(grow(cell) for cell in cells), gap=12, top=True)
    return ft.Semantics(
        identifier="readers",
        container=True,
        content=ft.Container(
            shown, padding=14, bgcolor=look.tokens.paper, border_radius=RADIUS_TILE, border=outline(look)
        ),
    )


def _figure(look: Look, state: ReaderState, count: int) -> ft.Control:
    name, role = _SIGNS[state]
    icon = glyph(look, name, color=look.tint(role).strong, filled=state is ReaderState.ACKNOWLEDGED)
    figure = row(icon, text(look, look.t.number(count), Style.FIGURE), gap=8)
    word = look.t(f"news.readers_{state}", n=count)
    drawn = column(figure, quiet(look, word, Style.META), gap=2)
    return ft.Semantics(label=look.t(f"news.count_{state}", n=count), exclude_semantics=True, content=drawn)


def _service(look: Look, found: Readers, one: ServiceReaders) -> ft.Control:
    name = one.name or look.t("news.no_service")
    whole, parts = _whole(look, one.counts, found.is_mandatory), _parts(look, one.counts, found.is_mandatory)
    head: ft.Control = row(grow(text(look, name, Style.STRONG)), quiet(look, whole, Style.META), gap=8)
    if look.measures.large_text:
        head = column(text(look, name, Style.STRONG), quiet(look, whole, Style.META), gap=2)
    bar = meter(look, _shares(one.counts, found.is_mandatory), label=f"{name}, {whole}, {parts}")
    return column(head, bar, quiet(look, parts, Style.META), gap=6, stretch=True)


def _whole(look: Look, counts: Counts, is_mandatory: bool) -> str:
    """Say how many they are and, of a mandatory note, how many it has reached and how many owe an answer."""
    t, people = look.t, look.t("news.people", n=counts.addressed)
    if not is_mandatory:
        return people
    return dotted(people, t("news.count_reached", n=counts.reached), t("news.count_pending", n=counts.unanswered))


def _parts(look: Look, counts: Counts, is_mandatory: bool) -> str:
    """Say where they stand, each of them once; where nobody stands is left out."""
    states = [state for state in (_MANDATORY if is_mandatory else _FREE) if counts.of(state)]
    return dotted(*(look.t(f"news.count_{state}", n=counts.of(state)) for state in states))


def _shares(counts: Counts, is_mandatory: bool) -> list[tuple[float, Role]]:
    """Give the parts of a bar: what is empty of it was not reached, or not opened where nothing was asked."""
    opened = counts.opened / counts.addressed
    if not is_mandatory:
        return [(opened, Role.DONE)]
    done, received = counts.acknowledged / counts.addressed, counts.received / counts.addressed
    return [(done, Role.DONE), (opened, Role.WAIT), (received, Role.ACCENT)]


def _waited(look: Look, found: Readers) -> ft.Control:
    if not found.waited_for:
        done = glyph(look, "check-circle", color=look.tint(Role.DONE).strong, filled=True)
        return row(done, grow(text(look, look.t("news.readers_all"), Style.STRONG)), gap=8)
    title = text(look, look.t("news.readers_waited", n=len(found.waited_for)), Style.STRONG)
    note = quiet(look, look.t("news.readers_private"), Style.META)
    return column(title, note, gap=2) if look.measures.large_text else row(grow(title), note, gap=8)


def _reminder(app: App, look: Look, found: Readers) -> ft.Control:
    """Offer a reminder to those who are waited for; one that was just sent is told instead."""
    t, now = look.t, app.now()
    at = parse_instant(found.reminded_at) if found.reminded_at else None
    told = quiet(look, t("news.reminded_at", at=stamp(t, at, now)) if at else "", Style.META)
    if at is not None and now - at < REMIND_AGAIN:
        return ft.Semantics(identifier="reminded", container=True, content=row(glyph(look, "bell"), grow(told), gap=8))

    later = [t("news.reminder_later", n=found.counts.unreached)] if found.counts.unreached else []

    async def remind() -> None:
        sent = await written(app, look, actions.remind, found.id)
        if sent is not None:
            back = partial(written, app, look, actions.take_reminder_back, found.id, sent.value)
            app.say(dotted(t("news.reminder_sent", n=len(found.waited_for)), *later), back)

    action = Action("remind", t("news.remind", n=len(found.waited_for)), remind, kind=Kind.SOFT, glyph="bell")
    notes = [quiet(look, word, Style.META) for word in later]
    return column(button(look, action), *notes, *([told] if at else []), gap=6, stretch=True)


def _person(look: Look, reader: Reader, now: datetime) -> ft.Control:
    initials = "".join(part[:1] for part in reader.name.split()[:2]).upper()
    word = _word(look, reader, now)
    name, role = _SIGNS[reader.state]
    words = column(text(look, reader.name, Style.STRONG), gap=2)
    below = dotted(reader.service_name, look.t("news.reader_earlier") if reader.knew_earlier else "")
    if below:
        words.controls.append(quiet(look, below, Style.META))
    icon = glyph(look, name, look.measures.glyph - 2, color=look.tint(role).strong)
    told = quiet(look, word, Style.META)
    plate = word_plate(look, initials, 36 if not look.measures.field else 48)
    if look.measures.large_text:
        return ft.Container(row(plate, grow(column(words, row(icon, grow(told)), gap=4)), gap=12), padding=pad(6, 0))
    drawn = ft.Container(row(plate, grow(words), icon, told, gap=10), padding=pad(2, 0))
    return ft.Semantics(label=f"{reader.name}, {below}, {word}", exclude_semantics=True, content=drawn)


def _word(look: Look, reader: Reader, now: datetime) -> str:
    t = look.t
    if reader.at and reader.state is not ReaderState.PENDING:
        return t(f"news.reader_{reader.state}", at=stamp(t, parse_instant(reader.at), now))
    return t("news.reader_unreached" if reader.state is ReaderState.UNREACHED else "news.reader_pending")
