"""The sign-in: account, passphrase, and the town hall's address; offline from the second time on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import flet as ft

from fieldapp.account.actions import (
    OTP_ASKED,
    SERVER_TROUBLES,
    Answer,
    Door,
    Entered,
    Obstacle,
    Person,
    Step,
    TooEarly,
    WrongPassphrase,
)
from fieldapp.account.actions_address import server_address
from fieldapp.account.screens_otp import otp_field
from fieldapp.account.screens_server import server_part
from fieldapp.account.screens_services import service_buttons, use_services
from fieldapp.account.screens_threshold import head, in_the_middle, live, told_obstacle
from fieldapp.ui.effects import use_task
from fieldapp.ui.i18n import duration
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.fields import Field, text_field
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.switches import switch_row
from fieldapp.ui.widgets.text import quiet
from fieldapp.vault.pin_answers import PinStanding

_SHUT = (Obstacle.KEYLESS, Obstacle.KEYS_GONE, Obstacle.DAMAGED)


@dataclass(frozen=True, slots=True)
class _Form:
    """What is typed, what is being done, and what the door answered last."""

    account: str = ""
    passphrase: str = ""
    otp: str = ""
    asks_otp: bool = False
    """Whether the town hall wants a code of the second factor beside the phrase."""
    server: str = ""
    edits_server: bool = False
    step: Step | None = None
    answer: Answer | None = None
    pin_next: bool = False
    missing: str = ""
    """The key of what is missing, after a press on the plate-button."""


class Place(StrEnum):
    """Say what the sign-in shows."""

    WAITING = "waiting"
    NAMES = "names"
    PIN = "pin"
    FORM = "form"
    RECOVERY = "recovery"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class At:
    """Where the sign-in is: among which names, at whose, and what is told there."""

    place: Place
    people: tuple[Person, ...] = ()
    person: Person | None = None
    note: str = ""
    asked: str = ""
    """The account for which the town hall is asked."""
    told: Obstacle | None = None
    """What is told first."""

    @property
    def account(self) -> str:
        """Give the account that is known, or nothing."""
        return self.person.account if self.person is not None else ""

    @property
    def lacks_pin(self) -> bool:
        """Tell whether this is somebody of this device who has no PIN."""
        return self.person is not None and self.person.pin is PinStanding.NONE


@dataclass(frozen=True, slots=True)
class Exits:
    """Where the form leads but into the office."""

    names: Callable[[], None]
    recovery: Callable[[str], None]
    code: Callable[[], None]


@ft.component
def entry_form(door: Door, at: At, to: Exits) -> ft.Control:
    """Ask account and passphrase and open the vault; whatever keeps it shut is told with the way out."""
    look = use_look()
    form, set_form = ft.use_state(_begun(door, at))
    newest: ft.MutableRef[_Form] = ft.use_ref(lambda: form)
    wait_s, set_wait = ft.use_state(0)

    def put(**values: object) -> None:
        # Enter may come before the last letter is drawn.
        newest.current = replace(newest.current, **values)
        set_form(newest.current)

    async def recall() -> None:
        # Somebody else than the names of this device is not who was here last.
        account = "" if at.people else await door.remembered()
        if account:
            put(account=account)

    async def count_down() -> None:
        for left in range(_wait(form.answer), -1, -1):
            set_wait(left)
            await asyncio.sleep(1)

    async def enter() -> None:
        await _enter(door, newest.current, put)

    ft.use_effect(recall, [])
    use_task(count_down, [form.answer])
    services = use_services(door, is_wanted=not at.account)
    parts = [head(look), *_noted(look, at, form), *_told(look, form, wait_s), _fields(look, form, put, enter)]
    parts += _pin_next(look, door, at, (form, put))
    parts += [_plate_button(look, form, enter, is_known=bool(at.account)), server_part(look, door, form, put)]
    if door.awaits_town or _is_shut(form.answer):
        forgot = Action("forgotten", look.t("account.forgotten"), lambda: to.recovery(form.account), glyph="lock-open")
        parts.append(button(look, forgot))
    parts += service_buttons(look, door, services, to.code)
    parts += _other_ways(look, at, to)
    return in_the_middle(look, column(*parts, gap=20, stretch=True))


def _begun(door: Door, at: At) -> _Form:
    return _Form(account=at.account, server=door.server, edits_server=not door.server, answer=at.told)


def _noted(look: Look, at: At, form: _Form) -> list[ft.Control]:
    """Tell why the phrase is asked, until there is an answer to it."""
    if not at.note or form.answer is not None:
        return []
    return [live(banner(look, "password", look.t(at.note), role=Role.WAIT))]


def _pin_next(look: Look, door: Door, at: At, writing: tuple[_Form, Callable[..., None]]) -> list[ft.Control]:
    """Let who enters by his phrase choose a PIN next: the offer stands where the phrase is typed."""
    form, put = writing
    if not (door.offers_pin and at.lacks_pin):
        return []

    def turn() -> None:
        door.choose_pin = not form.pin_next
        put(pin_next=not form.pin_next)

    words = (look.t("account.pin_next"), look.t("account.pin_next_sub"))
    state = look.t("account.on" if form.pin_next else "account.off")
    label = look.t("account.switch_label", name=words[0], state=state)
    return [switch_row(look, Tap("pin-next", label, turn, selected=form.pin_next), "password", words)]


def _other_ways(look: Look, at: At, to: Exits) -> list[ft.Control]:
    """Lead to the code of who is new here, and back to the names."""
    code = Action("have-code", look.t("account.have_code"), to.code, glyph="key")
    names = Action("names", look.t("account.names"), to.names, glyph="users")
    offered: list[tuple[Action, bool]] = [(code, not at.account), (names, bool(at.people))]
    return [button(look, action) for action, is_offered in offered if is_offered]


async def _enter(door: Door, form: _Form, put: Callable[..., None]) -> None:
    if form.step is not None:
        return
    missing = _missing(form)
    if missing:
        put(missing=missing, answer=None)
        return
    address = server_address(form.server)
    if address is None:
        put(answer=Obstacle.ADDRESS, edits_server=True)
        return
    door.move_to(address)
    put(step=Step.UNLOCKING, answer=None, missing="")
    answer = await door.enter(form.account, form.passphrase, lambda step: put(step=step), form.otp)
    asks_otp = answer in OTP_ASKED or (form.asks_otp and isinstance(answer, TooEarly))
    # The phrase leaves the page's memory at once, a wrong one is typed again anyway; a right one waits for its code.
    kept = {"passphrase": form.passphrase if asks_otp else "", "otp": "", "asks_otp": asks_otp}
    put(step=None, answer=answer, edits_server=answer in SERVER_TROUBLES, **kept)


def _is_shut(answer: Answer | None) -> bool:
    """Tell whether the phrase does not open what is here, and the town hall might."""
    return isinstance(answer, WrongPassphrase | TooEarly) or answer in _SHUT


def _missing(form: _Form) -> str:
    if not form.account.strip():
        return "account.missing_account"
    if not form.passphrase:
        return "account.missing_passphrase"
    return "account.missing_otp" if form.asks_otp and not form.otp.strip() else ""


def _wait(answer: Answer | None) -> int:
    match answer:
        case WrongPassphrase(wait_s) | TooEarly(wait_s):
            return wait_s
        case _:
            return 0


def _told(look: Look, form: _Form, wait_s: int) -> list[ft.Control]:
    """Tell what keeps the door shut, as a banner above the fields."""
    if isinstance(form.answer, Obstacle):
        return [told_obstacle(look, form.answer)]
    few = _few_left(look, form.answer)
    if form.answer is None or isinstance(form.answer, Entered) or not _wait(form.answer):
        return few
    if not wait_s:
        return [live(banner(look, "check", look.t("account.wait_over"), role=Role.DONE)), *few]
    key = "account.too_early" if isinstance(form.answer, TooEarly) else "account.wrong_wait"
    return [live(banner(look, "timer", look.t(key, wait=duration(look.t, wait_s)), role=Role.WAIT)), *few]


def _few_left(look: Look, answer: Answer | None) -> list[ft.Control]:
    """Say how many tries are left, where they are few."""
    if not isinstance(answer, WrongPassphrase) or answer.left is None:
        return []
    return [live(banner(look, "warning-circle", look.t("account.tries_left", n=answer.left), role=Role.WAIT))]


def _fields(look: Look, form: _Form, put: Callable[..., None], enter: Callable[[], object]) -> ft.Control:
    wrong = isinstance(form.answer, WrongPassphrase) and not form.answer.wait_s
    trouble = look.t("account.wrong") if wrong else ""
    account = Field(
        "account",
        look.t("account.account"),
        form.account,
        lambda typed: put(account=typed, missing="", asks_otp=False),
        hint=look.t("account.account_hint"),
        trouble=look.t(form.missing) if form.missing == "account.missing_account" else "",
        autofill=ft.AutofillHint.USERNAME,
        keyboard=ft.KeyboardType.EMAIL,
    )
    passphrase = Field(
        "passphrase",
        look.t("account.passphrase"),
        form.passphrase,
        lambda typed: put(passphrase=typed, missing=""),
        on_submit=lambda _typed: enter(),
        trouble=look.t(form.missing) if form.missing == "account.missing_passphrase" else trouble,
        secret=True,
        autofill=ft.AutofillHint.PASSWORD,
    )
    parts = [text_field(look, account), text_field(look, passphrase)]
    if form.asks_otp:
        lacking = look.t(form.missing) if form.missing == "account.missing_otp" else ""
        parts.append(otp_field(look, form.otp, lambda typed: put(otp=typed, missing=""), enter, lacking))
    return column(*parts, gap=16, stretch=True)


def _plate_button(look: Look, form: _Form, enter: Callable[[], object], *, is_known: bool) -> ft.Control:
    if form.step is not None:
        word = look.t("account.opening")
        doing = quiet(look, look.t(f"account.step_{form.step}"))
        shut = Action("primary", word, None, enabled=False, kind=Kind.PRIMARY, glyph="lock-key")
        return column(button(look, shut, height=look.measures.action), live(doing), gap=10, stretch=True)
    key = look.t("action.key_enter")
    opens = Action("primary", look.t("account.open"), enter, kind=Kind.PRIMARY, glyph="lock-open", key=key)
    hint = [] if is_known else [quiet(look, look.t("account.first_time"), Style.META)]
    return column(button(look, opens, height=look.measures.action), *hint, gap=10, stretch=True)
