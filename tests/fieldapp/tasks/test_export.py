"""A list of tasks as a spreadsheet: the same tasks in the same order, with names; for the desk only."""

from pathlib import Path

import pytest

from fieldapp.tasks.queries import WINDOW, Belongs, Whose
from fieldapp.tasks.queries_export import ExportRow, export_rows
from fieldapp.tasks.screens_export import HEAD, table_of
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.spreadsheets import csv_bytes
from sync.records.task import Priority, TaskStatus
from tests.fieldapp.town import CENTRE, KARIM, NORD, NOW, SYLVIE, Town
from tests.fieldapp.watched import Watched, watch

DESK = {"agent": SYLVIE, "width": 1400, "height": 900}
DESK_OF_ALL = Whose(SYLVIE, None, oversees=True)


def tasks(town: Town) -> list[str]:
    there = {"lat": CENTRE[0], "long": CENTRE[1], "address": "31 rue Grimaldi"}
    late = town.task("late", title="=CMD()", due_at="2026-11-21T09:00:00.000Z", team=NORD, **there)
    done = town.task("done", status="faite", due_at="2026-11-21T09:00:00.000Z", done_at=NOW, time_spent_minutes=25)
    return [done, late]


def exported(town: Town, belongs: Belongs) -> tuple[ExportRow, ...]:
    return town.replica.read_now(export_rows, belongs, DESK_OF_ALL, NOW)


def test_lines_follow_the_list_and_say_names(town: Town) -> None:
    tasks(town)
    (late,), (done,) = exported(town, Belongs.SERVICE), exported(town, Belongs.DONE)
    assert (late.service, late.team, late.agent) == ("Voirie", "équipe nord", "Karim Benali")
    assert (late.is_late, done.is_late, done.minutes_spent) == (True, False, 25)
    assert late.due_at is not None
    assert late.due_at.hour == 10, "the clock of the town"


def test_table_is_of_one_width_and_no_title_is_a_formula(town: Town) -> None:
    tasks(town)
    rows = exported(town, Belongs.SERVICE)
    for language in Language:
        table = table_of(Words(language), "Du service", rows)
        assert {len(row) for row in table.rows} == {len(HEAD)} == {len(table.head)}
        assert "'=CMD()" in csv_bytes(table).decode("utf-8-sig")


def test_file_holds_the_whole_list_however_long(town: Town) -> None:
    whole = {"status": "a_faire", "priority": "genant", "assignee": KARIM}
    town.pull(*(town.row("task", f"{n}", title=f"task {n}", **whole) for n in range(WINDOW + 3)))
    assert len(exported(town, Belongs.SERVICE)) == WINDOW + 3


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("status", list(TaskStatus))
def test_every_state_and_priority_is_said(status: str, language: Language) -> None:
    for priority in Priority:
        row_of = ExportRow("any", "", status, priority, "", "", "", "", None, False, None, 0, None, None)
        (row,) = table_of(Words(language), "", (row_of,)).rows
        assert row[HEAD.index("status")]
        assert row[HEAD.index("priority")]


def test_list_of_the_desk_is_saved_by_two_taps(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("export-tasks")
        await page.until_text("Du service\u00a0: 1 tâche")
        await page.tap("export-csv")
        await page.until_text("taches-2026-11-23.csv")

    watch(tmp_path, story, f"{routes.TASKS}?look=desk", fill=tasks, page=DESK)


def test_field_agent_exports_nothing(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("show-mine")
        assert not page.has("export-tasks")

    watch(tmp_path, story, routes.TASKS, fill=tasks, page={"agent": KARIM})
