"""Gestures that come together are each heard by the screen that shows the one before."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from fieldapp.ui.in_turn import hear_in_turn
from tests.fieldapp.ui.headless import HeadlessPage, headless

Story = Callable[[HeadlessPage], Awaitable[None]]


class Said:
    """What reached the town hall, and how often the screen was drawn."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.sent: list[str] = []
        self.drawings = 0
        self.let_go = asyncio.Event()


@ft.component
def note(said: Said) -> ft.Control:
    """Show a field, what sends its words as they were drawn, and what takes long."""
    words, put = ft.use_state("")
    taps, count = ft.use_state(0)
    said.drawings += 1

    async def take_long() -> None:
        await said.let_go.wait()
        said.sent.append("at last")

    field = ft.TextField(value=words, on_change=lambda event: put(event.data))
    return ft.Column(
        [
            ft.Semantics(identifier="words", content=field),
            ft.Semantics(identifier="send", on_tap=lambda: said.sent.append(words)),
            ft.Semantics(identifier="long", on_tap=take_long),
            ft.Semantics(identifier="count", on_tap=lambda: count(taps + 1), content=ft.Text(f"{taps} taps")),
        ]
    )


def run(story: Callable[[HeadlessPage, Said], Awaitable[None]]) -> None:
    async def whole() -> None:
        said = Said()

        def main(page: ft.Page) -> None:
            hear_in_turn(page)
            hear_in_turn(page)
            page.render(lambda: note(said))

        async with headless(main) as page:
            await story(page, said)

    asyncio.run(whole())


def gestures(page: HeadlessPage, *names: str) -> list["asyncio.Task[None]"]:
    """Raise events in the same turn of the loop, as a busy one hears them: `send` taps, `words=a` types."""
    raised = []
    for name in names:
        identifier, _, typed = name.partition("=")
        node: Any = page.id(identifier)
        if typed:
            page.session.apply_patch(node.content._i, {"value": typed})
        target, event = (node.content, "change") if typed else (node, "tap")
        raised.append(asyncio.ensure_future(page.session.dispatch_event(target._i, event, typed or None)))
    return raised


def test_last_letter_is_sent_with_the_tap_that_came_with_it() -> None:
    async def story(page: HeadlessPage, said: Said) -> None:
        gestures(page, "words=trou", "send", "words=trou béant", "send")
        await page.settle()
        assert said.sent == ["trou", "trou béant"]

    run(story)


def test_quick_taps_are_each_counted() -> None:
    async def story(page: HeadlessPage, said: Said) -> None:
        gestures(page, *["count"] * 5)
        await page.settle()
        assert "5 taps" in page.texts()

    run(story)


def test_long_work_holds_nobody_up_and_is_done() -> None:
    async def story(page: HeadlessPage, said: Said) -> None:
        raised = gestures(page, "long", "words=trou", "send")
        await page.settle()
        assert said.sent == ["trou"]
        assert [one.done() for one in raised] == [False, True, True]
        said.let_go.set()
        await page.settle()
        assert said.sent == ["trou", "at last"]

    run(story)


def test_letters_of_one_field_are_drawn_together() -> None:
    async def story(page: HeadlessPage, said: Said) -> None:
        await page.type("words", "t")
        before = said.drawings
        gestures(page, *(f"words={'trou béant'[:n]}" for n in range(2, 11)), "send")
        await page.settle()
        assert said.sent == ["trou béant"]
        assert said.drawings - before == 1

    run(story)
