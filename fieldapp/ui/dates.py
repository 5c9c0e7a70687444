"""Choosing a day and an hour in a few taps: the next working days as chips, any other day by steps.

day_choice(look, DayWanted(chosen, today, choose), "due")    # inside any component
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.i18n import day, long_day
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import Tap, column, filter_chip, row, stepper
from sync.records.delays import PARIS, is_working_day

DAYS_OFFERED: Final = 6
AHEAD_DAYS_MAX: Final = 730
"""A day further away is a slip of the finger."""
HOURS: Final = (8, 10, 12, 14, 16, 18)


@dataclass(frozen=True, slots=True)
class DayWanted:
    """Hold the day that is chosen, today, and what hears of another one."""

    chosen: date
    today: date
    choose: Callable[[date], Any]


def day_choice(look: Look, wanted: DayWanted, noun: str) -> ft.Control:
    """Offer the next working days, and steps of a day for any other; `noun` begins the identifiers."""
    chips = [
        filter_chip(
            look,
            Tap(
                f"{noun}-day-{offered.isoformat()}",
                day(look.t, offered, wanted.today),
                partial(wanted.choose, offered),
                selected=offered == wanted.chosen,
            ),
        )
        for offered in working_days(wanted.today, DAYS_OFFERED)
    ]
    what = look.t("dates.day")
    less = Tap(f"{noun}-day-less", look.t("dates.day_before"), partial(wanted.choose, stepped(wanted, -1)))
    more = Tap(f"{noun}-day-more", look.t("dates.day_after"), partial(wanted.choose, stepped(wanted, 1)))
    steps = stepper(look, what, long_day(look.t, wanted.chosen), less, more)
    return column(row(*chips, wrap=True), row(steps, wrap=True), gap=look.measures.gap, stretch=True)


def hour_choice(look: Look, chosen: int, choose: Callable[[int], Any], noun: str) -> ft.Control:
    """Offer the hours of a working day, and the one that is chosen."""
    chips = [
        filter_chip(
            look,
            Tap(f"{noun}-hour-{hour}", look.t("time.hour", h=hour), partial(choose, hour), selected=hour == chosen),
        )
        for hour in sorted({*HOURS, chosen})
    ]
    return row(*chips, wrap=True)


def working_days(today: date, count: int) -> tuple[date, ...]:
    """Give today and the working days after it, `count` in all."""
    found, on = [today], today
    while len(found) < count:
        on += timedelta(days=1)
        if is_working_day(on):
            found.append(on)
    return tuple(found)


def stepped(wanted: DayWanted, days: int) -> date:
    """Give the day so many days away, never before today nor beyond what a person means."""
    moved = wanted.chosen + timedelta(days=days)
    return min(max(moved, wanted.today), wanted.today + timedelta(days=AHEAD_DAYS_MAX))


def town_moment(on: date, hour: int) -> datetime:
    """Give the moment of an hour on a day of the town."""
    return datetime.combine(on, time(hour), tzinfo=PARIS)
