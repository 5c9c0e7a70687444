"""« Qui a lu »: how many of those addressed understood, opened, or are waited for; by service, then by name."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import flet as ft

from fieldapp.news import actions
from fieldapp.news.queries_readers import Reader, Readers, ReaderState, ServiceReaders, readers_of
from fieldapp.news.screens_proof import proof_part
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import day, stamp
from fieldapp.ui.live import live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
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

READER_KINDS: Final = ("news", "acknowledgement", "agent", "service")
PEOPLE_FIRST: Final = 5
REMIND_AGAIN: Final = timedelta(hours=1)
"""Two reminders in one hour are noise."""
_SIGNS: Final = {
    ReaderState.ACKNOWLEDGED: ("check-circle", Role.DONE),
    ReaderState.OPENED: ("circle-half", Role.WAIT),
    ReaderState.PENDING: ("circle", Role.NEUTRAL),
}


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
    unfolded, unfold = ft.use_state(False)
    t, now = look.t, app.now()
    parts: list[ft.Control] = [section(look, t("news.readers"), end=_day_of(look, found, now) if titled else None)]
    if titled:
        parts.append(text(look, found.title, Style.ROW))
    if not found.reached:
        return column(*parts, quiet(look, t("news.readers_nobody")), gap=12, stretch=True)
    parts.append(quiet(look, t("news.readers_reached", n=found.reached)))
    parts.append(_figures(look, found))
    parts += [_service(look, found, one) for one in found.services]
    parts.append(_waited(look, found))
    if found.waited_for:
        parts.append(_reminder(app, look, found))
    parts.append(proof_part(app, look, found.id))
    people = found.waited_for if unfolded else found.waited_for[:PEOPLE_FIRST]
    parts += lines_between(look, [_person(look, reader, now) for reader in people])
    if len(people) < len(found.waited_for):
        rest = len(found.waited_for) - len(people)
        more = Tap("readers-more", t("news.readers_more", n=rest), lambda: unfold(True))
        parts.append(ft.Row([text_button(look, more, "caret-down")], alignment=ft.MainAxisAlignment.CENTER))
    return column(*parts, gap=12, stretch=True)


def _day_of(look: Look, found: Readers, now: datetime) -> ft.Control:
    if not found.published_at:
        return ft.Container()
    on = parse_instant(found.published_at).astimezone(now.tzinfo).date()
    return quiet(look, day(look.t, on, now.date()), Style.META)


def _counts(found: Readers | ServiceReaders, is_mandatory: bool) -> list[tuple[ReaderState, int]]:
    counted = [(ReaderState.OPENED, found.opened), (ReaderState.PENDING, found.pending)]
    return [(ReaderState.ACKNOWLEDGED, found.acknowledged), *counted] if is_mandatory else counted


def _figures(look: Look, found: Readers) -> ft.Control:
    cells = [_figure(look, state, count) for state, count in _counts(found, found.is_mandatory)]
    shown = column(*cells, gap=8) if look.measures.large_text else row(*(grow(cell) for cell in cells), gap=12)
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
    t = look.t
    name = one.name or t("news.no_service")
    told = dotted(*(t(f"news.count_{state}", n=count) for state, count in _counts(one, found.is_mandatory)))
    shares = [(one.acknowledged / one.reached, Role.DONE), (one.opened / one.reached, _opened_role(found))]
    head: ft.Control = row(grow(text(look, name, Style.STRONG)), quiet(look, told, Style.META), gap=8)
    if look.measures.large_text:
        head = column(text(look, name, Style.STRONG), quiet(look, told, Style.META), gap=2)
    return column(head, meter(look, shares, label=f"{name}, {told}"), gap=6, stretch=True)


def _opened_role(found: Readers) -> Role:
    return Role.WAIT if found.is_mandatory else Role.DONE


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

    async def remind() -> None:
        sent = await written(app, look, actions.remind, found.id)
        if sent is not None:
            back = partial(written, app, look, actions.take_reminder_back, found.id, sent.value)
            app.say(t("news.reminder_sent", n=len(found.waited_for)), back)

    action = Action("remind", t("news.remind", n=len(found.waited_for)), remind, kind=Kind.SOFT, glyph="bell")
    return column(button(look, action), *([told] if at else []), gap=6, stretch=True)


def _person(look: Look, reader: Reader, now: datetime) -> ft.Control:
    t = look.t
    initials = "".join(part[:1] for part in reader.name.split()[:2]).upper()
    if reader.state is ReaderState.OPENED and reader.at:
        word = t("news.reader_opened", at=stamp(t, parse_instant(reader.at), now))
    else:
        word = t("news.reader_earlier") if reader.knew_earlier else t("news.reader_pending")
    name, role = _SIGNS[reader.state]
    words = column(text(look, reader.name, Style.STRONG), gap=2)
    if reader.service_name:
        words.controls.append(quiet(look, reader.service_name, Style.META))
    icon = glyph(look, name, look.measures.glyph - 2, color=look.tint(role).strong)
    told = quiet(look, word, Style.META)
    plate = word_plate(look, initials, 36 if not look.measures.field else 48)
    if look.measures.large_text:
        return ft.Container(row(plate, grow(column(words, row(icon, grow(told)), gap=4)), gap=12), padding=pad(6, 0))
    drawn = ft.Container(row(plate, grow(words), icon, told, gap=10), padding=pad(2, 0))
    return ft.Semantics(label=f"{reader.name}, {reader.service_name}, {word}", exclude_semantics=True, content=drawn)
