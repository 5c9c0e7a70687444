"""Service levels that a town changes, on the calendar of its region: against counting by hand."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.instants import instant, parse_instant
from sync.records.calendars import CALENDARS, METROPOLITAN, calendar_of
from sync.records.clocks import alert_at, share_gone
from sync.records.delays import delays_of, is_working_day, report_delays
from sync.records.levels import DAYS_MAX, HOURS_MAX, TWO_DAYS, USUAL, Delay, ServiceLevels, delay_in, levels_of
from sync.records.worked_time import pause_s, pushed

PROPERTY = settings(max_examples=40, deadline=None, derandomize=True)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2033, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CODES = st.sampled_from(sorted(CALENDARS))


@lru_cache(maxsize=4_096)
def works(day: date, code: str) -> bool:
    """Say it again, by the library itself."""
    return day.weekday() < 5 and day not in holidays.country_holidays(
        "FR", subdiv=CALENDARS[code].subdivision, years=day.year
    )


def hours_worked(start: datetime, end: datetime, code: str) -> float:
    """Count a stretch of time, five minutes by five, by the clock on the wall of the region."""
    zone, steps = ZoneInfo(CALENDARS[code].time_zone), round((end - start).total_seconds() / 300)
    return sum(works((start + timedelta(minutes=5 * n)).astimezone(zone).date(), code) for n in range(steps)) / 12


@PROPERTY
@given(MOMENTS, st.integers(1, 30), CODES)
def test_delay_in_days_ends_at_the_close_of_the_day_that_one_counts_to(start: datetime, days: int, code: str) -> None:
    levels = ServiceLevels(calendar=code, fixes={"banc": Delay(days, by_the_hour=False)})
    zone = ZoneInfo(CALENDARS[code].time_zone)
    end = parse_instant(delays_of("banc", instant(start), levels)["expected_datetime"]).astimezone(zone)
    day = start.astimezone(zone).date()
    between = [day + timedelta(days=n) for n in range(1, (end.date() - day).days + 1)]
    assert sum(works(one, code) for one in between) == days
    assert works(end.date(), code)
    assert (end.hour, end.minute) == (17, 30), "by the clock of the region, on both sides of a change of time"


@PROPERTY
@given(MOMENTS, st.integers(1, 500), CODES)
def test_delay_in_hours_runs_through_everything(start: datetime, hours: int, code: str) -> None:
    levels = ServiceLevels(calendar=code, fixes={"banc": Delay(hours, by_the_hour=True)})
    end = parse_instant(delays_of("banc", instant(start), levels)["expected_datetime"])
    assert end - parse_instant(instant(start)) == timedelta(hours=hours)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(MOMENTS, st.integers(1, 9), CODES)
def test_three_quarters_are_three_quarters_of_the_time_that_counts(start: datetime, days: int, code: str) -> None:
    begun = instant(start.replace(second=0, microsecond=0))
    levels = ServiceLevels(calendar=code, fixes={"banc": Delay(days, by_the_hour=False)})
    due = delays_of("banc", begun, levels)["expected_datetime"]
    alert = alert_at(begun, due, by_the_hour=False, calendar=code)
    whole, gone = (hours_worked(parse_instant(begun), parse_instant(end), code) for end in (due, alert))
    assert gone == pytest.approx(0.75 * whole, abs=0.2)
    assert share_gone(begun, due, alert, by_the_hour=False, calendar=code) == pytest.approx(0.75, abs=0.001)


@PROPERTY
@given(MOMENTS, st.integers(0, 20 * 86_400), CODES)
def test_pause_pushes_a_date_by_the_time_that_counted(start: datetime, seconds: int, code: str) -> None:
    since, at = instant(start), instant(start + timedelta(seconds=seconds))
    counted_s = pause_s(since, at, False, code)
    due = pushed(since, counted_s, by_the_hour=False, calendar=code)
    assert abs(pause_s(since, due, False, code) - counted_s) <= 1


@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2025-12-26", {"FR-57", "FR-6AE"}),
        ("2026-04-03", {"FR-57", "FR-6AE", "FR-971"}),
        ("2026-05-27", {"FR-971"}),
        ("2026-05-22", {"FR-972"}),
        ("2026-06-10", {"FR-973"}),
        ("2027-12-20", {"FR-974"}),
        ("2026-04-27", {"FR-976"}),
    ],
)
def test_each_region_keeps_its_own_holidays(day: str, off: set[str]) -> None:
    on = date.fromisoformat(day)
    named = ("FR", "FR-57", "FR-6AE", "FR-971", "FR-972", "FR-973", "FR-974", "FR-976")
    closed = {code for code in named if not is_working_day(on, code)}
    assert closed == off


def test_evening_in_paris_is_another_day_overseas() -> None:
    late = "2026-11-23T22:30:00.000Z"
    ends = {
        code: delays_of("banc", late, ServiceLevels(code, fixes={"banc": Delay(1, by_the_hour=False)}))
        for code in ("FR", "FR-974", "FR-971")
    }
    assert {code: told["expected_datetime"] for code, told in ends.items()} == {
        "FR": "2026-11-24T16:30:00.000Z",
        "FR-974": "2026-11-25T13:30:00.000Z",
        "FR-971": "2026-11-24T21:30:00.000Z",
    }


def test_policy_of_a_town_is_read_and_what_makes_no_sense_is_as_usual() -> None:
    told = {
        "calendar": "FR-974",
        "first_answer": "4h",
        "categories": {
            "nid_de_poule": {"fix": "5d", "first_answer": "1d"},
            "banc": {"fix": "0d"},
            "trappe": {"fix": 4},
            "arbre": "soon",
        },
    }
    levels = levels_of({"service_levels": told, "rings": {}})
    assert levels.calendar == "FR-974"
    assert (str(levels.fix_of("nid_de_poule")), str(levels.first_answer_of("nid_de_poule"))) == ("5d", "1d")
    assert levels.first_answer_of("banc") == Delay(4, by_the_hour=True)
    for code in ("banc", "trappe", "arbre", "unknown"):
        assert levels.fix_of(code) == USUAL.fix_of(code)


@pytest.mark.parametrize("policy", [None, {}, {"service_levels": None}, {"service_levels": []}, {"service_levels": {}}])
def test_town_that_said_nothing_promises_the_usual(policy: dict[str, object] | None) -> None:
    assert levels_of(policy) is USUAL
    assert USUAL.first_answer_of("banc") == TWO_DAYS


def test_unknown_calendar_is_that_of_the_metropole() -> None:
    assert levels_of({"service_levels": {"calendar": "FR-99"}}).calendar == METROPOLITAN
    assert calendar_of("FR-99") == CALENDARS[METROPOLITAN]


@pytest.mark.parametrize("told", ["", "5", "5w", "0d", "-1d", "05d", f"{DAYS_MAX + 1}d", f"{HOURS_MAX + 1}h", 5, None])
def test_what_is_no_delay_is_none(told: object) -> None:
    assert delay_in(told) is None


def test_unknown_category_has_ten_days() -> None:
    assert report_delays(None, "2026-11-23T09:00:00.000Z") == delays_of("of-tomorrow", "2026-11-23T09:00:00.000Z")
