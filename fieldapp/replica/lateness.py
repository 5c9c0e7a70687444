"""What is late and what presses, for queries that count and cut in the database.

The rules are those of `mended_by`, `is_to_sort` and `due_at` in `sync.records.clocks`, and of `sync.records.urgency`.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from fieldapp.replica.tables import Report, Task
from sync.records.report import PAUSED_STATUSES, TRIAGE_STATUSES, ReportStatus
from sync.records.task import Priority


def is_late(now: str) -> ColumnElement[bool]:
    """Choose the reports that should have been mended by now; one whose clock stands still is not late."""
    return and_(col(Report.expected_datetime) < now, _runs())


def waits_at_desk() -> ColumnElement[bool]:
    """Choose the reports that wait at the desk: new, to qualify, or qualified and given to nobody yet."""
    is_free = and_(col(Report.team).is_(None), col(Report.assignee).is_(None))
    is_qualified = col(Report.status) == ReportStatus.QUALIFIE
    return or_(col(Report.status).in_(sorted(TRIAGE_STATUSES)), and_(is_qualified, is_free))


def is_late_at_desk(now: str) -> ColumnElement[bool]:
    """Choose the reports that are late for the desk: not mended in time, or unsorted and not answered."""
    unanswered = and_(waits_at_desk(), col(Report.first_answer_due_at) < now)
    return and_(or_(col(Report.expected_datetime) < now, unanswered), _runs())


def _runs() -> ColumnElement[bool]:
    """Choose the reports whose clock runs."""
    return and_(col(Report.status).not_in(sorted(PAUSED_STATUSES)), col(Report.paused_at).is_(None))


def pressing_first(kind: type[Task] | type[Report]) -> tuple[ColumnElement[Any], ...]:
    """Give the order in which a list may be cut: danger, then what is due soonest, then what never is.

    The distance is not in it: the database does not know where somebody stands. Without this order a cut is by chance.
    """
    due_at: Any = Task.due_at if kind is Task else Report.expected_datetime
    is_calm = col(kind.priority) != Priority.DANGEREUX
    return is_calm, col(due_at).is_(None), col(due_at).asc(), col(kind.id).asc()
