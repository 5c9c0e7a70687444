"""The lists of the desk by keys alone: tasks are chosen and given, notes chosen, opened and begun."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import flet as ft
import pytest

from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.row_keys import neighbour
from tests.fieldapp.town import SYLVIE, VOIRIE, Town, town_replica, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

FR = Words(Language.FR)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give three tasks of the service and three notes to a desk."""
    with town_replica(tmp_path, SYLVIE) as town:
        for day in (1, 2, 3):
            town.task(f"task {day}", service=VOIRIE, due_at=f"2026-12-0{day}T09:00:00.000Z")
            town.news(f"note {day}", published_at=f"2026-11-2{day}T08:00:00.000Z")
        yield town


def at(town: Town, place: str, work: Callable[[DeskPage], Awaitable[None]], width: int = 1920) -> None:
    async def sit() -> None:
        async with at_desk(town, place, width=width) as desk:
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def chosen(desk: DeskPage, noun: str) -> list[str]:
    nodes = desk.page.all(ft.Semantics, selected=True)
    return [str(node.identifier) for node in nodes if str(node.identifier).startswith(f"{noun}-")]


def test_neighbour_stays_at_the_ends_and_begins_at_the_first() -> None:
    order = ("a", "b", "c")
    assert [neighbour(order, "b", steps) for steps in (1, -1, 5)] == ["c", "a", "c"]
    assert neighbour(order, None, 1) == "a"
    assert neighbour((), "a", 1) is None


def test_tasks_are_stepped_through_faster_than_the_screen_and_given(town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"task-{uid('task 1')}"))
        await desk.keys("J", "J", "J", "K")
        await desk.until(lambda: chosen(desk, "task") == [f"task-{uid('task 2')}"])
        await desk.until(lambda: desk.has("give"))
        await desk.key("G")
        await desk.until_says(FR("tasks.give_title"))
        # The sheet has the keys for itself.
        await desk.key("J")
        await desk.key("Escape")
        assert chosen(desk, "task") == [f"task-{uid('task 2')}"]

    at(town, routes.TASKS, work)


def test_task_is_pointed_at_and_opened_where_the_list_stands_alone(town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"task-{uid('task 1')}"))
        await desk.keys("J", "Arrow_Down")
        await desk.until(lambda: chosen(desk, "task") == [f"task-{uid('task 2')}"])
        assert not desk.has("give")
        await desk.key("Enter")
        await desk.until(lambda: desk.has("give"))

    at(town, routes.TASKS, work, width=700)


def test_note_is_pointed_at_opened_and_a_new_one_begun(town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"news-{uid('note 1')}"))
        await desk.keys("J", "J")
        await desk.until(lambda: len(chosen(desk, "news")) == 1)
        (pointed,) = chosen(desk, "news")
        assert desk.says(FR("news.choose"))
        await desk.key("Enter")
        await desk.until(lambda: not desk.says(FR("news.choose")))
        assert chosen(desk, "news") == [pointed]
        await desk.key("K")
        await desk.until(lambda: chosen(desk, "news") not in ([pointed], []))
        await desk.key("N")
        await desk.until_says(FR("news.compose_title"))

    at(town, routes.NEWS, work)
