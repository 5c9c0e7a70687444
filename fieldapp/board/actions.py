"""The one write of the board: a task goes to somebody, on a day."""

from datetime import date, datetime, time
from typing import Any, Final

from fieldapp.replica.tables import Agent, Team
from fieldapp.replica.unit import Unit
from sync.core.instants import instant, parse_instant
from sync.core.model import Fields
from sync.records.delays import PARIS
from sync.records.task import TaskStatus

TASK: Final = "task"
CLOSING: Final = time(17)
"""The hour of a task that had none: the end of the working day."""


def place(unit: Unit, task_id: str, team: str, person: str | None, day: date | None) -> Fields:
    """Give a task to somebody of a team (or to the team) on a day; give the fields as they were.

    Its hour stays; `day` None leaves it due when it was. Who gets a task that another had begun begins it anew.
    """
    fields = unit.fields(TASK, task_id)
    wanted: dict[str, Any] = {}
    if person != fields.get("assignee") or (person is None and team != fields.get("team")):
        mate = unit.session.get(Agent, person) if person else None
        crew = unit.session.get(Team, (mate.team if mate else None) or team)
        wanted = {
            "assignee": person,
            "team": crew.id if crew else team,
            "service": (crew.service if crew else None) or fields.get("service"),
            "status": TaskStatus.A_FAIRE,
        }
    if day is not None:
        wanted["due_at"] = instant(datetime.combine(day, _hour(fields.get("due_at")), tzinfo=PARIS))
    changed = {name: value for name, value in wanted.items() if fields.get(name) != value}
    if changed:
        unit.update(TASK, task_id, changed)
    return {name: fields.get(name) for name in changed}


def put_back(unit: Unit, task_id: str, before: Fields) -> None:
    """Put a task back where it was: « Annuler »."""
    unit.update(TASK, task_id, dict(before))


def _hour(due_at: str | None) -> time:
    return parse_instant(due_at).astimezone(PARIS).time() if due_at else CLOSING
