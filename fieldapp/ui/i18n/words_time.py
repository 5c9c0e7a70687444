"""Words of time and measures: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue, Entry

_DAYS: Final = (
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
)
_MONTHS: Final = (
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
)

_NAMES: dict[str, Entry] = {f"time.day.{number}": names for number, names in enumerate(_DAYS)}
_NAMES |= {f"time.month.{number}": names for number, names in enumerate(_MONTHS, 1)}

WORDS: Final[Catalogue] = {
    **_NAMES,
    "time.just_now": ("à l’instant", "just now"),
    "time.minutes_ago": ("il y a {n} min", "{n} min ago"),
    "time.hours_ago": ("il y a {n} h", {"one": "{n} hour ago", "other": "{n} hours ago"}),
    "time.days_ago": ("il y a {n} j", {"one": "{n} day ago", "other": "{n} days ago"}),
    "time.today": ("Aujourd’hui", "Today"),
    "time.tomorrow": ("Demain", "Tomorrow"),
    "time.yesterday": ("Hier", "Yesterday"),
    "time.yesterday_ago": ("hier", "yesterday"),
    "time.first": ("1er", "1"),
    "time.weekday_date": ("{day} {date}", "{day} {date}"),
    "time.weekday_long": ("{day} {date} {month}", "{day} {date} {month}"),
    "time.date_long": ("{date} {month}", "{date} {month}"),
    "time.date_short": ("{day}/{month}", "{day}/{month}"),
    "time.date_year": ("{date} {month} {year}", "{date} {month} {year}"),
    "time.day_hour": ("{day}, {hour}", "{day}, {hour}"),
    "time.hour": ("{h} h", "{h}:00"),
    "time.hour_minute": ("{h} h {m}", "{h}:{m}"),
    "time.seconds": ("{n} s", "{n} s"),
    "time.minutes": ("{n} min", "{n} min"),
    "time.hours": ("{n} h", "{n} h"),
    "time.hours_minutes": ("{h} h {m}", "{h} h {m}"),
    "time.days": ("{n} j", {"one": "{n} day", "other": "{n} days"}),
    "time.late_days": ("En retard {n} j", {"one": "{n} day late", "other": "{n} days late"}),
    "time.late_hours": ("En retard {n} h", {"one": "{n} hour late", "other": "{n} hours late"}),
    "time.late_minutes": ("En retard {n} min", "{n} min late"),
    "time.due_today": ("Pour aujourd’hui", "For today"),
    "measure.metres": ("{n} m", "{n} m"),
    "measure.kilometres": ("{n} km", "{n} km"),
    "measure.bytes": ("{n} o", "{n} B"),
    "measure.kilobytes": ("{n} ko", "{n} kB"),
    "measure.megabytes": ("{n} Mo", "{n} MB"),
    "measure.gigabytes": ("{n} Go", "{n} GB"),
    "measure.percent": ("{n} %", "{n}%"),
    "measure.unit_metres": ("m", "m"),
    "measure.unit_kilometres": ("km", "km"),
    "dates.day": ("Jour", "Day"),
    "dates.day_before": ("Un jour avant", "One day before"),
    "dates.day_after": ("Un jour après", "One day after"),
    "list.sentence": ("{a}.", "{a}."),
    "list.next_sentence": ("{a} {b}.", "{a} {b}."),
    "list.two": ("{a} et {b}", "{a} and {b}"),
    "list.more": ("{a}, {b}", "{a}, {b}"),
}
