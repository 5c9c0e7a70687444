"""The keys of the triage under quick fingers: nothing is lost between a key and the next drawing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fieldapp.town import NORD, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_desk

CABLE, HOLE = uid("cable"), uid("trou")
Work = Callable[[DeskPage], Awaitable[None]]


def at(town: Town, work: Work, route: str = "/triage", **page: Any) -> None:
    """Do something at the desk, once its first report is there."""

    async def sit() -> None:
        async with at_desk(town, route, **page) as desk:
            await desk.until(lambda: desk.has("primary"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def shown(town: Town, record_id: str = HOLE) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("report", record_id))


@pytest.fixture
def desk_town(town: Town) -> Town:
    """Fill a town with a morning's reports."""
    fill_desk(town)
    return town


def test_keys_pressed_before_the_next_drawing_all_count(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("J", "J", "K", "J")
        after_four = desk.selected()
        await desk.key("K")
        await desk.key("K")
        assert desk.selected() == [f"row-{CABLE}"]
        await desk.key("J")
        await desk.key("J")
        assert desk.selected() == after_four

    at(desk_town, work)


def test_reports_marked_in_one_breath_are_all_marked(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys(" ", "J", " ", "J", " ")
        await desk.until_says("3 choisis")
        await desk.key("Escape")
        await desk.until(lambda: not desk.has("release"))

    at(desk_town, work)


def test_enter_right_after_a_step_is_meant_for_the_report_stepped_to(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("J")
        (second,) = desk.selected()
        await desk.key("K")
        await desk.keys("J", "Enter")
        await desk.until_says("À qui confier")
        await desk.type("find-recipient", "nord")
        await desk.submit("find-recipient")
        await desk.until_says("trié en")
        await desk.until(lambda: not desk.has(second))
        assert desk.has(f"row-{CABLE}")

    at(desk_town, work)
    assert shown(desk_town, CABLE)["status"] == "nouveau"


def test_arrows_go_up_and_down(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("Arrow_Down")
        assert desk.selected() != [f"row-{CABLE}"]
        await desk.key("Arrow_Up")
        assert desk.selected() == [f"row-{CABLE}"]

    at(desk_town, work)


def test_undo_key_ends_the_offer_of_the_toast(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("P")
        await desk.until(lambda: desk.has("undo"))
        await desk.key("Ctrl Z")
        await desk.until_says("Geste annulé")
        assert not desk.has("undo")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["priority"] == "tres_genant"


def test_several_gestures_are_taken_back_each_in_its_words(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("P")
        await desk.until(lambda: shown(desk_town)["priority"] == "dangereux")
        await desk.until_says("Priorité : ")
        await desk.settle()
        await desk.key("P")
        await desk.until(lambda: shown(desk_town)["priority"] == "genant")
        await desk.settle()
        await desk.key("Ctrl Z")
        await desk.until_says("Geste annulé : Priorité : Gênant")
        assert shown(desk_town)["priority"] == "dangereux"
        await desk.key("Ctrl Z")
        await desk.until_says("Geste annulé : Priorité : Dangereux")
        await desk.key("Ctrl Z")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["priority"] == "tres_genant"


def test_several_reports_are_given_to_one_team_by_keys(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys(" ", "K", " ")
        await desk.until_says("Affecter les 2")
        await desk.key("Enter")
        await desk.until_says("À qui confier")
        await desk.type("find-recipient", "nord")
        await desk.submit("find-recipient")
        await desk.until_says("2 triés en 1 min")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["team"] == NORD


def test_report_is_rejected_with_keys_alone(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("X")
        await desk.until_says("Pourquoi rejeter")
        await desk.key("5")
        await desk.key("Ctrl Enter")
        await desk.until_says("Rejeté")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["reject_reason"] == "prive"


def test_digit_of_a_french_keyboard_needs_no_shift(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("X")
        await desk.until_says("Pourquoi rejeter")
        await desk.key("é")
        await desk.key("Ctrl Enter")
        await desk.until_says("Rejeté")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["reject_reason"] == "hors_territoire"


def test_report_is_scheduled_and_put_aside_with_keys_alone(desk_town: Town) -> None:
    async def scheduled(desk: DeskPage) -> None:
        await desk.key("C")
        await desk.until_says("Quand ce sera fait")
        await desk.key("Ctrl Enter")
        await desk.until_says("Programmé")

    at(desk_town, scheduled, f"/triage/{HOLE}")
    assert shown(desk_town)["status"] == "programme"

    async def aside(desk: DeskPage) -> None:
        await desk.key("M")
        await desk.until_says("Mettre de côté")
        await desk.key("3")
        await desk.key("Ctrl Enter")
        await desk.until_says("Mis sous surveillance")

    at(desk_town, aside, f"/triage/{CABLE}")
    assert shown(desk_town, CABLE)["status"] == "sous_surveillance"


def test_enter_and_space_belong_to_a_button_that_has_the_focus(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        nearer = desk.page.id("map-nearer").content
        assert nearer is not None
        await desk.key("Tab")
        await desk.page.raise_event(nearer, "focus")
        await desk.keys("Enter", " ")
        assert not desk.has("undo")
        assert not desk.has("release")
        await desk.page.raise_event(nearer, "blur")
        await desk.key(" ")
        await desk.until(lambda: desk.has("release"))

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["status"] == "a_qualifier"


def test_button_that_was_clicked_leaves_the_keys_to_the_screen(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        row = desk.page.id(f"row-{HOLE}").content
        assert row is not None
        await desk.page.raise_event(row, "focus")
        await desk.key("Enter")
        await desk.until_says("trié en")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["status"] == "affecte"


def test_keys_act_again_after_a_screen_left_with_its_field(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.focus("search")
        await desk.tap("place-tasks")
        await desk.until(lambda: desk.has("show-service"))
        await desk.key("/")
        await desk.until_says("Sur cet appareil, avec")

    at(desk_town, work)
