"""Reads of the home: what one person has to read and to do today, by the kind of work that he does.

Instants stay instants: what is late, or no longer to be read, is decided with the clock of the moment at which the
home is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Integer, cast
from sqlmodel import Session, and_, col, func, or_, select

from fieldapp.replica.lateness import is_late_at_desk, pressing_first, waits_at_desk
from fieldapp.replica.people import agent_names, found_by_id, reaches
from fieldapp.replica.receipts import unsent_ids
from fieldapp.replica.rounds import Progress, StopState, next_stop, progress_of, stop_states
from fieldapp.replica.rows import fields_of
from fieldapp.replica.tables import Acknowledgement, Agent, News, Report, Round, Service, Task, Team, Zone
from sync.records.clocks import mended_by
from sync.records.geometry import Point
from sync.records.news import Importance, NewsStatus, news_content_hash
from sync.records.report import CLOSED_STATUSES, TO_CHECK_STATUSES, TO_DO_STATUSES, TO_TAKE_STATUSES, ReportStatus
from sync.records.round import OPEN_STATUSES as ROUND_OPEN
from sync.records.round import RoundStatus
from sync.records.task import OPEN_STATUSES, Priority, TaskStatus

TASKS_MAX: Final = 300
REPORTS_MAX: Final = 300
LEFT_ROUNDS_MAX: Final = 12
"""Rounds of earlier days that nobody has ended; those of today are never cut."""
FIRST_MAX: Final = 6
"""Reports that the desk's home shows by name."""
WORDS_PER_MINUTE: Final = 200
"""Reading pace of an adult on a screen."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the town (`2026-11-23`), and an instant of it: its midnight, or now."""

    on: str
    at: str


@dataclass(frozen=True, slots=True)
class NewsCard:
    """A note as the home shows it."""

    id: str
    title: str
    category: str
    source: str
    """Who speaks: a service, or the author."""
    importance: str
    published_at: str
    expires_at: str | None
    reading_minutes: int
    reminded_at: str | None = None
    """When those who have not answered were last reminded."""

    def is_current(self, now: str) -> bool:
        """Tell whether it is not yet over; when a note comes out is the server's affair."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A task or a report as the home shows it."""

    kind: str
    """`task` or `report`: where a tap leads."""
    id: str
    title: str
    """Empty for a report: its category names it."""
    address: str
    category: str | None
    status: str
    priority: str
    due_at: str | None
    point: Point | None
    unsent: bool
    requested_at: str = ""
    """When a report was made."""


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round as the home shows it."""

    id: str
    title: str
    maker: str
    """Who makes it: the person, else the team."""
    status: str
    progress: Progress
    next_title: str
    """Empty for a report (its category names it), and when somebody was at every stop."""
    next_category: str | None
    next_address: str


@dataclass(frozen=True, slots=True)
class FieldDay:
    """The day of somebody who works outside."""

    to_read: tuple[NewsCard, ...]
    rounds: tuple[RoundCard, ...]
    """The rounds of today that are mine or my team's, and what is left of earlier ones."""
    work: tuple[WorkCard, ...]
    """My open tasks, and the reports that were given to me and are no task's."""
    team_tasks: int
    """Tasks of the team that nobody has taken."""
    team_reports: int
    """Reports given to the team that nobody has taken."""
    done_today: int
    reported_today: int


@dataclass(frozen=True, slots=True)
class DeskDay:
    """The day of somebody who sorts and assigns."""

    to_read: tuple[NewsCard, ...]
    to_sort: int
    dangerous: int
    late: int
    to_check: int
    impossible: int
    rounds: tuple[RoundCard, ...]
    """The rounds of today."""
    first: tuple[WorkCard, ...]
    """What is dangerous or late, worst first as far as the database can tell."""


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """What is open in one sector; the id is None for what lies outside every sector."""

    id: str | None
    name: str
    open: int
    late: int
    dangerous: int


@dataclass(frozen=True, slots=True)
class TownDay:
    """The day of an élu, or of somebody who neither repairs nor sorts: news, and how the sectors stand."""

    to_read: tuple[NewsCard, ...]
    news: tuple[NewsCard, ...]
    zones: tuple[ZoneCount, ...]
    resolved_recently: int


def field_day(session: Session, agent_id: str, team_id: str | None, midnight: Moment) -> FieldDay:
    """Give the day of a field agent."""
    today, day_start = midnight.on, midnight.at
    is_open = col(Task.status).in_(sorted(OPEN_STATUSES))
    own = select(Task).where(is_open, Task.assignee == agent_id)
    mine = session.exec(own.order_by(*pressing_first(Task)).limit(TASKS_MAX))
    free = (is_open, col(Task.assignee).is_(None), Task.team == team_id, col(Task.team).is_not(None))
    done = (Task.assignee == agent_id, Task.status == TaskStatus.FAITE, col(Task.done_at) >= day_start)
    reported = (Report.author == agent_id, Report.requested_datetime >= day_start)
    return FieldDay(
        to_read=to_read(session, agent_id),
        rounds=_rounds(session, today, made_by(agent_id, team_id)),
        work=_work(session, mine.all(), agent_id),
        team_tasks=_count(session, Task.id, free),
        team_reports=_count(session, Report.id, _given_to_team(team_id)),
        done_today=_count(session, Task.id, done),
        reported_today=_count(session, Report.id, reported),
    )


