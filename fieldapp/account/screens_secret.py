"""Passphrases on the agent's page: signing in again at the town hall, and changing the phrase of the vault."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from fieldapp.account.actions import (
    PASSPHRASE_CHARACTERS_MIN,
    Answer,
    Entered,
    Obstacle,
    OwnDesk,
    TooEarly,
    WrongPassphrase,
)
from fieldapp.account.screens_desk import use_own_desk
from fieldapp.ui.app import App, use_app
from fieldapp.ui.i18n import duration
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import Action, Field, Kind, banner, button, card, column, heading, quiet, text_field


@dataclass(frozen=True, slots=True)
class _Typed:
    current: str = ""
    new: str = ""
    trouble: str = ""
    busy: bool = False


@ft.component
def sign_in_again() -> ft.Control:
    """Ask the town hall's phrase once more: it no longer takes this device's tokens."""
    app, look, desk = use_app(), use_look(), use_own_desk()
    typed, set_typed = ft.use_state(_Typed())

    async def enter() -> None:
        if typed.busy or not typed.current:
            return
        set_typed(replace(typed, busy=True))
        answer = await desk.sign_in_again(typed.current)
        set_typed(_Typed(trouble=answer_words(look, answer)))
        if isinstance(answer, Entered):
            app.say(look.t("account.again_done"))

    field = Field(
        "again-passphrase",
        look.t("account.passphrase"),
        typed.current,
        lambda text: set_typed(replace(typed, current=text, trouble="")),
        on_submit=lambda _text: enter(),
        trouble=typed.trouble,
        secret=True,
    )
    action = Action("again", look.t("account.again_do"), enter, kind=Kind.PRIMARY, glyph="sign-in")
    told = banner(look, "sign-in", look.t("account.again_title"), role=Role.WAIT)
    words = quiet(look, look.t("account.again_text"))
    return card(look, column(told, words, text_field(look, field), button(look, action), gap=12, stretch=True))


@ft.component
def change_passphrase() -> ft.Control:
    """Change the phrase that opens this vault."""
    app, look, desk = use_app(), use_look(), use_own_desk()
    is_open, set_open = ft.use_state(False)
    typed, set_typed = ft.use_state(_Typed())

    async def change() -> None:
        await _change(app, look, desk, (typed, set_typed, set_open))

    title = heading(look, look.t("account.secret"), level=2, style=Style.HEADING)
    note = quiet(look, look.t("account.secret_local"))
    if not is_open:
        opens = Action("secret-change", look.t("account.secret_change"), lambda: set_open(True), glyph="password")
        return card(look, column(title, note, button(look, opens), gap=12, stretch=True))
    current = Field(
        "secret-current",
        look.t("account.secret_current"),
        typed.current,
        lambda text: set_typed(replace(typed, current=text, trouble="")),
        secret=True,
    )
    new = Field(
        "secret-new",
        look.t("account.secret_new"),
        typed.new,
        lambda text: set_typed(replace(typed, new=text, trouble="")),
        on_submit=lambda _text: change(),
        trouble=typed.trouble,
        secret=True,
    )
    done = Action("secret-done", look.t("account.secret_change"), change, glyph="check", enabled=not typed.busy)
    fields = (text_field(look, current), text_field(look, new), button(look, done))
    return card(look, column(title, note, *fields, gap=12, stretch=True))


_Work = tuple[_Typed, Callable[[_Typed], None], Callable[[bool], None]]


async def _change(app: App, look: Look, desk: OwnDesk, work: _Work) -> None:
    typed, put, set_open = work
    if len(typed.new) < PASSPHRASE_CHARACTERS_MIN:
        put(replace(typed, trouble=look.t("account.secret_short", n=PASSPHRASE_CHARACTERS_MIN)))
        return
    put(replace(typed, busy=True))
    answer = await desk.change_passphrase(typed.current, typed.new)
    if isinstance(answer, Entered):
        put(_Typed())
        set_open(False)
        app.say(look.t("account.secret_changed"))
    else:
        put(_Typed(trouble=answer_words(look, answer)))


def answer_words(look: Look, answer: Answer) -> str:
    """Put what kept a phrase from being taken into one line; empty when it was taken."""
    match answer:
        case WrongPassphrase(0):
            return look.t("account.wrong")
        case WrongPassphrase(wait_s):
            return look.t("account.wrong_wait", wait=duration(look.t, wait_s))
        case TooEarly(wait_s):
            return look.t("account.too_early", wait=duration(look.t, wait_s))
        case Obstacle():
            return look.t(f"account.{answer}_title")
        case Entered():
            return ""
