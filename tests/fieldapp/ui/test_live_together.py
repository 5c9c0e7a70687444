"""Several `use_live` on one screen: what one change brings is drawn once, and nothing waits long for it."""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from fieldapp.ui.live import COALESCE_S, use_live
from tests.fieldapp.ui.headless import headless
from tests.fieldapp.ui.test_live import Shelf, count_of, page_of, run, told, until


class SlowNews(Shelf):
    """A source whose notes take a moment longer than its tasks."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.news = asyncio.Event()
        self.news.set()

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        # A read of the replica always takes a turn of the loop.
        await asyncio.sleep(0)
        if args == ("news",):
            for _ in range(3):
                await asyncio.sleep(0)
            await self.news.wait()
        return await super().read(query, *args)


def both_screen(drawn: list[str]) -> Callable[[], ft.Control]:
    """Give a component that reads twice at each change of tasks, and notes what it draws."""

    def draw() -> ft.Control:
        values = (use_live(count_of, "task", kinds=("task",)), use_live(count_of, "news", kinds=("task",)))
        drawn.append(", ".join(told(value) for value in values))
        return ft.Text(drawn[-1])

    return draw


def test_what_one_change_brings_is_drawn_once() -> None:
    async def story() -> None:
        shelf, drawn = SlowNews(task=3, news=5), list[str]()
        async with headless(page_of(shelf, both_screen(drawn))) as page:
            await until(page, "filled 3, filled 5")
            # Both wait for a change again.
            await asyncio.sleep(3 * COALESCE_S)
            drawn.clear()
            shelf.values["news"] = 6
            shelf.put("task", 4)
            await until(page, "filled 4, filled 6")
            assert drawn == ["filled 4, filled 6"]

    run(story)


def test_slow_read_does_not_hold_the_others_back_for_long() -> None:
    async def story() -> None:
        shelf, drawn = SlowNews(task=3, news=5), list[str]()
        async with headless(page_of(shelf, both_screen(drawn))) as page:
            await until(page, "filled 3, filled 5")
            shelf.news.clear()
            shelf.put("task", 4)
            await until(page, "filled 4, filled 5")

    run(story)
