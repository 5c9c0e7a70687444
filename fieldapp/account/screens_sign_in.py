"""The sign-in: account, passphrase, and the town hall's address; offline from the second time on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.actions import (
    Answer,
    Door,
    Entered,
    Obstacle,
    Step,
    TooEarly,
    WrongPassphrase,
    server_address,
)
from fieldapp.ui.effects import use_task
from fieldapp.ui.help import SIGN_IN, help_mark
from fieldapp.ui.i18n import Language, duration, use_language
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_CARD, SPACE_24, Role, Style
from fieldapp.ui.widgets.buttons import Action, Kind, button, text_button
from fieldapp.ui.widgets.fields import Field, text_field
from fieldapp.ui.widgets.layout import column, grow, pad, row, tight_row
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import plate, word_plate
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.segmented import segmented
from fieldapp.ui.widgets.text import glyph, heading, quiet, text

CARD_WIDTH: Final = 560
_CARD_HEIGHT: Final = 640
"""What the card takes at usual text size, to place it; it grows with the text."""
_SERVER_TROUBLES: Final = frozenset({Obstacle.UNREACHABLE, Obstacle.STRANGER, Obstacle.ADDRESS})


@dataclass(frozen=True, slots=True)
class _Form:
    """What is typed, what is being done, and what the door answered last."""

    account: str = ""
    passphrase: str = ""
    server: str = ""
    edits_server: bool = False
    step: Step | None = None
    answer: Answer | None = None
    missing: str = ""
    """The key of what is missing, after a press on the plate-button."""


@ft.component
def sign_in(door: Door) -> ft.Control:
    """Ask who works here and open the vault; whatever keeps it shut is told with the way out."""
    look = use_look()
    form, set_form = ft.use_state(_Form(server=door.server, edits_server=not door.server))
    newest: ft.MutableRef[_Form] = ft.use_ref(lambda: form)
    wait_s, set_wait = ft.use_state(0)

    def put(**values: object) -> None:
        # Enter may come before the last letter is drawn.
        newest.current = replace(newest.current, **values)
        set_form(newest.current)

    async def recall() -> None:
        account = await door.remembered()
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
    parts = [_head(look), *_told(look, form, wait_s), _fields(look, form, put, enter)]
    parts += [_plate_button(look, form, enter), _server(look, door, form, put)]
    return _in_the_middle(look, column(*parts, gap=20, stretch=True))


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
    answer = await door.enter(form.account, form.passphrase, lambda step: put(step=step))
    # The phrase leaves the page's memory at once; a wrong one is typed again anyway.
    put(step=None, answer=answer, passphrase="", edits_server=answer in _SERVER_TROUBLES)


def _missing(form: _Form) -> str:
    if not form.account.strip():
        return "account.missing_account"
    return "" if form.passphrase else "account.missing_passphrase"


def _wait(answer: Answer | None) -> int:
    match answer:
        case WrongPassphrase(wait_s) | TooEarly(wait_s):
            return wait_s
        case _:
            return 0


def _head(look: Look) -> ft.Control:
    words = column(
        heading(look, look.t("account.sign_in_title"), level=1, style=Style.TITLE),
        quiet(look, look.t("account.sign_in_sub")),
        gap=4,
    )
    return row(word_plate(look, "F", 68, solid=True), grow(words), gap=18)


def _told(look: Look, form: _Form, wait_s: int) -> list[ft.Control]:
    """Tell what keeps the door shut, as a banner above the fields."""
    if isinstance(form.answer, Obstacle):
        return [_obstacle(look, form.answer)]
    if form.answer is None or isinstance(form.answer, Entered) or not _wait(form.answer):
        return []
    if not wait_s:
        return [_live(banner(look, "check", look.t("account.wait_over"), role=Role.DONE))]
    key = "account.too_early" if isinstance(form.answer, TooEarly) else "account.wrong_wait"
    return [_live(banner(look, "timer", look.t(key, wait=duration(look.t, wait_s)), role=Role.WAIT))]


def _obstacle(look: Look, obstacle: Obstacle) -> ft.Control:
    name = "wifi-slash" if obstacle in _SERVER_TROUBLES else "lock-key"
    tint = look.tint(Role.WAIT)
    words = column(
        text(look, look.t(f"account.{obstacle}_title"), Style.BOLD, color=tint.on_soft),
        text(look, look.t(f"account.{obstacle}_text"), color=tint.on_soft),
        gap=4,
    )
    return _live(
        ft.Container(
            row(plate(look, name, 44, role=Role.WAIT, solid=True), grow(words), gap=14, top=True),
            padding=14,
            bgcolor=tint.soft,
            border_radius=RADIUS_CARD,
            border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
        )
    )


def _live(content: ft.Control) -> ft.Control:
    return ft.Semantics(identifier="sign-in-told", live_region=True, content=content)


def _fields(look: Look, form: _Form, put: Callable[..., None], enter: Callable[[], object]) -> ft.Control:
    wrong = isinstance(form.answer, WrongPassphrase) and not form.answer.wait_s
    trouble = look.t("account.wrong") if wrong else ""
    account = Field(
        "account",
        look.t("account.account"),
        form.account,
        lambda typed: put(account=typed, missing=""),
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
    return column(text_field(look, account), text_field(look, passphrase), gap=16, stretch=True)


def _plate_button(look: Look, form: _Form, enter: Callable[[], object]) -> ft.Control:
    if form.step is not None:
        word = look.t("account.opening")
        doing = quiet(look, look.t(f"account.step_{form.step}"))
        shut = Action("primary", word, None, enabled=False, kind=Kind.PRIMARY, glyph="lock-key")
        return column(button(look, shut, height=look.measures.action), _live(doing), gap=10, stretch=True)
    key = look.t("action.key_enter")
    opens = Action("primary", look.t("account.open"), enter, kind=Kind.PRIMARY, glyph="lock-open", key=key)
    hint = quiet(look, look.t("account.first_time"), Style.META)
    return column(button(look, opens, height=look.measures.action), hint, gap=10, stretch=True)


def _server(look: Look, door: Door, form: _Form, put: Callable[..., None]) -> ft.Control:
    def keep(_typed: str = "") -> None:
        address = server_address(form.server)
        if address is None:
            put(answer=Obstacle.ADDRESS)
            return
        door.move_to(address)
        put(server=address, edits_server=False, answer=None)

    if form.edits_server:
        field = Field(
            "server",
            look.t("account.server"),
            form.server,
            lambda typed: put(server=typed),
            on_submit=keep,
            hint=look.t("account.server_hint"),
            keyboard=ft.KeyboardType.URL,
        )
        done = Action("server-keep", look.t("account.server_done"), keep, kind=Kind.QUIET)
        return column(text_field(look, field), button(look, done), gap=10, stretch=True)
    told = column(
        quiet(look, look.t("account.server"), Style.META),
        text(look, form.server or look.t("account.server_none"), Style.STRONG),
        gap=2,
    )
    change = text_button(look, Tap("server-change", look.t("account.server_change"), lambda: put(edits_server=True)))
    return row(glyph(look, "buildings", color=look.tokens.ink2), grow(told), change, gap=12)


def _in_the_middle(look: Look, content: ft.Control) -> ft.Control:
    """Put the form on a card in the middle of the page; it scrolls when text or keyboard need the room."""
    width = min(look.measures.room(CARD_WIDTH), look.measures.width - 2 * SPACE_24)
    framed = ft.Container(
        content,
        width=width,
        padding=pad(28, 28) if look.measures.field else pad(24, 24),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD + 2,
        border=ft.Border.all(look.tokens.border, look.tokens.line),
    )
    foot = [language_choice(look), tight_row(help_mark(SIGN_IN))]
    choices = column(*foot, gap=12, stretch=True) if look.measures.huge_text else tight_row(*foot, gap=12)
    page = ft.Column(
        [framed, ft.Container(choices, width=width if look.measures.huge_text else None)],
        spacing=16,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    # A scrolling column cannot be centred: the room above is a third of what the card leaves.
    above = max(SPACE_24, (look.measures.height - look.measures.room(_CARD_HEIGHT)) / 3)
    padded = ft.Container(page, padding=pad(above, 0, bottom=SPACE_24), alignment=ft.Alignment.TOP_CENTER)
    return ft.SafeArea(ft.ListView([padded], expand=True), expand=True)


@ft.component
def _languages() -> ft.Control:
    look = use_look()
    language, choose = use_language()
    return segmented(
        look,
        [
            Action(f"language-{one}", look.t(f"language.{one}"), partial(choose, one), selected=one is language)
            for one in Language
        ],
    )


def language_choice(look: Look) -> ft.Control:
    """Let a person choose the language before anything is open."""
    return _languages()
