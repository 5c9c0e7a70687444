"""The order of work: danger, overdue, distance, due date."""

from sync.records.task import Priority
from sync.records.urgency import Urgency, is_overdue, urgency

NOW = "2026-11-23T13:30:00.000Z"
BEFORE = "2026-11-22T16:00:00.000Z"
AFTER = "2026-11-24T16:00:00.000Z"


def key(priority: str = Priority.GENANT, due_at: str | None = None, metres: float | None = None) -> Urgency:
    return urgency(priority=priority, due_at=due_at, metres=metres, now=NOW)


def test_danger_comes_before_what_is_overdue() -> None:
    assert key(Priority.DANGEREUX, AFTER, 900) < key(due_at=BEFORE, metres=10)


def test_overdue_comes_before_what_is_near() -> None:
    assert key(due_at=BEFORE, metres=900) < key(due_at=AFTER, metres=10)


def test_near_comes_before_what_is_due_sooner() -> None:
    assert key(metres=10) < key(due_at=AFTER, metres=20)


def test_due_date_decides_when_no_position_is_known() -> None:
    assert key(due_at=AFTER) < key()


def test_unknown_place_comes_after_every_known_one() -> None:
    assert key(metres=90_000) < key(due_at=AFTER)


def test_work_without_due_date_is_never_overdue() -> None:
    assert not is_overdue(None, NOW)
    assert is_overdue(BEFORE, NOW)
    assert not is_overdue(AFTER, NOW)
