"""The phrases on the agent's page: what is typed before the next drawing is all there when it is sent."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import flet as ft
import pytest

from fieldapp.account.actions import PASSPHRASE_CHARACTERS_MIN, Answer, Entered, Obstacle, WrongPassphrase
from fieldapp.account.actions_desk import OwnDesk
from fieldapp.account.screens_desk import OwnDeskContext
from fieldapp.account.screens_keys import keys_card
from fieldapp.account.screens_secret import change_passphrase, sign_in_again
from fieldapp.ui import routes
from fieldapp.ui.app import App, AppContext
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from fieldapp.vault.device_secret import SecretPlace
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
Story = Callable[[HeadlessPage], Awaitable[None]]


@dataclass
class SaidDesk:
    """An open office whose answer is given; what was tried is noted."""

    answer: Answer = field(default_factory=Entered)
    tried: list[tuple[str, ...]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    key_place: SecretPlace = SecretPlace.FILE

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Note the try and give the answer."""
        self.tried.append((current, new))
        return self.answer

    async def renew_keys(self) -> Answer:
        """Note the wish and give the answer."""
        self.tried.append(("keys",))
        return self.answer

    async def sign_in_again(self, passphrase: str, otp: str = "") -> Answer:
        """Note the try and give the answer."""
        self.tried.append((passphrase, otp) if otp else (passphrase,))
        return self.answer


def run(desk: SaidDesk, drawn: Callable[[], ft.Control], story: Story) -> None:
    app = App(
        replica=cast(Any, None),
        agent=cast(Any, None),
        device=cast(Any, None),
        place=routes.locate("/account", {}),
        go=lambda path: None,
        back=lambda: None,
        say=lambda words, undo=None, glyph="", code="": desk.said.append(words),
        now=cast(Any, None),
    )

    async def whole() -> None:
        def main(page: ft.Page) -> None:
            within = lambda: AppContext(app, lambda: OwnDeskContext(cast(OwnDesk, desk), drawn))  # noqa: E731
            page.render(lambda: appearance(Preferences(language=Language.FR), within))

        async with headless(main) as page:
            await story(page)

    asyncio.run(whole())


async def typed_at_once(page: HeadlessPage, words: dict[str, str], then: tuple[str, str] | None = None) -> None:
    """Type into several fields, and raise an event of one, before anything is drawn anew."""
    nodes = {name: page.id(name) for name in words}
    fields = {name: node.content for name, node in nodes.items()}
    after = page.id(then[0]) if then else None
    for name, text in words.items():
        shown = fields[name]
        assert isinstance(shown, ft.TextField), name
        page.session.apply_patch(shown._i, {"value": text})
        await page.session.dispatch_event(shown._i, "change", text)
    if after is not None and then is not None:
        target: Any = after.content if then[1] == "submit" else after
        await page.session.dispatch_event(target._i, then[1], None)
    await page.settle()


OLD_AND_NEW = {"secret-current": "quatre mots d’avant", "secret-new": "quatre autres mots bien longs"}


@pytest.mark.parametrize("then", [("secret-done", "tap"), ("secret-new", "submit")])
def test_both_phrases_are_given_when_typed_before_the_next_drawing(then: tuple[str, str]) -> None:
    desk = SaidDesk()

    async def story(page: HeadlessPage) -> None:
        await page.tap("secret-change")
        await typed_at_once(page, OLD_AND_NEW, then)
        assert desk.tried == [tuple(OLD_AND_NEW.values())]
        assert desk.said == [FR("account.secret_changed")]

    run(desk, change_passphrase, story)


def test_what_was_typed_stays_when_the_new_phrase_is_too_short() -> None:
    desk = SaidDesk()

    async def story(page: HeadlessPage) -> None:
        await page.tap("secret-change")
        await typed_at_once(page, {**OLD_AND_NEW, "secret-new": "court"}, ("secret-done", "tap"))
        assert desk.tried == []
        shown = page.id("secret-current").content
        assert isinstance(shown, ft.TextField)
        assert shown.value == OLD_AND_NEW["secret-current"]

    run(desk, change_passphrase, story)


def test_phrases_are_forgotten_after_a_wrong_one() -> None:
    desk = SaidDesk(WrongPassphrase())

    async def story(page: HeadlessPage) -> None:
        await page.tap("secret-change")
        await typed_at_once(page, OLD_AND_NEW, ("secret-done", "tap"))
        assert FR("account.wrong") in page.texts()
        await page.tap("secret-done")
        assert desk.tried == [tuple(OLD_AND_NEW.values())], "an empty form is not sent"
        assert FR("account.secret_short", n=PASSPHRASE_CHARACTERS_MIN) in page.texts()

    run(desk, change_passphrase, story)


def test_phrase_is_given_when_enter_comes_before_the_next_drawing() -> None:
    desk = SaidDesk()

    async def story(page: HeadlessPage) -> None:
        await typed_at_once(page, {"again-passphrase": "quatre mots"}, ("again-passphrase", "submit"))
        assert desk.tried == [("quatre mots",)]

    run(desk, sign_in_again, story)


@pytest.mark.usefixtures("quick_confirmation")
def test_keys_are_renewed_by_a_hold_and_what_stands_in_the_way_is_told() -> None:
    desk = SaidDesk(Obstacle.NO_ROOM)

    async def story(page: HeadlessPage) -> None:
        await page.tap("keys-renew")
        assert desk.tried == [], "a tap alone does nothing"
        await page.tap("keys-renew-confirm")
        assert desk.tried == [("keys",)]
        assert FR("account.no_room_title") in page.texts()

    run(desk, keys_card, story)


def test_code_of_the_phone_is_asked_beside_the_phrase_and_sent_with_it() -> None:
    desk = SaidDesk(Obstacle.SECOND_FACTOR)

    async def story(page: HeadlessPage) -> None:
        await typed_at_once(page, {"again-passphrase": "quatre mots"}, ("again", "tap"))
        assert FR("account.second_factor_title") in page.texts()
        await page.tap("again")
        assert desk.tried == [("quatre mots",)], "no code, no try"
        desk.answer = Entered()
        await typed_at_once(page, {"otp": "123456"}, ("otp", "submit"))
        assert desk.tried[1:] == [("quatre mots", "123456")]
        assert not page.all(ft.Semantics, identifier="otp")

    run(desk, sign_in_again, story)
