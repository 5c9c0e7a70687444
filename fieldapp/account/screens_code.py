"""The way in with a code of the town hall: the code, then a phrase of the agent's own choice."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from fieldapp.account.actions import (
    PASSPHRASE_CHARACTERS_MIN,
    SERVER_TROUBLES,
    Answer,
    Door,
    Obstacle,
    Step,
    TooEarly,
)
from fieldapp.account.actions_address import server_address
from fieldapp.account.screens_server import server_part
from fieldapp.account.screens_threshold import in_the_middle, live, titled, told_obstacle, too_early
from fieldapp.ui.effects import use_latest
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.fields import Field, text_field
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.text import quiet
from sync.protocol.codes import Enrolment, read_enrolment


@dataclass(frozen=True, slots=True)
class _Slip:
    """What is typed, what is being done, and what the door answered last."""

    code: str = ""
    phrase: str = ""
    again: str = ""
    server: str = ""
    edits_server: bool = False
    step: Step | None = None
    answer: Answer | None = None
    trouble: tuple[str, str] = ("", "")
    """Which field is not right, and the key of why."""

    @property
    def told_server(self) -> str:
        """Give the address that came with a link."""
        enrolment = read_enrolment(self.code)
        return enrolment.server if enrolment is not None else ""


@ft.component
def code_form(door: Door, back: Callable[[], None]) -> ft.Control:
    """Ask the code and a new phrase, enrol this device and open the office."""
    look = use_look()
    slip, show, latest = use_latest(_Slip(server=door.server, edits_server=not door.server))

    def put(**values: object) -> None:
        show(lambda now: replace(now, **values))

    async def enter() -> None:
        await _enter(door, latest(), put)

    parts = [
        titled(look, "code", plate(look, "key", 68, role=Role.WAIT)),
        *_told(look, slip.answer),
        _fields(look, slip, put, enter),
        _plate_button(look, slip, enter),
    ]
    if not slip.told_server:
        parts.append(server_part(look, door, slip, put))
    parts.append(button(look, Action("code-back", look.t("account.code_back"), back)))
    return in_the_middle(look, column(*parts, gap=20, stretch=True))


async def _enter(door: Door, slip: _Slip, put: Callable[..., None]) -> None:
    if slip.step is not None:
        return
    enrolment = read_enrolment(slip.code)
    trouble = _trouble(slip, enrolment)
    if enrolment is None or trouble[0]:
        put(trouble=trouble, answer=None)
        return
    address = server_address(enrolment.server or slip.server)
    if address is None:
        put(answer=Obstacle.ADDRESS, edits_server=True)
        return
    door.move_to(address) if not enrolment.server else None
    put(step=Step.ASKING, answer=None, trouble=("", ""))
    enrolment = replace(enrolment, server=address if enrolment.server else "")
    answer = await door.enrol(enrolment, slip.phrase, lambda step: put(step=step))
    put(step=None, answer=answer, edits_server=slip.edits_server or answer in SERVER_TROUBLES)


def _trouble(slip: _Slip, enrolment: Enrolment | None) -> tuple[str, str]:
    """Say which field is not right, and why; empty where all are."""
    if enrolment is None:
        return "code", "account.code_mistyped"
    if len(slip.phrase) < PASSPHRASE_CHARACTERS_MIN:
        return "code-phrase", "account.secret_short"
    return ("", "") if slip.phrase == slip.again else ("code-again", "account.code_differs")


def _told(look: Look, answer: Answer | None) -> list[ft.Control]:
    match answer:
        case Obstacle():
            return [told_obstacle(look, answer)]
        case TooEarly(wait_s):
            return [too_early(look, wait_s)]
        case _:
            return []


def _fields(look: Look, slip: _Slip, put: Callable[..., None], enter: Callable[[], object]) -> ft.Control:
    def trouble(name: str) -> str:
        return look.t(slip.trouble[1], n=PASSPHRASE_CHARACTERS_MIN) if slip.trouble[0] == name else ""

    def heard(name: str) -> Callable[[str], None]:
        return lambda typed: put(**{name: typed, "trouble": ("", "")})

    code = Field(
        "code",
        look.t("account.code"),
        slip.code,
        heard("code"),
        hint=look.t("account.code_hint"),
        trouble=trouble("code"),
    )
    phrase = Field(
        "code-phrase",
        look.t("account.code_phrase"),
        slip.phrase,
        heard("phrase"),
        hint=look.t("account.code_phrase_hint"),
        trouble=trouble("code-phrase"),
        secret=True,
        autofill=ft.AutofillHint.NEW_PASSWORD,
    )
    again = Field(
        "code-again",
        look.t("account.code_again"),
        slip.again,
        heard("again"),
        on_submit=lambda _typed: enter(),
        trouble=trouble("code-again"),
        secret=True,
    )
    return column(*(text_field(look, field) for field in (code, phrase, again)), gap=16, stretch=True)


def _plate_button(look: Look, slip: _Slip, enter: Callable[[], object]) -> ft.Control:
    word = look.t("account.opening" if slip.step is not None else "account.code_enter")
    action = Action("code-enter", word, enter, kind=Kind.PRIMARY, glyph="lock-key", enabled=slip.step is None)
    doing = [live(quiet(look, look.t(f"account.step_{slip.step}")))] if slip.step is not None else []
    return column(button(look, action, height=look.measures.action), *doing, gap=10, stretch=True)
