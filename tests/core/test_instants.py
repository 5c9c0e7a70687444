"""Moments have one text, whose order is the order of time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.instants import check_instant, instant, instant_of_ms, ms_of_instant, parse_instant
from tests.core.factories import PROPERTY

LAST_MS = 32_503_679_999_999
moments = st.integers(0, LAST_MS)


@PROPERTY
@given(moments)
def test_milliseconds_survive_the_text(unix_ms: int) -> None:
    assert ms_of_instant(instant_of_ms(unix_ms)) == unix_ms


@PROPERTY
@given(moments, moments)
def test_texts_sort_as_their_moments(left: int, right: int) -> None:
    assert (instant_of_ms(left) < instant_of_ms(right)) == (left < right)


def test_instant_is_utc_whatever_the_zone() -> None:
    paris = timezone(timedelta(hours=1))
    assert instant(datetime(2026, 11, 23, 15, 32, 5, 123_999, tzinfo=paris)) == "2026-11-23T14:32:05.123Z"


@pytest.mark.parametrize(("unix_ms", "text"), [(-1, "1970-01-01"), (-(10**17), "1970-01-01"), (10**17, "2999-12-31")])
def test_instant_is_clamped_when_the_clock_is_broken(unix_ms: int, text: str) -> None:
    assert instant_of_ms(unix_ms).startswith(text)


def test_naive_moment_is_a_broken_promise() -> None:
    with pytest.raises(AssertionError):
        instant(datetime(2026, 11, 23))  # noqa: DTZ001  # what is tested is that it is refused


def test_parsed_instant_is_aware() -> None:
    assert parse_instant("2026-11-23T14:32:05.123Z").tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T14:32:05Z",
        "2026-11-23 14:32:05.123Z",
        "2026-11-23T14:32:05,123Z",
        "2026-11-23T14:32:05.123Z\n",
        "2026-W47-1T14:32:05.1234Z",
        "2026-13-23T14:32:05.123Z",
        "2026-11-23T24:32:05.123Z",
        "2026-11-23T14:32:05.12+1Z",
        "٢٠٢٦-11-23T14:32:05.123Z",
        "0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
    ],
)
def test_other_texts_are_no_instants(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)


_YEARS = ("1899", "1900", "1999", "2026", "2028", "2100", "3000", "3099", "3100", "9999", "203²")
_DAYS = [f"{year}-{month:02}-{day:02}" for year in _YEARS for month in range(14) for day in range(33)]
_HOURS = [f"{hour:02}:{n:02}:{59 - n:02}" for hour in range(26) for n in range(-1, 61)]


def test_check_of_an_instant_refuses_what_parsing_refuses() -> None:
    texts = [f"{day}T10:00:00.500Z" for day in _DAYS] + [f"2026-11-23T{hour}.500Z" for hour in _HOURS]
    assert [text for text in texts if refused(check_instant, text) != refused(parse_instant, text)] == []


def refused(read: Callable[[str], object], text: str) -> bool:
    """Say whether a reader takes no such text."""
    try:
        read(text)
    except ValueError:
        return True
    return False
