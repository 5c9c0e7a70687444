"""What a search finds, grouped by kind of record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.search import Fragment, Hit, marked, search
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
    groups = tuple(_group(session, wanted, kind) for kind in GROUPS)
    return Found(typed, tuple(group for group in groups if group.hits))


def _group(session: Session, wanted: str, kind: str) -> Group:
    hits = search(session, wanted, (kind,), HITS_PER_GROUP_MAX + 1)
    shown = hits[:HITS_PER_GROUP_MAX]
    return Group(kind, shown, len(hits) > HITS_PER_GROUP_MAX, _about(session, kind, [hit.id for hit in shown]))


def _about(session: Session, kind: str, ids: Sequence[str]) -> dict[str, About]:
    if kind == "task":
        tasks = session.exec(select(Task).where(col(Task.id).in_(ids)))
        return {task.id: About(task.category, task.status, "") for task in tasks}
    if kind == "report":
        reports = session.exec(select(Report).where(col(Report.id).in_(ids)))
        return {report.id: About(report.service_code, report.status, report.number or "") for report in reports}
    return {}
