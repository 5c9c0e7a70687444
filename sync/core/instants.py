"""Moments as text: `2026-11-23T14:32:05.123Z`, always UTC, always milliseconds.

One fixed form means that the order of the texts is the order of the moments, that two machines write the same
moment as the same bytes (a digest depends on it), and that no time zone travels. Source: RFC 3339 section 5.6.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

INSTANT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
_INSTANT = re.compile(INSTANT_PATTERN, re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 32_503_679_999_999
"""The last millisecond of the year 2999, at which a broken clock is stopped."""
YEAR_MIN, YEAR_MAX = 1900, 3099
"""Within these years a moment has a local time and a delay after it everywhere; `datetime` itself ends in 9999, where
adding an hour is an error. The hundred years more are for what is due after the last moment that a clock may tell."""


def instant(moment: datetime) -> str:
    """Write an aware moment as the one text form; a naive one is a broken promise."""
    assert moment.tzinfo is not None, "a moment needs its time zone"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant_of_ms(unix_ms: int) -> str:
    """Write Unix milliseconds as the one text form.

    A clock outside 1970 to 2999 is clamped: a broken clock must not stop an agent from writing.
    """
    days, ms = divmod(min(max(unix_ms, 0), _LAST_MS), 86_400_000)
    seconds, ms = divmod(ms, 1_000)
    return f"{_day_text(days)}T{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}Z"


@lru_cache(maxsize=64)
def _day_text(days: int) -> str:
    # Nearly every moment that is written is of today; a calendar costs as much as all the rest.
    return (_EPOCH + timedelta(days=days)).date().isoformat()


_PLAIN = re.compile(
    r"(?:19|2\d|30)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII
)
"""The moments that need no calendar to be known as such: all but those of the last days of a month."""


def check_instant(text: str) -> None:
    """Raise `ValueError` where `parse_instant` would, at a fifth of its cost."""
    if not _PLAIN.fullmatch(text):
        parse_instant(text)


def parse_instant(text: str) -> datetime:
    """Read the one text form into an aware UTC moment; raise `ValueError` on any other text."""
    # `fromisoformat` alone also takes week dates, commas and spaces, which would be other bytes for the same moment.
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"not an instant: {text[:40]!r}")
    moment = datetime.fromisoformat(text)
    if not YEAR_MIN <= moment.year <= YEAR_MAX:
        raise ValueError(f"not within {YEAR_MIN} to {YEAR_MAX}: {text}")
    return moment


def ms_of_instant(text: str) -> int:
    """Read the one text form into Unix milliseconds; raise `ValueError` on any other text."""
    return (parse_instant(text) - _EPOCH) // timedelta(milliseconds=1)
