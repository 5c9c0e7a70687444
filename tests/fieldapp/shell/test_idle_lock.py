"""An office that nobody touches: locked by itself, found again at the same place by who proves himself."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import flet as ft
import pytest

from fieldapp.account.actions import Entered
from fieldapp.shell.house import House
from fieldapp.shell.idle import IdleLock, awake_s
from fieldapp.shell.idle_watch import UPLOAD_S_MAX, is_busy
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.ui import presence, routes
from fieldapp.vault.errors import VaultLocked
from fieldapp.vault.keys import Purpose
from sync.client.engine import Status
from sync.core.session import Phase
from tests.fieldapp.shell.opening import filled, house_of
from tests.fieldapp.shell.opening import run as run_story
from tests.fieldapp.shell.opening import until as until_so
from tests.fieldapp.shell.test_app import has, run, signed_in, tap, until
from tests.fieldapp.shell.test_pin_door import LEA, PIN, dial, hire_lea
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall
from tests.fieldapp.tour.stillness import StillGate
from tests.fieldapp.ui.headless import HeadlessPage

SCROLLED = {
    "event_type": "update",
    "pixels": 9.0,
    "min_scroll_extent": 0.0,
    "max_scroll_extent": 90.0,
    "viewport_dimension": 500.0,
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each touch of the pad come a second after the one before."""
    seconds = iter(range(10_000))
    monkeypatch.setattr("fieldapp.account.screens_pad.now_s", lambda: float(next(seconds)))


def office_in(house: House) -> Office:
    office = house.resumed()
    assert office is not None
    return office


def nobody_was_there(office: Office) -> None:
    """Let the time without a touch have passed, as after the sleep of a device that wakes up."""
    office.idle.touched(awake_s() - 3600)
    office.stirred.set()


async def ready(page: HeadlessPage, house: House) -> Office:
    """Sign in and choose a PIN."""
    await signed_in(page)
    office = office_in(house)
    assert await OfficeDesk(office).choose_pin(PIN) == Entered()
    assert office.idle.after_s == 300
    return office


def test_office_is_locked_and_the_pin_leads_back_to_the_same_place(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        await until(page, lambda: has(page, "sign-out"))
        nobody_was_there(office)
        await until(page, lambda: has(page, "pin-dots"))
        assert not has(page, "sync-pill")
        with pytest.raises(VaultLocked):
            office.vault.subkey(Purpose.DATABASE)
        await dial(page, PIN)
        await until(page, lambda: has(page, "sign-out"))
        assert page.wire.crashes == []

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)


def test_sheet_does_not_stand_above_the_lock(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        await tap(page, "sync-pill")
        await until(page, lambda: has(page, "cut-network"))
        nobody_was_there(office)
        await until(page, lambda: has(page, "pin-dots"))
        assert not any(sheet.open for sheet in page.all(ft.DialogControl))

    run(tmp_path / "p", hall, story)


def test_another_agent_begins_at_today(tmp_path: Path, hall: TownHall) -> None:
    hire_lea(hall)

    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        nobody_was_there(office)
        await tap(page, "names")
        await tap(page, "other-person")
        await page.type("account", LEA)
        await page.type("passphrase", PASSPHRASE)
        await tap(page, "primary")
        await until(page, lambda: has(page, "sync-pill"))
        assert not has(page, "sign-out")

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)


def test_office_without_a_page_is_locked_too(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        nobody_was_there(await filled(house))
        await until_so(lambda: house.resumed() is None)

    run_story(story)


def test_touch_keeps_the_office_open(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        office.idle.touched(awake_s() - 299)
        await tap(page, "sync-pill")
        assert office.idle.left_s(awake_s()) > 200

    run(tmp_path / "p", hall, story)


def test_scroll_of_a_list_keeps_the_office_open(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        await until(page, lambda: bool(page.all(ft.ListView)))
        every: list[ft.ScrollableControl] = [*page.all(ft.ListView), *page.all(ft.Column), *page.all(ft.Row)]
        for scrolling in every:
            if isinstance(scrolling, ft.ListView) or scrolling.scroll is not None:
                office.idle.touched(awake_s() - 299)
                await page.raise_event(scrolling, "scroll", SCROLLED)
                assert office.idle.left_s(awake_s()) > 200, scrolling

    run(tmp_path / "p", hall, story, route=routes.SEARCH)


def test_cursor_put_into_a_field_keeps_the_office_open(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        await until(page, lambda: has(page, "search"))
        office.idle.touched(awake_s() - 299)
        await page.raise_event(page.all(ft.TextField)[0], "focus")
        assert office.idle.left_s(awake_s()) > 200

    run(tmp_path / "p", hall, story, route=routes.SEARCH)


def test_lock_waits_for_a_voice_a_picture_or_its_sending(
    tmp_path: Path, hall: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.shell.idle_watch.BUSY_LOOK_S", 0.01)

    async def story(page: HeadlessPage, house: House) -> None:
        office = await ready(page, house)
        with presence.at_work():
            nobody_was_there(office)
            await page.settle(40)
            assert has(page, "sync-pill")
        await until(page, lambda: has(page, "pin-dots"))

    run(tmp_path / "p", hall, story)


@dataclass
class Sending:
    """An office whose engine sends photos, as the watch sees it."""

    idle: IdleLock = field(default_factory=lambda: IdleLock(0.0, after_s=300))
    engine: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(status=Status(doing=Phase.UPLOAD)))
    gate = StillGate(days_left=0)


def test_sending_of_photos_puts_the_lock_off_for_a_while() -> None:
    office = cast(Office, Sending())
    assert is_busy(office, 300 + UPLOAD_S_MAX - 1)
    assert not is_busy(office, 300 + UPLOAD_S_MAX)


def test_time_is_chosen_and_kept(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        office = office_in(house)
        await until(page, lambda: office.idle.after_s == 900)
        await tap(page, "lock-1")
        await until(page, lambda: office.idle.after_s == 60)

    async def again(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await until(page, lambda: office_in(house).idle.after_s == 60)

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)
    run(tmp_path / "p", hall, again)
