"""The objectives of the town with today's figure, counted from the records that this device holds.

One question per indicator, over thirty days, and the same a week earlier. A device holds what its agent may see: the
answer says of what it is the figure (`Reach`), and is none where the agent's role brings nothing to count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.people import found_by, reaches, team_zones
from fieldapp.replica.tables import Acknowledgement, Agent, News, Objective, Report, Task
from sync.core.instants import instant, parse_instant
from sync.records.base import FIELD_ROLES, Role
from sync.records.grants import EVERY_DESK_ROLES, EVERY_ZONE_ROLES, OWN_DESK_ROLES
from sync.records.news import Importance, NewsStatus, news_content_hash
from sync.records.objective import ACTIVE_MAX, Indicator, ObjectiveStatus
from sync.records.report import ReportStatus
from sync.records.task import TaskStatus

PERIOD_DAYS: Final = 30
EARLIER_DAYS: Final = 7
NOTES_MAX: Final = 50
_DAY_S: Final = 86_400
_MENDED: Final = (ReportStatus.RESOLU, ReportStatus.ARCHIVE)


class Reach(StrEnum):
    """Of what a figure is the figure on this device."""

    TOWN = "town"
    SERVICE = "service"
    SECTORS = "sectors"
    MINE = "mine"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in the indicator's measure, percent or days; None where there is nothing to count (yet)."""

    value: float | None
    reach: Reach


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective with its figures; an active one has all of indicator, baseline, target and day."""

    id: str
    title: str
    status: str
    indicator: str | None
    baseline: float | None
    target: float | None
    due_on: str | None
    now: Measure
    earlier: float | None
    """The figure of a week before."""

    @property
    def share(self) -> float:
        """Give how much of the way from baseline to target is made, from 0 to 1."""
        return min(1.0, max(0.0, self._way()))

    @property
    def is_behind(self) -> bool:
        """Tell whether the figure is worse than the one that was started from."""
        return self._way() < 0

    def _way(self) -> float:
        if self.now.value is None or self.baseline is None or self.target is None or self.target == self.baseline:
            return 0.0
        return (self.now.value - self.baseline) / (self.target - self.baseline)


def followed(session: Session, agent_id: str, now: str) -> tuple[Aim, ...]:
    """Give the active objectives, the nearest day first."""
    active = select(Objective).where(Objective.status == ObjectiveStatus.ACTIF)
    rows = session.exec(active.order_by(col(Objective.due_on), col(Objective.id)).limit(ACTIVE_MAX)).all()
    viewer = session.get(Agent, agent_id) if rows else None
    return tuple(aim_of(session, row, viewer, now) for row in rows)


def aim_of(session: Session, row: Objective, viewer: Agent | None, now: str) -> Aim:
    """Give one objective with its figures."""
    today = measured_now(session, row.indicator, viewer, now)
    ended = parse_instant(now) - timedelta(days=EARLIER_DAYS)
    before = _Span(instant(ended - timedelta(days=PERIOD_DAYS)), instant(ended))
    earlier = _measured(session, row.indicator, viewer, before).value
    figures = (row.indicator, row.baseline, row.target, row.due_on)
    return Aim(row.id, row.title, row.status, *figures, now=today, earlier=earlier)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days that count: after `since`, up to `until` (None: all that is there)."""

    since: str
    until: str | None

    def holds(self, column: Any) -> tuple[Any, ...]:
        return (column > self.since,) if self.until is None else (column > self.since, column <= self.until)


def measured_now(session: Session, indicator: str | None, viewer: Agent | None, now: str) -> Measure:
    """Give today's figure of one indicator."""
    # What came in since counts too: the question is asked with a round hour.
    return _measured(session, indicator, viewer, _Span(instant(parse_instant(now) - timedelta(days=PERIOD_DAYS)), None))


def _measured(session: Session, indicator: str | None, viewer: Agent | None, span: _Span) -> Measure:
    # An indicator that a newer version made is counted nowhere.
    count = _COUNTS.get(str(indicator))
    if viewer is None or count is None:
        return Measure(None, Reach.NOWHERE)
    return count(session, viewer, span)


def _reports_in_time(session: Session, viewer: Agent, span: _Span) -> Measure:
    rows, reach = _mended(session, viewer, span)
    return Measure(_percent([closed <= due for _, due, closed in rows if due]), reach)


