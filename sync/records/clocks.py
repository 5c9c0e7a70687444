"""The clock of a service level: how much of a delay is gone, counted as `sync.records.delays` gave it.

A delay in working days stands still on Saturdays, Sundays and public holidays; one in hours runs through them. The
pre-alert is the moment at which three quarters are gone (DOMAIN AC-33): it depends on the report alone, so that a list
compares two instants and counts nothing.
"""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from sync.core.instants import instant, parse_instant
from sync.records.calendars import METROPOLITAN
from sync.records.levels import USUAL, ServiceLevels
from sync.records.report import CLOSED_STATUSES, PAUSED_STATUSES, TRIAGE_STATUSES, ReportStatus
from sync.records.worked_time import counted_s, instant_of, pushed, worked

ALERT_SHARE = 0.75
CHASE_AFTER = timedelta(days=5)
"""A late report that nobody has moved for so long is to be chased (DOMAIN AC-33)."""


def share_gone(start: str, due: str, now: str, *, by_the_hour: bool, calendar: str = METROPOLITAN) -> float:
    """Give the share of a delay that is gone, from 0 at its start to 1 and more once it is due."""
    begun, ends, at = (parse_instant(moment).timestamp() for moment in (start, due, now))
    if at >= ends:
        return 1.0
    whole = counted_s(begun, ends, by_the_hour, calendar)
    return min(1.0, max(0.0, counted_s(begun, at, by_the_hour, calendar) / whole)) if whole else 1.0


@lru_cache(maxsize=16_384)
def alert_at(start: str, due: str, *, by_the_hour: bool, calendar: str = METROPOLITAN) -> str:
    """Give the moment at which three quarters of a delay are gone; its end where nothing of it counts."""
    begun, ends = parse_instant(start).timestamp(), parse_instant(due).timestamp()
    if by_the_hour:
        return instant_of(begun + (ends - begun) * ALERT_SHARE) if ends > begun else due
    parts = list(worked(begun, ends, calendar))
    left = sum(closes - opens for opens, closes in parts) * ALERT_SHARE
    for opens, closes in parts:
        if left <= closes - opens:
            return instant_of(opens + left)
        left -= closes - opens
    return due


def is_to_sort(status: str, team: str | None, assignee: str | None) -> bool:
    """Tell whether a report waits at the desk: new, to qualify, or qualified and given to nobody yet."""
    return status in TRIAGE_STATUSES or (status == ReportStatus.QUALIFIE and not team and not assignee)


def is_paused(report: Any) -> bool:
    """Tell whether the clock of a report stands still: it waits for its citizen or for somebody else.

    One that goes on again but still has its pause is not judged yet: the town hall says how long the pause was.
    """
    return report.status in PAUSED_STATUSES or (report.paused_at is not None and report.status not in CLOSED_STATUSES)


def mended_by(report: Any) -> str | None:
    """Give when a report should be mended; None once it is closed, and while its clock stands still."""
    return None if report.status in CLOSED_STATUSES or is_paused(report) else report.expected_datetime


def due_at(report: Any) -> str | None:
    """Give when the next thing of a report (its row, or columns of it) is due; None where nothing is."""
    if report.status in CLOSED_STATUSES or is_paused(report):
        return None
    moments = [report.expected_datetime]
    if is_to_sort(report.status, report.team, report.assignee):
        moments.append(report.first_answer_due_at)
    return min((moment for moment in moments if moment), default=None)


def alert_of(report: Any, levels: ServiceLevels = USUAL) -> str | None:
    """Give when three quarters of that delay are gone."""
    return alert_before(due_at(report), report, levels)


def alert_before(due: str | None, report: Any, levels: ServiceLevels = USUAL) -> str | None:
    """Give when three quarters of the delay of a report are gone, for whoever knows when it is due."""
    if not due:
        return None
    by_the_hour = counts_hours(report, due, levels)
    return alert_at(begun_at(report, due, levels), due, by_the_hour=by_the_hour, calendar=levels.calendar)


def counts_hours(report: Any, due: str | None, levels: ServiceLevels = USUAL) -> bool:
    """Tell whether a delay of a report is one in hours."""
    code = report.service_code
    delay = levels.fix_of(code) if due == report.expected_datetime else levels.first_answer_of(code)
    return delay.by_the_hour


def begun_at(report: Any, due: str | None, levels: ServiceLevels = USUAL) -> str:
    """Give when a delay began, as if its pauses had come before it: so they count for nothing."""
    paused_s = report.paused_s or 0
    if not paused_s:
        return str(report.requested_datetime)
    by_the_hour = counts_hours(report, due, levels)
    return pushed(report.requested_datetime, paused_s, by_the_hour=by_the_hour, calendar=levels.calendar)


def chase_at(report: Any) -> str | None:
    """Give from when on a report is to be chased: it is late, and nobody moved it for some days."""
    return chased_from(due_at(report), report)


def chased_from(due: str | None, report: Any) -> str | None:
    """Give the same for whoever knows when it is due."""
    return max(due, _days_after(report.moved_at or report.requested_datetime)) if due else None


@lru_cache(maxsize=16_384)
def _days_after(at: str) -> str:
    return instant(parse_instant(at) + CHASE_AFTER)
