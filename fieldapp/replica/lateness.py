"""What is late and what presses, for queries that count and cut in the database.

The rules are those of `sync.records.clocks.mended_by` and of `sync.records.urgency`.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from fieldapp.replica.tables import Report, Task
from sync.records.report import PAUSED_STATUSES
from sync.records.task import Priority


def is_late(now: str) -> ColumnElement[bool]:
    """Choose the reports that should have been mended by now; one whose clock stands still is not late."""
    runs = and_(col(Report.status).not_in(sorted(PAUSED_STATUSES)), col(Report.paused_at).is_(None))
    return and_(col(Report.expected_datetime) < now, runs)


def pressing_first(kind: type[Task] | type[Report]) -> tuple[ColumnElement[Any], ...]:
    """Give the order in which a list may be cut: danger, then what is due soonest, then what never is.

    The distance is not in it: the database does not know where somebody stands. Without this order a cut is by chance.
    """
    due_at: Any = Task.due_at if kind is Task else Report.expected_datetime
    is_calm = col(kind.priority) != Priority.DANGEREUX
    return is_calm, col(due_at).is_(None), col(due_at).asc(), col(kind.id).asc()
