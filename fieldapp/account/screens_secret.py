"""Passphrases on the agent's page: signing in again at the town hall, and changing the phrase of the vault."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import flet as ft

from fieldapp.account.actions import (
    OTP_ASKED,
    PASSPHRASE_CHARACTERS_MIN,
    Answer,
    Entered,
    Obstacle,
    TooEarly,
    WrongPassphrase,
)
from fieldapp.account.actions_desk import OwnDesk
from fieldapp.account.screens_desk import use_own_desk
from fieldapp.account.screens_otp import otp_field
from fieldapp.ui.app import use_app
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
    otp: str = ""
    asks_otp: bool = False


@dataclass
class _Slip:
    """What is typed, by the last key: what is drawn may be one behind when the next field or Enter comes."""

    typed: _Typed = field(default_factory=_Typed)
    show: Callable[[_Typed], None] = lambda typed: None

    def put(self, **values: str | bool) -> None:
        """Change some of it and draw it."""
        self.typed = replace(self.typed, **values)  # type: ignore[arg-type]  # the names are those of _Typed
        self.show(self.typed)

    def empty(self, trouble: str = "") -> None:
        """Forget the phrases: they leave the page's memory at once."""
        self.typed = _Typed(trouble=trouble)
        self.show(self.typed)

    def heard(self, name: str) -> Callable[[str], None]:
        """Give what a field calls with its text."""
        return lambda text: self.put(**{name: text, "trouble": ""})


def _use_slip() -> _Slip:
    kept: ft.MutableRef[_Slip] = ft.use_ref(_Slip)
    slip: _Slip = kept.current
    _, slip.show = ft.use_state(slip.typed)
    return slip


@ft.component
def sign_in_again() -> ft.Control:
    """Ask the town hall's phrase once more: it no longer takes this device's tokens."""
    app, look, desk = use_app(), use_look(), use_own_desk()
    told = banner(look, "sign-in", look.t("account.again_title"), role=Role.WAIT)
    words = quiet(look, look.t("account.again_text"))
    asked = ask_again(desk.sign_in_again, lambda: app.say(look.t("account.again_done")))
    return card(look, column(told, words, asked, gap=12, stretch=True))


@ft.component
def ask_again(sign_in: Callable[[str, str], Awaitable[Answer]], done: Callable[[], object] | None) -> ft.Control:
    """Ask the phrase for a sign-in at the town hall; `done` hears that it was taken."""
    look, slip = use_look(), _use_slip()

    async def enter() -> None:
        typed = slip.typed
        if typed.busy or not typed.current or (typed.asks_otp and not typed.otp.strip()):
            return
        slip.put(busy=True)
        answer = await sign_in(typed.current, typed.otp)
        if answer in OTP_ASKED or (typed.asks_otp and isinstance(answer, TooEarly)):
            # The phrase is right, and waits for its code.
            slip.put(busy=False, otp="", asks_otp=True, trouble=answer_words(look, answer))
            return
        slip.empty(answer_words(look, answer))
        if isinstance(answer, Entered) and done is not None:
            done()

    shown = Field(
        "again-passphrase",
        look.t("account.passphrase"),
        slip.typed.current,
        slip.heard("current"),
        on_submit=lambda _text: enter(),
        trouble="" if slip.typed.asks_otp else slip.typed.trouble,
        secret=True,
    )
    parts = [text_field(look, shown)]
    if slip.typed.asks_otp:
        parts.append(otp_field(look, slip.typed.otp, slip.heard("otp"), enter, slip.typed.trouble))
    action = Action("again", look.t("account.again_do"), enter, kind=Kind.PRIMARY, glyph="sign-in")
    return column(*parts, button(look, action), gap=12, stretch=True)


@ft.component
def change_passphrase() -> ft.Control:
    """Change the phrase that opens this vault."""
    app, look, desk = use_app(), use_look(), use_own_desk()
    is_open, set_open = ft.use_state(False)
    slip = _use_slip()

    async def change() -> None:
        if await _changed(look, desk, slip):
            set_open(False)
            app.say(look.t("account.secret_changed"))

    title = heading(look, look.t("account.secret"), level=2, style=Style.HEADING)
    note = quiet(look, look.t("account.secret_local"))
    if not is_open:
        opens = Action("secret-change", look.t("account.secret_change"), lambda: set_open(True), glyph="password")
        return card(look, column(title, note, button(look, opens), gap=12, stretch=True))
    current = Field(
        "secret-current", look.t("account.secret_current"), slip.typed.current, slip.heard("current"), secret=True
    )
    new = Field(
        "secret-new",
        look.t("account.secret_new"),
        slip.typed.new,
        slip.heard("new"),
        on_submit=lambda _text: change(),
        trouble=slip.typed.trouble,
        secret=True,
    )
    done = Action("secret-done", look.t("account.secret_change"), change, glyph="check", enabled=not slip.typed.busy)
    fields = (text_field(look, current), text_field(look, new), button(look, done))
    return card(look, column(title, note, *fields, gap=12, stretch=True))


async def _changed(look: Look, desk: OwnDesk, slip: _Slip) -> bool:
    typed = slip.typed
    if typed.busy:
        return False
    if len(typed.new) < PASSPHRASE_CHARACTERS_MIN:
        slip.put(trouble=look.t("account.secret_short", n=PASSPHRASE_CHARACTERS_MIN))
        return False
    slip.put(busy=True)
    answer = await desk.change_passphrase(typed.current, typed.new)
    slip.empty(answer_words(look, answer))
    return isinstance(answer, Entered)


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
