"""The way back to a vault that no phrase opens: asked of the town hall, where two keepers must agree."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import flet as ft

from fieldapp.account.actions import Asked, Denied, Door, Entered, Obstacle, Recovered, TooEarly
from fieldapp.account.screens_threshold import in_the_middle, live, titled, told_obstacle, too_early
from fieldapp.ui.effects import use_latest, use_task
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.fields import Field, text_field
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.text import text

LOOK_S: Final = 20.0
"""How often the town hall is asked again while somebody waits on this page."""


@dataclass(frozen=True, slots=True)
class _Plea:
    """What is typed, and what the town hall said last."""

    account: str = ""
    phrase: str = ""
    is_busy: bool = False
    said: Recovered | None = None
    missing: str = ""


@ft.component
def recovery_form(door: Door, account: str, back: Callable[[], None]) -> ft.Control:
    """Ask the town hall to open a vault again; wait for two of its keepers, enter with their answer."""
    look = use_look()
    plea, show, latest = use_latest(_Plea(account=account))

    def put(**values: object) -> None:
        show(lambda now: replace(now, **values))

    async def ask() -> None:
        now = latest()
        if now.is_busy:
            return
        missing = "account" if not now.account.strip() else "" if now.phrase else "phrase"
        put(missing=missing, is_busy=not missing)
        if not missing:
            said = await door.recover(now.account, now.phrase)
            # While one waits the phrase stays, to ask again with it; any other answer ends its use.
            put(is_busy=False, said=said, phrase=now.phrase if isinstance(said, Asked) else "")

    async def look_again() -> None:
        while isinstance(latest().said, Asked):
            await asyncio.sleep(LOOK_S)
            await ask()

    use_task(look_again, [isinstance(plea.said, Asked)])
    ask_action = Action("recovery-ask", look.t(_verb(plea)), ask, kind=Kind.PRIMARY, enabled=not plea.is_busy)
    back_action = Action("recovery-back", look.t("account.recovery_back"), back)
    ways = [button(look, ask_action, height=look.measures.action), button(look, back_action)]
    if plea.said == Denied(is_foreign=True):
        ways = [button(look, replace(back_action, kind=Kind.PRIMARY), height=look.measures.action)]
    asked = [] if isinstance(plea.said, Asked) else [_fields(look, plea, put, ask)]
    return in_the_middle(
        look,
        column(
            titled(look, "recovery", plate(look, "lock-open", 68, role=Role.WAIT)),
            *_told(look, plea.said),
            *asked,
            *ways,
            gap=20,
            stretch=True,
        ),
    )


def _verb(plea: _Plea) -> str:
    if plea.is_busy:
        return "account.recovery_asking"
    return "account.recovery_look" if isinstance(plea.said, Asked) else "account.recovery_ask"


def _told(look: Look, said: Recovered | None) -> list[ft.Control]:
    match said:
        case None | Entered():
            steps = [text(look, look.t(f"account.recovery_step_{n}")) for n in (1, 2, 3)]
            return [column(*steps, gap=8)]
        case Asked(number, approvals, needed):
            return [live(_number(look, number, look.t("account.recovery_agreed", n=approvals, of=needed)))]
        case Denied(is_foreign):
            key = "account.recovery_foreign" if is_foreign else "account.recovery_denied"
            return [live(banner(look, "lock-key", look.t(key), role=Role.WAIT))]
        case TooEarly(wait_s):
            return [too_early(look, wait_s)]
        case Obstacle():
            return [told_obstacle(look, said)]


def _number(look: Look, number: str, agreed: str) -> ft.Control:
    """Show the number that is read out on the telephone, and who of how many agreed."""
    tint = look.tint(Role.WAIT)
    words = column(
        text(look, look.t("account.recovery_number"), color=tint.on_soft),
        text(look, number, Style.FIGURE, color=tint.on_soft),
        text(look, agreed, Style.BOLD, color=tint.on_soft),
        text(look, look.t("account.recovery_waits"), color=tint.on_soft),
        gap=8,
    )
    return ft.Container(
        words,
        padding=18,
        bgcolor=tint.soft,
        border_radius=RADIUS_CARD,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
    )


def _fields(look: Look, plea: _Plea, put: Callable[..., None], ask: Callable[[], object]) -> ft.Control:
    def trouble(name: str) -> str:
        key = "account.missing_account" if name == "account" else "account.missing_passphrase"
        return look.t(key) if plea.missing == name else ""

    account = Field(
        "recovery-account",
        look.t("account.account"),
        plea.account,
        lambda typed: put(account=typed, missing=""),
        hint=look.t("account.account_hint"),
        trouble=trouble("account"),
        keyboard=ft.KeyboardType.EMAIL,
    )
    phrase = Field(
        "recovery-phrase",
        look.t("account.recovery_phrase"),
        plea.phrase,
        lambda typed: put(phrase=typed, missing=""),
        on_submit=lambda _typed: ask(),
        trouble=trouble("phrase"),
        secret=True,
    )
    return column(text_field(look, account), text_field(look, phrase), gap=16, stretch=True)
