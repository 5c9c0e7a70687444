"""The page of an office that may not be seen: no screens, words that say what is safe, and the way back."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import flet as ft

from fieldapp.bootstrap import Building, open_page
from fieldapp.shell.office import Office
from sync.core.session import Phase
from tests.fieldapp.shell.opening import house_of
from tests.fieldapp.shell.test_app import FR, WINDOW, has, signed_in, tap, until
from tests.fieldapp.shell.test_exporting import report
from tests.fieldapp.shell.test_gate import LATER_MS, Clocks, ordered, wipe_at
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall
from tests.fieldapp.ui.headless import HeadlessPage, headless

Story = Callable[[HeadlessPage, Office], Awaitable[None]]


def played(profile: Path, hall: TownHall, clocks: Clocks, story: Story) -> None:
    """Play a story with a page on which Karim has signed in."""

    async def whole() -> None:
        house = house_of(profile, hall, clocks.world)
        building = Building(profile, house._file, house=house)
        try:
            async with headless(lambda page: open_page(page, building), **WINDOW) as page:
                await signed_in(page)
                office = house.resumed()
                assert office is not None
                await until(page, lambda: office.engine.status.doing is Phase.IDLE)
                await story(page, office)
                assert page.wire.crashes == []
        finally:
            await house.close()

    asyncio.run(whole())


def test_page_of_a_device_that_is_taken_back_shows_no_screen_then_says_that_it_was_wiped(
    tmp_path: Path, hall: TownHall
) -> None:
    async def story(page: HeadlessPage, office: Office) -> None:
        await tap(page, "sync-pill")
        hall.is_reachable = False
        await office.replica.write(report)
        await until(page, lambda: office.standing.unsent == 1)
        ordered(hall, office)
        await office.gate.ordered(wipe_at(hall, office.replica.identity.device).signed_order)
        await until(page, lambda: FR("account.wiping_title") in page.texts())
        assert not has(page, "sync-pill")
        assert not any(sheet.open for sheet in page.all(ft.DialogControl))
        await until(page, lambda: any(FR("account.gate_changes", n=1) in text for text in page.texts()))
        hall.is_reachable = True
        await tap(page, "gate-retry")
        await until(page, lambda: FR("account.wiped_title") in page.texts())
        assert any("A-12" in text for text in page.texts())
        assert has(page, "primary"), "somebody else may sign in"

    played(tmp_path / "p", hall, Clocks(), story)


def test_page_past_the_lease_asks_the_phrase_and_comes_back(tmp_path: Path, hall: TownHall) -> None:
    clocks = Clocks()

    async def story(page: HeadlessPage, office: Office) -> None:
        hall.is_reachable = False
        hall.later_ms, clocks.days = LATER_MS, 31
        office.gate.stir()
        await until(page, lambda: FR("account.lease_ended_title") in page.texts())
        assert not has(page, "sync-pill")
        hall.is_reachable = True
        await page.type("again-passphrase", PASSPHRASE)
        await tap(page, "again")
        await until(page, lambda: has(page, "sync-pill"))

    played(tmp_path / "p", hall, clocks, story)


def test_page_says_some_days_before_that_the_lease_ends(tmp_path: Path, hall: TownHall) -> None:
    clocks = Clocks()

    async def story(page: HeadlessPage, office: Office) -> None:
        hall.is_reachable = False
        clocks.days = 27.5
        office.gate.stir()
        await until(page, lambda: FR("shell.lease_soon", n=3) in page.texts())
        await tap(page, "sync-pill")
        await until(page, lambda: has(page, "lease-notice"))

    played(tmp_path / "p", hall, clocks, story)
