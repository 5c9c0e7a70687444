"""Read of a list of reports for a spreadsheet: the same ones in the same order, with names in place of ids.

Nothing of the person who called is among them, and what residents wrote only where it is asked for: a file leaves the
vault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.people import agent_names
from fieldapp.replica.tables import Report, Service, Team, Zone
from sync.core.instants import parse_instant
from sync.records.clocks import due_at
from sync.records.delays import PARIS
from sync.records.urgency import is_overdue

EXPORT_MAX: Final = 5_000


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One report as a line of a table; names are empty where they are not known."""

    number: str
    category: str
    status: str
    priority: str
    address: str
    zone: str
    service: str
    team: str
    agent: str
    channel: str
    requested_at: datetime
    due_at: datetime | None
    is_late: bool
    scheduled_at: datetime | None
    closed_at: datetime | None
    lat: float
    long: float
    description: str


def export_rows(session: Session, report_ids: Sequence[str], now: str) -> tuple[ExportRow, ...]:
    """Give these reports in this order; `now` decides what is late."""
    wanted = list(report_ids[:EXPORT_MAX])
    found: dict[str, Report] = {}
    for start in range(0, len(wanted), 500):
        part = session.exec(select(Report).where(col(Report.id).in_(wanted[start : start + 500])))
        found |= {row.id: row for row in part}
    names = {**agent_names(session), **_place_names(session)}
    return tuple(_row(found[report_id], names, now) for report_id in wanted if report_id in found)


def _place_names(session: Session) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind in (Service, Team, Zone):
        names.update(session.exec(select(kind.id, kind.name)).all())
    return names


def _row(report: Report, names: Mapping[str, str], now: str) -> ExportRow:
    due = due_at(report)
    return ExportRow(
        number=report.number or "",
        category=report.service_code,
        status=report.status,
        priority=report.priority,
        address=report.address or "",
        zone=names.get(report.zone or "", ""),
        service=names.get(report.service or "", ""),
        team=names.get(report.team or "", ""),
        agent=names.get(report.assignee or "", ""),
        channel=report.channel,
        requested_at=_local(report.requested_datetime),
        due_at=_local(due) if due else None,
        is_late=is_overdue(due, now),
        scheduled_at=_local(report.scheduled_at) if report.scheduled_at else None,
        closed_at=_local(report.closed_at) if report.closed_at else None,
        lat=report.lat,
        long=report.long,
        description=report.description or "",
    )


def _local(at: str) -> datetime:
    return parse_instant(at).astimezone(PARIS)
