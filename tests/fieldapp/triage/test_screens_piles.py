"""Piles, pages, search and filters of the triage: a headless client over a real replica."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fieldapp.triage import queries
from tests.fieldapp.town import EAST, NORD, VOIRIE, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_desk

CABLE, HOLE, TWIN = uid("cable"), uid("trou"), uid("twin")
Work = Callable[[DeskPage], Awaitable[None]]


def at(town: Town, work: Work, route: str = "/triage", **page: Any) -> None:
    """Do something at the desk, once its first report is there."""

    async def sit() -> None:
        async with at_desk(town, route, **page) as desk:
            await desk.until(lambda: desk.has("primary") or desk.page.session.page.width < 1000)
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def shown(town: Town, record_id: str = HOLE, kind: str = "report") -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


@pytest.fixture
def desk_town(town: Town) -> Town:
    """Fill a town with a morning's reports."""
    fill_desk(town)
    return town


def test_scheduling_and_putting_aside_leave_the_list(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.tap("schedule")
        await desk.tap("schedule-hour-14")
        await desk.tap("schedule-confirm")
        await desk.until_says("Programmé")
        await desk.until(lambda: not desk.has(f"row-{HOLE}"))

    at(desk_town, work, f"/triage/{HOLE}")
    # Tomorrow, the next working day, at 14 h in the town.
    assert shown(desk_town)["scheduled_at"] == "2026-11-24T13:00:00.000Z"

    async def aside(desk: DeskPage) -> None:
        await desk.tap("put-aside")
        await desk.tap("aside-sous-surveillance")
        await desk.tap("aside-confirm")
        await desk.until_says("Mis sous surveillance")

    at(desk_town, aside, f"/triage/{CABLE}")
    assert shown(desk_town, CABLE)["status"] == "sous_surveillance"


def test_comment_is_added_by_its_button(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.type("comment", "Vu, plaque d’égout à côté")
        await desk.tap("send-comment")
        await desk.until_says("Vu, plaque d’égout à côté")

    at(desk_town, work, f"/triage/{HOLE}")
    assert [entry["text"] for entry in shown(desk_town)["comments"]] == ["Vu, plaque d’égout à côté"]


def test_last_letter_of_a_comment_goes_with_the_tap(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.type("comment", "V")
        await desk.page.type_and_tap("comment", "Vu", "send-comment")
        await desk.until_says("Vu")

    at(desk_town, work, f"/triage/{HOLE}")
    assert [entry["text"] for entry in shown(desk_town)["comments"]] == ["Vu"]


def test_search_shows_what_it_finds_and_escape_gives_the_pile_back(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.type("search", "A2026K0391")
        await desk.until(lambda: desk.has(f"row-{TWIN}"))
        assert not desk.has(f"row-{CABLE}")
        assert desk.says("Trouvés")
        await desk.key("Escape")
        await desk.until(lambda: desk.has(f"row-{CABLE}"))

    at(desk_town, work)


def test_search_without_result_says_what_to_try(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.type("search", "zzzz")
        await desk.until_says("Rien pour « zzzz »")

    at(desk_town, work)


def test_filter_narrows_to_a_sector(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        assert desk.has(f"row-{CABLE}")
        await desk.tap("filter")
        await desk.tap(f"zone-{EAST}")
        await desk.tap("filter-done")
        assert desk.has(f"row-{HOLE}")
        assert not desk.has(f"row-{CABLE}")
        assert desk.says("Les Moneghetti")

    at(desk_town, work)


def test_home_link_shows_what_is_to_check_and_enter_accepts_it(town: Town) -> None:
    done = town.report("done", status="fait_a_controler", service=VOIRIE, team=NORD)

    async def work(desk: DeskPage) -> None:
        assert desk.says("À contrôler")
        await desk.until_says("Valider : service fait")
        await desk.key("Enter")
        await desk.until_says("Validé")

    at(town, work, "/triage?show=to-check")
    assert shown(town, done)["status"] == "resolu"


def test_empty_desk_says_that_all_is_sorted(town: Town) -> None:
    async def sit() -> None:
        async with at_desk(town) as desk:
            await desk.until_says("Tout est trié")

    asyncio.run(sit())


def test_absent_report_says_so(town: Town) -> None:
    async def sit() -> None:
        async with at_desk(town, f"/triage/{NORD}") as desk:
            await desk.until(lambda: desk.says("Tout est trié") and len(desk.texts()) > 20)
            assert not desk.has("primary")

    asyncio.run(sit())


def test_one_pane_leads_to_the_report_and_back(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"row-{HOLE}"))
        assert not desk.has("primary")
        await desk.tap(f"row-{HOLE}")
        await desk.until(lambda: desk.has("primary"))
        assert not desk.has(f"row-{HOLE}")
        await desk.tap("back-to-list")
        await desk.until(lambda: desk.has(f"row-{HOLE}"))

    at(desk_town, work, width=800, height=1280)


def test_pages_turn_with_the_keys(town: Town) -> None:
    for number in range(53):
        town.report(f"r{number}", requested_datetime=f"2026-11-23T08:{number:02}:00.000Z", lat=45.0 + number / 100)

    async def work(desk: DeskPage) -> None:
        assert desk.has(f"row-{uid('r49')}")
        assert not desk.has(f"row-{uid('r50')}")
        await desk.tap("page-after")
        assert desk.has(f"row-{uid('r50')}")
        await desk.tap("page-before")
        for _ in range(50):
            await desk.page.raise_event(
                desk.page.session.page,
                "keyboard_event",
                {"key": "J", "shift": False, "ctrl": False, "alt": False, "meta": False},
            )
        await desk.until(lambda: desk.selected() == [f"row-{uid('r50')}"])

    at(town, work)


def test_chosen_together_are_assigned_together_and_brought_back(desk_town: Town) -> None:
    first, second = uid("waiting 0"), uid("waiting 1")

    async def work(desk: DeskPage) -> None:
        await desk.tap(f"row-{first}")
        await desk.until(lambda: desk.selected() == [f"row-{first}"] and desk.has("mark"))
        await desk.key("Space")
        await desk.tap(f"row-{second}")
        await desk.until(lambda: desk.selected() == [f"row-{second}"] and desk.has("mark"))
        await desk.key("Space")
        assert desk.says("2 choisis : les gestes valent pour tous")
        await desk.key("A")
        await desk.tap(f"team-{NORD}")
        await desk.until_says("2 signalements affectés à équipe nord")
        assert desk.says("2 triés en 1 min")
        assert {shown(desk_town, report)["status"] for report in (first, second)} == {"affecte"}
        await desk.key("Ctrl Z")
        await desk.until(lambda: desk.has(f"row-{first}"))

    at(desk_town, work)
    assert {shown(desk_town, report)["status"] for report in (first, second)} == {"a_qualifier"}


def test_released_choice_is_of_one_report_again(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.tap("mark")
        assert desk.says("1 choisi : les gestes valent pour lui")
        await desk.tap("release")
        assert not desk.has("release")

    at(desk_town, work)


def test_desk_says_when_more_reports_are_open_than_it_shows(desk_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Plus de 5 000 signalements sont ouverts"

    async def whole(desk: DeskPage) -> None:
        assert not desk.says(said)

    at(desk_town, whole)
    monkeypatch.setattr(queries, "OPEN_MAX", 2)

    async def cut(desk: DeskPage) -> None:
        await desk.until_says(said)

    at(desk_town, cut)
