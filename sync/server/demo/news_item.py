"""A news item before it gets its ids: its words, its level, whom it reaches, when it appears and ends.

Dates in the words are slots, so that the town is young on any day: `{ven+18}` is the first Friday at least
18 days from today ("vendredi 11 décembre"), `{an+1}` next year, `{saison}` the winter ("2026-2027").
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SLOT = re.compile(r"\{(?P<what>[a-z]+)(?P<offset>[+-]\d+)?\}")
_WINTER_FROM_MONTH = 7


@dataclass(frozen=True)
class Reach:
    """Whom an item is for: everybody, or services (codes), teams (keys) and roles together."""

    everyone: bool = False
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


EVERYONE = Reach(everyone=True)


@dataclass(frozen=True)
class NewsItem:
    """One item; `days_ago` counts back from the present, `lasts_days` from its publication."""

    title: str
    importance: str
    category: str
    days_ago: int
    lasts_days: int
    reach: Reach
    summary: str
    body: str
    pinned: bool = False
    comments: tuple[str, ...] = ()
    draft: bool = False


def dated(text: str, today: date) -> str:
    """Fill the date slots of a text."""
    return _SLOT.sub(lambda slot: _filled(slot["what"], int(slot["offset"] or 0), today), text)


def french_day(day: date) -> str:
    """Write a day as "lundi 1er décembre"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{_DAYS[day.weekday()]} {number} {_MONTHS[day.month - 1]}"


def _filled(what: str, offset: int, today: date) -> str:
    if what == "an":
        return str(today.year + offset)
    if what == "saison":
        year = today.year if today.month >= _WINTER_FROM_MONTH else today.year - 1
        return f"{year}-{year + 1}"
    weekday = next(i for i, name in enumerate(_DAYS) if name.startswith(what))
    day = today + timedelta(days=offset)
    return french_day(day + timedelta(days=(weekday - day.weekday()) % 7))
