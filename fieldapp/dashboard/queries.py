"""The figures of the desk: how many reports, in which state, how late, of which family, in which sector.

Columns are read, not rows, and nothing of a person is among them: who wrote, who was asked and who has the work count
for nothing here (DOMAIN AC-22, AC-38).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, Final

from sqlmodel import Session, col, or_, select

from fieldapp.replica.tables import Report, Zone
from fieldapp.replica.town_rules import levels_here
from sync.core.instants import instant, parse_instant
from sync.records.base import NOWHERE
from sync.records.categories import category_of
from sync.records.clocks import alert_before, due_at, is_to_sort
from sync.records.delays import PARIS
from sync.records.levels import USUAL, ServiceLevels
from sync.records.report import CLOSED_STATUSES, ReportStatus
from sync.records.urgency import is_dangerous

REPORTS_MAX: Final = 50_000
WEEKS: Final = 12
_DAY_S: Final = 86_400
_OVER_A_WEEK: Final = timedelta(days=7)


class Delay(StrEnum):
    """How an open report stands with its delay, the worst first."""

    OVER_A_WEEK = "over_a_week"
    LATE = "late"
    SOON = "soon"
    IN_TIME = "in_time"
    NONE = "none"


LATE_ONES: Final = frozenset({Delay.OVER_A_WEEK, Delay.LATE})


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: what it counts, how many there are, and how many of them are late."""

    key: str
    count: int
    late: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and what was closed in one week."""

    monday: date
    received: int
    closed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page draws."""

    open: int
    to_sort: int
    late: int
    dangerous: int
    received: int
    """In the period."""
    closed: int
    """Mended or answered in the period; duplicates are none of them."""
    median_days: float | None
    """From the report to its close, of those mended in the period; None without any."""
    in_time: float | None
    """The share of them that were closed before their due date."""
    states: tuple[Share, ...]
    delays: tuple[Share, ...]
    families: tuple[Share, ...]
    categories: Mapping[str, tuple[Share, ...]]
    """Of each family."""
    zones: tuple[Share, ...]
    weeks: tuple[Week, ...]


_COLUMNS: Final = (
    "service_code",
    "status",
    "priority",
    "requested_datetime",
    "expected_datetime",
    "first_answer_due_at",
    "paused_at",
    "paused_s",
    "closed_at",
    "zone",
    "team",
    "assignee",
)


def figures(session: Session, now: str, days: int, service: str | None) -> Figures:
    """Give the figures of all services or of one; what came in and was closed counts for so many days."""
    wide = max(days, WEEKS * 7)
    since = instant(parse_instant(now) - timedelta(days=wide))
    is_recent = or_(
        col(Report.status).not_in(sorted(CLOSED_STATUSES)),
        col(Report.requested_datetime) >= since,
        col(Report.closed_at) >= since,
    )
    wanted = select(*(getattr(Report, name) for name in _COLUMNS)).where(is_recent).limit(REPORTS_MAX)
    if service is not None:
        wanted = wanted.where(Report.service == service)
    rows = session.exec(wanted).all()
    zones = dict(session.exec(select(Zone.id, Zone.name)).all())
    return _figures(rows, Moment(now, levels_here(session)), days, zones)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked how reports stand, and what the town promises."""

    now: str
    levels: ServiceLevels = USUAL


def _figures(rows: Sequence[Any], at: Moment, days: int, zones: dict[str, str]) -> Figures:
    now = at.now
    start = instant(parse_instant(now) - timedelta(days=days))
    still_open = [(row, delay_of(row, at)) for row in rows if row.status not in CLOSED_STATUSES]
    ended = [row for row in rows if row.closed_at and row.closed_at >= start and row.status != ReportStatus.DOUBLON]
    mended = [row for row in ended if row.status in (ReportStatus.RESOLU, ReportStatus.ARCHIVE)]
    lasted = [_days(row.requested_datetime, row.closed_at) for row in mended]
    in_time = [row.closed_at <= row.expected_datetime for row in mended if row.expected_datetime]
    return Figures(
        open=len(still_open),
        to_sort=sum(is_to_sort(row.status, row.team, row.assignee) for row, _ in still_open),
        late=sum(delay in LATE_ONES for _, delay in still_open),
        dangerous=sum(is_dangerous(row.priority) for row, _ in still_open),
        received=sum(row.requested_datetime >= start for row in rows),
        closed=len(ended),
        median_days=median(lasted) if lasted else None,
        in_time=sum(in_time) / len(in_time) if in_time else None,
        states=_states(still_open),
        delays=_delays(still_open),
        families=_counted(still_open, _family),
        categories=_by_family(still_open),
        zones=tuple(
            Share(one.key, one.count, one.late, zones.get(one.key, ""))
            for one in _counted(still_open, lambda row: row.zone or NOWHERE)
        ),
        weeks=_weeks(rows, now),
    )


def delay_of(row: Any, at: Moment) -> Delay:
    """Tell how an open report stands with its delay."""
    due, now = due_at(row), at.now
    if due is None:
        return Delay.NONE
    if due < now:
        return Delay.OVER_A_WEEK if parse_instant(now) - parse_instant(due) > _OVER_A_WEEK else Delay.LATE
    alert = alert_before(due, row, at.levels)
    return Delay.SOON if alert is not None and alert <= now else Delay.IN_TIME


Standing = tuple[Any, Delay]


def _states(still_open: Iterable[Standing]) -> tuple[Share, ...]:
    """Count by state, in the order in which a report goes through them."""
    counted = {one.key: one for one in _counted(still_open, lambda row: row.status)}
    return tuple(counted[state] for state in ReportStatus if state in counted)


def _delays(still_open: Iterable[Standing]) -> tuple[Share, ...]:
    counted = Counter(delay for _, delay in still_open)
    return tuple(Share(delay.value, counted[delay]) for delay in Delay if counted[delay])


def _counted(still_open: Iterable[Standing], key: Any) -> tuple[Share, ...]:
    """Count by a key, the most first, with how many are late."""
    counts: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for row, delay in still_open:
        counts[key(row)] += 1
        late[key(row)] += delay in LATE_ONES
    return tuple(Share(name, count, late[name]) for name, count in sorted(counts.items(), key=_most_first))


def _family(row: Any) -> str:
    return category_of(row.service_code).group


def _by_family(still_open: Sequence[Standing]) -> Mapping[str, tuple[Share, ...]]:
    """Count by category within each family, the most first."""
    parts: dict[str, list[Standing]] = {}
    for standing in still_open:
        parts.setdefault(_family(standing[0]), []).append(standing)
    return {family: _counted(part, lambda row: row.service_code) for family, part in parts.items()}


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _weeks(rows: Sequence[Any], now: str) -> tuple[Week, ...]:
    this = _monday(parse_instant(now))
    received = Counter(_monday(parse_instant(row.requested_datetime)) for row in rows)
    closed = Counter(
        _monday(parse_instant(row.closed_at)) for row in rows if row.closed_at and row.status != ReportStatus.DOUBLON
    )
    mondays = [this - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    return tuple(Week(monday, received[monday], closed[monday]) for monday in mondays)


def _monday(at: datetime) -> date:
    day = at.astimezone(PARIS).date()
    return day - timedelta(days=day.weekday())


def _days(start: str, end: str) -> float:
    return (parse_instant(end) - parse_instant(start)).total_seconds() / _DAY_S
