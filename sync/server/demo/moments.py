"""When things happen in the demo town: seasons, days of the week, hours, and the town hall's working day."""

import math
import random
from datetime import UTC, date, datetime, time, timedelta

from sync.records.delays import PARIS, is_working_day

PERIOD_DAYS = 548  # 18 months
RECENT_DAYS = 7
RECENT_SHARE = 0.045
_WEEKDAYS = (1.28, 1.12, 1.05, 1.0, 1.04, 0.72, 0.58)
_CITIZEN_HOURS = (0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 3, 6, 5, 4.5, 4.5, 5, 4, 4, 4, 4.5, 5.5, 6, 5, 3.5, 2.5, 1.5, 0.6)
_OPENS, _CLOSES = time(8, 0), time(17, 0)
_DAY_HOURS = 9.0
_STEPS_MAX = 500

# Group -> weight of each month, January first: lamps in winter, mowing in spring, moves in summer, frost in roads.
_SEASONS: dict[str, tuple[float, ...]] = {
    "depots": (0.8, 0.8, 1.0, 1.1, 1.1, 1.2, 1.3, 1.2, 1.2, 1.0, 0.8, 0.8),
    "graffitis": (0.9, 0.9, 1.0, 1.0, 1.1, 1.1, 1.1, 1.0, 1.0, 1.0, 0.9, 0.9),
    "proprete": (0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.2, 1.1, 1.1, 1.2, 1.2, 0.8),
    "voirie": (1.4, 1.6, 1.5, 1.1, 0.9, 0.8, 0.7, 0.6, 0.9, 1.0, 1.1, 1.2),
    "eclairage": (1.5, 1.3, 1.0, 0.8, 0.6, 0.5, 0.5, 0.6, 0.9, 1.3, 1.6, 1.6),
    "espaces_verts": (0.5, 0.6, 1.0, 1.4, 1.7, 1.5, 1.1, 0.9, 1.0, 1.1, 1.1, 0.6),
    "eau": (1.3, 1.3, 1.1, 0.9, 0.8, 0.8, 0.6, 0.6, 0.8, 1.3, 1.5, 1.3),
    "animaux": (0.4, 0.4, 0.6, 0.9, 1.2, 1.6, 1.9, 1.9, 1.5, 0.9, 0.5, 0.4),
}
_EVEN: tuple[float, ...] = (1.0,) * 12


def report_moment(rng: random.Random, now: datetime, group: str, *, at_work: bool) -> datetime:
    """Draw when a report of a group is made, within the last 18 months, in UTC.

    Use grows over the period; the last days weigh more, so that a desk has a full inbox.
    """
    season = _SEASONS.get(group, _EVEN)
    for _ in range(_STEPS_MAX):
        day = _day(rng, now)
        keep = season[day.month - 1] * _WEEKDAYS[day.weekday()] * (1.0 if is_working_day(day) or not at_work else 0.05)
        if rng.random() * 2.3 < keep:
            moment = _moment(rng, day, at_work=at_work)
            if moment < now - timedelta(minutes=4):
                return moment
    return now - timedelta(days=rng.uniform(1, 30))


def work_after(moment: datetime, hours: float) -> datetime:
    """Give the moment after so many hours of the town hall's work, never outside its working day."""
    local = _into_the_day(moment.astimezone(PARIS))
    left = hours
    for _ in range(_STEPS_MAX):
        rest = (datetime.combine(local.date(), _CLOSES, PARIS) - local).total_seconds() / 3600
        if left < rest:
            return (local + timedelta(hours=left)).astimezone(moment.tzinfo)
        left -= rest
        local = _into_the_day(datetime.combine(local.date() + timedelta(days=1), _OPENS, PARIS))
    return local.astimezone(moment.tzinfo)


def working_hours(start: datetime, end: datetime) -> float:
    """Count roughly the hours of work between two moments: nine a working day."""
    days = max(0.0, (end - start).total_seconds() / 86_400)
    return days * 5 / 7 * _DAY_HOURS


def local_day(moment: datetime) -> date:
    """Give the day in Paris."""
    return moment.astimezone(PARIS).date()


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """Give the moment of an hour of Paris on a day."""
    return datetime.combine(day, time(hour, minute), PARIS)


def working_day(day: date, offset: int) -> date:
    """Give the working day that is `offset` working days after a day (before it when negative)."""
    step, left = (1 if offset > 0 else -1), abs(offset)
    for _ in range(_STEPS_MAX):
        if left == 0 and is_working_day(day):
            return day
        day += timedelta(days=step)
        left -= is_working_day(day) and left > 0
    raise AssertionError("a year has working days")


def _into_the_day(local: datetime) -> datetime:
    """Move a moment that is not in the working day to the next opening."""
    if local.time() >= _CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), _OPENS, PARIS)
    for _ in range(_STEPS_MAX):
        if is_working_day(local.date()):
            break
        local = datetime.combine(local.date() + timedelta(days=1), _OPENS, PARIS)
    return local if local.time() >= _OPENS else datetime.combine(local.date(), _OPENS, PARIS)


def _day(rng: random.Random, now: datetime) -> date:
    if rng.random() < RECENT_SHARE:
        return local_day(now - timedelta(days=rng.uniform(0, RECENT_DAYS)))
    # A share u of the period with a density growing from 0.7 to 1.3: the root of 0.7 x + 0.3 x² = u.
    share = (-0.7 + math.sqrt(0.49 + 1.2 * rng.random())) / 0.6
    return local_day(now - timedelta(days=PERIOD_DAYS * (1 - share)))


def _moment(rng: random.Random, day: date, *, at_work: bool) -> datetime:
    hour = rng.choice((7, 8, 8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16)) if at_work else _citizen_hour(rng)
    moment = at_local(day, hour, rng.randrange(60)) + timedelta(milliseconds=rng.randrange(60_000))
    return moment.astimezone(UTC)


def _citizen_hour(rng: random.Random) -> int:
    return rng.choices(range(24), _CITIZEN_HOURS)[0]
