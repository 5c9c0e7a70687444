"""What a search finds, grouped by kind of record."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.search import Fragment, Hit, search

GROUPS: Final = ("task", "report", "round", "news")
"""The order of the groups: what one has to do, then what is reported, then what is told."""
HITS_PER_GROUP_MAX: Final = 30
TYPED_CHARACTERS_MIN: Final = 2
TYPED_CHARACTERS_MAX: Final = 200

__all__ = ["GROUPS", "Found", "Fragment", "Group", "Hit", "find"]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the hits of one kind, best first; `is_cut` when there are more."""

    kind: str
    hits: tuple[Hit, ...]
    is_cut: bool = False


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
    return Group(kind, hits[:HITS_PER_GROUP_MAX], is_cut=len(hits) > HITS_PER_GROUP_MAX)
