"""Service levels on the French calendar: week-ends, holidays, hours that run through the night."""

from datetime import UTC, date, datetime

import pytest

from sync.core.instants import instant, instant_of_ms, parse_instant
from sync.records.categories import CATEGORIES, GROUPS, category_of
from sync.records.delays import PARIS, WORKING_DAYS_MAX, after_working_days, is_working_day, report_delays


def due(start: str, days: int) -> str:
    """Give the local day and hour at which a delay ends."""
    return f"{after_working_days(parse_instant(start), days).astimezone(PARIS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-22", False),
        ("2026-11-21", False),
        ("2026-11-11", False),
        ("2026-12-25", False),
        ("2026-05-14", False),
        ("2027-03-29", False),
        ("2027-03-30", True),
    ],
)
def test_town_hall_works_on_week_days_without_holidays(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23T14:32:05.123Z", 2, "2026-11-25 17:30"),
        ("2026-11-20T14:00:00.000Z", 1, "2026-11-23 17:30"),
        ("2026-11-10T08:00:00.000Z", 1, "2026-11-12 17:30"),
        ("2026-12-24T09:00:00.000Z", 2, "2026-12-29 17:30"),
        ("2026-12-31T23:30:00.000Z", 1, "2027-01-04 17:30"),
        ("2026-11-23T14:32:05.123Z", 0, "2026-11-23 17:30"),
    ],
)
def test_working_days_skip_week_ends_and_holidays(start: str, days: int, end: str) -> None:
    assert due(start, days) == end


def test_day_of_a_late_evening_is_the_local_one() -> None:
    assert due("2026-11-23T23:30:00.000Z", 1) == "2026-11-25 17:30"


def test_closing_hour_is_local_in_summer_and_winter() -> None:
    assert instant(after_working_days(datetime(2026, 7, 1, tzinfo=UTC), 1)).endswith("T15:30:00.000Z")
    assert instant(after_working_days(datetime(2026, 12, 1, tzinfo=UTC), 1)).endswith("T16:30:00.000Z")


def test_delay_beyond_the_calendar_is_a_broken_promise() -> None:
    with pytest.raises(AssertionError):
        after_working_days(datetime(2026, 1, 1, tzinfo=UTC), WORKING_DAYS_MAX + 1)


def test_danger_runs_through_nights_and_week_ends() -> None:
    delays = report_delays(CATEGORIES["trappe"], "2026-11-20T22:00:00.000Z")
    assert delays == {
        "first_answer_due_at": "2026-11-24T16:30:00.000Z",
        "expected_datetime": "2026-11-21T02:00:00.000Z",
    }


def test_other_categories_count_working_days() -> None:
    assert report_delays(CATEGORIES["nid_de_poule"], "2026-11-23T09:00:00.000Z")["expected_datetime"] == (
        "2026-12-07T16:30:00.000Z"
    )
    assert report_delays(None, "2026-11-23T09:00:00.000Z")["expected_datetime"] == "2026-12-07T16:30:00.000Z"


def test_categories_stand_in_known_groups_with_words_and_delays() -> None:
    for category in CATEGORIES.values():
        assert category.group in GROUPS
        assert category.fr
        assert category.en
        assert category.icon
        assert (category.fix_hours > 0) != (category.fix_days > 0)


def test_every_group_has_a_category() -> None:
    assert {category.group for category in CATEGORIES.values()} == GROUPS.keys()


def test_unknown_code_reads_as_something_else() -> None:
    assert category_of("code_du_futur") is category_of(None) is CATEGORIES["autre"]


def test_delays_have_a_moment_also_where_the_clock_is_broken() -> None:
    for last in (instant_of_ms(10**17), "1900-01-01T00:00:00.000Z"):
        for category in (None, *CATEGORIES.values()):
            assert all(parse_instant(moment) for moment in report_delays(category, last).values())
