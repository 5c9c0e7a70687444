"""Instants, days and durations in words: pure functions of the language, the instant and `now`.

`now` is an aware datetime and carries the local time zone: instants are shown in its zone.
"""

from datetime import date, datetime, timedelta
from typing import Final

from fieldapp.ui.i18n.sentences import at_start
from fieldapp.ui.i18n.words import Words

WEEK_DAYS: Final = 7
AGO_DAYS_MAX: Final = 6
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86400


def clock(at: datetime, now: datetime) -> str:
    """Write a clock stamp: « 14:32 »."""
    return at.astimezone(now.tzinfo).strftime("%H:%M")


def hour(t: Words, at: datetime, now: datetime) -> str:
    """Write an hour that people say: « 8 h », « 13 h 30 »; “8:00”, “13:30”."""
    local = at.astimezone(now.tzinfo)
    if local.minute == 0:
        return t("time.hour", h=local.hour)
    return t("time.hour_minute", h=local.hour, m=f"{local.minute:02}")


def day(t: Words, on: date, today: date) -> str:
    """Name a day as near as it is: « Demain », « Mercredi 25 », « 12 décembre », « 3 mai 2027 »."""
    ahead = (on - today).days
    near = {0: "time.today", 1: "time.tomorrow", -1: "time.yesterday"}.get(ahead)
    if near is not None:
        return t(near)
    if 0 < ahead < WEEK_DAYS:
        return week_day(t, on)
    if on.year == today.year or 0 < ahead < 60:
        return t("time.date_long", date=_date(t, on), month=_month(t, on))
    return t("time.date_year", date=_date(t, on), month=_month(t, on), year=str(on.year))


def long_day(t: Words, on: date) -> str:
    """Write a day in full: « Lundi 23 novembre »."""
    return at_start(t("time.weekday_long", day=_weekday(t, on), date=_date(t, on), month=_month(t, on)))


def short_date(t: Words, on: date) -> str:
    """Write a date where there is room for figures alone: « 23/11 »."""
    return t("time.date_short", day=str(on.day), month=str(on.month))


def week_day(t: Words, on: date) -> str:
    """Name a day of a month that is known: « Lundi 23 »."""
    return at_start(t("time.weekday_date", day=_weekday(t, on), date=_date(t, on)))


def date_of(t: Words, on: date) -> str:
    """Write a date within a sentence, whatever today is: « 23 novembre »."""
    return t("time.date_long", date=_date(t, on), month=_month(t, on))


def moment(t: Words, at: datetime, now: datetime) -> str:
    """Write an instant to come or gone by: « Demain, 8 h », « Mercredi 25, 13 h 30 »."""
    local = at.astimezone(now.tzinfo)
    return t("time.day_hour", day=day(t, local.date(), now.date()), hour=hour(t, at, now))


def stamp(t: Words, at: datetime, now: datetime) -> str:
    """Write when something happened: « 14:32 » today, « Hier, 14:32 », « 12 novembre, 14:32 »."""
    local = at.astimezone(now.tzinfo)
    if local.date() == now.date():
        return clock(at, now)
    return t("time.day_hour", day=day(t, local.date(), now.date()), hour=clock(at, now))


def ago(t: Words, at: datetime, now: datetime) -> str:
    """Write an age: « à l’instant », « il y a 40 min », « hier », « il y a 3 j », then the date.

    An instant in the future (a clock that was set wrong) reads « à l’instant ».
    """
    seconds = (now - at).total_seconds()
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if seconds < _MINUTE_S:
        return t("time.just_now")
    if seconds < _HOUR_S:
        return t("time.minutes_ago", n=int(seconds // _MINUTE_S))
    if days <= 0 or seconds < 6 * _HOUR_S:
        return t("time.hours_ago", n=int(seconds // _HOUR_S))
    if days == 1:
        return t("time.yesterday_ago")
    if days <= AGO_DAYS_MAX:
        return t("time.days_ago", n=days)
    return day(t, local.date(), now.date())


def duration(t: Words, length: timedelta | float) -> str:
    """Write a length of time: « 8 s », « 3 min », « 1 h 05 », « 2 j ». Seconds may be given as a number."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    if seconds < _MINUTE_S:
        return t("time.seconds", n=seconds)
    if seconds < _HOUR_S:
        return t("time.minutes", n=seconds // _MINUTE_S)
    if seconds >= _DAY_S:
        return t("time.days", n=seconds // _DAY_S)
    hours, minutes = divmod(seconds // _MINUTE_S, 60)
    if minutes == 0:
        return t("time.hours", n=hours)
    return t("time.hours_minutes", h=hours, m=f"{minutes:02}")


def late(t: Words, due: datetime, now: datetime) -> str | None:
    """Say how late something due is: « En retard 2 j »; None while it is not late.

    Counted in days of the calendar once it was due on an earlier day, in hours and minutes before.
    """
    seconds = (now - due).total_seconds()
    if seconds < _MINUTE_S:
        return None
    days = (now.date() - due.astimezone(now.tzinfo).date()).days
    if days >= 1:
        return t("time.late_days", n=days)
    if seconds >= _HOUR_S:
        return t("time.late_hours", n=int(seconds // _HOUR_S))
    return t("time.late_minutes", n=int(seconds // _MINUTE_S))


def due(t: Words, at: datetime, now: datetime) -> str:
    """Say when something is due: « Pour aujourd’hui », « Demain, 8 h », « Mercredi 25 »."""
    local = at.astimezone(now.tzinfo)
    ahead = (local.date() - now.date()).days
    if ahead == 0:
        return t("time.due_today")
    return moment(t, at, now) if ahead == 1 else day(t, local.date(), now.date())


def _weekday(t: Words, on: date) -> str:
    return t(f"time.day.{on.weekday()}")


def _month(t: Words, on: date) -> str:
    return t(f"time.month.{on.month}")


def _date(t: Words, on: date) -> str:
    return t("time.first") if on.day == 1 else str(on.day)
