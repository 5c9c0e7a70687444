"""Reports that are there already and may be the same: open, of one category, within its radius of a place."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.tables import Report
from sync.records.categories import CATEGORIES
from sync.records.geometry import Point, box_around, metres_between
from sync.records.report import CLOSED_STATUSES

TWINS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Twin:
    """A report that may be the same."""

    id: str
    number: str
    category: str
    description: str
    status: str
    point: Point
    metres: float
    is_followed: bool


def twins_at(session: Session, point: Point | None, category: str, agent_id: str) -> tuple[Twin, ...]:
    """Give the open reports of the same category within its radius, the nearest first."""
    known = CATEGORIES.get(category)
    if known is None or point is None:
        return ()
    radius_m = known.radius_m
    box = box_around(point, radius_m)
    found = session.exec(
        select(Report).where(
            Report.service_code == category,
            col(Report.status).not_in(sorted(CLOSED_STATUSES)),
            col(Report.lat).between(box.south, box.north),
            col(Report.long).between(box.west, box.east),
        )
    )
    near = sorted((_twin(report, point, agent_id) for report in found), key=lambda twin: (twin.metres, twin.id))
    return tuple(twin for twin in near if twin.metres <= radius_m)[:TWINS_MAX]


def _twin(report: Report, point: Point, agent_id: str) -> Twin:
    there = Point(report.lat, report.long)
    return Twin(
        id=report.id,
        number=report.number or "",
        category=report.service_code,
        description=report.description or "",
        status=report.status,
        point=there,
        metres=metres_between(point, there),
        is_followed=agent_id in (report.followers or ()) or report.author == agent_id,
    )
