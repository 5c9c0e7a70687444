"""The sign-in screen: what it asks, what it says, and that it forgets a phrase at once."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft
import pytest

from fieldapp.account.actions import Answer, Entered, Obstacle, TooEarly, WrongPassphrase
from fieldapp.account.screens_door import sign_in
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from sync.protocol.sign_in_services import OfferedService
from tests.fieldapp.account.doors import SaidDoor
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
Story = Callable[[HeadlessPage], Awaitable[None]]


def run(door: SaidDoor, story: Story, language: Language = Language.FR) -> None:
    async def whole() -> None:
        def main(page: ft.Page) -> None:
            page.render(lambda: appearance(Preferences(language=language), lambda: sign_in(door)))

        async with headless(main) as page:
            await story(page)

    asyncio.run(whole())


async def typed(page: HeadlessPage, account: str = "karim", passphrase: str = "quatre mots") -> None:
    await page.type("account", account)
    await page.type("passphrase", passphrase)
    await page.tap("primary")


def value_of(page: HeadlessPage, identifier: str) -> str:
    field = page.id(identifier).content
    assert isinstance(field, ft.TextField)
    return field.value


def test_account_field_is_empty_without_a_key_store() -> None:
    async def story(page: HeadlessPage) -> None:
        assert value_of(page, "account") == ""

    run(SaidDoor(), story)


def test_account_is_filled_in_by_a_key_store() -> None:
    async def story(page: HeadlessPage) -> None:
        assert value_of(page, "account") == "karim.benali"

    run(SaidDoor(account="karim.benali"), story)


def test_pair_is_given_to_the_door_and_the_phrase_forgotten() -> None:
    door = SaidDoor(answer=WrongPassphrase())

    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert door.tried == [("karim", "quatre mots")]
        assert value_of(page, "passphrase") == ""
        assert FR("account.wrong") in page.texts()

    run(door, story)


@pytest.mark.parametrize(
    ("account", "passphrase", "key"),
    [("", "quatre mots", "account.missing_account"), ("karim", "", "account.missing_passphrase")],
)
def test_what_is_missing_is_named_and_the_door_left_alone(account: str, passphrase: str, key: str) -> None:
    door = SaidDoor()

    async def story(page: HeadlessPage) -> None:
        await typed(page, account, passphrase)
        assert FR(key) in page.texts()
        assert door.tried == []

    run(door, story)


@pytest.mark.parametrize("obstacle", Obstacle)
@pytest.mark.parametrize("language", Language)
def test_every_obstacle_has_its_words(obstacle: Obstacle, language: Language) -> None:
    t = Words(language)

    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert t(f"account.{obstacle}_title") in page.texts()
        assert t(f"account.{obstacle}_text") in page.texts()

    run(SaidDoor(answer=obstacle), story, language)


@pytest.mark.parametrize("answer", [WrongPassphrase(40), TooEarly(40)])
def test_wait_is_told_in_words(answer: Answer) -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert any("40" in text and "s" in text for text in page.texts())

    run(SaidDoor(answer=answer), story)


def test_address_field_stands_open_before_the_first_address() -> None:
    door = SaidDoor(server="")

    async def story(page: HeadlessPage) -> None:
        await page.type("server", "mairie.example")
        await page.tap("server-keep")
        assert door.server == "https://mairie.example"
        assert "https://mairie.example" in page.texts()

    run(door, story)


def test_unsafe_address_is_refused_with_a_way_out() -> None:
    door = SaidDoor(server="")

    async def story(page: HeadlessPage) -> None:
        await page.type("server", "http://mairie.example")
        await typed(page)
        assert FR("account.address_title") in page.texts()
        assert door.tried == []

    run(door, story)


def test_unreachable_town_hall_opens_the_address() -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert value_of(page, "server") == "https://mairie.example"

    run(SaidDoor(answer=Obstacle.UNREACHABLE), story)


def test_language_is_chosen_before_anything_is_open() -> None:
    async def story(page: HeadlessPage) -> None:
        await page.tap("language-en")
        assert Words(Language.EN)("account.sign_in_title") in page.texts()

    run(SaidDoor(), story)


def test_entering_says_nothing_more() -> None:
    door = SaidDoor(answer=Entered())

    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert not page.all(ft.Semantics, identifier="sign-in-told")

    run(door, story)


def test_enter_takes_letters_that_are_not_drawn_yet() -> None:
    door = SaidDoor()

    async def story(page: HeadlessPage) -> None:
        for name, text in (("account", "karim"), ("passphrase", "quatre mots")):
            field = page.id(name).content
            assert isinstance(field, ft.TextField)
            page.session.apply_patch(field._i, {"value": text})
            await page.session.dispatch_event(field._i, "change", text)
            if name == "passphrase":
                await page.session.dispatch_event(field._i, "submit", text)
        await page.settle()
        assert door.tried == [("karim", "quatre mots")]

    run(door, story)


def test_code_of_the_phone_is_asked_once_the_phrase_is_right_and_sent_with_it() -> None:
    door = SaidDoor(answer=Obstacle.SECOND_FACTOR)

    async def story(page: HeadlessPage) -> None:
        assert not page.all(ft.Semantics, identifier="otp")
        await typed(page)
        assert FR("account.second_factor_title") in page.texts()
        assert value_of(page, "passphrase") == "quatre mots", "the right phrase waits for its code"
        await page.tap("primary")
        assert FR("account.missing_otp") in page.texts()
        assert door.codes == [""]
        door.answer = Obstacle.SECOND_FACTOR_WRONG
        await page.type("otp", "123 456")
        await page.tap("primary")
        assert value_of(page, "otp") == "", "no code serves twice"
        door.answer = TooEarly(30)
        await page.type("otp", "654321")
        await page.tap("primary")
        assert value_of(page, "passphrase") == "quatre mots"
        door.answer = Obstacle.NOT_KNOWN
        await page.type("otp", "111111")
        await page.tap("primary")
        assert not page.all(ft.Semantics, identifier="otp")
        assert value_of(page, "passphrase") == ""

    run(door, story)
    assert door.codes == ["", "123 456", "654321", "111111"]
    assert set(door.tried) == {("karim", "quatre mots")}


def test_another_account_is_not_asked_for_the_code_of_the_one_before() -> None:
    async def story(page: HeadlessPage) -> None:
        await typed(page)
        assert page.all(ft.Semantics, identifier="otp")
        await page.type("account", "lea")
        assert not page.all(ft.Semantics, identifier="otp")

    run(SaidDoor(answer=Obstacle.SECOND_FACTOR), story)


def test_service_of_the_town_is_offered_where_it_has_one_and_leads_to_the_code() -> None:
    door = SaidDoor(offered=(OfferedService("ProConnect", "/v1/oidc/start?tenant=x", "x"),))

    async def story(page: HeadlessPage) -> None:
        assert FR("account.by_service", service="ProConnect") in page.texts()
        await page.tap("service-0")
        assert page.all(ft.Semantics, identifier="code-enter")

    run(door, story)
    assert door.browsed == ["/v1/oidc/start?tenant=x"]


def test_nothing_is_offered_where_the_town_has_no_service() -> None:
    async def story(page: HeadlessPage) -> None:
        assert not page.all(ft.Semantics, identifier="service-0")

    run(SaidDoor(), story)
