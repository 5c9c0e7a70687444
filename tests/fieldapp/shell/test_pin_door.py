"""A shared tablet: names, PINs and the rest of a shift, over the real vaults and the real server in memory."""

from pathlib import Path
from typing import Any

import pytest

from fieldapp.account.actions import Entered
from fieldapp.shell.house import House
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.vault.pin_answers import PIN_DIGITS, PinShut, PinStanding, WrongPin
from sync.core.ids import derived_id
from sync.server.accounts import add_account
from tests.fieldapp.shell.opening import ACCOUNT, filled, house_of
from tests.fieldapp.shell.opening import run as run_story
from tests.fieldapp.shell.opening import until as until_so
from tests.fieldapp.shell.test_app import has, run, signed_in, tap, until
from tests.fieldapp.shell.town_hall import CHEAP, PASSPHRASE, VOIRIE, TownHall
from tests.fieldapp.ui.headless import HeadlessPage

FR = Words(Language.FR)
PIN = "804731"
LEA = "lea.moreau"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each touch of the pad come a second after the one before."""
    seconds = iter(range(10_000))
    monkeypatch.setattr("fieldapp.account.screens_pad.now_s", lambda: float(next(seconds)))


def hire_lea(hall: TownHall) -> None:
    lea = derived_id("test", "lea")
    fields = {"given_name": "Léa", "family_name": "Moreau", "role": "agent_terrain", "service": VOIRIE}
    hall.write("agent", lea, fields)
    with hall.parts.store.writing(hall.tenant) as unit:
        add_account(unit, LEA, lea, CHEAP.hash(PASSPHRASE), "2026-11-23T08:00:00.000Z")


async def office_of(house: House, account: str) -> Office:
    _, office = await house.enter(account, PASSPHRASE, lambda step: None)
    assert office is not None
    await until_so(lambda: office.agent is not None)
    return office


async def pinned(house: House, account: str = ACCOUNT, pin: str = PIN) -> None:
    """Open an office, choose a PIN in it, and close it."""
    office = await office_of(house, account)
    assert await OfficeDesk(office).choose_pin(pin) == Entered()
    await office.close()


def test_pin_opens_without_any_network(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        await pinned(house)
        hall.is_reachable = False
        asked = len(hall.asked)
        cold = house_of(tmp_path / "p", hall)
        answer, office = await cold.enter_by_pin(ACCOUNT, PIN)
        assert answer == Entered()
        assert office is not None
        assert office.agent is not None
        assert len(hall.asked) == asked
        await cold.close()

    run_story(story)


def test_people_are_those_who_were_here_with_their_ways(tmp_path: Path, hall: TownHall) -> None:
    hire_lea(hall)

    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        assert await house.people() == ()
        await pinned(house)
        await (await office_of(house, LEA)).close()
        people = await house_of(tmp_path / "p", hall).people()
        assert [(person.name, person.pin) for person in people] == [
            ("Léa Moreau", PinStanding.NONE),
            ("Karim Benali", PinStanding.READY),
        ]
        await house.forget(LEA)
        assert [person.name for person in await house.people()] == ["Karim Benali"]
        await (await office_of(house, LEA)).close()
        assert len(await house.people()) == 2

    run_story(story)


def test_pin_of_one_agent_opens_nothing_of_another(tmp_path: Path, hall: TownHall) -> None:
    hire_lea(hall)

    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        await pinned(house)
        await pinned(house, LEA, "204816")
        assert await house.enter_by_pin(LEA, PIN) == (WrongPin(4), None)
        _, office = await house.enter_by_pin(LEA, "204816")
        assert office is not None
        assert office.agent is not None
        assert office.agent.given_name == "Léa"
        await house.close()

    run_story(story)


def test_five_wrong_pins_leave_the_passphrase(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        await pinned(house)
        answers = [(await house.enter_by_pin(ACCOUNT, "204816"))[0] for _ in range(6)]
        assert answers == [*(WrongPin(left) for left in (4, 3, 2, 1, 0)), PinShut(PinStanding.NONE)]
        await (await filled(house)).close()
        await house.close()

    run_story(story)


def test_second_window_enters_by_pin(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        assert await OfficeDesk(office).choose_pin(PIN) == Entered()
        assert await house.enter_by_pin(ACCOUNT, "204816") == (WrongPin(4), None)
        assert await house.enter_by_pin(ACCOUNT, PIN) == (Entered(), office)
        await house.close()

    run_story(story)


async def dial(page: HeadlessPage, digits: str) -> None:
    """Touch the digits one after the other, faster than they are drawn; six make a PIN."""
    await until(page, lambda: has(page, "digit-0"))
    for at, digit in enumerate(digits, start=1):
        await page.session.dispatch_event(page.id(f"digit-{digit}")._i, "tap", None)
        if at % PIN_DIGITS == 0:
            await page.settle()


async def chosen(page: HeadlessPage) -> None:
    """Choose the PIN on the agent's page, with one slip and one weak code on the way."""
    await tap(page, "pin-choose")
    await dial(page, "123456")
    await until(page, lambda: FR("account.pin_weak") in page.texts())
    await dial(page, PIN)
    await until(page, lambda: FR("account.pin_again") in page.texts())
    await dial(page, "204816")
    await until(page, lambda: FR("account.pin_differs") in page.texts())
    await dial(page, PIN + PIN)
    await until(page, lambda: has(page, "pin-drop"))


def test_pin_is_chosen_on_the_agents_page_and_opens_the_next_time(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await chosen(page)
        await tap(page, "sign-out")
        await until(page, lambda: has(page, "pin-dots"))
        await dial(page, PIN)
        await until(page, lambda: has(page, "sync-pill"))
        office = house.resumed()
        assert office is not None
        assert not office.vault.may_set_pin()
        assert page.wire.crashes == []

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)


def test_phrase_comes_before_another_pin(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        office = house.resumed()
        assert office is not None
        office.vault._proved_s = None
        await tap(page, "pin-choose")
        await page.type("pin-phrase", "une autre phrase")
        await tap(page, "pin-prove")
        await until(page, lambda: FR("account.wrong") in page.texts())
        await page.type("pin-phrase", PASSPHRASE)
        await tap(page, "pin-prove")
        await until(page, lambda: has(page, "pin-dots"))

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)


def test_who_asks_for_a_pin_at_the_door_is_led_to_the_pad(tmp_path: Path, hall: TownHall) -> None:
    async def first(page: HeadlessPage, house: House) -> None:
        await signed_in(page)

    async def again(page: HeadlessPage, house: House) -> None:
        await tap(page, "pin-next")
        await page.type("passphrase", PASSPHRASE)
        await tap(page, "primary")
        await until(page, lambda: has(page, "pin-dots") and has(page, "sync-pill"))

    run(tmp_path / "p", hall, first)
    run(tmp_path / "p", hall, again)


def test_device_may_forbid_pins(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await until(page, lambda: has(page, "sign-out"))
        assert not has(page, "pin-choose")

    profile: Any = tmp_path / "p"
    profile.mkdir()
    (profile / "settings.json").write_text('{"pin": false}')
    run(profile, hall, story, route=routes.ACCOUNT)
