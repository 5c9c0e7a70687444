"""The clock of a service level: how much of a delay is gone, counted as `sync.records.delays` gave it.

A delay in working days stands still on Saturdays, Sundays and public holidays; one in hours runs through them. The
pre-alert is the moment at which three quarters are gone (DOMAIN AC-33): it depends on the report alone, so that a list
compares two instants and counts nothing.
"""

from datetime import datetime, time, timedelta
from functools import lru_cache

from sync.core.instants import instant, parse_instant
from sync.records.delays import PARIS, is_working_day

ALERT_SHARE = 0.75
DAYS_MAX = 800
"""Days that are counted; a delay that is longer is past all alerts."""


def share_gone(start: str, due: str, now: str, *, by_the_hour: bool) -> float:
    """Give the share of a delay that is gone, from 0 at its start to 1 and more once it is due."""
    begun, ends, at = (parse_instant(moment) for moment in (start, due, now))
    if at >= ends:
        return 1.0
    whole = _counted(begun, ends, by_the_hour)
    return min(1.0, max(0.0, _counted(begun, at, by_the_hour) / whole)) if whole else 1.0


@lru_cache(maxsize=16_384)
def alert_at(start: str, due: str, *, by_the_hour: bool) -> str:
    """Give the moment at which three quarters of a delay are gone; its end where nothing of it counts."""
    begun, ends = parse_instant(start), parse_instant(due)
    left = _counted(begun, ends, by_the_hour) * ALERT_SHARE
    if not left:
        return due
    if by_the_hour:
        return instant(begun + timedelta(seconds=left))
    for opens, closes in _working_days(begun, ends):
        lasts = (closes - opens).total_seconds()
        if left <= lasts:
            return instant(opens + timedelta(seconds=left))
        left -= lasts
    return due


def _counted(start: datetime, end: datetime, by_the_hour: bool) -> float:
    if by_the_hour:
        return max(0.0, (end - start).total_seconds())
    return sum((closes - opens).total_seconds() for opens, closes in _working_days(start, end))


def _working_days(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Give the parts of working days between two moments."""
    found: list[tuple[datetime, datetime]] = []
    day = start.astimezone(PARIS).date()
    for _ in range(DAYS_MAX):
        opens = datetime.combine(day, time(), tzinfo=PARIS)
        closes = datetime.combine(day + timedelta(days=1), time(), tzinfo=PARIS)
        if opens >= end:
            break
        # In UTC: in one zone Python subtracts wall clocks, and a day on which they change would last 24 hours.
        if is_working_day(day):
            found.append((max(start, opens.astimezone(start.tzinfo)), min(end, closes.astimezone(start.tzinfo))))
        day += timedelta(days=1)
    return found
