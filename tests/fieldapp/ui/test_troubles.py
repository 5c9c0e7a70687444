"""Every trouble that a person can meet: what happened, what is safe, what to do, a code, and a way to copy it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from fieldapp.account.actions import Obstacle
from fieldapp.device.documents import DocumentTrouble
from fieldapp.device.photos import PhotoTrouble
from fieldapp.device.ports import CameraTrouble, PositionTrouble
from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, RecordAbsent
from fieldapp.shell.exporting import NotExported
from fieldapp.shell.pill_notices import HALTS
from fieldapp.shell.pill_notices import TROUBLES as STOPS
from fieldapp.ui.gestures import refusal_key, tell_trouble
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.i18n.catalogue import CATALOGUE
from fieldapp.ui.i18n.codes import GESTURES, THINGS, TROUBLES, code_of
from fieldapp.ui.look import use_look
from fieldapp.ui.packs import PackTrouble
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from fieldapp.ui.toasts import sayer, use_toast
from fieldapp.ui.version import VERSION
from fieldapp.ui.widgets import Action, button, trouble_state
from tests.fieldapp.ui.headless import HeadlessPage, headless

FAULTS = {"trouble.screen", "trouble.read"}
"""Faults of ours bring the code of the place where they came up."""
NO_TROUBLE = {f"parcel.{NotExported.NOT_KEPT}", "camera.absent"}
"""A person who changes her mind, and a device that never had a camera."""
_TROUBLED = re.compile(r"^[a-z]+\.(\w*_)?(unreadable|too_large|too_many|denied|failed|damaged|no_room|not_written)$")
"""How what goes wrong with a thing is called in the catalogue."""
NOTHING_WENT_WRONG = {
    "tasks.nok_damaged": "the reason of a check that failed: what is damaged is out in the town",
    "reports.not_written": "a record that nobody has changed yet",
}
_CODE = re.compile(r"^[A-Z]-\d\d$")
_LANGUAGES = [Words(Language.FR), Words(Language.EN)]


def _sentences(words: str) -> int:
    return len(re.findall(r"[.?](?:\s|$)", words))


def lacking(keys: set[str]) -> set[str]:
    """Give the troubles without a code."""
    return {key for key in keys if not code_of(key)} - FAULTS


def test_every_trouble_has_a_code_of_its_own() -> None:
    codes = [*TROUBLES.values(), *GESTURES.values(), *THINGS.values()]
    assert len(set(codes)) == len(codes)
    assert all(_CODE.match(code) for code in codes)


def test_every_trouble_that_can_be_told_has_a_code() -> None:
    told = {key.removesuffix("_title") for key in CATALOGUE if re.match(r"trouble\.\w+_title$", key)}
    told |= {f"account.{one}" for one in Obstacle}
    # What stands before an office that may not be seen: `screens_gate`.
    told |= {"account.lease_ended", "account.wiping"}
    told |= {f"shell.halt_{one.replace('-', '_')}" for one in HALTS}
    told |= {f"shell.trouble_{one.replace('-', '_')}" for one in STOPS}
    told |= {key for key in CATALOGUE if key.startswith("refused.")}
    told |= _of("reports.position_", [PositionTrouble.DENIED])
    assert lacking(told) == set()
    assert lacking({*told, "trouble.new"}) == {"trouble.new"}
    assert set(TROUBLES) | set(GESTURES) == told - FAULTS, "a code is never given away, but nothing says this one"


def _of(family: str, troubles: Iterable[str]) -> set[str]:
    return {f"{family}{one.replace('-', '_')}" for one in troubles}


def test_every_trouble_of_a_thing_has_a_code() -> None:
    told = _of("photo.", PhotoTrouble) | _of("camera.", CameraTrouble) | _of("parcel.", NotExported)
    told |= _of("news.file_", DocumentTrouble) | _of("packs.trouble_", PackTrouble)
    # What has no enumeration of its own is known by its name.
    told |= {key for key in CATALOGUE if _TROUBLED.match(key)} - set(NOTHING_WENT_WRONG) - set(TROUBLES)
    told = {key for key in told - NO_TROUBLE if not key.startswith("account.")}
    assert lacking(told) == set()
    assert lacking({*told, "voice.unreadable"}) == {"voice.unreadable"}
    assert set(THINGS) - told == {"camera.no_picture", "parcel.kept_without"}, "nothing says this one any more"


@pytest.mark.parametrize("t", _LANGUAGES, ids=["fr", "en"])
@pytest.mark.parametrize("key", sorted({*TROUBLES, *FAULTS}))
def test_trouble_says_what_happened_what_is_safe_and_what_to_do(key: str, t: Words) -> None:
    in_sheet = key.startswith("shell.")
    assert t(key if in_sheet else f"{key}_title")
    # The sheet says « Rien n’est perdu » above all of them.
    assert _sentences(t(f"{key}_text")) >= (1 if in_sheet else 2), "what is safe, then what to do"


@pytest.mark.parametrize("t", _LANGUAGES, ids=["fr", "en"])
@pytest.mark.parametrize("key", sorted({*GESTURES, *THINGS}))
def test_trouble_in_one_line_says_all_of_it(key: str, t: Words) -> None:
    assert _sentences(t(key, name="plan", n=2, size="10 Mo")) >= 3, "what happened, what is safe, what to do"


@pytest.mark.parametrize("refusal", [RecordAbsent, NotAllowed, MoveNotAllowed])
def test_refusal_of_the_replica_has_a_code(refusal: Any) -> None:
    assert refusal_key(refusal.__new__(refusal)) in GESTURES


def run(drawn: Callable[[], ft.Control], story: Callable[[HeadlessPage], Awaitable[None]]) -> list[Any]:
    """Play a story on a page; gives what was copied."""

    def main(page: ft.Page) -> None:
        page.render(lambda: appearance(Preferences(), drawn))

    async def whole() -> list[Any]:
        async with headless(main, {"set": None}) as page:
            await story(page)
            return [call.args for call in page.wire.calls if call.name == "set"]

    return asyncio.run(whole())


def test_code_is_copied_for_the_support() -> None:
    @ft.component
    def drawn() -> ft.Control:
        return trouble_state(use_look(), "absent")

    async def story(page: HeadlessPage) -> None:
        assert "Code\u00a0S-03" in page.texts()
        await page.tap("copy-code")
        assert "Copié" in page.texts()

    assert run(drawn, story) == [{"data": f"Fieldapp {VERSION} · code S-03"}]


@ft.component
def _telling() -> ft.Control:
    """Tell a trouble, another, and something that is no trouble."""
    look, say = use_look(), sayer(use_toast())
    app: Any = SimpleNamespace(say=say)
    gestures = {
        "full": lambda: tell_trouble(app, look, "refused.disk"),
        "dark": lambda: tell_trouble(app, look, "camera.no_picture"),
        "fine": lambda: say("Gardé"),
        "back": lambda: say("Rendue", undo=lambda: None),
    }
    return ft.Column([button(look, Action(name, name, gesture)) for name, gesture in gestures.items()])


def test_toast_of_a_trouble_carries_its_code_and_copies_it() -> None:
    async def story(page: HeadlessPage) -> None:
        await page.tap("full")
        assert any(words.endswith("Code\u00a0G-05") for words in page.texts())
        assert page.id("copy-code").label == "Copier pour le support"
        await page.tap("copy-code")
        assert "Copié" in page.texts()
        await page.tap("dark")
        assert "Copié" not in page.texts(), "what was copied was another code"
        await page.tap("copy-code")

    copied = run(_telling, story)
    assert copied == [{"data": f"Fieldapp {VERSION} · code {code}"} for code in ("G-05", "C-05")]


@pytest.mark.parametrize("name", ["fine", "back"])
def test_toast_without_a_trouble_has_nothing_to_copy(name: str) -> None:
    async def story(page: HeadlessPage) -> None:
        await page.tap(name)
        assert {"Gardé", "Rendue"} & set(page.texts())
        assert not page.all(ft.Semantics, identifier="copy-code")

    run(_telling, story)
