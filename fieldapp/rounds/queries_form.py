"""Reads of the form in which a round is planned: what is chosen, what could be, and to whom it can be given."""

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.drafts import draft_of, drafts_of
from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.people import agent_names
from fieldapp.replica.rounds import ROUND_FORM, StopState
from fieldapp.replica.tables import Agent, Report, Round, Task, Team
from fieldapp.rounds.queries import Stop, resolved_stops
from sync.records.base import FIELD_ROLES
from sync.records.clocks import mended_by
from sync.records.geometry import Point
from sync.records.report import CLOSED_STATUSES, ReportStatus
from sync.records.round import OPEN_STATUSES, StopKind, stops_in_order
from sync.records.task import OPEN_STATUSES as TASK_OPEN

CANDIDATES_MAX: Final = 300
"""Open tasks, and as many open reports, among which stops are chosen; the most urgent of them."""
_WAITS_ELSEWHERE: Final = frozenset({ReportStatus.FAIT_A_CONTROLER, ReportStatus.TRANSFERE_TIERS})
"""Reports that are open, and where nobody of ours has to go."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who can make a round: a team, or one of its agents."""

    id: str
    name: str
    service: str | None
    team: str | None
    """The team of an agent; None for a team itself."""
    is_agent: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task or a report that could be a stop. It is a `Work` by its shape."""

    id: str
    kind: StopKind
    title: str
    address: str
    category: str | None
    status: str
    priority: str
    due_at: str | None
    point: Point | None
    unsent: bool
    service: str | None
    team: str | None
    assignee: str | None
    in_round: str
    """The open round in which it is already a stop; empty when it is in none."""


@dataclass(frozen=True, slots=True)
class RoundForm:
    """The round as it stands in the form."""

    draft_id: str
    round: str | None
    """The round that is being changed; None for a new one."""
    title: str
    planned_on: str
    service: str | None
    team: str | None
    assignee: str | None
    note_before: str
    stops: tuple[Stop, ...]

    @property
    def records(self) -> frozenset[str]:
        """Give the tasks and reports that are chosen."""
        return frozenset(stop.record for stop in self.stops if stop.record)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the form."""

    makers: tuple[Maker, ...]
    candidates: tuple[Candidate, ...]


def round_form(session: Session, draft_id: str) -> RoundForm | None:
    """Give a form; None when it was planned, thrown away, or never was."""
    draft = draft_of(session, draft_id)
    if draft is None or draft.form != ROUND_FORM:
        return None
    fields = draft.fields
    states = [StopState(stop, None) for stop in fields.get("stops") or ()]
    return RoundForm(
        draft_id=draft_id,
        round=fields.get("round"),
        title=str(fields.get("title") or ""),
        planned_on=str(fields.get("planned_on") or ""),
        service=fields.get("service"),
        team=fields.get("team"),
        assignee=fields.get("assignee"),
        note_before=str(fields.get("note_before") or ""),
        stops=resolved_stops(session, states, {}),
    )


def begun_form(session: Session) -> str | None:
    """Give the new round that was last being planned on this device; None when there is none."""
    return next((draft.id for draft in drafts_of(session, ROUND_FORM) if not draft.fields.get("round")), None)


def choices(session: Session, today: str) -> Choices:
    """Give to whom a round can be given, and the open tasks and reports that can be its stops."""
    in_rounds = _in_rounds(session, today)
    candidates = [*_tasks(session, in_rounds), *_reports(session, in_rounds)]
    return Choices(_makers(session), tuple(candidates))


def _makers(session: Session) -> tuple[Maker, ...]:
    teams = {team.id: team for team in session.exec(select(Team).order_by(col(Team.name)))}
    names = agent_names(session)
    in_field = select(Agent).where(col(Agent.role).in_(sorted(FIELD_ROLES)), col(Agent.active))
    agents = sorted(session.exec(in_field), key=lambda agent: names[agent.id])
    found = [Maker(team.id, team.name, team.service, None, is_agent=False) for team in teams.values()]
    for agent in agents:
        team = teams.get(agent.team or "")
        service = agent.service or (team.service if team else None)
        found.append(Maker(agent.id, names[agent.id], service, agent.team, is_agent=True))
    return tuple(found)


def _in_rounds(session: Session, today: str) -> dict[str, str]:
    """Give which task or report is a stop of which round that is still to be made: id -> title."""
    rounds = session.exec(select(Round).where(Round.planned_on >= today, col(Round.status).in_(sorted(OPEN_STATUSES))))
    return {
        str(stop["record"]): row.title
        for row in rounds
        for stop in stops_in_order({"stops": row.stops, "left_out": row.left_out})
        if stop.get("record")
    }


def _tasks(session: Session, in_rounds: dict[str, str]) -> list[Candidate]:
    is_open = col(Task.status).in_(sorted(TASK_OPEN))
    found = session.exec(select(Task).where(is_open).order_by(*pressing_first(Task)).limit(CANDIDATES_MAX))
    return [
        Candidate(
            kind=StopKind.TASK,
            title=task.title,
            category=task.category,
            due_at=task.due_at,
            point=None if task.lat is None or task.long is None else Point(task.lat, task.long),
            **_shared(task, in_rounds),
        )
        for task in found
    ]


def _reports(session: Session, in_rounds: dict[str, str]) -> list[Candidate]:
    """Give the open reports of which no open task is known here: that task is the stop."""
    away = sorted(CLOSED_STATUSES | _WAITS_ELSEWHERE)
    worked_on = select(Task.report).where(col(Task.report).is_not(None), col(Task.status).in_(sorted(TASK_OPEN)))
    found = session.exec(
        select(Report)
        .where(col(Report.status).not_in(away), col(Report.id).not_in(worked_on))
        .order_by(*pressing_first(Report))
        .limit(CANDIDATES_MAX)
    )
    return [
        Candidate(
            kind=StopKind.REPORT,
            title="",
            category=report.service_code,
            due_at=mended_by(report),
            point=Point(report.lat, report.long),
            **_shared(report, in_rounds),
        )
        for report in found
    ]


def _shared(row: Task | Report, in_rounds: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "address": row.address or "",
        "status": row.status,
        "priority": row.priority,
        "unsent": False,
        "service": row.service,
        "team": row.team,
        "assignee": row.assignee,
        "in_round": in_rounds.get(row.id, ""),
    }
