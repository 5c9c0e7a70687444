"""Writes of the triage on duplicates: several become one, and each can stand for itself again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import col, select

from fieldapp.replica.tables import Report
from fieldapp.replica.unit import Unit
from fieldapp.triage.actions import REPORT, take_all_back, write_fields
from sync.core.model import Fields
from sync.records.report import ReportStatus

CHILDREN_MAX: Final = 20
"""Duplicates of a duplicate that are taken along to the report that stays."""


class SameReport(Exception):
    """Say that a report cannot be a duplicate of itself or of its own duplicate."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge changed, for « Annuler »."""

    root: str
    """The report that stays."""
    before: Mapping[str, Fields] = field(default_factory=dict)
    """Per report, its fields as they were; the duplicates that were taken along are among them."""
    joined: tuple[str, ...] = ()
    """Who follows the report that stays only since then."""


def merge_into(unit: Unit, report_ids: Sequence[str], original_id: str) -> Merged:
    """Make reports duplicates of another; who follows or wrote them follows the other from now on.

    The other may itself be a duplicate: then it is the report that this one repeats. Raise `SameReport`.
    """
    root = _root(unit, original_id)
    if root in report_ids:
        raise SameReport(root)
    before: dict[str, Fields] = {}
    joining: set[str] = set()
    for report_id in report_ids:
        fields = unit.fields(REPORT, report_id)
        joining |= {*(fields.get("followers") or ()), *([fields["author"]] if fields.get("author") else ())}
        before |= {child: write_fields(unit, child, {"duplicate_of": root}) for child in _children(unit, report_id)}
        gone: dict[str, Any] = {"status": ReportStatus.DOUBLON, "duplicate_of": root, "closed_at": unit.now}
        before[report_id] = write_fields(unit, report_id, gone)
    return Merged(root, before, _follow(unit, root, joining))


def part_again(unit: Unit, merged: Merged) -> None:
    """Take a merge back as a whole; who began to follow the other by himself meanwhile goes on."""
    take_all_back(unit, merged.before)
    followers = set(unit.fields(REPORT, merged.root).get("followers") or ())
    unit.update(REPORT, merged.root, {"followers": sorted(followers - set(merged.joined)) or None})


def detach(unit: Unit, report_id: str) -> Fields:
    """Let a duplicate stand for itself again, whenever it was merged: it comes back to the desk.

    Its followers go on following the other as well: nobody knows any more who followed it by himself, and a word too
    many is better than one that is missing.
    """
    emptied = dict.fromkeys(("closed_at", "duplicate_of", "team", "assignee"))
    return write_fields(unit, report_id, {"status": ReportStatus.QUALIFIE, **emptied})


def _children(unit: Unit, report_id: str) -> Sequence[str]:
    return unit.session.exec(select(Report.id).where(col(Report.duplicate_of) == report_id).limit(CHILDREN_MAX)).all()


def _root(unit: Unit, report_id: str) -> str:
    """Follow a duplicate to the report that it repeats, a bounded number of times: a circle has no root."""
    for _ in range(CHILDREN_MAX):
        above = unit.fields(REPORT, report_id).get("duplicate_of")
        if not above or unit.session.get(Report, above) is None:
            return report_id
        report_id = str(above)
    return report_id


def _follow(unit: Unit, report_id: str, more: Iterable[str]) -> tuple[str, ...]:
    """Let these follow a report and give those who did not before."""
    followers = set(unit.fields(REPORT, report_id).get("followers") or ())
    joined = sorted(set(more) - followers)
    unit.update(REPORT, report_id, {"followers": sorted(followers | set(joined)) or None})
    return tuple(joined)
