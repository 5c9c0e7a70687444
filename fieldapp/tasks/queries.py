"""Reads of the tasks: the lists of an agent, and one task with all that its page shows.

A task's fields travel as JSON; here they become frozen values. Nothing here knows the time: what is overdue is
decided when a screen is drawn, so that a list left open grows late by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from fieldapp.replica.attached import StoredPhoto, photos_of
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.leavings import HAND_BACK, IMPOSSIBLE, Leaving, leaving_of
from fieldapp.replica.people import Comment, comment_draft_id, comments_of, directory_names
from fieldapp.replica.receipts import Receipt, receipt_of, unsent_entries, unsent_ids
from fieldapp.replica.shots import held_item, held_role
from fieldapp.replica.tables import Report, Service, Task, Team
from fieldapp.replica.voices import Voices, voices_of
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.geometry import Point
from sync.records.task import OPEN_STATUSES, CheckResult, TaskStatus

WINDOW: Final = 300
"""Tasks of a list that are read at once: more than one agent or team has, fewer than a large service."""


class Belongs(StrEnum):
    """Say whose tasks a list shows."""

    MINE = "mine"
    TEAM = "team"
    SERVICE = "service"
    IMPOSSIBLE = "impossible"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskCard:
    """What a list shows of a task."""

    id: str
    title: str
    address: str
    category: str | None
    status: str
    priority: str
    due_at: str | None
    point: Point | None
    assignee: str | None
    done_at: str | None
    unsent: bool
    service: str | None = None
    team: str | None = None
    holder: str = ""
    """Who has it, in words: the agent, else the team."""


@dataclass(frozen=True, slots=True)
class TaskLists:
    """The lists of an agent; those of the service are for who oversees others, and empty for the rest."""

    mine: tuple[TaskCard, ...] = ()
    team: tuple[TaskCard, ...] = ()
    service: tuple[TaskCard, ...] = ()
    impossible: tuple[TaskCard, ...] = ()
    done: tuple[TaskCard, ...] = ()
    counts: Mapping[Belongs, int] = field(default_factory=dict)
    """How many there are of each, read or not."""

    def of(self, belongs: Belongs) -> tuple[TaskCard, ...]:
        """Give one of them."""
        found: tuple[TaskCard, ...] = getattr(self, belongs.value)
        return found


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item of the checklist with the last answer given to it."""

    id: str
    label: str
    mandatory: bool
    photo: bool
    result: CheckResult | None
    reason: str
    photo_id: str | None
    """The attachment that shows why it is not OK."""

    @property
    def lacks_reason(self) -> bool:
        """Tell whether a NOK still wants its photo or its reason."""
        return self.result is CheckResult.NOK and not self.reason and self.photo_id is None


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """The report from which a task comes."""

    id: str
    number: str
    category: str
    description: str
    status: str
    author: str
    channel: str
    requested_at: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """All that the page of a task shows."""

    card: TaskCard
    description: str
    expected_minutes: int | None
    minutes_spent: int
    started_at: str | None
    photo_proof: bool
    impossible_reason: str | None
    impossible_note: str
    handover_note: str
    team_name: str
    service_name: str
    assignee_name: str
    checks: tuple[CheckItem, ...]
    photos: tuple[StoredPhoto, ...]
    comments: tuple[Comment, ...]
    history: tuple[Mapping[str, Any], ...]
    names: Mapping[str, str]
    """Id of an agent, service or team -> name, for the history."""
    report: LinkedReport | None
    before: StoredPhoto | None
    """What the place looked like: the task's own photo, else the report's."""
    receipt: Receipt
    comment_draft: str
    """A comment that is being written."""
    impossible: Fields
    """What was chosen and written of « Impossible », and not sent."""
    hand_back: Fields
    """The word for who comes next that is being written."""
    held: str | None
    """The role of a photo that was taken and waits to be kept."""
    held_item: str | None
    """The item of the checklist that it answers."""
    voices: Voices

    @property
    def after(self) -> tuple[StoredPhoto, ...]:
        """Give the photos that prove the work."""
        return tuple(photo for photo in self.photos if photo.role == PhotoRole.APRES)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a task still wants before « Service fait »."""

    checks: int = 0
    reasons: int = 0
    photos: int = 0

    @property
    def nothing(self) -> bool:
        """Tell whether the task can be closed."""
        return not (self.checks or self.reasons or self.photos)


@dataclass(frozen=True, slots=True)
class Whose:
    """Say for whom the lists are: an agent and his team, and whether he sees everybody's."""

    agent: str
    team: str | None
    oversees: bool = False


def task_lists(session: Session, whose: Whose, at_most: int = WINDOW) -> TaskLists:
    """Give what an agent has to do, what his team may take, what ended; and how many there are of each."""
    unsent, names = unsent_ids(session, "task"), directory_names(session)
    offered = [belongs for belongs in Belongs if whose.oversees or belongs not in _OF_OTHERS]

    def listed(belongs: Belongs) -> tuple[TaskCard, ...]:
        found = session.exec(select(Task).where(*of_list(belongs, whose)).order_by(*order_of(belongs)).limit(at_most))
        return tuple(_card(task, unsent, names) for task in found)

    def counted(belongs: Belongs, read: int) -> int:
        if read < at_most:
            return read
        return session.exec(select(func.count()).select_from(Task).where(*of_list(belongs, whose))).one()

    lists = {belongs: listed(belongs) for belongs in offered}
    counts = {belongs: counted(belongs, len(cards)) for belongs, cards in lists.items()}
    return TaskLists(**{belongs.value: cards for belongs, cards in lists.items()}, counts=counts)


