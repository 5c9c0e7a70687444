"""The search screen: results while typing, and words for when there are none."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from fieldapp.account.queries import agent_card
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.stand import main_of
from tests.fieldapp.town import KARIM, Town, town_replica
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
Story = Callable[[HeadlessPage], Awaitable[None]]
_WAITS_MAX = 200


def run(folder: Path, fill: Callable[[Town], object], story: Story, route: str = "/search") -> None:
    with town_replica(folder) as town:
        fill(town)
        agent = town.replica.read_now(agent_card, KARIM)
        assert agent is not None

        async def whole() -> None:
            async with headless(main_of(town.replica, agent), route=route) as page:
                await story(page)

        asyncio.run(whole())


async def until(page: HeadlessPage, identifier: str) -> None:
    for _ in range(_WAITS_MAX):
        if any(True for control in page.session.index.values() if getattr(control, "identifier", None) == identifier):
            return
        await page.settle(1)
    raise AssertionError(f"{identifier} never came: {page.texts()}")


async def until_text(page: HeadlessPage, text: str) -> None:
    for _ in range(_WAITS_MAX):
        if text in page.texts():
            return
        await page.settle(1)
    raise AssertionError(f"{text!r} never came: {page.texts()}")


def test_typing_finds_and_a_hit_opens_its_record(tmp_path: Path) -> None:
    ids: list[str] = []

    async def story(page: HeadlessPage) -> None:
        await page.type("search", "platane")
        await until(page, f"hit-{ids[0]}")
        await page.tap(f"hit-{ids[0]}")
        assert not [c for c in page.session.index.values() if getattr(c, "identifier", None) == f"hit-{ids[0]}"]

    run(tmp_path, lambda town: ids.append(town.task("Élagage du platane")), story)


def test_nothing_found_says_what_was_looked_for(tmp_path: Path) -> None:
    async def story(page: HeadlessPage) -> None:
        await page.type("search", "licorne")
        await until_text(page, FR("search.nothing", typed="licorne"))

    run(tmp_path, lambda town: town.task("Élagage"), story)


def test_path_may_bring_a_text_to_begin_with(tmp_path: Path) -> None:
    ids: list[str] = []

    async def story(page: HeadlessPage) -> None:
        await until(page, f"hit-{ids[0]}")

    run(tmp_path, lambda town: ids.append(town.task("Élagage")), story, "/search?q=elagage")


def test_cross_empties_the_box(tmp_path: Path) -> None:
    async def story(page: HeadlessPage) -> None:
        await page.type("search", "licorne")
        await until(page, "search-clear")
        await page.tap("search-clear")
        await until_text(page, FR("search.start"))

    run(tmp_path, lambda town: None, story)


def test_report_is_called_by_its_category_in_the_agent_s_language(tmp_path: Path) -> None:
    ids: list[str] = []

    async def story(page: HeadlessPage) -> None:
        await until(page, f"hit-{ids[0]}")
        assert str(page.id(f"hit-{ids[0]}").label).startswith("Street light out, ")

    def fill(town: Town) -> None:
        ids.append(town.report("lamp", service_code="lampadaire", address="3 rue Saige"))

    run(tmp_path, fill, story, "/search?q=lampadaire&look=en")
