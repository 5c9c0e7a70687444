"""The way back on the screen: offered where a phrase does not open, told in plain words while two agree."""

import flet as ft
import pytest

from fieldapp.account.actions import Asked, Denied, Entered, Obstacle, Recovered, TooEarly, WrongPassphrase
from tests.fieldapp.account.doors import SaidDoor
from tests.fieldapp.account.test_sign_in import FR, run, typed, value_of
from tests.fieldapp.ui.headless import HeadlessPage

NUMBER = "482 913"


def has(page: HeadlessPage, identifier: str) -> bool:
    return bool(page.all(ft.Semantics, identifier=identifier))


async def at_recovery(page: HeadlessPage) -> None:
    await typed(page, passphrase="oubliée")
    await page.tap("forgotten")


async def asked(page: HeadlessPage, phrase: str = "la nouvelle phrase") -> None:
    await at_recovery(page)
    await page.type("recovery-phrase", phrase)
    await page.tap("recovery-ask")


def door_of(recovered: Recovered) -> SaidDoor:
    return SaidDoor(answer=WrongPassphrase(), recovered=recovered)


def test_it_is_not_offered_before_anything_went_wrong() -> None:
    async def story(page: HeadlessPage) -> None:
        assert not has(page, "forgotten")

    run(SaidDoor(), story)


@pytest.mark.parametrize("answer", [Obstacle.KEYLESS, Obstacle.DAMAGED, TooEarly(9)])
def test_it_is_offered_where_the_phrase_does_not_open(answer: Obstacle | TooEarly) -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert has(page, "forgotten")

    run(SaidDoor(answer=answer), story)


@pytest.mark.parametrize("answer", [Obstacle.UNREACHABLE, Obstacle.NOT_KNOWN, Obstacle.REVOKED])
def test_it_is_not_offered_where_the_town_hall_could_not_help(answer: Obstacle) -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert not has(page, "forgotten")

    run(SaidDoor(answer=answer), story)


def test_it_is_offered_at_once_while_a_request_waits() -> None:
    async def story(page: HeadlessPage) -> None:
        assert has(page, "forgotten")

    run(SaidDoor(awaits_town=True), story)


def test_account_goes_along_and_the_steps_are_told() -> None:
    async def story(page: HeadlessPage) -> None:
        await at_recovery(page)
        assert value_of(page, "recovery-account") == "karim"
        assert {FR(f"account.recovery_step_{n}") for n in (1, 2, 3)} <= set(page.texts())

    run(door_of(Entered()), story)


def test_number_and_agreements_are_shown_and_can_be_looked_for_again() -> None:
    door = door_of(Asked(NUMBER, 0, 2))

    async def story(page: HeadlessPage) -> None:
        await asked(page)
        assert NUMBER in page.texts()
        assert FR("account.recovery_agreed", n=0, of=2) in page.texts()
        assert not has(page, "recovery-phrase"), "nothing is to be typed while one waits"
        door.recovered = Asked(NUMBER, 1, 2)
        await page.tap("recovery-ask")
        assert FR("account.recovery_agreed", n=1, of=2) in page.texts()
        assert door.tried[1:] == [("karim", "la nouvelle phrase")] * 2

    run(door, story)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (Denied(is_foreign=False), "account.recovery_denied"),
        (Denied(is_foreign=True), "account.recovery_foreign"),
        (Obstacle.NO_KEEPERS, "account.no_keepers_text"),
        (Obstacle.UNREACHABLE, "account.unreachable_text"),
        (Obstacle.NOT_KNOWN, "account.not_known_text"),
    ],
)
def test_every_other_answer_has_its_words_and_ends_the_phrase_s_use(said: Recovered, key: str) -> None:
    async def story(page: HeadlessPage) -> None:
        await asked(page)
        assert FR(key) in page.texts()
        assert value_of(page, "recovery-phrase") == ""

    run(door_of(said), story)


def test_nothing_is_asked_without_a_phrase() -> None:
    door = door_of(Asked(NUMBER, 0, 2))

    async def story(page: HeadlessPage) -> None:
        await asked(page, "")
        assert FR("account.missing_passphrase") in page.texts()
        assert len(door.tried) == 1

    run(door, story)


def test_back_leads_to_the_form() -> None:
    async def story(page: HeadlessPage) -> None:
        await at_recovery(page)
        await page.tap("recovery-back")
        assert has(page, "passphrase")

    run(door_of(Entered()), story)
