"""Effects end once, with their component or a dependency, however often the component was drawn again."""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from fieldapp.ui.effects import use_span, use_task
from tests.fieldapp.ui.headless import HeadlessPage, headless

Turn = Callable[[Any], None]


class Told:
    """What a span said, and the ways to draw its component again."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.again: Turn = lambda value: None
        self.change: Turn = lambda value: None
        self.show: Turn = lambda value: None


def run(told: Told, span: Callable[[Told, int], None], story: Callable[[HeadlessPage], Any]) -> None:
    @ft.component
    def inner() -> ft.Control:
        drawing, told.again = ft.use_state(0)
        dependency, told.change = ft.use_state(0)
        span(told, dependency)
        return ft.Text(f"drawn {drawing}")

    @ft.component
    def outer() -> ft.Control:
        is_there, told.show = ft.use_state(True)
        return ft.Column([inner()] if is_there else [])

    async def whole() -> None:
        async with headless(lambda page: page.render(outer)) as page:
            await story(page)

    asyncio.run(whole())


def spanned(told: Told, dependency: int) -> None:
    def begin() -> Callable[[], None]:
        told.words.append(f"begun {dependency}")
        return lambda: told.words.append(f"ended {dependency}")

    use_span(begin, [dependency])


def test_span_ends_with_its_component_after_many_drawings() -> None:
    told = Told()

    async def story(page: HeadlessPage) -> None:
        for drawing in (1, 2, 3):
            told.again(drawing)
            await page.settle()
        assert told.words == ["begun 0"]
        told.show(False)
        await page.settle()
        assert told.words == ["begun 0", "ended 0"]

    run(told, spanned, story)


def test_span_begins_anew_when_a_dependency_changes() -> None:
    told = Told()

    async def story(page: HeadlessPage) -> None:
        told.again(1)
        await page.settle()
        told.change(7)
        await page.settle()
        assert told.words == ["begun 0", "ended 0", "begun 7"]

    run(told, spanned, story)


def test_task_is_cancelled_with_its_component() -> None:
    told = Told()

    def span(told: Told, dependency: int) -> None:
        async def wait() -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told.words.append("cancelled")
                raise

        use_task(wait, [dependency])

    async def story(page: HeadlessPage) -> None:
        told.again(1)
        await page.settle()
        told.show(False)
        await page.settle()
        assert told.words == ["cancelled"]

    run(told, span, story)
