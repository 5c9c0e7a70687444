"""`appearance`, toasts, holds and the screens’ boundary, run without a client."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from fieldapp.ui import theme
from fieldapp.ui.boundary import Done, Fault, attempt, fault_code
from fieldapp.ui.i18n import Language
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.preferences import Preferences, ThemeChoice, theme_name, use_preferences
from fieldapp.ui.screen import screen
from fieldapp.ui.theme import appearance, prepare, text_scale
from fieldapp.ui.toasts import Toast, use_toast
from fieldapp.ui.tokens import DARK, LIGHT, OUTDOOR, Density, ThemeName
from fieldapp.ui.widgets import Action, Field, button, hold_button, text, text_field
from fieldapp.ui.widgets.holds import DEAF_S
from tests.fieldapp.ui.headless import HeadlessPage, headless


def app_of(draw: Callable[[], ft.Control], start: Preferences | None = None, **kept: Any) -> Callable[[ft.Page], None]:
    """Give an app whose one screen is `draw`, dressed."""
    preferences = start or Preferences(theme=ThemeChoice.LIGHT)
    component = ft.component(draw)

    def main(page: ft.Page) -> None:
        prepare(page, preferences)
        page.render(lambda: appearance(preferences, component, **kept))

    return main


def run(main: Callable[[ft.Page], None], story: Callable[[HeadlessPage], Any], **page: Any) -> None:
    """Run a story on an app."""

    async def whole() -> None:
        async with headless(main, **page) as shown:
            await story(shown)

    asyncio.run(whole())


def test_text_scale_is_the_height_of_the_probe() -> None:
    assert [text_scale(height) for height in (16, 24, 32, 4, 400)] == [1.0, 1.5, 2.0, 0.5, 3.0]


@pytest.mark.parametrize(
    ("choice", "dark", "name"),
    [
        (ThemeChoice.AUTO, False, ThemeName.LIGHT),
        (ThemeChoice.AUTO, True, ThemeName.DARK),
        (ThemeChoice.OUTDOOR, True, ThemeName.OUTDOOR),
        (ThemeChoice.LIGHT, True, ThemeName.LIGHT),
    ],
)
def test_theme_follows_the_choice_then_the_device(choice: ThemeChoice, dark: bool, name: ThemeName) -> None:
    assert theme_name(choice, dark) is name


@pytest.mark.parametrize(
    ("choice", "name"), [(ThemeChoice.AUTO, ThemeName.OUTDOOR), (ThemeChoice.DARK, ThemeName.DARK)]
)
def test_sun_makes_only_the_automatic_theme_the_outdoor_one(choice: ThemeChoice, name: ThemeName) -> None:
    assert theme_name(choice, True, in_sun=True) is name


@pytest.mark.parametrize("tokens", [LIGHT, DARK, OUTDOOR])
def test_flet_theme_takes_every_colour_from_the_tokens(tokens: Any) -> None:
    scheme = theme.flet_theme(tokens).color_scheme
    assert scheme is not None
    assert (scheme.primary, scheme.surface, scheme.error) == (tokens.accent, tokens.paper, tokens.danger)


def test_change_of_theme_and_language_redraws_and_is_kept() -> None:
    kept: list[Preferences] = []

    def draw() -> ft.Control:
        look = use_look()
        choose = use_preferences()[1]
        chosen = Preferences(ThemeChoice.OUTDOOR, Language.EN, Density.DESK)
        return ft.Column(
            [
                text(look, look.t("action.back"), color=look.tokens.ink),
                button(look, Action("go", "Go", lambda: choose(chosen))),
            ]
        )

    async def story(page: HeadlessPage) -> None:
        assert "Retour" in page.texts()
        await page.tap("go")
        await page.settle()
        assert "Back" in page.texts()
        assert page.session.page.bgcolor == OUTDOOR.paper
        assert kept == [Preferences(ThemeChoice.OUTDOOR, Language.EN, Density.DESK)]

    run(app_of(draw, save=kept.append), story)


def test_two_pages_speak_two_languages() -> None:
    def draw() -> ft.Control:
        look = use_look()
        return text(look, look.t("action.back"))

    async def both() -> None:
        first, second = (headless(app_of(draw, Preferences(language=one))) for one in (Language.FR, Language.EN))
        async with first as french, second as english:
            assert "Retour" in french.texts()
            assert "Back" in english.texts()

    asyncio.run(both())


def test_dark_device_draws_the_dark_theme() -> None:
    seen: list[Look] = []

    def draw() -> ft.Control:
        seen.append(use_look())
        return ft.Text("x")

    async def story(page: HeadlessPage) -> None:
        assert seen[-1].tokens is DARK
        assert page.session.page.theme_mode is ft.ThemeMode.DARK

    run(app_of(draw, Preferences()), story, platform_brightness="dark")


def test_size_of_window_and_text_reach_the_look() -> None:
    seen: list[Look] = []

    def draw() -> ft.Control:
        seen.append(use_look())
        return ft.Text("x")

    async def story(page: HeadlessPage) -> None:
        probe, window = sorted(
            (one for one in page.all(ft.Container) if one.on_size_change), key=lambda one: bool(one.expand)
        )
        await page.raise_event(probe, "size_change", {"w": 16.0, "h": 32.0})
        await page.raise_event(window, "size_change", {"w": 1280.0, "h": 800.0})
        await page.settle()
        measures = seen[-1].measures
        assert (measures.text_scale, measures.width, measures.height) == (2.0, 1280.0, 800.0)

    run(app_of(draw), story)


def test_field_gives_its_text_at_every_change() -> None:
    typed: list[str] = []

    def draw() -> ft.Control:
        return text_field(use_look(), Field("name", "Nom", on_change=typed.append))

    async def story(page: HeadlessPage) -> None:
        await page.type("name", "Zoé")
        assert typed == ["Zoé"]
        assert page.id("name").label == "Nom"

    run(app_of(draw), story)


def toasting(undone: list[str]) -> Callable[[], ft.Control]:
    """Give a screen whose button shows a toast."""

    def draw() -> ft.Control:
        look, toast = use_look(), use_toast()
        return button(
            look,
            Action("hand-back", "Rendre", lambda: toast(Toast("Tâche rendue", undo=lambda: undone.append("undone")))),
        )

    return draw


def test_toast_offers_to_undo_and_goes() -> None:
    undone: list[str] = []

    async def story(page: HeadlessPage) -> None:
        await page.tap("hand-back")
        await page.settle()
        assert "Tâche rendue" in page.texts()
        await page.tap("undo")
        await page.settle()
        assert undone == ["undone"]
        assert "Tâche rendue" not in page.texts()

    run(app_of(toasting(undone)), story)


def test_second_toast_takes_the_place_of_the_first() -> None:
    def draw() -> ft.Control:
        look, toast = use_look(), use_toast()

        def say(words: str) -> Callable[[], None]:
            return lambda: toast(Toast(words * 2, undo=lambda: None))

        return ft.Column([button(look, Action(name, name, say(name))) for name in ("un", "deux")])

    async def story(page: HeadlessPage) -> None:
        await page.tap("un")
        await page.tap("deux")
        await page.settle()
        assert "deuxdeux" in page.texts()
        assert "unun" not in page.texts()

    run(app_of(draw), story)


def failing() -> None:
    """Fail with somebody's name in the message."""
    raise ValueError("Karim Benali")


