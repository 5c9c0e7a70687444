"""The clock of a service level, on the French working calendar."""

import pytest

from sync.records.clocks import alert_at, share_gone

# Friday 20 November 2026, 10:00 in Paris; Tuesday 24, 10:00: two working days, with a week-end between.
FRIDAY, TUESDAY = "2026-11-20T09:00:00.000Z", "2026-11-24T09:00:00.000Z"


def test_delay_in_days_stands_still_on_the_week_end() -> None:
    saturday, sunday = "2026-11-21T12:00:00.000Z", "2026-11-22T12:00:00.000Z"
    gone = [share_gone(FRIDAY, TUESDAY, at, by_the_hour=False) for at in (saturday, sunday)]
    # Fourteen hours of Friday out of forty-eight.
    assert gone == [pytest.approx(14 / 48)] * 2


def test_delay_in_hours_runs_through_the_week_end() -> None:
    assert share_gone(FRIDAY, TUESDAY, "2026-11-22T09:00:00.000Z", by_the_hour=True) == 0.5


def test_share_goes_from_nothing_to_all() -> None:
    at = ("2026-11-19T09:00:00.000Z", FRIDAY, TUESDAY, "2026-12-24T09:00:00.000Z")
    assert [share_gone(FRIDAY, TUESDAY, now, by_the_hour=False) for now in at] == [0, 0, 1, 1]


def test_alert_comes_when_three_quarters_are_gone() -> None:
    at = alert_at(FRIDAY, TUESDAY, by_the_hour=False)
    # Thirty-six working hours after Friday 10:00: Monday 22:00 in Paris.
    assert at == "2026-11-23T21:00:00.000Z"
    assert share_gone(FRIDAY, TUESDAY, at, by_the_hour=False) == pytest.approx(0.75)
    assert alert_at(FRIDAY, TUESDAY, by_the_hour=True) == "2026-11-23T09:00:00.000Z"


def test_day_on_which_the_clocks_change_lasts_its_own_hours() -> None:
    # Sunday 29 March 2026 has 23 hours; it counts by the hour only.
    start, due = "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"
    assert alert_at(start, due, by_the_hour=True) == "2026-03-29T16:15:00.000Z"


def test_delay_without_a_working_day_is_due_at_its_end() -> None:
    saturday, sunday = "2026-11-21T09:00:00.000Z", "2026-11-22T09:00:00.000Z"
    assert alert_at(saturday, sunday, by_the_hour=False) == sunday
    assert share_gone(saturday, sunday, saturday, by_the_hour=False) == 1
