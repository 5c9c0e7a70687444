"""The rounds of this device: today's, those to come, those of the last days; and the way to plan one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.rounds.queries import RoundCard, RoundLists
from fieldapp.rounds.screens_words import day_words, status_badge, who_words
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.progress import progress_words, shares
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    button,
    chip,
    column,
    empty_state,
    glyph,
    grow,
    meter,
    pad,
    plate,
    press,
    quiet,
    row,
    section,
    text,
)

KEPT_DAYS: Final = 30
"""How long a round that is over stays in the list (DansMaRue's default, DOMAIN AC-T5)."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """What the list draws, and what it does."""

    lists: RoundLists
    today: date
    selected: str | None
    plans: bool
    """Whether this agent may plan rounds."""
    begun: bool
    """Whether a new round is being planned on this device."""
    choose: Callable[[str], Any]
    plan: Callable[[], Any]


def days_shown(today: date) -> tuple[str, str]:
    """Give the day of today and the first that the list shows, as the query takes them."""
    return today.isoformat(), (today - timedelta(days=KEPT_DAYS)).isoformat()


def round_list(look: Look, shown: ListOf) -> ft.Control:
    """Draw the list; no day stands without a round."""
    t, lists = look.t, shown.lists
    parts: list[ft.Control] = []
    if shown.plans:
        word = t("rounds.go_on") if shown.begun else t("rounds.new")
        plan = Action("new-round", word, shown.plan, kind=Kind.SOFT, glyph="plus", key="N")
        parts.append(button(look, plan))
    for title, cards in (
        (t("rounds.today"), lists.today),
        (t("rounds.coming"), lists.coming),
        (t("rounds.past"), lists.past),
    ):
        if cards:
            parts.append(ft.Container(section(look, title, sub=t.number(len(cards))), padding=pad(8, 0, bottom=0)))
            parts += [round_row(look, card, shown) for card in cards]
    if not lists.all:
        line = t("rounds.none_desk") if shown.plans else t("rounds.none_field")
        parts.append(empty_state(look, "path", t("rounds.none"), line))
    gap = look.measures.gap if look.measures.field else 6
    return hears(ft.ListView(parts, spacing=gap, padding=pad(12, look.measures.margin, bottom=24), expand=True))


def round_row(look: Look, card: RoundCard, shown: ListOf) -> ft.Control:
    """Draw a round as a row that opens it: name, day, who, how far."""
    t, on = look.t, card.id == shown.selected
    progress, badge = progress_words(t, card.progress), status_badge(t, card)
    sub = _sub(look, card, shown.today)
    state = chip(look, badge.sign, badge.word)
    if on:
        state.bgcolor = look.tokens.card
    words: list[ft.Control] = [
        text(look, card.title, Style.ROW, lines=2),
        quiet(look, sub, Style.BODY if look.measures.field else Style.META),
        row(state, quiet(look, progress, Style.META), gap=10, wrap=True),
    ]
    if card.progress.handled:
        words.append(meter(look, shares(card.progress), label=progress, height=6))
    field = look.measures.field
    drawn = ft.Container(
        row(
            plate(look, "path", solid=on),
            grow(column(*words, gap=6, stretch=True)),
            *_caret(look),
            gap=16 if field else 12,
        ),
        padding=pad(14 if field else 10, 16 if field else 12),
        bgcolor=look.tint(Role.ACCENT).soft if on else look.tokens.card,
        border_radius=RADIUS_CARD if field else RADIUS_TILE,
        border=ft.Border.all(2, look.tokens.accent) if on else ft.Border.all(look.tokens.border, look.tokens.line),
    )
    label = ", ".join((card.title, sub, badge.word or "", progress))
    return press(look, Tap(f"round-{card.id}", label, partial(shown.choose, card.id), selected=on), drawn)


def _sub(look: Look, card: RoundCard, today: date) -> str:
    """Say the day where the heading does not, and who."""
    says_day = card.planned_on != today.isoformat()
    if card.planned_on < today.isoformat() and card.is_open:
        return dotted(look.t("rounds.was_for", day=day_words(look.t, card, today)), who_words(card))
    return dotted(day_words(look.t, card, today) if says_day else "", who_words(card))


def _caret(look: Look) -> Sequence[ft.Control]:
    if not look.measures.field:
        return ()
    return (glyph(look, "caret-right", look.measures.glyph - 2, color=look.tokens.edge),)


def first_round(lists: RoundLists) -> str | None:
    """Give the round that stands open beside the list before one is chosen."""
    return next((card.id for card in lists.all), None)
