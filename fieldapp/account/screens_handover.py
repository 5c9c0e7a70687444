"""Closing the day: what was done, what is left and what waits, before the session is closed."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.queries_handover import HandOver, LeftTask, WalkedRound, hand_over
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.more_rows import more_part, use_rows
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Tap,
    button,
    card,
    column,
    fact,
    glyph,
    grow,
    heading,
    keyed,
    pad,
    press,
    quiet,
    row,
    text,
)
from fieldapp.ui.works import category_glyph
from sync.core.instants import instant

KINDS: Final = ("task", "round", "attachment", "photo")
_STYLES: Final = (Style.STRONG, Style.BODY)
"""Of a line: its name, and what is said of it."""


@ft.component
def closing_card(unsent: int) -> ft.Control:
    """Let the agent leave; who works outside sees his day with it. What waits is counted, and stays."""
    app, look = use_app(), use_look()
    t, day = look.t, _use_day(app)
    waits = t("account.close_waits", n=unsent) if unsent else t("account.close_safe")
    leave = button(look, Action("sign-out", t("account.close"), app.leave, glyph="sign-out"))
    if day is None or not app.agent.works_in_field:
        return card(look, column(quiet(look, waits), leave, gap=12, stretch=True))
    title = heading(look, t("account.day"), level=2, style=Style.HEADING)
    figures = text(look, day_words(t, day), Style.BOLD)
    return card(look, column(title, figures, quiet(look, waits), leave, day_list(day), gap=12, stretch=True))


def _use_day(app: App) -> HandOver | None:
    """Read the agent's day, inside a component."""
    start = app.now().replace(hour=0, minute=0, second=0, microsecond=0)
    day = (start.date().isoformat(), instant(start))
    live = use_live(hand_over, app.agent.id, app.agent.team, *day, kinds=KINDS)
    return live.value if isinstance(live, Filled) else None


@ft.component
def day_list(told: HandOver) -> ft.Control:
    """Name the tasks that are left with the words beside them, then the words of the rounds of today."""
    app, look = use_app(), use_look()
    t, (rows, more) = look.t, use_rows(app.agent.id)
    parts: list[ft.Control] = []
    if told.left:
        parts.append(heading(look, t("account.day_left"), level=3, style=Style.STRONG))
        parts.append(quiet(look, t("account.day_hand_back")))
        parts += [keyed(f"left-{one.id}", _left(look, app, one)) for one in told.left[:rows]]
        beyond = len(told.left) - rows
        if beyond > 0:
            parts.append(more_part(look, "more-left", t("account.day_beyond", n=beyond), more))
    parts += [keyed(f"round-{one.id}", _round(look, app, one)) for one in told.rounds]
    return column(*parts, gap=8, stretch=True)


def day_words(t: Words, told: HandOver) -> str:
    """Say the day in figures: « 4 faites · 2 restantes · 1 photo en attente »; no photo is not said."""
    photos = t("account.day_photos", n=told.photos) if told.photos else ""
    return dotted(t("account.day_done", n=told.done), t("account.day_open", n=len(told.left)), photos)


def _left(look: Look, app: App, one: LeftTask) -> ft.Control:
    """Draw a task that is left, with the word that was written for who comes next; a tap opens it."""
    note = look.t("work.quote", text=one.note) if one.note else ""
    opened = partial(app.go, routes.task(one.id))
    return _line(look, (f"left-{one.id}", category_glyph(one.category)), (one.title, dotted(one.address, note)), opened)


def _line(look: Look, named: tuple[str, str], words: tuple[str, str], do: Callable[[], None]) -> ft.Control:
    """Draw a line that leads somewhere: its name, what is said of it."""
    (at, mark), (title, sub) = named, words
    told: list[ft.Control] = [text(look, title, Style.STRONG)]
    if sub:
        told.append(quiet(look, sub))
    ink = look.tokens.ink2
    high = sum(look.measures.type(style).size * look.measures.type(style).line for style in _STYLES[: len(told)])
    drawn = ft.Container(
        row(
            glyph(look, mark, color=ink),
            grow(column(*told, gap=2)),
            glyph(look, "caret-right", color=ink),
            gap=12,
        ),
        padding=pad(max(look.breath(look.measures.target, high), 6), 4),
        border=ft.Border(top=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )
    return press(look, Tap(at, dotted(title, sub), do), drawn)


def _round(look: Look, app: App, one: WalkedRound) -> ft.Control:
    """Draw a round of the day with the word at its start and the word on return."""
    t, opened = look.t, partial(app.go, routes.round_page(one.id))
    lines = [_line(look, (f"day-round-{one.id}", "path"), (one.title, ""), opened)]
    if one.note_before:
        lines.append(fact(look, "arrow-right", t("account.day_before"), one.note_before))
    after = one.note_after or t("account.day_no_word")
    return column(*lines, fact(look, "arrow-u-up-left", t("account.day_after"), after), gap=6, stretch=True)
