"""The write of those who oversee tasks: a task is given to an agent or to a team."""

from dataclasses import dataclass
from typing import Any, Final

from fieldapp.replica.tables import Agent, Team
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.task import TaskStatus

TASK: Final = "task"
_ENDED: Final = ("impossible_reason", "impossible_note")


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a task is given: an agent, else a team."""

    team: str | None = None
    agent: str | None = None


def give(unit: Unit, task_id: str, to: Recipient) -> Fields:
    """Give a task to somebody, who begins it anew; give the fields as they were, for « Annuler ».

    The tablet that held it hears of it with the next pull; what was written there meanwhile waits in « À rapprocher ».
    """
    fields = unit.fields(TASK, task_id)
    wanted: dict[str, Any] = {"status": TaskStatus.A_FAIRE, **_held_by(unit, to, fields)}
    if fields.get("status") == TaskStatus.IMPOSSIBLE:
        wanted |= dict.fromkeys(_ENDED)
    unit.update(TASK, task_id, wanted)
    return {name: fields.get(name) for name in wanted if fields.get(name) != wanted[name]}


def _held_by(unit: Unit, to: Recipient, fields: Fields) -> dict[str, str | None]:
    """Give service, team and assignee; what is above an agent or a team follows."""
    agent = unit.session.get(Agent, to.agent) if to.agent else None
    team_id = to.team or (agent.team if agent else None)
    team = unit.session.get(Team, team_id) if team_id else None
    above = (team.service if team else None) or (agent.service if agent else None)
    return {"service": above or fields.get("service"), "team": team_id, "assignee": to.agent}
