"""Read of the saved filters: mine, and those that other desks share."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fieldapp.replica.tables import SavedFilter
from fieldapp.triage.queries import PARTS, Pile, Wanted, Which
from sync.records.categories import GROUPS
from sync.records.report import ReportStatus
from sync.records.saved_filter import FILTERS_MAX
from sync.records.task import Priority

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter under its name."""

    id: str
    title: str
    wanted: Wanted
    shared: bool
    is_mine: bool


def saved_filters(session: Session, agent: str) -> tuple[Saved, ...]:
    """Give the saved filters in the order in which they were made; the ids are made in that order."""
    rows = session.exec(select(SavedFilter).order_by(col(SavedFilter.id)).limit(FILTERS_MAX)).all()
    return tuple(Saved(row.id, row.title, wanted_of(row.wanted), row.shared, row.author == agent) for row in rows)


def wanted_of(kept: Mapping[str, Any]) -> Wanted:
    """Read what was kept; what this version does not know narrows nothing."""
    return Wanted(
        _known(Pile, kept.get("pile"), Pile.TO_SORT),
        _known(Which, kept.get("which"), Which.ALL),
        kept.get("zone"),
        kept.get("service"),
        kept.get("family") if kept.get("family") in GROUPS else None,
        kept.get("category"),
        _known(Priority, kept.get("priority"), None),
        _known(ReportStatus, kept.get("status"), None),
    )


def kept_of(wanted: Wanted) -> dict[str, str]:
    """Write what is wanted as a record keeps it."""
    parts = {part: getattr(wanted, part) for part in PARTS}
    known = {name: value for name, value in parts.items() if value is not None}
    return {"pile": wanted.pile.value, "which": wanted.which.value, **known}


def _known(choices: type[E], value: object, otherwise: T) -> E | T:
    return next((choice for choice in choices if choice == value), otherwise)