def test_fault_of_a_gesture_is_told_and_ends_nothing() -> None:
    def draw() -> ft.Control:
        return button(use_look(), Action("boom", "Boum", failing))

    async def story(page: HeadlessPage) -> None:
        await page.tap("boom")
        await page.settle()
        assert any("Code\u00a0E-" in said for said in page.texts())
        assert page.wire.crashes == []

    run(app_of(draw), story)


def test_fault_of_a_screen_draws_what_is_safe() -> None:
    @screen
    def broken() -> ft.Control:
        raise ZeroDivisionError

    async def story(page: HeadlessPage) -> None:
        assert "Cet écran ne s’affiche pas" in page.texts()
        assert page.wire.crashes == []

    run(app_of(broken), story)


def test_fault_is_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = asyncio.run(attempt(failing))
    assert isinstance(outcome, Fault)
    assert outcome.code in caplog.text
    assert "ValueError" in caplog.text
    assert "Karim" not in caplog.text


def test_fault_code_is_the_same_each_time() -> None:
    codes = {asyncio.run(attempt(failing)).code for _ in range(3)}  # type: ignore[union-attr]
    assert len(codes) == 1
    assert fault_code(ValueError("x")).startswith("E-")


def test_attempt_awaits_what_is_async() -> None:
    async def later() -> int:
        await asyncio.sleep(0)
        return 7

    assert asyncio.run(attempt(later)) == Done(7)


def test_attempt_lets_cancelling_through() -> None:
    async def story() -> None:
        running = asyncio.create_task(attempt(lambda: asyncio.sleep(60)))
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(story())


def holding(done: list[str]) -> Callable[[], ft.Control]:
    """Give a screen with a button that destroys."""
    return lambda: hold_button(Action("erase", "Effacer", lambda: done.append("erased")))


def test_tap_on_a_hold_button_asks_and_a_second_one_at_once_destroys_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    passed_s = [0.0]
    monkeypatch.setattr("fieldapp.ui.widgets.holds.now_s", lambda: passed_s[0])

    async def story(page: HeadlessPage) -> None:
        await page.tap("erase")
        await page.settle()
        await page.tap("erase-confirm")
        passed_s[0] += DEAF_S - 0.01
        await page.tap("erase-confirm")
        await page.settle()
        assert done == []
        passed_s[0] += 0.01
        await page.tap("erase-confirm")
        assert done == ["erased"]

    run(app_of(holding(done)), story)


def test_released_hold_destroys_nothing() -> None:
    done: list[str] = []

    async def story(page: HeadlessPage) -> None:
        [detector] = page.all(ft.GestureDetector)
        await page.raise_event(detector, "long_press_start", {})
        await page.raise_event(detector, "long_press_end", {"v": {"x": 0, "y": 0}})
        await asyncio.sleep(0.35)
        assert done == []

    run(app_of(holding(done)), story)


def test_whole_hold_destroys() -> None:
    done: list[str] = []

    async def story(page: HeadlessPage) -> None:
        [detector] = page.all(ft.GestureDetector)
        await page.raise_event(detector, "long_press_start", {})
        for _ in range(200):
            if done:
                break
            await page.settle(1)
        assert done == ["erased"]

    run(app_of(holding(done)), story)
