"""Read of one report for the desk: all that its pane shows, what lies near it, and to whom it would go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.attached import StoredPhoto, photos_of
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.leavings import begun_at_the_desk
from fieldapp.replica.people import Comment, agent_names, comment_draft_id, comments_of
from fieldapp.replica.receipts import Receipt, receipt_of, unsent_ids
from fieldapp.replica.tables import Agent, Caller, Report, Service, Task, Team, Town, Zone
from fieldapp.replica.town_rules import levels_here, routing_here
from fieldapp.replica.voices import NO_VOICES, Voices, voices_of
from fieldapp.triage.queries import Card, card_of
from sync.records.base import WORK_ROLES
from sync.records.categories import category_of
from sync.records.geometry import Point, box_around, metres_between
from sync.records.report import CLOSED_STATUSES
from sync.records.routing import Routing
from sync.records.task import OPEN_STATUSES

TWINS_MAX: Final = 8
CHILDREN_MAX: Final = 20
RESTARTS_CLOCK: Final = "requalify_restarts_clock"
"""The town's policy: whether a new category counts its delay from now instead of from the report."""


@dataclass(frozen=True, slots=True)
class Named:
    """One entry of a list to choose from: a sector or a service."""

    id: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that work can be given to."""

    id: str
    name: str
    service: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent to whom work can be given."""

    id: str
    name: str
    job: str
    role: str
    service: str | None
    team: str | None
    open_work: int
    """Open tasks and reports of his on this device."""


@dataclass(frozen=True, slots=True)
class Directory:
    """To whom work can be given."""

    services: tuple[Named, ...]
    zones: tuple[Named, ...]
    teams: tuple[Crew, ...]
    agents: tuple[Colleague, ...]
    restarts_clock: bool = False
    routing: Routing = field(default_factory=Routing)
    """The town's rules for where reports go."""

    def service_name(self, service_id: str | None) -> str:
        """Give the name of a service, empty when it is not known."""
        return next((service.name for service in self.services if service.id == service_id), "")

    def team_name(self, team_id: str | None) -> str:
        """Give the name of a team, empty when it is not known."""
        return next((team.name for team in self.teams if team.id == team_id), "")

    def agent_name(self, agent_id: str | None) -> str:
        """Give the name of an agent to whom work can be given, empty when he is not one."""
        return next((agent.name for agent in self.agents if agent.id == agent_id), "")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has, or would have, a report: a service, one of its teams, one of its agents."""

    service: str | None = None
    team: str | None = None
    agent: str | None = None

    @property
    def is_nobody(self) -> bool:
        """Tell whether nobody is named."""
        return not (self.service or self.team or self.agent)


@dataclass(frozen=True, slots=True)
class Twin:
    """An open report that may be the same."""

    id: str
    number: str
    category: str
    description: str
    address: str
    status: str
    requested_at: str
    point: Point
    metres: float


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record that this one is tied to: a duplicate, the report it repeats, a task."""

    id: str
    number: str
    status: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody on whose behalf a report was taken in."""

    id: str
    told: tuple[str, ...]
    wants_answer: bool


@dataclass(frozen=True, slots=True)
class ReportPane:
    """All that the desk sees of one report."""

    card: Card
    description: str
    accuracy_m: float | None
    position_source: str
    position_mocked: bool
    """Whether the device said that its position was made up."""
    zone_name: str
    author_name: str
    assignee_name: str
    followers: int
    first_answer_due_at: str | None
    expected_at: str | None
    scheduled_at: str | None
    closed_at: str | None
    reject_reason: str | None
    status_notes: str
    reopened: bool
    is_open: bool
    repeats: Linked | None
    """The report that this one is a duplicate of."""
    repeated_by: tuple[Linked, ...]
    twins: tuple[Twin, ...]
    tasks: tuple[Linked, ...]
    photos: tuple[StoredPhoto, ...]
    comments: tuple[Comment, ...]
    comment_draft: str
    """The comment that is being written."""
    history: tuple[Mapping[str, Any], ...]
    names: Mapping[str, str]
    """Id of an agent, a team, a service or a sector -> its name, for the history."""
    receipt: Receipt
    voices: Voices = NO_VOICES
    callers: tuple[Contact, ...] = ()
    """Who called for it, where this device may know."""
    begun: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What was begun in a sheet over it and not sent: name of the form -> its fields."""

    @property
    def holder(self) -> Holder:
        """Give who has it."""
        return Holder(self.card.service, self.card.team, self.card.assignee)


def report_pane(session: Session, report_id: str) -> ReportPane | None:
    """Give a report with all that the desk sees of it; None when it is not on this device."""
    report = session.get(Report, report_id)
    if report is None:
        return None
    people = agent_names(session)
    card = card_of(report, unsent_ids(session, "report"), levels_here(session))
    return ReportPane(
        card=card,
        description=report.description or "",
        accuracy_m=report.accuracy_m,
        position_source=report.position_source,
        position_mocked=report.position_mocked,
        zone_name=_zone_name(session, report.zone),
        author_name=people.get(report.author or "", ""),
        assignee_name=people.get(report.assignee or "", ""),
        followers=len(report.followers or ()),
        first_answer_due_at=report.first_answer_due_at,
        expected_at=report.expected_datetime,
        scheduled_at=report.scheduled_at,
        closed_at=report.closed_at,
        reject_reason=report.reject_reason,
        status_notes=report.status_notes or "",
        reopened=report.reopened,
        is_open=report.status not in CLOSED_STATUSES,
        repeats=_repeated(session, report.duplicate_of),
        repeated_by=_repeating(session, report_id),
        twins=twins_of(session, card),
        tasks=_tasks(session, report_id),
        photos=photos_of(session, "report", report_id),
        comments=comments_of(report.comments, people),
        comment_draft=_comment_draft(session, report_id),
        history=tuple(report.history or ()),
        names={**people, **_place_names(session)},
        receipt=receipt_of(session, "report", report_id),
        voices=voices_of(session, "report", report_id),
        callers=_callers(session, report_id),
        begun=begun_at_the_desk(session, "report", report_id),
    )


