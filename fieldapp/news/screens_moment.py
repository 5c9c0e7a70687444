"""When a note comes out and when it ends: a few chips for what is usual, a day and an hour for the rest.

The hours are the town's. A note that waits for its hour is published by the town hall, whatever this device's clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

import flet as ft

from fieldapp.news.queries_form import NewsForm
from fieldapp.ui.dates import DayWanted, day_choice, working_days
from fieldapp.ui.i18n import hour, moment
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Tap, column, filter_chip, quiet, row, stepper, text
from sync.core.instants import instant, parse_instant

EVENING_H: Final = 20
MORNING_H: Final = 8
EXPIRY_DAYS: Final = (0, 1, 7, 30)
"""Until this evening, tomorrow evening, in a week, in a month."""
OTHER_DAYS: Final = 14
"""Where the choice of another day begins."""
STEP_MINUTES: Final = 15


class Writing(Protocol):
    """What the form hands over: how it looks, what it holds, what changes it, and the moment of drawing."""

    @property
    def look(self) -> Look:
        """Give the look."""

    @property
    def form(self) -> NewsForm:
        """Give the form."""

    @property
    def now(self) -> datetime:
        """Give the moment, in the town's time."""

    def set(self, *, publish_at: str | None = ..., expires_at: str | None = ...) -> None:
        """Change fields of the form."""


@dataclass(frozen=True, slots=True)
class _Hour:
    """A moment that is being chosen; `noun` begins the identifiers."""

    at: str
    noun: str
    choose: Callable[[str], None]


def publication_part(writing: Writing) -> ft.Control:
    """Ask when it comes out: at once, or at an hour of the town."""
    look, t, at = writing.look, writing.look.t, writing.form.publish_at
    choose: Callable[[str | None], None] = lambda to: writing.set(publish_at=to)  # noqa: E731
    first = at or morning(writing.now)
    chips = [
        _chip(look, Tap("publish-at-once", t("news.at_once"), partial(choose, None), selected=at is None), "megaphone"),
        _chip(
            look,
            Tap("publish-later", t("news.publish_later"), partial(choose, first), selected=at is not None),
            "clock-countdown",
        ),
    ]
    parts: list[ft.Control] = [row(*chips, gap=8, wrap=True)]
    if at is not None:
        parts += _chosen(writing, _Hour(at, "publish", choose))
        parts.append(quiet(look, t("news.publish_later_line")))
    return _titled(look, t("news.field_publication"), column(*parts, gap=look.measures.gap, stretch=True))


def expiry_part(writing: Writing) -> ft.Control:
    """Ask until when readers see it: an evening that is offered, or any other moment."""
    look, t, at = writing.look, writing.look.t, writing.form.expires_at
    choose: Callable[[str | None], None] = lambda to: writing.set(expires_at=to)  # noqa: E731
    offered = [evening(writing.now, days) for days in EXPIRY_DAYS]
    is_other = at is not None and at not in offered
    chips = [_chip(look, Tap("expiry-never", t("news.expiry_never"), partial(choose, None), selected=at is None), None)]
    for days, evening_at in zip(EXPIRY_DAYS, offered, strict=True):
        if parse_instant(evening_at) > writing.now:
            word = moment(t, parse_instant(evening_at), writing.now)
            tap = Tap(f"expiry-{days}", word, partial(choose, evening_at), selected=evening_at == at)
            chips.append(_chip(look, tap, "calendar-blank"))
    first = at if at is not None and is_other else evening(writing.now, OTHER_DAYS)
    other = Tap("expiry-other", t("news.expiry_other"), partial(choose, first), selected=is_other)
    parts: list[ft.Control] = [row(*chips, _chip(look, other, "calendar-plus"), gap=8, wrap=True)]
    if at is not None and is_other:
        parts += _chosen(writing, _Hour(at, "expiry", choose))
    return _titled(look, t("news.field_expiry"), column(*parts, gap=look.measures.gap, stretch=True))


def evening(now: datetime, days: int) -> str:
    """Give the evening so many days ahead, in the town's own time, as an instant."""
    return instant((now + timedelta(days=days)).replace(hour=EVENING_H, minute=0, second=0, microsecond=0))


def morning(now: datetime) -> str:
    """Give the morning of the next working day, as an instant."""
    on = working_days(now.date(), 2)[1]
    return instant(
        now.replace(year=on.year, month=on.month, day=on.day, hour=MORNING_H, minute=0, second=0, microsecond=0)
    )


def on_day(at: datetime, chosen: datetime) -> str:
    """Give the same hour on the day of another moment, as an instant."""
    return instant(at.replace(year=chosen.year, month=chosen.month, day=chosen.day))


def stepped_hour(at: datetime, steps: int) -> str:
    """Give the quarter of an hour so many steps away, on the same day of the town."""
    minutes = at.hour * 60 + at.minute
    # From 14:36 a step leads to 14:45 or to 14:30.
    quarter = minutes // STEP_MINUTES if steps > 0 else -(-minutes // STEP_MINUTES)
    whole = (quarter + steps) * STEP_MINUTES % (24 * 60)
    return instant(at.replace(hour=whole // 60, minute=whole % 60, second=0, microsecond=0))


def _chosen(writing: Writing, wanted: _Hour) -> list[ft.Control]:
    """Draw the day and the hour of a moment."""
    look, t, now = writing.look, writing.look.t, writing.now
    at = parse_instant(wanted.at).astimezone(now.tzinfo)
    day = DayWanted(at.date(), now.date(), lambda on: wanted.choose(on_day(at, datetime.combine(on, at.timetz()))))
    less = Tap(f"{wanted.noun}-earlier", t("news.hour_earlier"), lambda: wanted.choose(stepped_hour(at, -1)))
    more = Tap(f"{wanted.noun}-later-hour", t("news.hour_later"), lambda: wanted.choose(stepped_hour(at, 1)))
    return [
        day_choice(look, day, wanted.noun),
        row(stepper(look, t("news.hour"), hour(t, at, now), less, more), wrap=True),
    ]


def _chip(look: Look, tap: Tap, name: str | None) -> ft.Control:
    return filter_chip(look, tap, name=name)


def _titled(look: Look, title: str, content: ft.Control) -> ft.Control:
    return column(text(look, title, Style.STRONG, color=look.tokens.ink2), content, gap=8, stretch=True)
