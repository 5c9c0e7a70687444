"""The names and the pad of the sign-in: who is offered, what is typed, what is told."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft
import pytest

from fieldapp.account.actions import Entered, Obstacle, Person, PinAnswer
from fieldapp.account.screens_door import sign_in
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin
from tests.fieldapp.account.doors import SaidDoor
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
KARIM = Person("karim.benali", "Karim", "Benali", "Équipe Nord", PinStanding.READY)
LEA = Person("lea.moreau", "Léa", "Moreau", "Équipe Nord")
JO = Person("jo.faure", "Jo", "Faure", pin=PinStanding.STALE)
PIN = "804731"
Story = Callable[[HeadlessPage], Awaitable[None]]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each touch come a second after the one before."""
    seconds = iter(range(10_000))
    monkeypatch.setattr("fieldapp.account.screens_pad.now_s", lambda: float(next(seconds)))


def run(door: SaidDoor, story: Story, before: str = "") -> None:
    async def whole() -> None:
        def main(page: ft.Page) -> None:
            page.render(lambda: appearance(Preferences(), lambda: sign_in(door, before)))

        async with headless(main) as page:
            await story(page)
            assert page.wire.crashes == []

    asyncio.run(whole())


def has(page: HeadlessPage, identifier: str) -> bool:
    return bool(page.all(ft.Semantics, identifier=identifier))


def value_of(page: HeadlessPage, identifier: str) -> str:
    field = page.id(identifier).content
    assert isinstance(field, ft.TextField)
    return field.value


async def dial(page: HeadlessPage, digits: str) -> None:
    """Touch the digits one after the other, faster than they are drawn."""
    for digit in digits:
        await page.session.dispatch_event(page.id(f"digit-{digit}")._i, "tap", None)
    await page.settle()


async def key(page: HeadlessPage, name: str) -> None:
    event = {"key": name, "shift": False, "ctrl": False, "alt": False, "meta": False}
    await page.raise_event(page.session.page, "keyboard_event", event)


def count_told(page: HeadlessPage) -> str:
    return str(page.id("pin-dots").label)


def test_names_are_offered_the_last_one_first() -> None:
    async def story(page: HeadlessPage) -> None:
        labels = [str(page.id(f"name-{at}").label) for at in range(3)]
        assert labels == [
            "Karim Benali, par code",
            "Léa Moreau, par phrase secrète",
            "Jo Faure, par phrase secrète",
        ]
        assert not has(page, "passphrase")

    run(SaidDoor(here=(KARIM, LEA, JO)), story)


def test_three_taps_at_most_and_the_digits_open() -> None:
    door = SaidDoor(here=(KARIM, LEA))

    async def story(page: HeadlessPage) -> None:
        await page.tap("name-0")
        await dial(page, PIN)
        assert door.tried == [("karim.benali", PIN)]

    run(door, story)


def test_only_name_needs_no_choice() -> None:
    async def story(page: HeadlessPage) -> None:
        assert has(page, "pin-dots")

    run(SaidDoor(here=(KARIM,)), story)


def test_who_was_locked_out_is_asked_first() -> None:
    async def story(page: HeadlessPage) -> None:
        assert value_of(page, "account") == "lea.moreau"

    run(SaidDoor(here=(KARIM, LEA)), story, before="lea.moreau")


@pytest.mark.parametrize(("at", "note"), [(1, ""), (2, "account.pin_stale")])
def test_name_without_a_fresh_pin_leads_to_the_phrase(at: int, note: str) -> None:
    door = SaidDoor(here=(KARIM, LEA, JO))

    async def story(page: HeadlessPage) -> None:
        await page.tap(f"name-{at}")
        await page.type("passphrase", "quatre mots")
        assert not note or FR(note) in page.texts()
        await page.tap("primary")
        assert door.tried == [(door.here[at].account, "quatre mots")]

    run(door, story)


