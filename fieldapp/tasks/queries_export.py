"""Read of a whole list of tasks for a spreadsheet, with names in place of ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from fieldapp.replica.people import directory_names
from fieldapp.replica.tables import Task
from fieldapp.tasks.queries import Belongs, Whose, of_list, order_of
from sync.core.instants import parse_instant
from sync.records.delays import PARIS
from sync.records.task import OPEN_STATUSES
from sync.records.urgency import is_overdue


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One task as a line of a table; names are empty where they are not known."""

    title: str
    category: str
    status: str
    priority: str
    address: str
    service: str
    team: str
    agent: str
    due_at: datetime | None
    is_late: bool
    done_at: datetime | None
    minutes_spent: int
    lat: float | None
    long: float | None


def export_rows(session: Session, belongs: Belongs, whose: Whose, now: str) -> tuple[ExportRow, ...]:
    """Give the tasks of a list, all of them, what presses first; `now` decides what is late."""
    found, names = select(Task).where(*of_list(belongs, whose)).order_by(*order_of(belongs)), directory_names(session)
    return tuple(_row(task, names, now) for task in session.exec(found))


def _row(task: Task, names: Mapping[str, str], now: str) -> ExportRow:
    return ExportRow(
        title=task.title,
        category=task.category or "",
        status=task.status,
        priority=task.priority,
        address=task.address or "",
        service=names.get(task.service or "", ""),
        team=names.get(task.team or "", ""),
        agent=names.get(task.assignee or "", ""),
        due_at=_local(task.due_at),
        is_late=task.status in OPEN_STATUSES and is_overdue(task.due_at, now),
        done_at=_local(task.done_at),
        minutes_spent=task.time_spent_minutes or 0,
        lat=task.lat,
        long=task.long,
    )


def _local(at: str | None) -> datetime | None:
    return parse_instant(at).astimezone(PARIS) if at else None
