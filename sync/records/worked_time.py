"""Time on the French working calendar, counted and moved: for delays, their clocks and their pauses.

Time in hours runs through everything; time in days stands still on Saturdays, Sundays and public holidays.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from sync.core.instants import instant, parse_instant
from sync.records.calendars import METROPOLITAN, clock_of
from sync.records.delays import is_working_day

MONTHS_MAX: Final = 27
"""Months that are counted; a delay that is longer is past all alerts."""
_LONGEST_MONTH = 31
_SPARE_S = 30 * 86_400
"""No row of days without work is as long."""


@lru_cache(maxsize=16_384)
def pushed(at: str, seconds: int, *, by_the_hour: bool, calendar: str = METROPOLITAN) -> str:
    """Give the moment that lies so many counted seconds after another one."""
    start = parse_instant(at).timestamp()
    if by_the_hour or seconds <= 0:
        return instant_of(start + max(0, seconds))
    left = float(seconds)
    for opens, closes in worked(start, start + seconds * 3 + _SPARE_S, calendar):
        if left <= closes - opens:
            return instant_of(opens + left)
        left -= closes - opens
    return at


def pause_s(since: str, at: str, by_the_hour: bool, calendar: str = METROPOLITAN) -> int:
    """Give the counted seconds of a pause."""
    start, end = (parse_instant(moment).timestamp() for moment in (since, at))
    return round(counted_s(start, end, by_the_hour, calendar)) if end > start else 0


def counted_s(start: float, end: float, by_the_hour: bool, calendar: str = METROPOLITAN) -> float:
    """Give the seconds between two moments that count."""
    if by_the_hour:
        return max(0.0, end - start)
    return sum(closes - opens for opens, closes in worked(start, end, calendar))


def worked(start: float, end: float, calendar: str = METROPOLITAN) -> Iterator[tuple[float, float]]:
    """Give the parts of working days between two moments, in seconds since 1970."""
    day = datetime.fromtimestamp(start, clock_of(calendar)).date()
    for _ in range(MONTHS_MAX):
        for opens, closes in _working_days(day.year, day.month, calendar):
            if opens >= end:
                return
            if closes > start:
                yield max(start, opens), min(end, closes)
        day = (day.replace(day=1) + timedelta(days=_LONGEST_MONTH)).replace(day=1)


@lru_cache(maxsize=240)
def _working_days(year: int, month: int, calendar: str) -> tuple[tuple[float, float], ...]:
    """Give when each working day of a month begins and ends: thousands of reports share a few months."""
    first = date(year, month, 1)
    days = (first + timedelta(days=number) for number in range(_LONGEST_MONTH))
    worked_on = (day for day in days if day.month == month and is_working_day(day, calendar))
    clock = clock_of(calendar)
    return tuple((_midnight(day, clock), _midnight(day + timedelta(days=1), clock)) for day in worked_on)


def _midnight(day: date, clock: tzinfo) -> float:
    # By the clock of the town: a day on which it changes lasts 23 or 25 hours.
    return datetime.combine(day, time(), tzinfo=clock).timestamp()


def instant_of(seconds: float) -> str:
    """Give the text of a moment in seconds since 1970."""
    return instant(datetime.fromtimestamp(seconds, UTC))
