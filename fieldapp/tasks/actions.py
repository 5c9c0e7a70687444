"""Writes of the tasks: each gesture of the agent is one action, and each can be taken back by another.

The first gesture on a task begins it: whoever ticks a check works on it. A task that closes takes the report from
which it comes along, in the same gesture: with an « after » photo the work is proven and the report is « Service
fait », without one it is « Fait, à contrôler » and the desk looks at it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.leavings import Begun, end_leavings, resume_leavings
from fieldapp.replica.people import comment_draft_id
from fieldapp.replica.ports import Photo
from fieldapp.replica.shots import held_item, keep_shot
from fieldapp.replica.tables import Attachment, Report, Task
from fieldapp.replica.unit import Unit
from sync.core.instants import instant, parse_instant
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.delays import after_working_days
from sync.records.report import CLOSED_STATUSES, ReportStatus
from sync.records.task import OPEN_STATUSES, CheckResult, ImpossibleReason, TaskStatus, check_results, is_answered

TASK: Final = "task"
REPORT: Final = "report"
COMMENT_FORM: Final = "task comment"
_NOT_BEGUN = frozenset({TaskStatus.A_FAIRE, TaskStatus.PRISE_EN_CHARGE})
SOON_DAYS: Final = 3
"""« Sous 3 jours », working days."""


class Revisit(StrEnum):
    """Say when somebody should come back to what was impossible."""

    TOMORROW = "tomorrow"
    SOON = "soon"
    DESK_DECIDES = "desk"


class NotFinished(Exception):
    """Say that a task cannot be closed yet; the screen leads to what is missing."""


def begin(unit: Unit, task_id: str) -> None:
    """Say that the work has begun."""
    fields = unit.fields(TASK, task_id)
    unit.update(TASK, task_id, {"status": TaskStatus.EN_COURS, "started_at": fields.get("started_at") or unit.now})
    _move_report(unit, fields, ReportStatus.EN_COURS, from_statuses=_REPORT_WAITS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent says of one item of the checklist."""

    item: str
    result: CheckResult
    reason: str = ""
    photo: Photo | None = None


def answer_check(unit: Unit, task_id: str, answer: Answer) -> None:
    """Answer one item of the checklist; the last answer counts, the earlier ones stay in the history.

    A reason or a photo given to an item that is already NOK completes that answer; the same answer again is nothing.
    """
    fields = unit.fields(TASK, task_id)
    last = check_results(fields).get(answer.item, {})
    kept: dict[str, Any] = last if last.get("result") == answer.result else {}
    entry: dict[str, Any] = {"item": answer.item, "result": answer.result.value}
    entry["reason"] = answer.reason or kept.get("reason")
    entry["photo"] = unit.attach(TASK, task_id, answer.photo, PhotoRole.CONTROLE) if answer.photo else kept.get("photo")
    entry = {name: value for name, value in entry.items() if value}
    if kept and all(kept.get(name) == value for name, value in entry.items()):
        return
    _begin_if_new(unit, task_id, fields)
    unit.append(TASK, task_id, "checks", entry)


def add_photo(unit: Unit, task_id: str, photo: Photo, role: PhotoRole) -> str:
    """Put a photo on the task: before, after, or of the place."""
    _begin_if_new(unit, task_id, unit.fields(TASK, task_id))
    return unit.attach(TASK, task_id, photo, role)


def keep_photo(unit: Unit, task_id: str) -> str | None:
    """Put the photo that was taken and looked at on the task, and give its id."""
    _begin_if_new(unit, task_id, unit.fields(TASK, task_id))
    return keep_shot(unit, TASK, task_id)


def keep_check_photo(unit: Unit, task_id: str) -> None:
    """Put the photo that was looked at on the task, as what shows why an item of the checklist is not OK."""
    fields = unit.fields(TASK, task_id)
    item = held_item(unit.session, TASK, task_id)
    photo_id = keep_shot(unit, TASK, task_id)
    if item is None or photo_id is None:
        return
    last = check_results(fields).get(item, {})
    reason = last.get("reason") if last.get("result") == CheckResult.NOK else None
    entry = {"item": item, "result": CheckResult.NOK.value, "reason": reason, "photo": photo_id}
    _begin_if_new(unit, task_id, fields)
    unit.append(TASK, task_id, "checks", {name: value for name, value in entry.items() if value})


def draft_comment(unit: Unit, task_id: str, text: str) -> None:
    """Keep a comment that is being written; it is not said before it is added or the task leaves."""
    draft_id = comment_draft_id(TASK, task_id)
    if text.strip():
        unit.save_draft(COMMENT_FORM, {"text": text}, draft_id=draft_id)
    elif unit.draft(draft_id) is not None:
        unit.discard_draft(draft_id)


def add_comment(unit: Unit, task_id: str, text: str) -> None:
    """Add a comment and forget its draft; an empty one is none."""
    if text.strip():
        unit.append(TASK, task_id, "comments", {"text": text.strip()})
    draft_comment(unit, task_id, "")


def set_time_spent(unit: Unit, task_id: str, minutes: int) -> None:
    """Set how long the work took; two agents' minutes add up."""
    unit.update(TASK, task_id, {"time_spent_minutes": max(0, minutes)})