def test_somebody_else_finds_an_empty_form_and_the_way_back() -> None:
    async def story(page: HeadlessPage) -> None:
        await page.tap("other-person")
        assert value_of(page, "account") == ""
        await page.tap("names")
        assert has(page, "name-1")

    run(SaidDoor(here=(KARIM, LEA), account="karim.benali"), story)


@pytest.mark.usefixtures("quick_confirmation")
def test_name_is_forgotten_by_a_hold_and_not_by_a_tap() -> None:
    door = SaidDoor(here=(KARIM, LEA))

    async def story(page: HeadlessPage) -> None:
        await page.tap("names-tidy")
        assert FR("account.names_forget_text") in page.texts()
        await page.tap("forget-0")
        assert [person.account for person in door.here] == [KARIM.account, LEA.account]
        await page.tap("forget-0-confirm")
        assert [person.account for person in door.here] == [LEA.account]

    run(door, story)


def test_names_that_are_gone_leave_the_form() -> None:
    class Emptied(SaidDoor):
        async def people(self) -> tuple[Person, ...]:
            return ()

    async def story(page: HeadlessPage) -> None:
        assert value_of(page, "account") == ""

    run(Emptied(here=(KARIM,)), story)


def test_pad_tells_a_count_and_never_a_digit() -> None:
    async def story(page: HeadlessPage) -> None:
        await dial(page, "804")
        assert count_told(page) == FR("account.pin_count", n=3, of=6)
        await page.tap("erase")
        assert count_told(page) == FR("account.pin_count", n=2, of=6)

    run(SaidDoor(here=(KARIM,)), story)


def test_keyboard_dials_and_erases() -> None:
    door = SaidDoor(here=(KARIM,))

    async def story(page: HeadlessPage) -> None:
        for name in ("8", "Numpad 1", "Backspace", *PIN[1:]):
            await key(page, name)
        assert door.tried == [("karim.benali", PIN)]

    run(door, story)


def test_wrong_pin_is_told_and_the_pad_begins_again() -> None:
    door = SaidDoor(here=(KARIM,), pin_answer=WrongPin(3))

    async def story(page: HeadlessPage) -> None:
        await dial(page, PIN)
        assert FR("account.pin_wrong", n=3) in page.texts()
        assert count_told(page) == FR("account.pin_count", n=0, of=6)
        await dial(page, PIN)
        assert len(door.tried) == 2

    run(door, story)


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (WrongPin(0), "account.pin_gone"),
        (PinShut(PinStanding.NONE), "account.pin_gone"),
        (PinShut(PinStanding.STALE), "account.pin_stale"),
    ],
)
def test_pin_that_no_longer_opens_leads_to_the_phrase(answer: PinAnswer, note: str) -> None:
    async def story(page: HeadlessPage) -> None:
        await dial(page, PIN)
        assert FR(note) in page.texts()
        assert value_of(page, "account") == "karim.benali"

    run(SaidDoor(here=(KARIM,), pin_answer=answer), story)


def test_obstacle_is_told_above_the_pad() -> None:
    async def story(page: HeadlessPage) -> None:
        await dial(page, PIN)
        assert FR("account.damaged_title") in page.texts()

    run(SaidDoor(here=(KARIM,), pin_answer=Obstacle.DAMAGED), story)


def test_phrase_opens_too_where_a_pin_would() -> None:
    door = SaidDoor(here=(KARIM,))

    async def story(page: HeadlessPage) -> None:
        await page.tap("by-phrase")
        assert not has(page, "pin-next")
        await page.type("passphrase", "quatre mots")
        await page.tap("primary")
        assert door.tried == [("karim.benali", "quatre mots")]

    run(door, story)


@pytest.mark.parametrize("offers", [True, False])
def test_pin_is_offered_where_the_phrase_is_typed_unless_the_device_forbids_it(offers: bool) -> None:
    door = SaidDoor(here=(LEA,), offers_pin=offers, answer=Entered())

    async def story(page: HeadlessPage) -> None:
        assert has(page, "pin-next") is offers
        if offers:
            await page.tap("pin-next")
            assert door.choose_pin

    run(door, story)
