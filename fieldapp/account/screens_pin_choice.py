"""The PIN on the agent's page: chosen after the passphrase, typed twice, taken away by a hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import flet as ft

from fieldapp.account.actions import Entered
from fieldapp.account.actions_desk import OwnDesk
from fieldapp.account.screens_desk import use_own_desk
from fieldapp.account.screens_pad import pin_pad
from fieldapp.account.screens_secret import answer_words
from fieldapp.account.screens_threshold import live
from fieldapp.ui.app import App, use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import Action, Field, Kind, banner, button, card, column, heading, quiet, text_field
from fieldapp.ui.widgets.holds import hold_button
from fieldapp.vault.pin_answers import PinStanding, is_weak

CHOOSE: Final = "pin"
"""The word of the page's query that begins the choice at once."""


class _Step(StrEnum):
    """Say where the choice is."""

    CLOSED = "closed"
    PROVE = "prove"
    FIRST = "first"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was typed so far, and what was wrong with it."""

    step: _Step
    phrase: str = ""
    pin: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Writing:
    """The choice as it is now, and what changes it."""

    app: App
    look: Look
    desk: OwnDesk
    now: Callable[[], _Choice]
    put: Callable[[Any], None]

    def change(self, **values: object) -> None:
        """Change some of it."""
        self.put(lambda choice: replace(choice, **values))

    async def prove(self) -> None:
        """Give the phrase."""
        answer = await self.desk.prove(self.now().phrase)
        if isinstance(answer, Entered):
            self.put(_Choice(_Step.FIRST))
        else:
            self.put(_Choice(_Step.PROVE, trouble=answer_words(self.look, answer)))

    async def typed(self, pin: str) -> None:
        """Take the six digits: the first time they are weighed, the second time they must be the same."""
        choice = self.now()
        if choice.step is _Step.FIRST and is_weak(pin):
            self.change(trouble=self.look.t("account.pin_weak"))
        elif choice.step is _Step.FIRST:
            self.put(_Choice(_Step.AGAIN, pin=pin))
        elif pin != choice.pin:
            self.put(_Choice(_Step.FIRST, trouble=self.look.t("account.pin_differs")))
        elif not self.desk.may_choose_pin:
            self.put(_Choice(_Step.PROVE))
        else:
            await self._keep(pin)

    async def _keep(self, pin: str) -> None:
        answer = await self.desk.choose_pin(pin)
        if isinstance(answer, Entered):
            self.put(_Choice(_Step.CLOSED))
            self.app.say(self.look.t("account.pin_chosen"))
        else:
            self.put(_Choice(_Step.FIRST, trouble=answer_words(self.look, answer)))


@ft.component
def pin_card() -> ft.Control:
    """Let an agent choose a PIN for his shift, choose another, or take it away."""
    app, look, desk = use_app(), use_look(), use_own_desk()
    first = _first(desk) if CHOOSE in app.place.query else _Step.CLOSED
    choice, put, now = use_latest(_Choice(first))
    state, set_state = ft.use_state(PinStanding.NONE)

    async def read() -> None:
        set_state(await desk.pin_state())

    async def drop() -> None:
        await desk.drop_pin()
        await read()
        app.say(look.t("account.pin_dropped"))

    ft.use_effect(read, [choice.step])
    writing = _Writing(app, look, desk, now, put)
    title = heading(look, look.t("account.pin"), level=2, style=Style.HEADING)
    parts: list[ft.Control] = [title, quiet(look, look.t("account.pin_against"))]
    match choice.step:
        case _Step.CLOSED:
            word = look.t("account.pin_choose" if state is PinStanding.NONE else "account.pin_change")
            opens = Action("pin-choose", word, lambda: put(_Choice(_first(desk))), glyph="password")
            parts.append(button(look, opens))
            if state is not PinStanding.NONE:
                parts.append(hold_button(Action("pin-drop", look.t("account.pin_drop"), drop, glyph="x")))
        case _Step.PROVE:
            parts += _phrase(look, choice, writing)
        case _:
            parts += _pad(look, choice, writing)
    return card(look, column(*parts, gap=12, stretch=True))


def _first(desk: OwnDesk) -> _Step:
    return _Step.FIRST if desk.may_choose_pin else _Step.PROVE


def _phrase(look: Look, choice: _Choice, writing: _Writing) -> list[ft.Control]:
    field = Field(
        "pin-phrase",
        look.t("account.secret_current"),
        choice.phrase,
        lambda typed: writing.change(phrase=typed, trouble=""),
        on_submit=lambda _typed: writing.prove(),
        trouble=choice.trouble,
        secret=True,
    )
    goes = Action("pin-prove", look.t("account.pin_go_on"), writing.prove, kind=Kind.SOFT, glyph="arrow-right")
    return [quiet(look, look.t("account.pin_prove")), text_field(look, field), button(look, goes)]


def _pad(look: Look, choice: _Choice, writing: _Writing) -> list[ft.Control]:
    ask = look.t("account.pin_again" if choice.step is _Step.AGAIN else "account.pin_new")
    told = [banner(look, "warning-circle", choice.trouble, role=Role.WAIT)] if choice.trouble else []
    stop = Action("pin-stop", look.t("account.pin_stop"), lambda: writing.put(_Choice(_Step.CLOSED)), glyph="x")
    return [live(column(*told, quiet(look, ask), gap=12, stretch=True)), pin_pad(writing.typed, ""), button(look, stop)]