def claim(unit: Unit, task_id: str) -> None:
    """Take a task of the team."""
    fields = unit.fields(TASK, task_id)
    status = TaskStatus.PRISE_EN_CHARGE if fields.get("status") == TaskStatus.A_FAIRE else fields.get("status")
    unit.update(TASK, task_id, {"assignee": unit.agent, "status": status})


def hand_back(unit: Unit, task_id: str, note: str) -> Begun:
    """Give a task back to its team, or to the desk where it has none, with a word for who comes next.

    Gives the forms that were begun, for « Annuler ».
    """
    begun = _say_drafted(unit, task_id)
    unit.update(TASK, task_id, {"assignee": None, "status": TaskStatus.A_FAIRE, "handover_note": note.strip() or None})
    return begun


def finish(unit: Unit, task_id: str) -> None:
    """Close a task: « Service fait ». Raise `NotFinished` when a check or the proof is missing."""
    fields = unit.fields(TASK, task_id)
    proven = _has_after_photo(unit.session, task_id)
    if not is_answered(fields) or (fields.get("photo_proof") and not proven):
        raise NotFinished(task_id)
    _say_drafted(unit, task_id)
    unit.update(
        TASK,
        task_id,
        {
            "status": TaskStatus.FAITE,
            "done_at": unit.now,
            "started_at": fields.get("started_at") or unit.now,
            "assignee": fields.get("assignee") or unit.agent,
        },
    )
    if _is_last(unit.session, task_id, fields):
        _move_report(unit, fields, ReportStatus.RESOLU if proven else ReportStatus.FAIT_A_CONTROLER)


def reopen(unit: Unit, task_id: str) -> None:
    """Take « Service fait » or « Impossible » back."""
    fields = unit.fields(TASK, task_id)
    emptied = dict.fromkeys(("done_at", "impossible_reason", "impossible_note"))
    unit.update(TASK, task_id, {"status": TaskStatus.EN_COURS, **emptied})
    reopened = frozenset({ReportStatus.RESOLU, ReportStatus.FAIT_A_CONTROLER})
    _move_report(unit, fields, ReportStatus.EN_COURS, from_statuses=reopened)


def declare_impossible(
    unit: Unit, task_id: str, reason: ImpossibleReason, *, note: str = "", revisit: Revisit = Revisit.DESK_DECIDES
) -> Begun:
    """Say that a task cannot be done, why, and when it may be tried again. What was done on it stays.

    Gives the forms that were begun, for « Annuler ».
    """
    wanted: dict[str, Any] = {
        "status": TaskStatus.IMPOSSIBLE,
        "impossible_reason": reason,
        "impossible_note": note.strip() or None,
    }
    if revisit is not Revisit.DESK_DECIDES:
        wanted["due_at"] = due_again(unit.now, revisit)
    begun = _say_drafted(unit, task_id)
    unit.update(TASK, task_id, wanted)
    return begun


def take_back(unit: Unit, task_id: str, before: Fields, begun: Begun | None = None) -> None:
    """Put the fields of a gesture back as they were, and the forms that it ended: « Annuler »."""
    unit.update(TASK, task_id, before)
    resume_leavings(unit, TASK, task_id, begun or {})


def due_again(now: str, revisit: Revisit) -> str:
    """Give the close of the working day on which to come back."""
    days = 1 if revisit is Revisit.TOMORROW else SOON_DAYS
    return instant(after_working_days(parse_instant(now), days))


_REPORT_WAITS = frozenset(
    {
        ReportStatus.NOUVEAU,
        ReportStatus.A_QUALIFIER,
        ReportStatus.QUALIFIE,
        ReportStatus.AFFECTE,
        ReportStatus.PRIS_EN_CHARGE,
        ReportStatus.PROGRAMME,
    }
)
_STILL_OPEN = frozenset(ReportStatus) - CLOSED_STATUSES


def _say_drafted(unit: Unit, task_id: str) -> Begun:
    """Add the comment that was being written: the task leaves the agent's hands, his words go with it."""
    begun = end_leavings(unit, TASK, task_id)
    draft = unit.draft(comment_draft_id(TASK, task_id))
    if draft is not None:
        add_comment(unit, task_id, str(draft.fields.get("text") or ""))
    return begun


def _begin_if_new(unit: Unit, task_id: str, fields: Fields) -> None:
    if fields.get("status") in _NOT_BEGUN:
        begin(unit, task_id)


def _has_after_photo(session: Session, task_id: str) -> bool:
    after = select(Attachment.id).where(
        Attachment.parent_kind == TASK, Attachment.parent_id == task_id, Attachment.role == PhotoRole.APRES
    )
    return session.exec(after).first() is not None


def _is_last(session: Session, task_id: str, fields: Fields) -> bool:
    """Say whether no other open task of the same report is known here."""
    others = select(Task.id).where(
        Task.report == fields.get("report"), Task.id != task_id, col(Task.status).in_(sorted(OPEN_STATUSES))
    )
    return session.exec(others).first() is None


def _move_report(
    unit: Unit, task: Fields, status: ReportStatus, *, from_statuses: frozenset[ReportStatus] = _STILL_OPEN
) -> None:
    """Move the report of a task along, where it is on this device and stands where the move makes sense."""
    report_id = task.get("report")
    report = unit.session.get(Report, report_id) if report_id else None
    if report is None or report.status == status or report.status not in from_statuses:
        return
    closed_at = unit.now if status in CLOSED_STATUSES else None
    unit.update(REPORT, report.id, {"status": status, "closed_at": closed_at})