def twins_of(session: Session, card: Card) -> tuple[Twin, ...]:
    """Give the open reports of the same category within its radius, the nearest first."""
    radius_m = category_of(card.category).radius_m
    box = box_around(card.point, radius_m)
    near = session.exec(
        select(Report).where(
            Report.service_code == card.category,
            Report.id != card.id,
            col(Report.status).not_in(sorted(CLOSED_STATUSES)),
            col(Report.lat).between(box.south, box.north),
            col(Report.long).between(box.west, box.east),
        )
    )
    twins = sorted((_twin(report, card.point) for report in near), key=lambda twin: twin.metres)
    return tuple(twin for twin in twins if twin.metres <= radius_m)[:TWINS_MAX]


def directory(session: Session) -> Directory:
    """Give the services, sectors, teams and agents of the town, by name."""
    services = session.exec(select(Service.id, Service.name, Service.code).order_by(col(Service.name)))
    zones = session.exec(select(Zone.id, Zone.name, Zone.code).order_by(col(Zone.name)))
    teams = session.exec(select(Team).order_by(col(Team.name)))
    agents = session.exec(select(Agent).where(Agent.active, col(Agent.role).in_(sorted(WORK_ROLES))))
    work = _open_work(session)
    town = session.exec(select(Town)).first()
    return Directory(
        services=tuple(Named(*row) for row in services),
        zones=tuple(Named(*row) for row in zones),
        teams=tuple(Crew(team.id, team.name, team.service, tuple(team.zones or ())) for team in teams),
        agents=tuple(sorted((_colleague(agent, work) for agent in agents), key=lambda agent: agent.name)),
        routing=routing_here(session),
        restarts_clock=bool(((town.policy if town else None) or {}).get(RESTARTS_CLOCK)),
    )


def proposed(category: str, zone: str | None, known: Directory) -> Holder:
    """Give to whom a report should go: by the town's rules, else to its category's service.

    A service without a team there takes it itself; what no service knows goes to nobody, and the desk chooses.
    """
    code, route = category_of(category).service_code, known.routing.route(category, zone)
    if route.team is not None:
        return Holder(route.service, route.team)
    service = route.service or next((service.id for service in known.services if service.code == code), None)
    if service is None:
        return Holder()
    teams = [team for team in known.teams if team.service == service]
    there = [team.id for team in teams if zone in team.zones]
    everywhere = [team.id for team in teams if not team.zones]
    return Holder(service, next(iter([*there, *everywhere]), None))


def _twin(report: Report, here: Point) -> Twin:
    there = Point(report.lat, report.long)
    return Twin(
        id=report.id,
        number=report.number or "",
        category=report.service_code,
        description=report.description or "",
        address=report.address or "",
        status=report.status,
        requested_at=report.requested_datetime,
        point=there,
        metres=metres_between(here, there),
    )


def _comment_draft(session: Session, report_id: str) -> str:
    draft = draft_of(session, comment_draft_id("report", report_id))
    return str(draft.fields.get("text") or "") if draft else ""


def _repeated(session: Session, report_id: str | None) -> Linked | None:
    report = session.get(Report, report_id) if report_id else None
    return Linked(report.id, report.number or "", report.status) if report else None


def _repeating(session: Session, report_id: str) -> tuple[Linked, ...]:
    found = session.exec(
        select(Report.id, Report.number, Report.status).where(Report.duplicate_of == report_id).limit(CHILDREN_MAX)
    )
    return tuple(Linked(twin_id, number or "", status) for twin_id, number, status in found)


def _callers(session: Session, report_id: str) -> tuple[Contact, ...]:
    rows = session.exec(select(Caller).where(Caller.report == report_id).order_by(col(Caller.id))).all()
    told = ((row, tuple(part for part in (row.name, row.phone, row.email) if part)) for row in rows)
    return tuple(Contact(row.id, parts, row.wants_answer) for row, parts in told)


def _tasks(session: Session, report_id: str) -> tuple[Linked, ...]:
    found = session.exec(select(Task).where(Task.report == report_id).order_by(col(Task.id)))
    return tuple(Linked(task.id, "", task.status, task.title) for task in found)


def _zone_name(session: Session, zone_id: str | None) -> str:
    zone = session.get(Zone, zone_id) if zone_id else None
    return zone.name if zone else ""


def _place_names(session: Session) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind in (Service, Team, Zone):
        names.update(session.exec(select(kind.id, kind.name)).all())
    return names


def _open_work(session: Session) -> dict[str, int]:
    """Count by agent what he has to do, tasks and reports together."""
    counted: dict[str, int] = {}
    tasks = select(Task.assignee).where(col(Task.assignee).is_not(None), col(Task.status).in_(sorted(OPEN_STATUSES)))
    reports = select(Report.assignee).where(
        col(Report.assignee).is_not(None), col(Report.status).not_in(sorted(CLOSED_STATUSES))
    )
    for held in (*session.exec(tasks), *session.exec(reports)):
        counted[str(held)] = counted.get(str(held), 0) + 1
    return counted


def _colleague(agent: Agent, work: Mapping[str, int]) -> Colleague:
    return Colleague(
        id=agent.id,
        name=f"{agent.given_name} {agent.family_name}",
        job=agent.job_title or "",
        role=agent.role,
        service=agent.service,
        team=agent.team,
        open_work=work.get(agent.id, 0),
    )
