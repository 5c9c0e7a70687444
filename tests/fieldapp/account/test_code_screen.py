"""The way in with a code on the screen: what is asked, what is noticed before the town hall is, what is told."""

import flet as ft
import pytest

from fieldapp.account.actions import PASSPHRASE_CHARACTERS_MIN, Answer, Entered, Obstacle, TooEarly
from fieldapp.ui.i18n import duration
from sync.protocol.codes import Enrolment, code_of, link_of, read_code
from tests.fieldapp.account.doors import SaidDoor
from tests.fieldapp.account.test_recovery_screen import has
from tests.fieldapp.account.test_sign_in import FR, run, value_of
from tests.fieldapp.ui.headless import HeadlessPage

CODE = code_of(bytes(range(10)))
SIGNS = read_code(CODE) or ""
PHRASE = "quatre mots à moi"


async def typed(page: HeadlessPage, code: str = CODE, phrase: str = PHRASE, again: str = PHRASE) -> None:
    await page.tap("have-code")
    await page.type("code", code)
    await page.type("code-phrase", phrase)
    await page.type("code-again", again)
    await page.tap("code-enter")


def test_code_and_phrase_go_to_the_door() -> None:
    door = SaidDoor()

    async def story(page: HeadlessPage) -> None:
        await typed(page, f" {CODE.lower().replace('-', ' ')} ")
        assert door.tried == [(SIGNS, PHRASE)]
        assert door.server == "https://mairie.example"

    run(door, story)


def test_pasted_link_brings_the_address_along() -> None:
    door = SaidDoor(server="")

    async def story(page: HeadlessPage) -> None:
        await page.tap("have-code")
        assert has(page, "server"), "a typed code does not say where the town hall is"
        await page.type("code", link_of(Enrolment(SIGNS, "https://sync.ville.example")))
        assert not has(page, "server")
        await page.type("code-phrase", PHRASE)
        await page.type("code-again", PHRASE)
        await page.tap("code-enter")
        assert door.tried == [(SIGNS, PHRASE)]
        assert door.server == "https://sync.ville.example"

    run(door, story)


@pytest.mark.parametrize(
    ("code", "phrase", "again", "key"),
    [
        (CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), PHRASE, PHRASE, "account.code_mistyped"),
        ("", PHRASE, PHRASE, "account.code_mistyped"),
        (CODE, "court", "court", "account.secret_short"),
        (CODE, PHRASE, PHRASE + "x", "account.code_differs"),
    ],
)
def test_what_is_not_right_is_told_before_the_town_hall_is_asked(code: str, phrase: str, again: str, key: str) -> None:
    door = SaidDoor()

    async def story(page: HeadlessPage) -> None:
        await typed(page, code, phrase, again)
        assert FR(key, n=PASSPHRASE_CHARACTERS_MIN) in page.texts()
        assert door.tried == []

    run(door, story)


@pytest.mark.parametrize(
    "address", ["http://mairie.example", "https://mairie.example/quelque/part", "ftp://mairie.example"]
)
def test_address_of_a_link_must_be_a_safe_one(address: str) -> None:
    door = SaidDoor()

    async def story(page: HeadlessPage) -> None:
        await typed(page, link_of(Enrolment(SIGNS, address)))
        assert FR("account.address_text") in page.texts()
        assert door.tried == []

    run(door, story)


@pytest.mark.parametrize(
    "answer",
    [Obstacle.CODE_WRONG, Obstacle.HERE_ALREADY, Obstacle.OTHER_KEY, Obstacle.UNREACHABLE, TooEarly(40)],
)
def test_every_answer_has_its_words_and_what_was_typed_stays(answer: Answer) -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        told = (
            FR("account.too_early", wait=duration(FR, 40))
            if isinstance(answer, TooEarly)
            else FR(f"account.{answer}_text")
        )
        assert told in page.texts()
        assert value_of(page, "code-phrase") == PHRASE, "the same may be tried again at once"

    run(SaidDoor(answer=answer), story)


def test_code_is_offered_to_who_is_new_and_leads_back() -> None:
    async def story(page: HeadlessPage) -> None:
        await page.tap("have-code")
        assert page.all(ft.Semantics, identifier="code-enter")
        await page.tap("code-back")
        assert has(page, "passphrase")

    run(SaidDoor(answer=Entered()), story)
