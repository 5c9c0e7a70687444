"""The board: where each task stands, where a step leads, and what a move writes."""

from datetime import date
from typing import Any

import pytest

from fieldapp.board import actions, queries
from fieldapp.board.queries import TEAM, laid_out, week_of
from fieldapp.board.screens_moves import moved_spot
from tests.fieldapp.town import KARIM, NORD, NOW, PROPRETE, VOIRIE, Town, uid
from tests.fieldapp.triage.desk import fill_board

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
WEEK = week_of(MONDAY)


@pytest.fixture
def board_town(town: Town) -> Town:
    """Fill a week of the team."""
    fill_board(town)
    return town


def shown(town: Town, task: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("task", task))


def test_week_goes_from_monday_to_friday_and_a_week_end_looks_ahead() -> None:
    assert (WEEK[0], WEEK[-1]) == (MONDAY, FRIDAY)
    assert week_of(FRIDAY) == WEEK
    assert week_of(date(2026, 11, 22)) == WEEK
    assert week_of(date(2026, 11, 28))[0] == date(2026, 11, 30)


def test_each_open_task_stands_once_where_it_is_due(board_town: Town) -> None:
    board = board_town.replica.read_now(queries.board, NORD)
    assert board is not None
    spots = laid_out(board.jobs, WEEK)
    assert {job.title for job in spots[(KARIM, TUESDAY)]} == {
        "Redresser le panneau",
        "Refaire le marquage du passage piéton",
        "Vérifier les grilles de la place",
    }
    assert [job.title for job in spots[(TEAM, None)]] == ["Reprendre le trottoir"]
    assert queries.later_count(board.jobs, WEEK) == 1
    assert sum(len(found) for found in spots.values()) + 1 == len(board.jobs)


def test_board_has_the_people_of_the_team_who_work_outside(board_town: Town) -> None:
    board_town.put("agent", "gone", given_name="Ex", family_name="Agent", role="agent_terrain", active=False, team=NORD)
    board = board_town.replica.read_now(queries.board, NORD)
    assert board is not None
    assert {person.id for person in board.people} == {KARIM, uid("lea"), uid("chief")}


def test_done_task_leaves_the_board(board_town: Town) -> None:
    board_town.task("board 0", title="Fait", status="faite", team=NORD, assignee=KARIM, due_at=NOW)
    board = board_town.replica.read_now(queries.board, NORD)
    assert board is not None
    assert uid("board 0") not in {job.id for job in board.jobs}


def test_task_goes_to_somebody_on_a_day_and_keeps_its_hour(board_town: Town) -> None:
    task = uid("board 6")
    before = board_town.replica.write_now(actions.place, task, NORD, KARIM, FRIDAY)
    fields = shown(board_town, task)
    assert (fields["assignee"], fields["due_at"]) == (KARIM, "2026-11-27T13:36:00.000Z")
    board_town.replica.write_now(actions.put_back, task, before)
    assert (shown(board_town, task).get("assignee"), shown(board_town, task)["due_at"]) == (
        None,
        "2026-11-26T13:36:00.000Z",
    )


def test_task_begun_by_another_begins_anew_and_one_that_stays_goes_on(board_town: Town) -> None:
    task = uid("board 5")
    board_town.replica.write_now(actions.place, task, NORD, uid("lea"), FRIDAY)
    assert shown(board_town, task)["status"] == "en_cours"
    board_town.replica.write_now(actions.place, task, NORD, KARIM, FRIDAY)
    assert shown(board_town, task)["status"] == "a_faire"


def test_task_without_a_day_is_due_at_the_close_of_the_one_it_gets(board_town: Town) -> None:
    task = board_town.task("no day", team=NORD, assignee=None)
    board_town.replica.write_now(actions.place, task, NORD, None, TUESDAY)
    assert shown(board_town, task)["due_at"] == "2026-11-24T16:00:00.000Z"


def test_task_of_another_service_gets_the_service_of_the_team(board_town: Town) -> None:
    task = board_town.task("strange", team=None, assignee=KARIM, service=PROPRETE)
    board_town.replica.write_now(actions.place, task, NORD, None, None)
    fields = shown(board_town, task)
    assert (fields["service"], fields["team"], fields.get("assignee")) == (VOIRIE, NORD, None)


def test_steps_stay_on_the_board() -> None:
    board = ((TEAM, "a", "b"), WEEK, TUESDAY)
    assert moved_spot(("a", MONDAY), board, days=-1) == ("a", MONDAY)
    assert moved_spot(("a", FRIDAY), board, days=1) == ("a", FRIDAY)
    assert moved_spot(("b", MONDAY), board, rows=1) == ("b", MONDAY)
    assert moved_spot(("a", MONDAY), board, rows=-1) == (TEAM, MONDAY)


def test_what_is_late_steps_to_today() -> None:
    board = ((TEAM, "a"), WEEK, TUESDAY)
    assert moved_spot(("a", None), board, days=1) == ("a", TUESDAY)
    assert moved_spot(("a", None), board, days=-1) == ("a", None)
    assert moved_spot(("a", None), ((TEAM, "a"), WEEK, date(2026, 12, 24)), days=1) == ("a", MONDAY)
