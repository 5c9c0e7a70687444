"""An office while nobody can see it: no live line, nothing read, no photo begun; all of it at once on return."""

import asyncio
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.bootstrap import Building, open_page
from fieldapp.replica.unit import Unit
from fieldapp.shell.house import House
from fieldapp.shell.office import Office
from sync.core.session import Phase
from tests.fieldapp.shell.opening import entered, filled, house_of, opened, run, until
from tests.fieldapp.shell.town_hall import KARIM, TownHall
from tests.fieldapp.ui.headless import HeadlessPage, headless

LOCKED, UNLOCKED = ("inactive", "hide", "pause"), ("restart", "show", "resume")
LIVE, PUSH, PULL, SYNC = "/v1/live", "/v1/push", "/v1/pull", "/v1/sync"
EXCHANGES = frozenset({PUSH, PULL, SYNC, LIVE})


def reads_and_listens(hall: TownHall) -> bool:
    """Tell whether a page was asked for, by itself or in a small exchange, and a live line."""
    return LIVE in hall.asked and bool({PULL, SYNC} & set(hall.asked))


def exchanges(hall: TownHall) -> list[str]:
    return [path for path in hall.asked if path in EXCHANGES]


async def resting(house: House, hall: TownHall) -> Office:
    """Give an office that has read all, with its live line open; what was asked until then is forgotten."""
    office = await filled(house)
    await until(lambda: office.engine.status.doing is Phase.IDLE and LIVE in hall.asked)
    hall.asked.clear()
    return office


def is_dark(office: Office) -> bool:
    return office.attention.is_dark


def task(unit: Unit) -> str:
    """Write something that waits to be sent."""
    return unit.create("task", {"title": "Banc", "status": "a_faire", "assignee": KARIM})


def test_dark_office_ends_its_live_line_and_asks_nothing(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house, hall)
        office.attention.look("page", is_dark=True)
        office.network_changed(office.carrier)
        await until(lambda: office.engine.status.doing is Phase.IDLE)
        assert exchanges(hall) == []
        assert not office.attention.is_listening
        await house.close()

    run(story)


def test_office_that_is_seen_again_reads_at_once_and_listens(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house, hall)
        office.attention.look("page", is_dark=True)
        office.attention.look("page", is_dark=False)
        await until(lambda: reads_and_listens(hall))
        await house.close()

    run(story)


def test_two_windows_are_dark_when_both_are(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house, hall)
        assert await opened(house) is office
        office.attention.look("one", is_dark=True)
        assert not is_dark(office)
        office.attention.look("two", is_dark=True)
        assert is_dark(office)
        office.attention.look("one", is_dark=False)
        assert not is_dark(office)
        await office.left("one")
        assert is_dark(office), "the one that was seen has gone"
        await house.close()

    run(story)


def has_pill(page: HeadlessPage) -> bool:
    return bool(page.all(ft.Semantics, identifier="sync-pill"))


async def told(page: HeadlessPage, states: Iterable[str]) -> None:
    for state in states:
        await page.raise_event(page.session.page, "app_lifecycle_state_change", {"state": state})


def show(profile: Path, hall: TownHall, story: Any, **window: Any) -> None:
    """Show an open office on a page of its own, as an app that comes back does."""

    async def whole() -> None:
        house = house_of(profile, hall)
        try:
            office = await resting(house, hall)
            building = Building(profile, house._file, house=house)
            async with headless(lambda page: open_page(page, building), **window) as page:
                await until(partial(has_pill, page))
                await story(page, office)
                assert page.wire.crashes == []
        finally:
            await house.close()

    asyncio.run(whole())


def test_locked_tablet_is_dark_and_what_was_written_just_before_still_leaves(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, office: Office) -> None:
        await told(page, LOCKED)
        assert office.attention.is_dark
        await until(lambda: office.engine.status.doing is Phase.IDLE)
        hall.asked.clear()
        await office.replica.write(task)
        await until(lambda: PUSH in hall.asked and office.engine.status.doing is Phase.IDLE)
        assert exchanges(hall) == [PUSH]
        await told(page, UNLOCKED)
        await until(lambda: reads_and_listens(hall))

    show(tmp_path / "p", hall, story, platform="android")


def test_minimised_window_of_a_desk_goes_on_listening(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, office: Office) -> None:
        await told(page, ("inactive", "hide"))
        assert office.attention.is_listening

    show(tmp_path / "p", hall, story, platform="linux")


def test_page_that_comes_back_in_the_same_process_is_seen(tmp_path: Path, hall: TownHall) -> None:
    async def whole() -> None:
        house = house_of(tmp_path / "p", hall)
        await entered(house)
        building = Building(tmp_path / "p", house._file, house=house)
        for _ in range(2):
            async with headless(lambda page: open_page(page, building), platform="android") as page:
                await until(partial(has_pill, page))
                office = house.resumed()
                assert office is not None
                assert office.attention.is_listening
                # « Back »: the page ends dark, the office goes on.
                await told(page, (*LOCKED, "detach"))
                assert not office.attention.is_listening
        await house.close()

    asyncio.run(whole())