def _work(session: Session, tasks: Sequence[Task], agent_id: str) -> tuple[WorkCard, ...]:
    """Give my tasks and my reports; a report that became a task of mine is that task."""
    unsent = unsent_ids(session, "task"), unsent_ids(session, "report")
    covered = {task.report for task in tasks if task.report}
    to_do = col(Report.status).in_(sorted(TO_DO_STATUSES))
    own = select(Report).where(to_do, Report.assignee == agent_id)
    reports = session.exec(own.order_by(*pressing_first(Report)).limit(REPORTS_MAX))
    shown = [_report_card(report, unsent[1]) for report in reports if report.id not in covered]
    return (*(_task_card(task, unsent[0]) for task in tasks), *shown)


def _given_to_team(team_id: str | None) -> tuple[ColumnElement[bool] | bool, ...]:
    """Choose the reports of a team that nobody has; those of which it has an open task are counted there."""
    tasks = select(Task.report).where(col(Task.report).is_not(None), col(Task.status).in_(sorted(OPEN_STATUSES)))
    is_free = (col(Report.assignee).is_(None), col(Report.status).in_(sorted(TO_TAKE_STATUSES)))
    return (Report.team == team_id, col(Report.team).is_not(None), *is_free, col(Report.id).not_in(tasks))


def desk_day(session: Session, agent_id: str, service_id: str | None, moment: Moment) -> DeskDay:
    """Give the day of the desk, of one service or (None) of all."""
    now = moment.at
    own = (Report.service == service_id,) if service_id else ()
    is_open = col(Report.status).not_in(sorted(CLOSED_STATUSES))
    to_sort = (*own, waits_at_desk())
    dangerous = (*own, is_open, Report.priority == Priority.DANGEREUX)
    late = (*own, is_open, is_late_at_desk(now))
    to_check = (*own, col(Report.status).in_(sorted(TO_CHECK_STATUSES)))
    impossible = (Task.status == TaskStatus.IMPOSSIBLE, *((Task.service == service_id,) if service_id else ()))
    urgent = or_(col(Report.priority) == Priority.DANGEREUX, is_late_at_desk(now))
    first = session.exec(
        select(Report)
        .where(*own, is_open, urgent)
        .order_by((col(Report.priority) == Priority.DANGEREUX).desc(), col(Report.expected_datetime))
        .limit(FIRST_MAX)
    )
    unsent = unsent_ids(session, "report")
    return DeskDay(
        to_read=to_read(session, agent_id),
        to_sort=_count(session, Report.id, to_sort),
        dangerous=_count(session, Report.id, dangerous),
        late=_count(session, Report.id, late),
        to_check=_count(session, Report.id, to_check),
        impossible=_count(session, Task.id, impossible),
        rounds=_rounds(session, moment.on, (Round.service == service_id,) if service_id else ()),
        first=tuple(_report_card(report, unsent) for report in first),
    )


def town_day(session: Session, agent_id: str, now: str, month_start: str) -> TownDay:
    """Give news and the standing of the sectors; what was mended counts since `month_start`."""
    recent = session.exec(
        select(News)
        .where(News.status == NewsStatus.PUBLIE)
        .order_by(col(News.pinned).desc(), col(News.published_at).desc())
        .limit(FIRST_MAX)
    )
    resolved = (Report.status == ReportStatus.RESOLU, col(Report.closed_at) >= month_start)
    return TownDay(
        to_read=to_read(session, agent_id),
        news=_news_cards(session, recent),
        zones=_zone_counts(session, now),
        resolved_recently=_count(session, Report.id, resolved),
    )


def to_read(session: Session, agent_id: str) -> tuple[NewsCard, ...]:
    """Give the mandatory notes for this reader whose present text he has not acknowledged."""
    scopes, known = found_by_id(session, agent_id), _acknowledged(session, agent_id)
    # No cut: of years of notes nearly all are acknowledged, and the one that is not must be seen.
    mandatory = (News.status == NewsStatus.PUBLIE, News.importance == Importance.OBLIGATOIRE)
    columns = select(News.id, News.audience, News.title, News.body).where(*mandatory).order_by(col(News.published_at))
    wanted = [
        news_id
        for news_id, audience, title, body in session.exec(columns)
        if reaches(audience, scopes)
        and not (news_id in known and news_content_hash({"title": title, "body": body}) in known[news_id])
    ]
    open_ones = select(News).where(col(News.id).in_(wanted)).order_by(col(News.published_at))
    return _news_cards(session, session.exec(open_ones))


