"""Two windows over one replica: what one sorts leaves the other's list, and neither takes the other's place."""

import asyncio

import flet as ft

from fieldapp.intake.queries import form
from tests.fieldapp.town import NORD, SYLVIE, Town, uid
from tests.fieldapp.triage.desk import at_desk, fill_board, fill_desk

CABLE, HOLE = uid("cable"), uid("trou")


def test_what_one_window_sorts_leaves_the_other_which_stays_where_it_is(town: Town) -> None:
    fill_desk(town)

    async def sit() -> None:
        async with at_desk(town) as left, at_desk(town, f"/triage/{HOLE}") as right:
            await left.until(lambda: left.has("primary"))
            await right.until(lambda: right.has("primary"))
            assert (left.selected(), right.selected()) == ([f"row-{CABLE}"], [f"row-{HOLE}"])
            await left.key("A")
            await left.tap(f"team-{NORD}")
            await right.until(lambda: not right.has(f"row-{CABLE}"))
            assert right.selected() == [f"row-{HOLE}"]
            assert not right.has("undo"), "what was done there is undone there"
            await right.key("P")
            await right.until(lambda: right.has("undo"))
            await left.key("Ctrl Z")
            await right.until(lambda: right.has(f"row-{CABLE}"))
            assert not left.page.wire.crashes
            assert not right.page.wire.crashes

    asyncio.run(sit())
    shown = town.replica.write_now(lambda unit: unit.fields("report", HOLE))
    assert shown["priority"] == "dangereux", "the way back of one window is not the other's"


def test_sorting_and_planning_go_on_side_by_side(town: Town) -> None:
    fill_desk(town)
    fill_board(town)
    drain = uid("board 6")

    async def sit() -> None:
        async with at_desk(town) as triage, at_desk(town, "/board") as board:
            await triage.until(lambda: triage.has("primary"))
            await board.until(lambda: board.has(f"job-{drain}"))
            await board.tap(f"job-{drain}")
            await triage.key("J")
            await board.key("Arrow_Right")
            await board.until_says("équipe nord : ")
            assert not triage.has("undo")
            assert triage.selected()

    asyncio.run(sit())


def test_two_calls_at_once_are_two_forms_and_none_is_lost(town: Town) -> None:
    async def sit() -> None:
        async with at_desk(town, "/intake") as left:
            await left.until(lambda: left.has("intake-said"))
            await left.type("intake-said", "Un trou rue Grimaldi")
            async with at_desk(town, "/intake") as right:
                await right.until(lambda: right.has("intake-said"))
                await right.type("intake-said", "Un lampadaire éteint")
                await right.until(lambda: said(town) == ["Un trou rue Grimaldi", "Un lampadaire éteint"])
                assert not right.has("line-0"), "the other window has it"
                await right.page.session.disconnect(60)
            await left.page.session.disconnect(60)
        async with at_desk(town, "/intake") as again:
            await again.until(lambda: again.has("line-1"))
            await again.tap("line-1")
            await again.until(lambda: "Un lampadaire éteint" in {one.value for one in again.page.all(ft.TextField)})

    asyncio.run(sit())


def said(town: Town) -> list[str]:
    """Give what was said on the first two lines."""
    return [str(town.replica.read_now(form, SYLVIE, line).get("description") or "") for line in range(2)]
