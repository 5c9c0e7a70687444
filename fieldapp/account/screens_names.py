"""The names of who has a vault on this device: a tile each, the one who was here last first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.actions import Person
from fieldapp.account.screens_threshold import head, in_the_middle
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets.buttons import Action, button, text_button
from fieldapp.ui.widgets.holds import hold_button
from fieldapp.ui.widgets.layout import card, column, grow, keyed, outline, pad, row
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import word_plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text
from fieldapp.vault.pin_answers import PinStanding

_PLATE: Final = 68
_TILE_PAD: Final = 12


@dataclass(frozen=True, slots=True)
class NameMoves:
    """Where a tile leads, and what takes one away."""

    choose: Callable[[Person], None]
    other: Callable[[], None]
    forget: Callable[[Person], Awaitable[None]]


@ft.component
def names(people: tuple[Person, ...], moves: NameMoves) -> ft.Control:
    """Let a person find his name; « Retirer un nom » takes one off this list, and nothing else."""
    look = use_look()
    tidies, set_tidies = ft.use_state(False)
    parts: list[ft.Control] = [head(look)]
    if tidies:
        parts.append(banner(look, "info", look.t("account.names_forget_text"), role=Role.NEUTRAL))
        parts += [_leaving(look, at, person, moves) for at, person in enumerate(people)]
        done = Action("names-done", look.t("account.names_done"), lambda: set_tidies(False), glyph="check")
        parts.append(button(look, done))
    else:
        parts += [_tile(look, at, person, moves) for at, person in enumerate(people)]
        other = Action("other-person", look.t("account.names_other"), moves.other, glyph="user-plus")
        tidy = Tap("names-tidy", look.t("account.names_tidy"), lambda: set_tidies(True))
        parts += [button(look, other), row(text_button(look, tidy))]
    return in_the_middle(look, column(*parts, gap=look.measures.gap, stretch=True))


def _tile(look: Look, at: int, person: Person, moves: NameMoves) -> ft.Control:
    way = "account.names_by_pin" if person.pin is PinStanding.READY else "account.names_by_phrase"
    label = look.t("account.names_label", name=person.name, how=look.t(way))
    words = column(text(look, person.name, Style.ROW), *_team(look, person), gap=4)
    mark = glyph(look, "password" if person.pin is PinStanding.READY else "key", color=look.tokens.ink2)
    drawn = ft.Container(
        row(word_plate(look, person.initials, _PLATE), grow(words), mark, gap=16),
        padding=pad(_TILE_PAD, 14),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=outline(look, look.tokens.edge),
    )
    return keyed(f"name {person.account}", press(look, Tap(f"name-{at}", label, partial(moves.choose, person)), drawn))


def _leaving(look: Look, at: int, person: Person, moves: NameMoves) -> ft.Control:
    forget = Action(
        f"forget-{at}",
        look.t("account.names_forget_label", name=person.name),
        partial(moves.forget, person),
        word=look.t("account.names_forget"),
        glyph="user-minus",
    )
    who = row(word_plate(look, person.initials, 44), grow(text(look, person.name, Style.ROW)), gap=14)
    return keyed(f"leaving {person.account}", card(look, column(who, hold_button(forget), gap=10, stretch=True)))


def _team(look: Look, person: Person) -> list[ft.Control]:
    return [quiet(look, person.team)] if person.team else []
