"""Reads of the reports around a place, and of one report with all that its page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, col, or_, select

from fieldapp.replica.attached import StoredPhoto, photos_of
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.lateness import is_late
from fieldapp.replica.leavings import IMPOSSIBLE, Leaving, leaving_of
from fieldapp.replica.people import Comment, comment_draft_id, comments_of, directory_names
from fieldapp.replica.receipts import Receipt, receipt_of, unsent_entries, unsent_ids
from fieldapp.replica.shots import held_role
from fieldapp.replica.tables import Agent, Report, Service, Task, Team, Zone
from fieldapp.replica.voices import Voices, voices_of
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.clocks import mended_by
from sync.records.geometry import Point, box_around, metres_between
from sync.records.report import CLOSED_STATUSES, TO_TAKE_STATUSES
from sync.records.task import OPEN_STATUSES, Priority
from sync.records.urgency import Urgency, is_dangerous, urgency

NEAR_MAX: Final = 150
"""Reports that a list around a place holds."""
RADII_M: Final = (300, 1_000, 4_000)
"""The circles that are asked in turn until one holds enough; then the whole town."""

_BEFORE: Final = (PhotoRole.AVANT, PhotoRole.ENSEMBLE, PhotoRole.DETAIL)


class Which(StrEnum):
    """Say which reports a list shows."""

    OPEN = "open"
    DANGEROUS = "dangerous"
    LATE = "late"
    MINE = "mine"
    TEAM = "team"
    """Given to the agent's team, and nobody has it."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a list shows of a report."""

    id: str
    number: str
    category: str
    description: str
    address: str
    status: str
    priority: str
    due_at: str | None
    requested_at: str
    point: Point
    metres: float
    """From the place around which the list was asked."""
    unsent: bool

    @property
    def title(self) -> str:
        """A report has none: its category names it."""
        return ""


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """A task made from a report."""

    id: str
    title: str
    status: str
    assignee: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page of a report shows."""

    card: ReportCard
    accuracy_m: float | None
    position_source: str
    position_mocked: bool
    zone_name: str
    service: str | None
    service_name: str
    team: str | None
    team_name: str
    assignee: str | None
    assignee_name: str
    author: str | None
    author_name: str
    channel: str
    reject_reason: str | None
    status_notes: str
    duplicate_of: str | None
    reopened: bool
    scheduled_at: str | None
    closed_at: str | None
    followers: tuple[str, ...]
    minutes_spent: int
    photos: tuple[StoredPhoto, ...]
    comments: tuple[Comment, ...]
    history: tuple[Mapping[str, Any], ...]
    names: Mapping[str, str]
    tasks: tuple[LinkedTask, ...]
    receipt: Receipt
    comment_draft: str
    """A comment that is being written."""
    impossible: Fields
    """What was chosen and written of « Impossible », and not sent."""
    held: str | None
    """The role of a photo that was taken and waits to be kept."""
    voices: Voices

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.card.status not in CLOSED_STATUSES

    @property
    def before(self) -> StoredPhoto | None:
        """Give the photo that shows the place as it was: over its ghost the « after » is taken."""
        shown = (photo for role in _BEFORE for photo in self.photos if photo.role == role)
        return next(shown, None)


def reports_near(session: Session, here: Point, which: Which, agent_id: str, now: str) -> tuple[ReportCard, ...]:
    """Give the reports around a place: danger, then what is late at `now`, then the nearest.

    They are at most `NEAR_MAX`. Where there are more, those that are farther go; a danger within the circle stays.
    """
    wanted = _wanted(which, agent_id, now)
    found: list[Report] = []
    for radius_m in (*RADII_M, None):
        area = _inside(here, radius_m) if radius_m else ()
        # One more than is shown is not needed: the list says « les plus proches ».
        found = list(session.exec(select(Report).where(*wanted, *area)))
        if len(found) >= NEAR_MAX:
            break
    unsent = unsent_ids(session, "report")
    cards = (_card(report, here, unsent) for report in found)
    near = sorted(cards, key=lambda card: (not is_dangerous(card.priority), card.metres))[:NEAR_MAX]
    return tuple(sorted(near, key=lambda card: _turn(card, now)))


def report_page(session: Session, report_id: str, here: Point | None = None) -> ReportPage | None:
    """Give a report with all that its page shows; None when it is not on this device."""
    report = session.get(Report, report_id)
    if report is None:
        return None
    names = directory_names(session)
    return ReportPage(
        card=_card(report, here or Point(report.lat, report.long), unsent_ids(session, "report")),
        accuracy_m=report.accuracy_m,
        position_source=report.position_source,
        position_mocked=report.position_mocked,
        zone_name=_name_of(session.get(Zone, report.zone) if report.zone else None),
        service=report.service,
        team=report.team,
        service_name=_name_of(session.get(Service, report.service) if report.service else None),
        team_name=_name_of(session.get(Team, report.team) if report.team else None),
        assignee=report.assignee,
        assignee_name=names.get(report.assignee or "", ""),
        author=report.author,
        author_name=names.get(report.author or "", ""),
        channel=report.channel,
        reject_reason=report.reject_reason,
        status_notes=report.status_notes or "",
        duplicate_of=report.duplicate_of,
        reopened=report.reopened,
        scheduled_at=report.scheduled_at,
        closed_at=report.closed_at,
        followers=tuple(report.followers or ()),
        minutes_spent=report.time_spent_minutes or 0,
        photos=photos_of(session, "report", report_id),
        comments=comments_of(report.comments, names),
        history=(*(report.history or ()), *unsent_entries(session, "report", report.id)),
        names=names,
        tasks=_tasks_of(session, report_id, names),
        receipt=receipt_of(session, "report", report_id),
        comment_draft=_comment_draft(session, report_id),
        impossible=leaving_of(session, Leaving(IMPOSSIBLE, "report", report_id)),
        held=held_role(session, "report", report_id),
        voices=voices_of(session, "report", report_id),
    )


def _turn(card: ReportCard, now: str) -> Urgency:
    return urgency(priority=card.priority, due_at=card.due_at, metres=card.metres, now=now)


def _wanted(which: Which, agent_id: str, now: str) -> tuple[ColumnElement[bool], ...]:
    is_closed = col(Report.status).in_(sorted(CLOSED_STATUSES))
    is_open = ~is_closed
    match which:
        case Which.OPEN:
            return (is_open,)
        case Which.DANGEROUS:
            return (is_open, col(Report.priority) == Priority.DANGEREUX)
        case Which.LATE:
            return (is_open, is_late(now))
        case Which.CLOSED:
            return (is_closed,)
        case Which.TEAM:
            own = select(Agent.team).where(Agent.id == agent_id).scalar_subquery()
            is_free = col(Report.assignee).is_(None) & col(Report.status).in_(sorted(TO_TAKE_STATUSES))
            return is_free, col(Report.team) == own
        case Which.MINE:
            # The followers are a JSON list; an id is long enough to stand for itself in its text.
            follows = cast(col(Report.followers), String).contains(agent_id)
            return (or_(col(Report.author) == agent_id, col(Report.assignee) == agent_id, follows),)


def _inside(here: Point, radius_m: float) -> tuple[ColumnElement[bool], ...]:
    box = box_around(here, radius_m)
    return col(Report.lat).between(box.south, box.north), col(Report.long).between(box.west, box.east)


def _card(report: Report, here: Point, unsent: frozenset[str]) -> ReportCard:
    point = Point(report.lat, report.long)
    return ReportCard(
        id=report.id,
        number=report.number or "",
        category=report.service_code,
        description=report.description or "",
        address=report.address or "",
        status=report.status,
        priority=report.priority,
        due_at=mended_by(report),
        requested_at=report.requested_datetime,
        point=point,
        metres=metres_between(here, point),
        unsent=report.id in unsent,
    )


def _comment_draft(session: Session, report_id: str) -> str:
    draft = draft_of(session, comment_draft_id("report", report_id))
    return str(draft.fields.get("text") or "") if draft else ""


def _tasks_of(session: Session, report_id: str, names: Mapping[str, str]) -> tuple[LinkedTask, ...]:
    found = session.exec(select(Task).where(Task.report == report_id).order_by(col(Task.id)))
    return tuple(
        LinkedTask(task.id, task.title, task.status, names.get(task.assignee or "", ""), task.status in OPEN_STATUSES)
        for task in found
    )


def _name_of(row: Team | Service | Zone | None) -> str:
    return row.name if row else ""
