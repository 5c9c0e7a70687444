"""Service levels on the French working calendar: when a report should be answered and mended.

Pure and offline: device and server compute the same moment. Delays in hours run through nights and week-ends
(danger, dumping); delays in days count working days, without Saturdays, Sundays and French public holidays, and
end at the close of the working day. Holidays come from the `holidays` library (metropolitan France).
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sync.core.instants import instant, parse_instant

if TYPE_CHECKING:
    from sync.records.categories import Category

PARIS = ZoneInfo("Europe/Paris")
CLOSING = time(17, 30)
FIRST_ANSWER_DAYS = 2
DEFAULT_FIX_DAYS = 10
WORKING_DAYS_MAX = 400


@lru_cache(maxsize=32)
def _public_holidays(year: int) -> frozenset[date]:
    # Imported here: the library costs 40 ms, which the first frame must not wait for.
    import holidays

    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Say whether the town hall works on this day."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def after_working_days(start: datetime, days: int) -> datetime:
    """Give the close of the working day that is `days` working days after the start's day (UTC)."""
    return _close_after(start.astimezone(PARIS).date(), days)


@lru_cache(maxsize=1_024)
def _close_after(day: date, days: int) -> datetime:
    assert 0 <= days <= WORKING_DAYS_MAX, "a delay within the calendar"
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, CLOSING, tzinfo=PARIS)


def report_delays(category: "Category | None", requested_datetime: str) -> dict[str, str]:
    """Give `first_answer_due_at` and `expected_datetime` for a report of this category."""
    start = parse_instant(requested_datetime)
    day = start.astimezone(PARIS).date()
    if category is not None and category.fix_hours:
        expected = instant(start + timedelta(hours=category.fix_hours))
    else:
        expected = _instant_after(day, category.fix_days if category else DEFAULT_FIX_DAYS)
    return {"first_answer_due_at": _instant_after(day, FIRST_ANSWER_DAYS), "expected_datetime": expected}


@lru_cache(maxsize=1_024)
def _instant_after(day: date, days: int) -> str:
    return instant(_close_after(day, days))
