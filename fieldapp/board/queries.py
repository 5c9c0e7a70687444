"""Read of the board: the people of a team, their open tasks, and pure functions that lay them out by day.

A week is five days of the town's calendar, Monday to Friday. What is due before it, or at no time, has a column of its
own: nothing that is open is out of sight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.receipts import unsent_ids
from fieldapp.replica.tables import Agent, Service, Task, Team
from sync.core.instants import parse_instant
from sync.records.base import FIELD_ROLES
from sync.records.delays import PARIS
from sync.records.task import OPEN_STATUSES
from sync.records.urgency import is_dangerous

WEEK_DAYS: Final = 5
TASKS_MAX: Final = 600
"""Tasks that a board reads at first, the most pressing ones; it says how many more there are."""
TEAM: Final = ""
"""The row of what the team has and nobody of it yet."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that has a board."""

    id: str
    name: str
    service: str
    service_name: str


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the board."""

    id: str
    name: str
    job: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One open task as a small card."""

    id: str
    title: str
    category: str | None
    priority: str
    status: str
    address: str
    minutes: int
    due_at: str | None
    assignee: str | None
    unsent: bool

    @property
    def due_on(self) -> date | None:
        """Give the day in the town on which it is due."""
        return parse_instant(self.due_at).astimezone(PARIS).date() if self.due_at else None


@dataclass(frozen=True, slots=True)
class Board:
    """A team with its people and its open tasks."""

    team: Crew
    people: tuple[Person, ...]
    jobs: tuple[Job, ...]
    beyond: int = 0
    """Open tasks that were not read."""


def crews(session: Session) -> tuple[Crew, ...]:
    """Give the teams of the town by service and name."""
    services = dict(session.exec(select(Service.id, Service.name)).all())
    rows = session.exec(select(Team).order_by(col(Team.name))).all()
    found = [Crew(row.id, row.name, row.service, services.get(row.service, "")) for row in rows]
    return tuple(sorted(found, key=lambda crew: (crew.service_name, crew.name)))


def first_crew(known: Sequence[Crew], team: str | None, service: str | None) -> str | None:
    """Give the team whose board is shown first: my own, else one of my service, else any."""
    own = [crew.id for crew in known if crew.id == team]
    near = [crew.id for crew in known if crew.service == service]
    return next(iter([*own, *near, *(crew.id for crew in known)]), None)


def board(session: Session, team_id: str, jobs_max: int = TASKS_MAX) -> Board | None:
    """Give a team's board with so many tasks at most; None when the team is not on this device."""
    crew = next((crew for crew in crews(session) if crew.id == team_id), None)
    if crew is None:
        return None
    mates = session.exec(
        select(Agent)
        .where(Agent.team == team_id, Agent.active, col(Agent.role).in_(sorted(FIELD_ROLES)))
        .order_by(col(Agent.family_name), col(Agent.id))
    ).all()
    people = tuple(Person(one.id, f"{one.given_name} {one.family_name}", one.job_title or "") for one in mates)
    is_theirs = _is_theirs(team_id, [one.id for one in people])
    jobs, every = _jobs(session, is_theirs, jobs_max), select(func.count()).select_from(Task).where(is_theirs)
    return Board(crew, people, jobs, max(0, session.exec(every).one() - len(jobs)))


def _is_theirs(team_id: str, people: Sequence[str]) -> ColumnElement[bool]:
    """Choose the open tasks of a team and of its people."""
    of_the_team = or_(col(Task.assignee).in_(people), and_(col(Task.team) == team_id, col(Task.assignee).is_(None)))
    return and_(of_the_team, col(Task.status).in_(sorted(OPEN_STATUSES)))


def _jobs(session: Session, is_theirs: ColumnElement[bool], jobs_max: int) -> tuple[Job, ...]:
    columns = (getattr(Task, name) for name in _COLUMNS)
    found = select(*columns).where(is_theirs).order_by(*pressing_first(Task)).limit(jobs_max)
    unsent = unsent_ids(session, "task")
    return tuple(
        Job(
            id=row.id,
            title=row.title,
            category=row.category,
            priority=row.priority,
            status=row.status,
            address=row.address or "",
            minutes=row.expected_minutes or 0,
            due_at=row.due_at,
            assignee=row.assignee,
            unsent=row.id in unsent,
        )
        for row in session.exec(found)
    )


_COLUMNS: Final = (
    "id",
    "title",
    "category",
    "priority",
    "status",
    "address",
    "expected_minutes",
    "due_at",
    "assignee",
)


def week_of(day: date) -> tuple[date, ...]:
    """Give the five days of the week of a day; a week-end belongs to the week that follows."""
    monday = day - timedelta(days=day.weekday()) if day.weekday() < WEEK_DAYS else day + timedelta(7 - day.weekday())
    return tuple(monday + timedelta(days=number) for number in range(WEEK_DAYS))


Spot = tuple[str, date | None]
"""A place on the board: whose row (`TEAM` is nobody's yet), and the day; None is the column before the week."""


def laid_out(jobs: Iterable[Job], week: Sequence[date]) -> dict[Spot, tuple[Job, ...]]:
    """Put each task where it stands on the board, danger first; what is due after the week is not on it."""
    spots: dict[Spot, list[Job]] = {}
    for job in jobs:
        day = job.due_on
        if day is not None and day > week[-1]:
            continue
        spots.setdefault((job.assignee or TEAM, day if day in week else None), []).append(job)
    return {
        spot: tuple(sorted(found, key=lambda job: (not is_dangerous(job.priority), job.due_at or "", job.id)))
        for spot, found in spots.items()
    }


def later_count(jobs: Iterable[Job], week: Sequence[date]) -> int:
    """Count what is due after the week."""
    return sum(job.due_on is not None and job.due_on > week[-1] for job in jobs)


def minutes_of(jobs: Iterable[Job]) -> int:
    """Give how long tasks are expected to take together."""
    return sum(job.minutes for job in jobs)