def _days_to_mend(session: Session, viewer: Agent, span: _Span) -> Measure:
    rows, reach = _mended(session, viewer, span)
    lasted = [(parse_instant(closed) - parse_instant(begun)).total_seconds() / _DAY_S for begun, _, closed in rows]
    return Measure(median(lasted) if lasted else None, reach)


def _mended(session: Session, viewer: Agent, span: _Span) -> tuple[list[Any], Reach]:
    """Give (requested, due, closed) of the reports that were mended in the span."""
    reach = _reach_of_reports(viewer)
    if reach is Reach.NOWHERE:
        return [], reach
    columns = select(Report.status, Report.requested_datetime, Report.expected_datetime, Report.closed_at)
    closed = session.exec(columns.where(*span.holds(col(Report.closed_at)))).all()
    # Sorted out here: asked for the states, SQLite would walk through all reports that were ever mended.
    return [(begun, due, at) for status, begun, due, at in closed if status in _MENDED], reach


def _reach_of_reports(viewer: Agent) -> Reach:
    if viewer.role in EVERY_ZONE_ROLES:
        return Reach.TOWN
    return Reach.SECTORS if viewer.role in FIELD_ROLES else Reach.NOWHERE


def _tasks_in_time(session: Session, viewer: Agent, span: _Span) -> Measure:
    reach, whose = _tasks_of(viewer)
    if reach is Reach.NOWHERE:
        return Measure(None, reach)
    done = (Task.status == TaskStatus.FAITE, col(Task.due_at).is_not(None), *span.holds(col(Task.done_at)))
    rows = session.exec(select(Task.due_at, Task.done_at).where(*done, *whose)).all()
    return Measure(_percent([str(at) <= str(due) for due, at in rows]), reach)


def _tasks_of(viewer: Agent) -> tuple[Reach, tuple[Any, ...]]:
    """Give whose tasks are all on this device, and how to choose them."""
    if viewer.role in EVERY_DESK_ROLES:
        return Reach.TOWN, ()
    if viewer.role in OWN_DESK_ROLES and viewer.service:
        return Reach.SERVICE, (Task.service == viewer.service,)
    return (Reach.MINE, (Task.assignee == viewer.id,)) if viewer.role in FIELD_ROLES else (Reach.NOWHERE, ())


def _notes_read(session: Session, viewer: Agent, span: _Span) -> Measure:
    wanted = (News.status == NewsStatus.PUBLIE, News.importance == Importance.OBLIGATOIRE)
    listed = select(News).where(*wanted, *span.holds(col(News.published_at)))
    notes = session.exec(listed.order_by(col(News.published_at).desc()).limit(NOTES_MAX)).all()
    # Confirmations come to their reader, to the author of the note, and to those who write for the town.
    is_whole = viewer.role == Role.COMMUNICANT
    people = session.exec(select(Agent).where(col(Agent.active).is_(True))).all() if is_whole else (viewer,)
    answers = [answer for note in notes for answer in _answers(session, note, people, span.until)]
    return Measure(_percent(answers), Reach.TOWN if is_whole else Reach.MINE)


def _answers(session: Session, note: News, people: Sequence[Agent], until: str | None) -> list[bool]:
    """Give, for each of these people who is to read a note, whether he has confirmed its present text."""
    text = news_content_hash({"title": note.title, "body": note.body})
    given = select(Acknowledgement.agent, Acknowledgement.acknowledged_at)
    found = session.exec(given.where(Acknowledgement.news == note.id, Acknowledgement.content_hash == text))
    confirmed = {agent for agent, at in found if at is not None and (until is None or at <= until)}
    zones = team_zones(session)
    return [one.id in confirmed for one in people if reaches(note.audience, found_by(one, zones))]


def _percent(answers: list[bool]) -> float | None:
    return 100.0 * sum(answers) / len(answers) if answers else None


_COUNTS: Final[Mapping[str, Callable[[Session, Agent, _Span], Measure]]] = MappingProxyType(
    {
        Indicator.REPORTS_IN_TIME: _reports_in_time,
        Indicator.DAYS_TO_MEND: _days_to_mend,
        Indicator.TASKS_IN_TIME: _tasks_in_time,
        Indicator.NOTES_READ: _notes_read,
    }
)