def of_list(belongs: Belongs, whose: Whose) -> tuple[ColumnElement[bool] | bool, ...]:
    """Choose the tasks of a list."""
    is_open, is_mine = col(Task.status).in_(sorted(OPEN_STATUSES)), Task.assignee == whose.agent
    is_stuck = Task.status == TaskStatus.IMPOSSIBLE
    match belongs:
        case Belongs.MINE:
            return (is_open, is_mine)
        case Belongs.TEAM:
            return (is_open, col(Task.assignee).is_(None), Task.team == whose.team, col(Task.team).is_not(None))
        case Belongs.SERVICE:
            return (is_open,)
        case Belongs.IMPOSSIBLE:
            return (is_stuck,)
        case Belongs.DONE:
            return (or_(Task.status == TaskStatus.FAITE, is_stuck), *(() if whose.oversees else (is_mine,)))


def order_of(belongs: Belongs) -> tuple[ColumnElement[Any], ...]:
    """Give the order in which a list may be cut: what ended last, else what presses most."""
    return (col(Task.done_at).desc(), col(Task.id).asc()) if belongs is Belongs.DONE else pressing_first(Task)


_OF_OTHERS: Final = frozenset({Belongs.SERVICE, Belongs.IMPOSSIBLE})


def task_page(session: Session, task_id: str) -> TaskPage | None:
    """Give a task with all that its page shows; None when it is not (or no longer) on this device."""
    task = session.get(Task, task_id)
    if task is None:
        return None
    photos = photos_of(session, "task", task_id)
    report = session.get(Report, task.report) if task.report else None
    names = directory_names(session)
    return TaskPage(
        card=_card(task, unsent_ids(session, "task"), names),
        description=task.description or "",
        expected_minutes=task.expected_minutes,
        minutes_spent=task.time_spent_minutes or 0,
        started_at=task.started_at,
        photo_proof=task.photo_proof,
        impossible_reason=task.impossible_reason,
        impossible_note=task.impossible_note or "",
        handover_note=task.handover_note or "",
        team_name=_name_of(session.get(Team, task.team) if task.team else None),
        service_name=_name_of(session.get(Service, task.service) if task.service else None),
        assignee_name=names.get(task.assignee or "", ""),
        checks=_checks(task),
        photos=photos,
        comments=comments_of(task.comments, names),
        history=(*(task.history or ()), *unsent_entries(session, "task", task.id)),
        names=names,
        report=_linked(report, names),
        before=_before(photos, photos_of(session, "report", report.id) if report else ()),
        receipt=receipt_of(session, "task", task_id),
        comment_draft=_comment_draft(session, task_id),
        impossible=leaving_of(session, Leaving(IMPOSSIBLE, "task", task_id)),
        hand_back=leaving_of(session, Leaving(HAND_BACK, "task", task_id)),
        held=held_role(session, "task", task_id),
        held_item=held_item(session, "task", task_id),
        voices=voices_of(session, "task", task_id),
    )


def missing(page: TaskPage) -> Missing:
    """Count what is missing before the task can be closed."""
    return Missing(
        checks=sum(1 for check in page.checks if check.mandatory and check.result is None),
        reasons=sum(1 for check in page.checks if check.lacks_reason),
        photos=1 if page.photo_proof and not page.after else 0,
    )


def _card(task: Task, unsent: frozenset[str], names: Mapping[str, str]) -> TaskCard:
    return TaskCard(
        id=task.id,
        title=task.title,
        address=task.address or "",
        category=task.category,
        status=task.status,
        priority=task.priority,
        due_at=task.due_at,
        point=None if task.lat is None or task.long is None else Point(task.lat, task.long),
        assignee=task.assignee,
        done_at=task.done_at,
        unsent=task.id in unsent,
        service=task.service,
        team=task.team,
        holder=names.get(task.assignee or "") or names.get(task.team or "", ""),
    )


def _comment_draft(session: Session, task_id: str) -> str:
    draft = draft_of(session, comment_draft_id("task", task_id))
    return str(draft.fields.get("text") or "") if draft else ""


def _checks(task: Task) -> tuple[CheckItem, ...]:
    last = {entry["item"]: entry for entry in task.checks or ()}
    return tuple(_check(item, last.get(item.get("id"), {})) for item in task.checklist or ())


def _check(item: Mapping[str, Any], answer: Mapping[str, Any]) -> CheckItem:
    return CheckItem(
        id=str(item["id"]),
        label=str(item.get("label", "")),
        mandatory=item.get("mandatory") is not False,
        photo=bool(item.get("photo")),
        result=_result(answer.get("result")),
        reason=str(answer.get("reason") or ""),
        photo_id=answer.get("photo"),
    )


def _result(code: str | None) -> CheckResult | None:
    # A newer version's word for a result reads as « not answered yet »: the agent is asked again.
    return CheckResult(code) if code in tuple(CheckResult) else None


def _linked(report: Report | None, names: Mapping[str, str]) -> LinkedReport | None:
    if report is None:
        return None
    return LinkedReport(
        id=report.id,
        number=report.number or "",
        category=report.service_code,
        description=report.description or "",
        status=report.status,
        author=names.get(report.author or "", ""),
        channel=report.channel,
        requested_at=report.requested_datetime,
    )


def _before(own: tuple[StoredPhoto, ...], reported: tuple[StoredPhoto, ...]) -> StoredPhoto | None:
    shown = [photo for photo in own if photo.role == PhotoRole.AVANT]
    shown += [photo for photo in own if photo.role in (PhotoRole.ENSEMBLE, PhotoRole.DETAIL)]
    return next(iter([*shown, *reported]), None)


def _name_of(row: Team | Service | None) -> str:
    return row.name if row else ""
