"""The clock of a service level: how much of a delay is gone, counted as `sync.records.delays` gave it.

A delay in working days stands still on Saturdays, Sundays and public holidays; one in hours runs through them. The
pre-alert is the moment at which three quarters are gone (DOMAIN AC-33): it depends on the report alone, so that a list
compares two instants and counts nothing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sync.core.instants import instant, parse_instant
from sync.records.categories import category_of
from sync.records.delays import PARIS, is_working_day
from sync.records.report import CLOSED_STATUSES, TRIAGE_STATUSES, ReportStatus

ALERT_SHARE = 0.75
MONTHS_MAX = 27
"""Months that are counted; a delay that is longer is past all alerts."""
_LONGEST_MONTH = 31


def share_gone(start: str, due: str, now: str, *, by_the_hour: bool) -> float:
    """Give the share of a delay that is gone, from 0 at its start to 1 and more once it is due."""
    begun, ends, at = (parse_instant(moment).timestamp() for moment in (start, due, now))
    if at >= ends:
        return 1.0
    whole = _counted_s(begun, ends, by_the_hour)
    return min(1.0, max(0.0, _counted_s(begun, at, by_the_hour) / whole)) if whole else 1.0


@lru_cache(maxsize=16_384)
def alert_at(start: str, due: str, *, by_the_hour: bool) -> str:
    """Give the moment at which three quarters of a delay are gone; its end where nothing of it counts."""
    begun, ends = parse_instant(start).timestamp(), parse_instant(due).timestamp()
    if by_the_hour:
        return _instant_of(begun + (ends - begun) * ALERT_SHARE) if ends > begun else due
    worked = list(_worked(begun, ends))
    left = sum(closes - opens for opens, closes in worked) * ALERT_SHARE
    for opens, closes in worked:
        if left <= closes - opens:
            return _instant_of(opens + left)
        left -= closes - opens
    return due


def is_to_sort(status: str, team: str | None, assignee: str | None) -> bool:
    """Tell whether a report waits at the desk: new, to qualify, or qualified and given to nobody yet."""
    return status in TRIAGE_STATUSES or (status == ReportStatus.QUALIFIE and not team and not assignee)


def due_at(report: Any) -> str | None:
    """Give when the next thing of a report (its row, or columns of it) is due; None once it is closed."""
    if report.status in CLOSED_STATUSES:
        return None
    moments = [report.expected_datetime]
    if is_to_sort(report.status, report.team, report.assignee):
        moments.append(report.first_answer_due_at)
    return min((moment for moment in moments if moment), default=None)


def alert_of(report: Any) -> str | None:
    """Give when three quarters of that delay are gone."""
    return alert_before(due_at(report), report)


def alert_before(due: str | None, report: Any) -> str | None:
    """Give when three quarters of the delay of a report are gone, for whoever knows when it is due."""
    if due is None:
        return None
    by_the_hour = due == report.expected_datetime and bool(category_of(report.service_code).fix_hours)
    return alert_at(report.requested_datetime, due, by_the_hour=by_the_hour)


def _counted_s(start: float, end: float, by_the_hour: bool) -> float:
    if by_the_hour:
        return max(0.0, end - start)
    return sum(closes - opens for opens, closes in _worked(start, end))


def _worked(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Give the parts of working days between two moments, in seconds since 1970."""
    day = datetime.fromtimestamp(start, PARIS).date()
    for _ in range(MONTHS_MAX):
        for opens, closes in _working_days(day.year, day.month):
            if opens >= end:
                return
            if closes > start:
                yield max(start, opens), min(end, closes)
        day = (day.replace(day=1) + timedelta(days=_LONGEST_MONTH)).replace(day=1)


@lru_cache(maxsize=240)
def _working_days(year: int, month: int) -> tuple[tuple[float, float], ...]:
    """Give when each working day of a month begins and ends: thousands of reports share a few months."""
    first = date(year, month, 1)
    days = (first + timedelta(days=number) for number in range(_LONGEST_MONTH))
    return tuple((_midnight(day), _midnight(day + timedelta(days=1))) for day in days if _counts(day, month))


def _counts(day: date, month: int) -> bool:
    return day.month == month and is_working_day(day)


def _midnight(day: date) -> float:
    # By the clock of the town: a day on which it changes lasts 23 or 25 hours.
    return datetime.combine(day, time(), tzinfo=PARIS).timestamp()


def _instant_of(seconds: float) -> str:
    return instant(datetime.fromtimestamp(seconds, UTC))
