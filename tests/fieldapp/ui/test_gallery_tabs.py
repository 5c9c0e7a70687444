"""Every tab of the gallery, drawn without a client in the looks that its switches give."""

import asyncio
from collections.abc import Iterator

import flet as ft
import pytest

from fieldapp.ui.gallery import GROUPS, TABS, gallery
from fieldapp.ui.gallery_house import SampleHouse, sample_house
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.tokens import DARK, FIELD_TYPES, Style
from tests.fieldapp.ui.headless import HeadlessPage, headless


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleHouse]:
    """Open the office of the samples for this module."""
    with sample_house(tmp_path_factory.mktemp("gallery")) as opened:
        yield opened


def walk(house: SampleHouse, *taps: str, **page: object) -> None:
    """Open the gallery, switch its look, and visit every tab; nothing may crash."""

    def main(page: ft.Page) -> None:
        preferences = Preferences(theme=ThemeChoice.LIGHT)
        prepare(page, preferences)
        page.render(lambda: appearance(preferences, lambda: gallery(house)))

    async def whole() -> None:
        async with headless(main, **page) as shown:
            for tap in taps:
                await shown.tap(tap)
            for group, (_, _, tabs) in GROUPS.items():
                await shown.tap(f"group-{group}")
                for tab in tabs:
                    await shown.tap(f"tab-{tab}")
                    _holds(shown, tab)

    asyncio.run(whole())


def _holds(shown: HeadlessPage, tab: str) -> None:
    """Hold that a tab is drawn, and that what acts on it has a name."""
    assert shown.wire.crashes == [], tab
    assert shown.id(f"tab-{tab}").selected, tab
    buttons = [one for one in shown.all(ft.Semantics) if one.button]
    assert len(buttons) > len(TABS)
    assert [one.identifier for one in buttons if not one.label] == [], tab


def test_every_tab_is_drawn_in_the_look_that_the_switches_give(house: SampleHouse) -> None:
    walk(house, "theme-outdoor", "language-en", "density-desk", "left-handed", "text-200")


def test_switches_of_the_gallery_change_what_is_drawn(house: SampleHouse) -> None:
    def main(page: ft.Page) -> None:
        preferences = Preferences(theme=ThemeChoice.LIGHT)
        prepare(page, preferences)
        page.render(lambda: appearance(preferences, lambda: gallery(house)))

    async def whole() -> None:
        async with headless(main) as shown:
            for tap in ("theme-dark", "gloves", "left-handed", "language-en", "text-160"):
                await shown.tap(tap)
            assert "Outdoor" in shown.texts()
            assert DARK.ink in {one.style.color for one in shown.all(ft.Text) if one.style}
            sizes = {one.style.size for one in shown.all(ft.Text) if one.style}
            assert FIELD_TYPES[Style.BODY].size * 1.6 in sizes
            await shown.tap("settings")
            assert not shown.all(ft.Semantics, identifier="theme-dark")

    asyncio.run(whole())
