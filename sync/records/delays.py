"""Service levels on the French working calendar: when a report should be answered and mended.

Pure and offline: device and server compute the same moment. Delays in hours run through nights and week-ends
(danger, dumping); delays in days count working days, without Saturdays, Sundays and the public holidays of the town's
calendar (`sync.records.calendars`), and end at the close of the working day by the town's own clock.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.core.instants import instant, parse_instant
from sync.records.calendars import METROPOLITAN, PARIS, clock_of, holidays_of
from sync.records.levels import DAYS_MAX, USUAL, Delay, ServiceLevels

if TYPE_CHECKING:
    from sync.records.categories import Category

__all__ = ["PARIS", "after_working_days", "delays_of", "is_working_day", "report_delays"]

CLOSING = time(17, 30)
WORKING_DAYS_MAX = DAYS_MAX


def is_working_day(day: date, calendar: str = METROPOLITAN) -> bool:
    """Say whether the town hall works on this day."""
    return day.weekday() < 5 and day not in holidays_of(calendar, day.year)


def after_working_days(start: datetime, days: int, calendar: str = METROPOLITAN) -> datetime:
    """Give the close of the working day that is `days` working days after the start's day (UTC)."""
    return _close_after(start.astimezone(clock_of(calendar)).date(), days, calendar)


@lru_cache(maxsize=1_024)
def _close_after(day: date, days: int, calendar: str) -> datetime:
    assert 0 <= days <= WORKING_DAYS_MAX, "a delay within the calendar"
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, calendar)
    return datetime.combine(day, CLOSING, tzinfo=clock_of(calendar))


def report_delays(
    category: "Category | None", requested_datetime: str, levels: ServiceLevels = USUAL
) -> dict[str, str]:
    """Give `first_answer_due_at` and `expected_datetime` for a report of this category."""
    return delays_of(category.code if category is not None else None, requested_datetime, levels)


def delays_of(code: str | None, requested_datetime: str, levels: ServiceLevels = USUAL) -> dict[str, str]:
    """As `report_delays`, for the code of a category, also of one that only the town knows."""
    start = parse_instant(requested_datetime)
    day = start.astimezone(clock_of(levels.calendar)).date()
    return {
        "first_answer_due_at": _end_of(levels.first_answer_of(code), start, day, levels.calendar),
        "expected_datetime": _end_of(levels.fix_of(code), start, day, levels.calendar),
    }


def _end_of(delay: Delay, start: datetime, day: date, calendar: str) -> str:
    if delay.by_the_hour:
        return instant(start + timedelta(hours=delay.amount))
    return _instant_after(day, delay.amount, calendar)


@lru_cache(maxsize=1_024)
def _instant_after(day: date, days: int, calendar: str) -> str:
    return instant(_close_after(day, days, calendar))
