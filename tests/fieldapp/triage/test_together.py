"""Several reports chosen together with the keyboard: as far as the keys go, one gesture, one way back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import select

from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.rounds import ROUND_FORM
from fieldapp.replica.unit import Unit
from fieldapp.triage.actions import TOGETHER_MAX
from tests.fieldapp.town import Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

Work = Callable[[DeskPage], Awaitable[None]]
NUMBERS = range(4)


def at(town: Town, work: Work, route: str = "/triage") -> None:
    async def sit() -> None:
        async with at_desk(town, route) as desk:
            await desk.until(lambda: desk.has("primary"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def fill(town: Town, count: int = 4) -> list[str]:
    return [
        town.report(f"r{n}", requested_datetime=f"2026-11-23T08:{n:02}:00.000Z", lat=45.0 + n / 100)
        for n in range(count)
    ]


def states(town: Town, reports: list[str]) -> list[Any]:
    return [town.replica.write_now(state_of, one) for one in reports]


def state_of(unit: Unit, report_id: str) -> Any:
    return unit.fields("report", report_id)["status"]


@pytest.fixture
def four(town: Town) -> list[str]:
    """Give four reports, the oldest first."""
    return fill(town)


def test_shift_and_a_step_choose_from_one_report_to_another(town: Town, four: list[str]) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("Shift J", "Shift J")
        await desk.until_says("3 choisis")
        assert desk.selected() == [f"row-{four[2]}"]
        await desk.key("Shift K")
        assert desk.says("3 choisis")

    at(town, work)


def test_page_is_chosen_and_let_go_with_one_key(town: Town, four: list[str]) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("Ctrl A")
        await desk.until_says("4 choisis")
        await desk.key("Ctrl A")
        await desk.until(lambda: not desk.has("release"))

    at(town, work)


def test_whole_page_is_rejected_and_brought_back_in_one_gesture(town: Town, four: list[str]) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("Ctrl A", "X")
        await desk.until_says("Rejeter les 4")
        await desk.keys("3", "Ctrl Enter")
        await desk.until_says("4 signalements rejetés")
        assert states(town, four) == ["rejete"] * 4
        await desk.key("Ctrl Z")
        await desk.until_says("Geste annulé")

    at(town, work)
    # Nothing becomes « nouveau » again: it waits at the desk.
    assert states(town, four) == ["qualifie"] * 4
    gestures = town.replica.read_now(lambda session: set(session.exec(select(OutboxRow.txn)).all()))
    assert len(gestures) == 2, "one gesture there, one back"


def test_no_more_are_chosen_than_one_gesture_takes(town: Town) -> None:
    fill(town, TOGETHER_MAX + 3)

    async def work(desk: DeskPage) -> None:
        await desk.key("Ctrl A")
        await desk.until_says(f"{TOGETHER_MAX} choisis")
        await desk.tap("page-after")
        await desk.key("Ctrl A")
        await desk.until_says(f"{TOGETHER_MAX} au plus")
        assert desk.says(f"{TOGETHER_MAX} choisis")

    at(town, work)


def test_round_begins_with_what_is_chosen_in_the_order_of_the_list(town: Town, four: list[str]) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("Shift J", "Shift J", "F")
        await desk.until(lambda: not desk.has("release"))

    at(town, work)
    (draft,) = town.replica.read_now(drafts_of, ROUND_FORM)
    assert [stop["record"] for stop in draft.fields["stops"]] == four[:3]
    assert uid("r0") == four[0]
