"""The board on the screen: moved by keys and by hand, taken back, another week, another team."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import flet as ft
import pytest

from fieldapp.board import queries
from fieldapp.board.queries import TASKS_MAX
from fieldapp.board.screens_moves import CARDS_MAX
from tests.fieldapp.town import KARIM, NORD, VOIRIE, Town, uid
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


def crowded(town: Town, count: int) -> None:
    """Give Karim so many tasks on the Tuesday."""
    due = "2026-11-24T10:00:00.000Z"
    fields = {"status": "a_faire", "priority": "genant", "assignee": KARIM, "due_at": due}
    town.pull(*(town.row("task", f"crowd {number:03}", title=f"Tâche {number}", **fields) for number in range(count)))


def cards(desk: DeskPage, town: Town, count: int) -> int:
    return sum(desk.has(f"job-{uid(f'crowd {number:03}')}") for number in range(count))


def test_no_card_of_a_full_day_is_out_of_reach(board_town: Town) -> None:
    count = CARDS_MAX + 5
    crowded(board_town, count)

    async def work(desk: DeskPage) -> None:
        # Three stand there already.
        more = "more-1-2026-11-24"
        assert cards(desk, board_town, count) < count
        await desk.until_says(f"Voir {count + 3 - CARDS_MAX} de plus")
        await desk.tap(more)
        await desk.until(lambda: cards(desk, board_town, count) == count)
        assert not desk.has(more)

    at(board_town, work)


def test_key_goes_on_to_the_cards_that_were_not_shown(board_town: Town) -> None:
    count = CARDS_MAX + 5
    crowded(board_town, count)

    async def work(desk: DeskPage) -> None:
        assert cards(desk, board_town, count) < count
        await desk.keys(*["J"] * (CARDS_MAX + 6))
        await desk.until(lambda: cards(desk, board_town, count) == count)

    at(board_town, work)


def test_tasks_beyond_what_is_read_are_counted_and_come_on_demand(board_town: Town) -> None:
    crowded(board_town, TASKS_MAX)

    async def work(desk: DeskPage) -> None:
        every = board_town.replica.read_now(queries.board, NORD, 10 * TASKS_MAX)
        assert every is not None
        await desk.until_says(f"{len(every.jobs) - TASKS_MAX} tâches moins urgentes")
        await desk.tap("more-jobs")
        await desk.until(lambda: not desk.has("more-jobs"))

    at(board_town, work)
