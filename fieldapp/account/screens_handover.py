"""Closing the day: what was done, what is left and what waits, before the session is closed."""

from functools import partial

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
    Choice,
    button,
    card,
    choice_row,
    column,
    fact,
    heading,
    keyed,
    quiet,
    text,
)
from fieldapp.ui.works import category_glyph
from sync.core.instants import instant


def closing_card(look: Look, app: App, unsent: int) -> ft.Control:
    """Let the agent leave; who works outside sees his day first. What waits is counted, and stays."""
    waits = look.t("account.close_waits", n=unsent) if unsent else look.t("account.close_safe")
    leave = Action("sign-out", look.t("account.close"), app.leave, glyph="sign-out")
    day: list[ft.Control] = [day_part()] if app.agent.works_in_field else []
    return card(look, column(*day, quiet(look, waits), button(look, leave), gap=12, stretch=True))


@ft.component
def day_part() -> ft.Control:
    """Tell the day: its figures in one line, the tasks left by name, the words of its rounds."""
    app, look = use_app(), use_look()
    start = app.now().replace(hour=0, minute=0, second=0, microsecond=0)
    day = (start.date().isoformat(), instant(start))
    kinds = ("task", "round", "attachment", "photo")
    live = use_live(hand_over, app.agent.id, app.agent.team, *day, kinds=kinds)
    rows, more = use_rows(app.agent.id)
    if not isinstance(live, Filled):
        return ft.Container()
    t, told = look.t, live.value
    parts: list[ft.Control] = [
        heading(look, t("account.day"), level=2, style=Style.HEADING),
        text(look, day_words(t, told), Style.BOLD),
    ]
    if told.left:
        parts.append(heading(look, t("account.day_left"), level=3, style=Style.STRONG))
        parts += [keyed(f"left-{one.id}", _left(look, app, one)) for one in told.left[:rows]]
        beyond = len(told.left) - rows
        if beyond > 0:
            parts.append(more_part(look, "more-left", t("account.day_beyond", n=beyond), more))
        parts.append(quiet(look, t("account.day_hand_back")))
    parts += [keyed(f"round-{one.id}", _round(look, app, one)) for one in told.rounds]
    return column(*parts, gap=10, stretch=True)


def day_words(t: Words, told: HandOver) -> str:
    """Say the day in figures: « 4 faites · 2 restantes · 1 photo en attente »; no photo is not said."""
    photos = t("account.day_photos", n=told.photos) if told.photos else ""
    return dotted(t("account.day_done", n=told.done), t("account.day_open", n=len(told.left)), photos)


def _left(look: Look, app: App, one: LeftTask) -> ft.Control:
    """Draw a task that is left, with the word that was written for who comes next; a tap opens it."""
    note = look.t("account.day_note", text=one.note) if one.note else ""
    sub = dotted(one.address, note)
    shown = Choice(
        f"left-{one.id}",
        dotted(one.title, sub),
        partial(app.go, routes.task(one.id)),
        word=one.title,
        sub=sub,
        glyph=category_glyph(one.category),
    )
    return choice_row(look, shown)


def _round(look: Look, app: App, one: WalkedRound) -> ft.Control:
    """Draw a round of the day with the word at its start and the word on return."""
    t = look.t
    shown = Choice(f"day-round-{one.id}", one.title, partial(app.go, routes.round_page(one.id)), glyph="path")
    lines: list[ft.Control] = [choice_row(look, shown)]
    if one.note_before:
        lines.append(fact(look, "arrow-right", t("account.day_before"), one.note_before))
    after = one.note_after or t("account.day_no_word")
    return column(*lines, fact(look, "arrow-u-up-left", t("account.day_after"), after), gap=6, stretch=True)
