"""Every trouble that a person can meet: what happened, what is safe, what to do, a code, and a way to copy it."""

import asyncio
import re
from typing import Any

import flet as ft
import pytest

from fieldapp.account.actions import Obstacle
from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, RecordAbsent
from fieldapp.shell.pill_notices import HALTS
from fieldapp.shell.pill_notices import TROUBLES as STOPS
from fieldapp.ui.gestures import refusal_key, refusal_words
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.i18n.catalogue import CATALOGUE
from fieldapp.ui.i18n.codes import GESTURES, TROUBLES, code_of
from fieldapp.ui.look import use_look
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from fieldapp.ui.version import VERSION
from fieldapp.ui.widgets import trouble_state
from tests.fieldapp.ui.headless import HeadlessPage, headless

FAULTS = {"trouble.screen", "trouble.read"}
"""Faults of ours bring the code of the place where they came up."""
_CODE = re.compile(r"^[A-Z]-\d\d$")
_LANGUAGES = [Words(Language.FR), Words(Language.EN)]


def _sentences(words: str) -> int:
    return len(re.findall(r"[.?](?:\s|$)", words))


def lacking(keys: set[str]) -> set[str]:
    """Give the troubles without a code."""
    return {key for key in keys if not code_of(key)} - FAULTS


def test_every_trouble_has_a_code_of_its_own() -> None:
    codes = [*TROUBLES.values(), *GESTURES.values()]
    assert len(set(codes)) == len(codes)
    assert all(_CODE.match(code) for code in codes)


def test_every_trouble_that_can_be_told_has_a_code() -> None:
    told = {key.removesuffix("_title") for key in CATALOGUE if re.match(r"trouble\.\w+_title$", key)}
    told |= {f"account.{one}" for one in Obstacle}
    told |= {f"shell.halt_{one.replace('-', '_')}" for one in HALTS}
    told |= {f"shell.trouble_{one.replace('-', '_')}" for one in STOPS}
    told |= {key for key in CATALOGUE if key.startswith("refused.")}
    assert lacking(told) == set()
    assert lacking({*told, "trouble.new"}) == {"trouble.new"}
    assert set(TROUBLES) | set(GESTURES) == told - FAULTS, "a code is never given away, but nothing says this one"


@pytest.mark.parametrize("t", _LANGUAGES, ids=["fr", "en"])
@pytest.mark.parametrize("key", sorted({*TROUBLES, *FAULTS}))
def test_trouble_says_what_happened_what_is_safe_and_what_to_do(key: str, t: Words) -> None:
    in_sheet = key.startswith("shell.")
    assert t(key if in_sheet else f"{key}_title")
    # The sheet says « Rien n’est perdu » above all of them.
    assert _sentences(t(f"{key}_text")) >= (1 if in_sheet else 2), "what is safe, then what to do"


@pytest.mark.parametrize("t", _LANGUAGES, ids=["fr", "en"])
@pytest.mark.parametrize("key", sorted(GESTURES))
def test_refused_gesture_says_all_of_it_in_one_line(key: str, t: Words) -> None:
    assert _sentences(t(key)) >= 3, "what happened, what is safe, what to do"
    assert refusal_words(t, key) == f"{t(key)} Code {GESTURES[key]}"


@pytest.mark.parametrize("refusal", [RecordAbsent, NotAllowed, MoveNotAllowed])
def test_refusal_of_the_replica_has_a_code(refusal: Any) -> None:
    assert refusal_key(refusal.__new__(refusal)) in GESTURES


def test_code_is_copied_for_the_support() -> None:
    copied: list[Any] = []

    @ft.component
    def drawn() -> ft.Control:
        return trouble_state(use_look(), "absent")

    def main(page: ft.Page) -> None:
        page.render(lambda: appearance(Preferences(), drawn))

    async def story(page: HeadlessPage) -> None:
        assert "Code S-03" in page.texts()
        await page.tap("copy-code")
        assert "Copié" in page.texts()
        copied.extend(call.args for call in page.wire.calls if call.name == "set")

    async def whole() -> None:
        async with headless(main, {"set": None}) as page:
            await story(page)

    asyncio.run(whole())
    assert copied == [{"data": f"Fieldapp {VERSION} · code S-03"}]
