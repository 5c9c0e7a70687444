"""The board on the screen: moved by keys and by hand, taken back, another week, another team."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import flet as ft
import pytest

from tests.fieldapp.town import KARIM, VOIRIE, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_board

POTHOLE, DRAIN = uid("board 0"), uid("board 6")


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]], **page: Any) -> None:
    async def sit() -> None:
        async with at_desk(town, "/board", **page) as desk:
            await desk.until(lambda: desk.has(f"job-{POTHOLE}"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


@pytest.fixture
def board_town(town: Town) -> Town:
    """Fill a week of the team."""
    fill_board(town)
    return town


def shown(town: Town, task: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("task", task))


def test_task_is_moved_by_arrows_faster_than_the_screen_and_taken_back(board_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.tap(f"job-{DRAIN}")
        await desk.key("Arrow_Right")
        await desk.until_says("équipe nord : ")
        await desk.key("Arrow_Down")
        await desk.until(lambda: shown(board_town, DRAIN).get("assignee") is not None)
        await desk.key("Ctrl Z")
        await desk.until_says("Remise où elle était")

    at(board_town, work)
    fields = shown(board_town, DRAIN)
    assert (fields.get("assignee"), fields["due_at"][:10]) == (None, "2026-11-27")


def test_moves_are_taken_back_one_by_one(board_town: Town) -> None:
    before = shown(board_town, DRAIN)

    async def work(desk: DeskPage) -> None:
        await desk.tap(f"job-{DRAIN}")
        await desk.key("Arrow_Left")
        await desk.until(lambda: shown(board_town, DRAIN)["due_at"] != before["due_at"])
        await desk.settle()
        await desk.key("Arrow_Down")
        await desk.until(lambda: shown(board_town, DRAIN).get("assignee") is not None)
        await desk.settle()
        await desk.keys("Ctrl Z", "Ctrl Z")
        await desk.until_says(f"Remise où elle était : {before['title']}")

    at(board_town, work)
    assert shown(board_town, DRAIN)["due_at"] == before["due_at"]
    assert shown(board_town, DRAIN).get("assignee") is None


def test_task_is_dropped_on_a_colleague_and_a_day(board_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        card = next(one for one in desk.page.all(ft.Draggable) if one.data == DRAIN)
        # Rows: the team, then Karim, Maud, Léa by family name; five days each.
        karim_monday = desk.page.all(ft.DragTarget)[5]
        assert karim_monday.on_accept is not None
        await cast(Any, karim_monday.on_accept)(SimpleNamespace(src=card))
        await desk.until_says("Karim Benali : Aujourd’hui")

    at(board_town, work)
    fields = shown(board_town, DRAIN)
    assert (fields["assignee"], fields["due_at"][:10]) == (KARIM, "2026-11-23")


def test_keys_choose_in_reading_order_and_enter_opens(board_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("J", "J", "J")
        await desk.key("Enter")
        await desk.until(lambda: not desk.has("choose-team"))

    at(board_town, work)


def test_other_weeks_and_other_teams_are_shown(board_town: Town) -> None:
    board_town.put("team", "team sud", name="équipe sud", service=VOIRIE, zones=[])

    async def work(desk: DeskPage) -> None:
        assert desk.says("1 tâche après cette semaine")
        await desk.key("Page_Down")
        await desk.until(lambda: desk.has(f"job-{uid('board 8')}"))
        await desk.key("A")
        await desk.until_says("1 tâche après cette semaine")
        await desk.key("E")
        await desk.until_says("Quelle équipe")
        await desk.tap(f"team-{uid('team sud')}")
        await desk.until(lambda: not desk.has(f"job-{POTHOLE}"))

    at(board_town, work)
