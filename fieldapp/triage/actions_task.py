"""Writes of the triage: a task made of a report, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fieldapp.replica.leavings import ORDER, end_leavings
from fieldapp.replica.unit import Unit
from fieldapp.triage.actions import REPORT, Recipient, held_by, take_back
from sync.core.model import Fields
from sync.records.report import ReportStatus
from sync.records.task import CHECKLIST_ITEMS_MAX

TASK: Final = "task"
_COPIED: Final = ("description", "priority", "address", "lat", "long", "zone")
_BEFORE_WORK: Final = frozenset({ReportStatus.NOUVEAU, ReportStatus.A_QUALIFIER, ReportStatus.QUALIFIE})


@dataclass(frozen=True, slots=True)
class CheckWanted:
    """One item of the checklist of a new task."""

    label: str
    mandatory: bool = False
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What the desk asks for: the work, by whom, until when, with which proof."""

    title: str
    to: Recipient
    due_at: str | None = None
    expected_minutes: int | None = None
    checklist: Sequence[CheckWanted] = ()
    photo_proof: bool = True


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a new task changed, for « Annuler »."""

    task: str
    report_before: Fields


def order_task(unit: Unit, report_id: str, order: Order) -> Ordered:
    """Make a task of a report and give the report to whom the task is given, in one gesture."""
    end_leavings(unit, REPORT, report_id, (ORDER,))
    report = unit.fields(REPORT, report_id)
    holder = held_by(unit, order.to)
    fields: dict[str, Any] = {name: report.get(name) for name in _COPIED}
    fields |= {
        "title": order.title.strip(),
        "category": report["service_code"],
        "report": report_id,
        "due_at": order.due_at,
        "expected_minutes": order.expected_minutes,
        "checklist": _checklist(unit, order.checklist),
        "photo_proof": order.photo_proof,
        "author": unit.agent,
        **holder,
    }
    task = unit.create(TASK, fields)
    wanted: dict[str, Any] = dict(holder)
    if report["status"] in _BEFORE_WORK:
        wanted["status"] = ReportStatus.AFFECTE
    unit.update(REPORT, report_id, wanted)
    return Ordered(task, {name: report.get(name) for name in wanted if report.get(name) != wanted[name]})


def take_order_back(unit: Unit, report_id: str, ordered: Ordered) -> None:
    """Take the task away and give the report back: « Annuler »."""
    unit.remove(TASK, ordered.task)
    take_back(unit, report_id, ordered.report_before)


def _checklist(unit: Unit, wanted: Sequence[CheckWanted]) -> list[dict[str, Any]] | None:
    items = [
        {"id": unit.new_id(), "label": item.label.strip(), "mandatory": item.mandatory, "photo": item.photo}
        for item in wanted[:CHECKLIST_ITEMS_MAX]
        if item.label.strip()
    ]
    return items or None