def _acknowledged(session: Session, agent_id: str) -> dict[str, set[str]]:
    """Give the versions of notes that somebody confirmed."""
    columns = select(Acknowledgement.news, Acknowledgement.content_hash)
    known: dict[str, set[str]] = {}
    own = (Acknowledgement.agent == agent_id, col(Acknowledgement.acknowledged_at).is_not(None))
    for news_id, version in session.exec(columns.where(*own)):
        known.setdefault(news_id, set()).add(version)
    return known


def _news_cards(session: Session, found: Iterable[News]) -> tuple[NewsCard, ...]:
    return tuple(_news_card(session, news) for news in found)


def _news_card(session: Session, news: News) -> NewsCard:
    service = session.get(Service, news.service) if news.service else None
    author = session.get(Agent, news.author)
    person = f"{author.given_name} {author.family_name}" if author else ""
    return NewsCard(
        id=news.id,
        title=news.title,
        category=news.category or "",
        source=service.name if service else person,
        importance=news.importance,
        published_at=news.published_at or "",
        expires_at=news.expires_at,
        reading_minutes=max(1, round(len(news.body.split()) / WORDS_PER_MINUTE)),
        reminded_at=news.reminded_at,
    )


def _zone_counts(session: Session, now: str) -> tuple[ZoneCount, ...]:
    is_open = col(Report.status).not_in(sorted(CLOSED_STATUSES))
    # A sum of truths would come back as a truth.
    late = func.sum(cast(is_late_at_desk(now), Integer))
    dangerous = func.sum(cast(col(Report.priority) == Priority.DANGEREUX, Integer))
    found = session.exec(select(Report.zone, func.count(), late, dangerous).where(is_open).group_by(col(Report.zone)))
    counted = {zone: (total, late_ones or 0, bad or 0) for zone, total, late_ones, bad in found}
    zones = [(zone.id, zone.name) for zone in session.exec(select(Zone).order_by(col(Zone.name)))]
    known: list[tuple[str | None, str]] = [*zones, *([(None, "")] if None in counted else [])]
    return tuple(ZoneCount(zone_id, name, *counted.get(zone_id, (0, 0, 0))) for zone_id, name in known)


def made_by(agent_id: str, team_id: str | None) -> tuple[ColumnElement[bool], ...]:
    """Choose the rounds that an agent makes: his own, and those of his team that nobody has."""
    of_team = and_(col(Round.assignee).is_(None), col(Round.team).is_not(None), col(Round.team) == team_id)
    return (or_(col(Round.assignee) == agent_id, of_team),)


def _rounds(session: Session, today: str, whose: tuple[ColumnElement[bool] | bool, ...]) -> tuple[RoundCard, ...]:
    """Give the rounds of a day, and those of earlier days that nobody has ended."""
    of_today = select(Round).where(Round.planned_on == today, Round.status != RoundStatus.ANNULEE, *whose)
    left = select(Round).where(Round.planned_on < today, col(Round.status).in_(sorted(ROUND_OPEN)), *whose)
    latest = session.exec(left.order_by(col(Round.planned_on).desc()).limit(LEFT_ROUNDS_MAX)).all()
    rows = [*reversed(latest), *session.exec(of_today.order_by(col(Round.title)))]
    names, teams = agent_names(session), dict(session.exec(select(Team.id, Team.name)).all())
    listed = stop_states(session, [fields_of(row) for row in rows])
    return tuple(
        _round_card(row, states, names.get(row.assignee or "") or teams.get(row.team or "", ""))
        for row, states in zip(rows, listed, strict=True)
    )


def _round_card(row: Round, states: tuple[StopState, ...], maker: str) -> RoundCard:
    ahead = next_stop(states)
    stop = ahead.stop if ahead else {}
    return RoundCard(
        id=row.id,
        title=row.title,
        maker=maker,
        status=row.status,
        progress=progress_of(states),
        next_title=str(stop.get("title") or ""),
        next_category=stop.get("category"),
        next_address=str(stop.get("address") or ""),
    )


def _count(session: Session, key: str, wanted: tuple[ColumnElement[bool] | bool, ...]) -> int:
    return session.exec(select(func.count(col(key))).where(*wanted)).one()


def _task_card(task: Task, unsent: frozenset[str]) -> WorkCard:
    return WorkCard(
        kind="task",
        id=task.id,
        title=task.title,
        address=task.address or "",
        category=task.category,
        status=task.status,
        priority=task.priority,
        due_at=task.due_at,
        point=None if task.lat is None or task.long is None else Point(task.lat, task.long),
        unsent=task.id in unsent,
    )


def _report_card(report: Report, unsent: frozenset[str]) -> WorkCard:
    return WorkCard(
        kind="report",
        id=report.id,
        title="",
        address=report.address or "",
        category=report.service_code,
        status=report.status,
        priority=report.priority,
        due_at=mended_by(report),
        point=Point(report.lat, report.long),
        unsent=report.id in unsent,
        requested_at=report.requested_datetime,
    )
