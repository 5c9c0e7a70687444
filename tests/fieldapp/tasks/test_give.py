"""Giving a task: what the desk writes, whom it can choose, and the sheet on its screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldapp.tasks import actions, actions_give, queries
from fieldapp.tasks.actions_give import Recipient
from fieldapp.tasks.queries_people import Takers, fitting, takers
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.town import KARIM, NORD, NOW, SYLVIE, VOIRIE, Town, town_replica, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
DRAIN, LEA = uid("drain"), uid("lea")
DESK = {"agent": SYLVIE, "width": 1366, "height": 768}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Town]:
    """Open Sylvie's replica with a second agent in the team."""
    with town_replica(tmp_path / "desk", SYLVIE) as town:
        colleague(town)
        yield town


def colleague(town: Town) -> None:
    who = {"given_name": "Léa", "family_name": "Costa", "role": "agent_terrain", "active": True}
    town.put("agent", "lea", **who, service=VOIRIE, team=NORD)


def shown(town: Town) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("task", DRAIN))


def test_given_task_belongs_to_its_agent_and_begins_anew(desk: Town) -> None:
    desk.task("drain", status="en_cours", started_at=NOW)
    desk.replica.write_now(actions_give.give, DRAIN, Recipient(agent=LEA))
    task = shown(desk)
    assert (task["assignee"], task["team"], task["service"], task["status"]) == (LEA, NORD, VOIRIE, "a_faire")


def test_task_given_to_a_team_has_no_agent(desk: Town) -> None:
    desk.task("drain")
    desk.replica.write_now(actions_give.give, DRAIN, Recipient(team=NORD))
    assert (shown(desk).get("assignee"), shown(desk)["team"]) == (None, NORD)


def test_impossible_task_given_again_loses_its_reason(desk: Town) -> None:
    desk.task("drain", status="impossible", impossible_reason="acces", impossible_note="Portail fermé")
    before = desk.replica.write_now(actions_give.give, DRAIN, Recipient(agent=LEA))
    assert shown(desk).get("impossible_reason") is None
    desk.replica.write_now(actions.take_back, DRAIN, before)
    assert (shown(desk)["status"], shown(desk)["impossible_reason"]) == ("impossible", "acces")


def test_nearest_and_least_loaded_come_first_and_are_found_by_any_word(desk: Town) -> None:
    desk.task("drain")
    found = desk.replica.read_now(takers, NORD, VOIRIE)
    assert isinstance(found, Takers)
    assert [(one.name, one.open_tasks) for one in found.agents] == [("Léa Costa", 0), ("Karim Benali", 1)]
    assert [one.id for one in fitting(found.agents, "ben nord")] == [KARIM]
    assert [one.name for one in fitting(found.teams, "voi")] == ["équipe nord"]


def test_desk_gives_a_task_with_the_keyboard_and_takes_it_back(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        colleague(town)
        town.task("drain", address="Rue Plati", team=NORD)

    async def story(page: Watched) -> None:
        await page.until_text("Confiée à Karim Benali · équipe nord")
        assert not page.has("begin")
        await page.tap("give")
        await page.type("find-taker", "léa")
        await page.tap(f"agent-{LEA}")
        await page.until_text("Tâche confiée à Léa Costa")
        await page.until_kept(queries.task_page, DRAIN, is_so=lambda task: task.card.assignee == LEA)
        await page.tap("undo")
        await page.until_kept(queries.task_page, DRAIN, is_so=lambda task: task.card.assignee == KARIM)

    watch(tmp_path, story, routes.task(DRAIN), fill=fill, page=DESK)


def test_list_of_the_service_says_who_has_each_task(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain", address="Rue Plati")
        town.task("bench", address="Rue Saige", assignee=None)

    async def story(page: Watched) -> None:
        await page.until_text("Karim Benali · Rue Plati")
        await page.until_text("À personne encore · Rue Saige")

    watch(tmp_path, story, routes.TASKS, fill=fill, page=DESK)


def test_filter_of_the_list_stays_when_a_task_is_opened(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("show-done")
        assert not page.has(f"task-{DRAIN}")
        await page.tap("show-done")
        await page.tap(f"task-{DRAIN}")
        await page.until("reopen")
        assert page.page.id("show-done").selected

    watch(tmp_path, story, routes.TASKS, fill=lambda town: town.task("drain", status="faite", done_at=NOW), page=DESK)
