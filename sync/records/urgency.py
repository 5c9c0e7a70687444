"""What comes first: danger, then what is overdue, then the nearest, then what is due soonest (DOMAIN F 16).

One rule for tasks and reports, on every screen that lists work and on the server.
"""

from math import inf
from typing import NamedTuple

from sync.records.task import Priority

NO_DUE_DATE = "9999"
"""Sorts after every instant: what is due at no time comes last."""


class Urgency(NamedTuple):
    """The sort key of one piece of work; the smallest comes first."""

    is_calm: bool
    is_in_time: bool
    metres: float
    due_at: str


def is_dangerous(priority: str | None) -> bool:
    """Say whether a priority means danger for people."""
    return priority == Priority.DANGEREUX


def is_overdue(due_at: str | None, now: str) -> bool:
    """Say whether an instant by which work was due has gone by; both are instants of the one text form."""
    return due_at is not None and due_at < now


def urgency(*, priority: str | None, due_at: str | None, metres: float | None, now: str) -> Urgency:
    """Give the sort key of a piece of work; `metres` is None where no position is known."""
    far = inf if metres is None else metres
    return Urgency(not is_dangerous(priority), not is_overdue(due_at, now), far, due_at or NO_DUE_DATE)
