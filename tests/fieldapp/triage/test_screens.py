"""The triage as somebody works at it with the keyboard: a headless client over a real replica."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import pytest

from tests.fieldapp.town import KARIM, NORD, VOIRIE, Town, uid
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


def test_dangerous_report_is_chosen_first(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        assert desk.selected() == [f"row-{CABLE}"]

    at(desk_town, work)


def test_link_opens_its_report(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("A2026K0420")
        assert desk.says("31 rue Grimaldi, Les Moneghetti")
        assert desk.says("1 autre à moins de 30 m")

    at(desk_town, work, f"/triage/{HOLE}")


def test_simulated_position_is_told_beside_the_place(desk_town: Town) -> None:
    desk_town.report("made up", address="1 rue Plati", position_source="gps", accuracy_m=4.0, position_mocked=True)

    async def work(desk: DeskPage) -> None:
        await desk.until_says("1 rue Plati · position simulée")

    at(desk_town, work, f"/triage/{uid('made up')}")


def test_keys_go_down_and_up_and_leave_other_rows_as_they_are(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        rows = {
            str(row.identifier): row for row in desk.page.all(ft.Semantics) if str(row.identifier).startswith("row-")
        }
        await desk.key("J")
        second = desk.selected()
        assert second != [f"row-{CABLE}"]
        drawn = {
            str(row.identifier): row for row in desk.page.all(ft.Semantics) if str(row.identifier).startswith("row-")
        }
        assert {name for name in rows if rows[name] is not drawn[name]} == {f"row-{CABLE}", *second}
        await desk.key("K")
        assert desk.selected() == [f"row-{CABLE}"]
        await desk.key("K")
        assert desk.selected() == [f"row-{CABLE}"]

    at(desk_town, work)


def test_enter_assigns_to_the_proposed_team_and_goes_on(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("Affecter à équipe nord")
        await desk.key("Enter")
        await desk.until_says("Affecté à équipe nord")
        assert desk.selected() != [f"row-{HOLE}"]
        assert not desk.has(f"row-{HOLE}")
        assert desk.says("1 trié en 1 min")

    at(desk_town, work, f"/triage/{HOLE}")
    assert (shown(desk_town)["status"], shown(desk_town)["team"]) == ("affecte", NORD)


def test_undo_key_brings_the_report_back(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("Affecter à équipe nord")
        await desk.key("Enter")
        await desk.until_says("Affecté à équipe nord")
        await desk.key("Ctrl Z")
        await desk.until(lambda: desk.has(f"row-{HOLE}"))
        assert desk.selected() == [f"row-{HOLE}"]

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["status"] == "a_qualifier"
    assert "team" not in shown(desk_town)


def test_assign_key_asks_for_whom_and_finds_by_name(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("A")
        await desk.until_says("À qui confier ce signalement")
        await desk.type("find-recipient", "karim")
        await desk.tap(f"agent-{KARIM}")
        await desk.until_says("Affecté à Karim Benali")
        assert not desk.is_asking()

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["assignee"] == KARIM


def test_keys_are_silent_while_a_sheet_is_open_and_escape_closes_it(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("X")
        await desk.until_says("Pourquoi rejeter")
        await desk.key("J")
        await desk.key("Enter")
        assert desk.selected() == [f"row-{HOLE}"]
        await desk.key("Escape")
        assert not desk.is_asking()

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["status"] == "a_qualifier"


def test_rejecting_wants_a_reason(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("X")
        await desk.tap("reject-confirm")
        assert desk.says("Choisissez un motif.")
        await desk.tap("reason-prive")
        await desk.type("reject-note", "Cour privée")
        await desk.tap("reject-confirm")
        await desk.until_says("Rejeté")

    at(desk_town, work, f"/triage/{HOLE}")
    assert (shown(desk_town)["reject_reason"], shown(desk_town)["status_notes"]) == ("prive", "Cour privée")


def test_requalify_key_finds_a_category_by_its_synonym(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("R")
        await desk.until_says("Changer de catégorie")
        await desk.type("find-category", "égout")
        await desk.tap("category-avaloir")
        await desk.until_says("Requalifié : Avaloir bouché")

    at(desk_town, work, f"/triage/{HOLE}")
    assert (shown(desk_town)["service_code"], shown(desk_town)["status"]) == ("avaloir", "qualifie")


def test_priority_key_goes_round(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("P")
        await desk.until_says("Priorité : Dangereux")
        await desk.key("P")
        await desk.until_says("Priorité : Gênant")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["priority"] == "genant"


def test_duplicates_are_seen_side_by_side_before_one_of_them_stays(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("1 autre à moins de 30 m")
        await desk.key("D")
        await desk.until_says("Est-ce le même signalement")
        await desk.until_says("29 rue Grimaldi · Les Moneghetti")
        assert shown(desk_town)["status"] == "a_qualifier", "nothing is merged unseen"
        await desk.key("2")
        await desk.until_says("Rattaché à A2026K0391")

    at(desk_town, work, f"/triage/{HOLE}")
    assert (shown(desk_town)["status"], shown(desk_town)["duplicate_of"]) == ("doublon", TWIN)


def test_other_report_becomes_the_duplicate_and_is_detached_again(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("1 autre à moins de 30 m")
        await desk.key("D")
        await desk.until_says("29 rue Grimaldi · Les Moneghetti")
        await desk.key("1")
        await desk.until_says("Rattaché à A2026K0420")
        await desk.until(lambda: desk.has(f"detach-{TWIN}"))
        await desk.tap(f"detach-{TWIN}")
        await desk.until_says("Détaché : il revient au tri")
        await desk.until(lambda: not desk.has(f"detach-{TWIN}"))

    at(desk_town, work, f"/triage/{HOLE}")
    assert (shown(desk_town)["status"], shown(desk_town, TWIN)["status"]) == ("a_qualifier", "qualifie")


def test_two_that_are_chosen_are_seen_side_by_side_before_one_goes(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("Shift J", "D")
        await desk.until(lambda: desk.has("keep-this") and desk.has("keep-other"))
        await desk.key("1")
        await desk.until_says("Rattaché à")

    at(desk_town, work)


def test_one_of_several_stays_and_the_others_repeat_it(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.keys("Shift J", "Shift J", "D")
        await desk.until_says("Lequel des 3 garder")
        await desk.key("2")
        await desk.until_says("2 signalements rattachés à")
        await desk.key("Ctrl Z")
        await desk.until_says("Geste annulé")

    at(desk_town, work)


def test_task_key_makes_a_task_with_the_checks_of_the_trade(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("T")
        await desk.until(lambda: desk.has("task-confirm"))
        await desk.type("task-title", "")
        await desk.tap("task-confirm")
        assert desk.says("Dites ce qu’il faut faire.")
        await desk.tap("check-1-remove")
        await desk.page.type_and_tap("task-title", "Reboucher le trou", "task-confirm")
        await desk.until_says("Tâche créée : Reboucher le trou")

    at(desk_town, work, f"/triage/{HOLE}")
    (task,) = desk_town.replica.read_now(_tasks_of, HOLE)
    assert (task["team"], task["service"], task["photo_proof"]) == (NORD, VOIRIE, True)
    assert [item["label"] for item in task["checklist"]] == ["Baliser", "Réparer et compacter", "Retirer le balisage"]
    assert shown(desk_town)["status"] == "affecte"


def _tasks_of(session: Any, report_id: str) -> list[dict[str, Any]]:
    from sqlmodel import select

    from fieldapp.replica.tables import Task

    return [task.model_dump() for task in session.exec(select(Task).where(Task.report == report_id))]
