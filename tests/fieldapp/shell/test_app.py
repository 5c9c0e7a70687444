"""The whole app on one page, over the real client and the real server in memory: sign-in, frame, sheet, leaving."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.bootstrap import Building, open_page
from fieldapp.shell.house import House
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.shell.opening import ACCOUNT, entered, house_of
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
Story = Callable[[HeadlessPage, House], Awaitable[None]]
_WAITS_MAX = 800
WINDOW = {"platform": "linux"}


def run(profile: Path, hall: TownHall, story: Story, **window: Any) -> None:
    async def whole() -> None:
        house = house_of(profile, hall)
        building = Building(profile, house._file, house=house)
        try:
            async with headless(lambda page: open_page(page, building), **{**WINDOW, **window}) as page:
                await story(page, house)
        finally:
            await house.close()

    asyncio.run(whole())


def has(page: HeadlessPage, identifier: str) -> bool:
    return any(getattr(control, "identifier", None) == identifier for control in list(page.session.index.values()))


async def until(page: HeadlessPage, is_so: Callable[[], bool]) -> None:
    for _ in range(_WAITS_MAX):
        if is_so():
            return
        await page.settle(2)
    raise AssertionError(f"it never came to that: {page.texts()}")


async def tap(page: HeadlessPage, identifier: str) -> None:
    await until(page, lambda: has(page, identifier))
    await page.tap(identifier)


async def signed_in(page: HeadlessPage) -> None:
    await until(page, lambda: has(page, "account"))
    await page.type("account", ACCOUNT)
    await page.type("passphrase", PASSPHRASE)
    await tap(page, "primary")
    await until(page, lambda: has(page, "sync-pill"))


def test_sign_in_leads_to_today_with_its_navigation(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        for place in ("place-today", "place-map", "place-report", "place-news", "place-more"):
            assert has(page, place), place
        assert page.wire.crashes == []

    run(tmp_path / "p", hall, story)


def test_path_of_the_address_is_shown_after_the_sign_in(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await until(page, lambda: FR("reconcile.empty") in page.texts())

    run(tmp_path / "p", hall, story, route=routes.RECONCILE)


def test_sheet_cuts_the_network_and_lets_it_back_in(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "sync-pill")
        await tap(page, "cut-network")
        office = house.resumed()
        assert office is not None
        await until(page, lambda: office.is_cut and page.id("sync-retry").disabled is True)
        await tap(page, "cut-network")
        await until(page, lambda: not office.is_cut and not page.id("sync-retry").disabled)

    run(tmp_path / "p", hall, story)


def test_sheet_tells_the_room_and_what_went_over_the_line(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "sync-pill")
        await until(page, lambda: has(page, "device-room"))
        await until(page, lambda: any("libres sur l" in text or "Plus que" in text for text in page.texts()))
        told = next(text for text in page.texts() if text.startswith("Aujourd’hui\u00a0:"))
        assert not told.endswith(", 0\u00a0o reçus")

    run(tmp_path / "p", hall, story)


def test_role_without_a_place_is_led_home(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await until(page, lambda: FR("shell.not_for_you") in page.texts())
        await tap(page, "home")
        await until(page, lambda: FR("shell.not_for_you") not in page.texts())

    run(tmp_path / "p", hall, story, route=routes.TRIAGE)


def test_closing_the_session_asks_for_the_passphrase_again(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "sign-out")
        await until(page, lambda: has(page, "passphrase"))
        assert house.resumed() is None

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)


def test_page_that_leaves_the_browser_locks_its_office(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await page.raise_event(page.session.page, "disconnect")
        await until(page, lambda: house.resumed() is None)

    run(tmp_path / "p", hall, story, web=True)


def test_page_that_is_loaded_again_asks_for_the_passphrase(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "sync-pill")
        await page.session.disconnect(60)
        await until(page, lambda: house.resumed() is None)
        await page.session.connect(page.wire)
        await until(page, lambda: has(page, "passphrase"))
        assert not has(page, "sync-pill")
        assert not any(sheet.open for sheet in page.all(ft.DialogControl))
        await signed_in(page)
        assert page.wire.crashes == []

    run(tmp_path / "p", hall, story, web=True)


def test_app_that_comes_back_in_the_same_process_goes_on_without_a_passphrase(tmp_path: Path, hall: TownHall) -> None:
    async def whole() -> None:
        house = house_of(tmp_path / "p", hall)
        await entered(house)
        building = Building(tmp_path / "p", house._file, house=house)
        async with headless(lambda page: open_page(page, building), **WINDOW) as page:
            await until(page, lambda: has(page, "sync-pill"))
        await house.close()

    asyncio.run(whole())


def test_choices_of_an_agent_wait_in_his_vault(tmp_path: Path, hall: TownHall) -> None:
    async def first(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "language-en")
        await until(page, lambda: Words(Language.EN)("account.title") in page.texts())
        office = house.resumed()
        assert office is not None
        await until(page, lambda: office.choices.preferences is not None)
        await until(page, lambda: office.choices.preferences.language is Language.EN)  # type: ignore[union-attr]

    async def again(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await until(page, lambda: Words(Language.EN)("account.title") in page.texts())

    run(tmp_path / "p", hall, first, route=routes.ACCOUNT)
    run(tmp_path / "p", hall, again, route=routes.ACCOUNT)


def test_gloves_are_put_on_in_the_sheet(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "sync-pill")
        await tap(page, "sheet-gloves")
        await until(page, lambda: page.id("sheet-gloves").selected is True)
        await tap(page, "sheet-gloves")
        await until(page, lambda: page.id("sheet-gloves").selected is False)

    run(tmp_path / "p", hall, story)


def test_photos_are_kept_in_the_size_that_was_chosen(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        await tap(page, "photo-size-economical")
        office = house.resumed()
        assert office is not None
        await until(page, lambda: office.choices.preferences is not None)
        await until(page, lambda: office.choices.preferences.photo_size == "economical")  # type: ignore[union-attr]
        assert Words(Language.FR)("account.photo_economical_sub") in page.texts()

    run(tmp_path / "p", hall, story, route=routes.ACCOUNT)
