"""The boundary of drawing: a component that cannot be drawn is told, and the page lives on."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

import flet as ft
import pytest
from flet.components.component import Renderer
from flet.messaging.session import Session

from fieldapp.shell.boundary import guard, tell_faults
from fieldapp.ui.boundary import Fault
from tests.fieldapp.ui.headless import HeadlessPage, headless

SECRET_WORDS = "Mme Durand, 3 rue des Lilas"


@pytest.fixture(autouse=True)
def _guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    # Setting what is there already makes pytest put it back at the end.
    monkeypatch.setattr(Renderer, "render", Renderer.render)
    monkeypatch.setattr(Session, "error", Session.error)
    monkeypatch.setattr(Session, "handle_invoke_method_results", Session.handle_invoke_method_results)
    guard()


def run(story: Callable[[HeadlessPage, list[Fault]], object]) -> None:
    """Run a story on a page with a switch that breaks one component, and an effect that fails."""

    async def whole() -> None:
        faults: list[Fault] = []

        @ft.component
        def fragile(broken: bool) -> ft.Control:
            ft.use_state(0)
            if broken:
                raise ValueError(SECRET_WORDS)
            return ft.Text("whole")

        @ft.component
        def page_root() -> ft.Control:
            broken, set_broken = ft.use_state(False)
            parts: list[ft.Control] = [ft.Text(f"frame {broken}"), fragile(broken)]
            for identifier, value in (("break", True), ("mend", False)):
                parts.append(ft.Semantics(identifier=identifier, on_tap=partial(set_broken, value)))
            parts.append(ft.Semantics(identifier="fail", on_tap=_fail))
            return ft.Column(parts)

        def main(page: ft.Page) -> None:
            tell_faults(page, faults.append)
            page.render(page_root)

        async with headless(main) as page:
            result = story(page, faults)
            assert asyncio.iscoroutine(result)
            await result

    asyncio.run(whole())


def _fail() -> None:
    raise ValueError(SECRET_WORDS)


def test_component_that_raises_leaves_the_rest_of_the_page_alive(caplog: pytest.LogCaptureFixture) -> None:
    async def story(page: HeadlessPage, faults: list[Fault]) -> None:
        with caplog.at_level(logging.ERROR):
            await page.tap("break")
        assert "frame True" in page.texts()
        assert "whole" not in page.texts()
        assert [fault.code[:2] for fault in faults] == ["E-"]
        await page.tap("mend")
        assert "whole" in page.texts()

    run(story)
    assert SECRET_WORDS not in caplog.text


def test_handler_that_raises_is_told_and_the_session_goes_on() -> None:
    async def story(page: HeadlessPage, faults: list[Fault]) -> None:
        await page.tap("fail")
        assert len(faults) == 1
        assert page.wire.crashes == []
        await page.tap("break")
        assert "frame True" in page.texts()

    run(story)


def test_guard_twice_is_guard_once() -> None:
    once = Renderer.render
    guard()
    assert Renderer.render is once


def test_answer_for_a_control_that_has_left_ends_nothing() -> None:
    async def story(page: HeadlessPage, faults: list[Fault]) -> None:
        page.session.handle_invoke_method_results(999_999, "a call", None, None)
        await page.tap("break")
        assert "frame True" in page.texts()

    run(story)
