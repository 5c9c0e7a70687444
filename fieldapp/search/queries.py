"""What a search finds, grouped by kind of record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.search import Fragment, Hit, marked, search_by_kind
from fieldapp.replica.tables import Report, Task

GROUPS: Final = ("task", "report", "round", "news")
"""The order of the groups: what one has to do, then what is reported, then what is told."""
HITS_PER_GROUP_MAX: Final = 30
TYPED_CHARACTERS_MIN: Final = 2
TYPED_CHARACTERS_MAX: Final = 200

__all__ = ["GROUPS", "About", "Found", "Fragment", "Group", "Hit", "find", "marked"]


@dataclass(frozen=True, slots=True)
class About:
    """What tells one record from another of the same title: what it is of, how it stands, its number."""

    category: str | None
    status: str
    number: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the hits of one kind, best first; `is_cut` when there are more."""

    kind: str
    hits: tuple[Hit, ...]
    is_cut: bool = False
    about: Mapping[str, About] = field(default_factory=dict)
    """By the record's id; notes have none."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what was found for a text; no group is empty."""

    typed: str
    groups: tuple[Group, ...] = ()

    @property
    def count(self) -> int:
        """Count the hits that are shown."""
        return sum(len(group.hits) for group in self.groups)


def find(session: Session, typed: str) -> Found:
    """Find news, tasks, reports and rounds on this device; nothing for less than two characters."""
    wanted = typed.strip()[:TYPED_CHARACTERS_MAX]
    if len(wanted) < TYPED_CHARACTERS_MIN:
        return Found(typed)
    # One more than is shown tells whether there are more.
    found = search_by_kind(session, wanted, GROUPS, HITS_PER_GROUP_MAX + 1)
    return Found(typed, tuple(_group(session, kind, hits) for kind, hits in found.items() if hits))


def _group(session: Session, kind: str, hits: tuple[Hit, ...]) -> Group:
    shown = hits[:HITS_PER_GROUP_MAX]
    return Group(kind, shown, len(hits) > HITS_PER_GROUP_MAX, _about(session, kind, [hit.id for hit in shown]))


def _about(session: Session, kind: str, ids: Sequence[str]) -> dict[str, About]:
    # Columns, not rows: a row brings its comments and its history.
    if kind == "task":
        tasks = session.exec(select(Task.id, Task.category, Task.status).where(col(Task.id).in_(ids)))
        return {task_id: About(category, status, "") for task_id, category, status in tasks}
    if kind == "report":
        columns = select(Report.id, Report.service_code, Report.status, Report.number)
        reports = session.exec(columns.where(col(Report.id).in_(ids)))
        return {report_id: About(code, status, number or "") for report_id, code, status, number in reports}
    return {}
