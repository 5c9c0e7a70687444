"""Opening by a PIN: the pad under a name, and what is told when it does not open."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from fieldapp.account.actions import Door, Obstacle, Person
from fieldapp.account.screens_pad import pin_pad
from fieldapp.account.screens_threshold import in_the_middle, live, told_obstacle
from fieldapp.ui.effects import use_span
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import word_plate
from fieldapp.ui.widgets.text import heading, quiet
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin


@dataclass(frozen=True, slots=True)
class PinMoves:
    """Where one goes from the pad: to the passphrase, with the key of what is told there, or to the names."""

    by_phrase: Callable[[str], None]
    to_names: Callable[[], None]


@ft.component
def pin_entry(door: Door, person: Person, moves: PinMoves) -> ft.Control:
    """Ask the PIN of a person; the keys of a keyboard are heard as well."""
    page = ft.context.page
    keys, _ = ft.use_state(KeyMap())

    def listen() -> Callable[[], None]:
        # Who opens the office sets the keys of his screens before this one is gone.
        page.on_keyboard_event = keys.pressed
        return _nothing

    use_span(listen, [])
    return KeysContext(keys, lambda: _asked(door, person, moves))


@ft.component
def _asked(door: Door, person: Person, moves: PinMoves) -> ft.Control:
    look = use_look()
    answer, set_answer = ft.use_state(_none())

    async def full(pin: str) -> None:
        said = await door.enter_by_pin(person.account, pin)
        match said:
            case WrongPin(0) | PinShut(PinStanding.NONE):
                moves.by_phrase("account.pin_gone")
            case PinShut():
                moves.by_phrase("account.pin_stale")
            case WrongPin() | Obstacle():
                set_answer(said)

    name = column(heading(look, person.name, level=1, style=Style.TITLE), quiet(look, look.t("account.pin_ask")), gap=4)
    who = row(word_plate(look, person.initials, 68, solid=True), grow(name), gap=18)
    phrase = Action("by-phrase", look.t("account.pin_by_phrase"), lambda: moves.by_phrase(""), glyph="key")
    others = Action("names", look.t("account.names"), moves.to_names, glyph="users")
    ways = column(button(look, phrase), button(look, others), gap=look.measures.gap, stretch=True)
    parts = [who, *_told(look, answer), pin_pad(full, look.t("account.step_unlocking")), ways]
    return in_the_middle(look, column(*parts, gap=20, stretch=True))


def _told(look: Look, answer: WrongPin | Obstacle | None) -> list[ft.Control]:
    if isinstance(answer, Obstacle):
        return [told_obstacle(look, answer)]
    if answer is None:
        return []
    return [live(banner(look, "password", look.t("account.pin_wrong", n=answer.left), role=Role.WAIT))]


def _none() -> WrongPin | Obstacle | None:
    return None


def _nothing() -> None:
    """End nothing."""
