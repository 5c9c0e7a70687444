"""The device's own wish for less motion: asked at the start and on return, followed whatever the agent chose."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft
import pytest

from fieldapp.account.screens_choices import display_choices
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.look import use_look
from fieldapp.ui.map_ground import Base, Drawing, drawn_map, new_map_ref
from fieldapp.ui.map_scene import Camera
from fieldapp.ui.packs import Packs
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from fieldapp.ui.tokens import PANEL_MS, Density
from fieldapp.ui.widgets import Sheet, Tap, sheet
from sync.records.geometry import Point
from tests.fieldapp.ui.headless import HeadlessPage, headless

ASKED = "get_accessibility_features"
SAVES = "is_in_battery_save_mode"
CALM: dict[str, bool] = dict.fromkeys(
    (
        "accessible_navigation",
        "bold_text",
        "disable_animations",
        "high_contrast",
        "invert_colors",
        "reduce_motion",
        "on_off_switch_labels",
        "supports_announcements",
    ),
    False,
)
FR = Words(Language.FR)


@ft.component
def told() -> ft.Control:
    """Say whether things move, above the choices of display."""
    return ft.Column([ft.Text("moves" if use_look().measures.motion else "still"), display_choices()])


def follow(
    features: dict[str, bool] | None, story: Callable[[HeadlessPage], Any], *, motion: bool = True, saves: bool = False
) -> None:
    """Run a story on a device that says these features of itself; None: one that says nothing."""

    def main(page: ft.Page) -> None:
        page.render(lambda: appearance(Preferences(motion=motion), told))

    async def whole() -> None:
        answers = {**({ASKED: features} if features else {}), **({SAVES: True} if saves else {})}
        async with headless(main, answers) as page:
            await story(page)

    asyncio.run(whole())


@pytest.mark.parametrize("wish", ["reduce_motion", "disable_animations"])
def test_device_that_asks_for_less_motion_is_followed(wish: str) -> None:
    async def story(page: HeadlessPage) -> None:
        assert "still" in page.texts()
        assert FR("account.motion_device") in page.texts()
        switch = page.id("switch-motion")
        assert switch.disabled
        assert FR("account.motion_device") in str(switch.label)

    follow({**CALM, wish: True}, story)


@pytest.mark.parametrize("features", [CALM, None], ids=["nothing asked", "no answer"])
def test_device_that_spares_its_battery_is_still(features: dict[str, bool] | None) -> None:
    async def story(page: HeadlessPage) -> None:
        assert "still" in page.texts()

    follow(features, story, saves=True)


@pytest.mark.parametrize("features", [CALM, None], ids=["nothing asked", "no answer"])
@pytest.mark.parametrize("motion", [True, False])
def test_choice_of_the_agent_holds_when_the_device_asks_nothing(features: dict[str, bool] | None, motion: bool) -> None:
    async def story(page: HeadlessPage) -> None:
        assert ("moves" if motion else "still") in page.texts()
        assert not page.id("switch-motion").disabled

    follow(features, story, motion=motion)


def test_setting_changed_beside_the_app_is_followed_on_return() -> None:
    heard: list[ft.AppLifecycleState] = []

    async def story(page: HeadlessPage) -> None:
        shown = page.session.page
        assert "moves" in page.texts()
        page.wire.answers[ASKED] = {**CALM, "reduce_motion": True}
        await page.raise_event(shown, "app_lifecycle_state_change", {"state": "inactive"})
        assert "moves" in page.texts()
        await page.raise_event(shown, "app_lifecycle_state_change", {"state": "resume"})
        assert "still" in page.texts()
        assert heard == [ft.AppLifecycleState.INACTIVE, ft.AppLifecycleState.RESUME]

    def main(page: ft.Page) -> None:
        page.on_app_lifecycle_state_change = lambda event: heard.append(event.state)
        page.render(lambda: appearance(Preferences(), told))

    async def whole() -> None:
        async with headless(main, {ASKED: CALM}) as page:
            await story(page)

    asyncio.run(whole())


@pytest.mark.parametrize("motion", [True, False])
def test_maps_and_sheets_move_only_where_motion_is_wanted(motion: bool) -> None:
    found: list[Any] = []

    @ft.component
    def drawn() -> ft.Control:
        look = use_look()
        look = replace(look, measures=replace(look.measures, motion=motion, density=Density.FIELD))
        drawing = Drawing(new_map_ref(), Camera(Point(43.7, 7.4), 15), [], lambda event: None)
        map_: ft.Control = drawn_map(look, Base((), Packs()), drawing)
        found[:] = [map_, sheet(look, Sheet("Titre", [], Tap("close", "Fermer", lambda: None)))]
        return map_

    async def whole() -> None:
        async with headless(lambda page: page.render(drawn)):
            pass

    asyncio.run(whole())
    shown, below = found
    # Flet takes a duration of 0 for « not told » and moves a map for half a second.
    assert shown.animation_duration == (PANEL_MS if motion else 1)
    assert (below.animation_style is None) is motion
