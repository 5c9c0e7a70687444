"""What is late, for queries that count it in the database: the rule of `sync.records.clocks.mended_by`."""

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from fieldapp.replica.tables import Report
from sync.records.report import PAUSED_STATUSES


def is_late(now: str) -> ColumnElement[bool]:
    """Choose the reports that should have been mended by now; one whose clock stands still is not late."""
    runs = and_(col(Report.status).not_in(sorted(PAUSED_STATUSES)), col(Report.paused_at).is_(None))
    return and_(col(Report.expected_datetime) < now, runs)
