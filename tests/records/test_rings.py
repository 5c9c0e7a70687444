"""How often a device may call: three times a day, not at night, by the town's clock, whatever the device's says."""

from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest

from sync.records.rings import RingRule, is_quiet, ring_rule, rings_left

RULE = RingRule()
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_three_calls_a_day_and_no_fourth() -> None:
    rung = [NOON - timedelta(hours=n) for n in range(3)]
    assert [rings_left(RULE, rung[:n], NOON) for n in range(4)] == [3, 2, 1, 0]


def test_next_day_of_the_town_begins_at_its_own_midnight() -> None:
    # 22:30 UTC is 23:30 in Paris; 23:30 UTC is half past midnight of the next day there.
    lively = RingRule(quiet_from=time(0), quiet_until=time(0))
    late, later = datetime(2026, 11, 23, 22, 30, tzinfo=UTC), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert rings_left(lively, [late] * 3, late) == 0
    assert rings_left(lively, [late] * 3, later) == 3


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(18, 59, False), (19, 0, True), (23, 59, True), (0, 0, True), (6, 59, True), (7, 0, False)],
)
def test_quiet_goes_over_midnight(hour: int, minute: int, quiet: bool) -> None:
    local = datetime(2026, 11, 23, hour, minute, tzinfo=RULE.zone)
    assert is_quiet(RULE, local) is quiet
    assert rings_left(RULE, [], local) == (0 if quiet else 3)


@pytest.mark.parametrize(("at", "quiet"), [("13:00", True), ("12:29", False), ("14:00", False)])
def test_quiet_may_be_a_part_of_the_day(at: str, quiet: bool) -> None:
    rule = RingRule(quiet_from=time(12, 30), quiet_until=time(14))
    assert is_quiet(rule, datetime.combine(NOON.date(), time.fromisoformat(at), rule.zone)) is quiet


# 06:30 in Paris is 05:30 UTC in winter and 04:30 UTC in summer, on the days around both changes too.
@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        ("2026-03-28T05:59+00:00", True),
        ("2026-03-28T06:00+00:00", False),
        ("2026-03-29T04:59+00:00", True),
        ("2026-03-29T05:00+00:00", False),
        ("2026-10-24T05:00+00:00", False),
        ("2026-10-25T05:59+00:00", True),
        ("2026-10-25T06:00+00:00", False),
    ],
)
def test_quiet_ends_by_the_clock_on_the_wall_when_it_is_put_forward_or_back(utc: str, quiet: bool) -> None:
    assert is_quiet(RULE, datetime.fromisoformat(utc)) is quiet


def test_hour_that_comes_twice_gives_no_more_calls() -> None:
    lively = RingRule(quiet_from=time(0), quiet_until=time(0))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert [at.astimezone(RULE.zone).time() for at in (first, second)] == [time(2, 30)] * 2
    assert rings_left(lively, [first] * 3, second) == 0


def test_device_in_another_zone_is_called_by_the_towns_hours() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert is_quiet(RULE, datetime(2026, 11, 23, 10, tzinfo=tokyo))
    assert not is_quiet(RULE, datetime(2026, 11, 23, 22, tzinfo=tokyo))


def test_clock_that_is_put_back_gives_no_calls_back() -> None:
    rung = [NOON + timedelta(hours=n) for n in range(3)]
    assert rings_left(RULE, rung, NOON - timedelta(hours=2)) == 0


def test_clock_that_jumps_a_day_on_and_back_counts_each_day_alone() -> None:
    rung = [NOON] * 3
    tomorrow = NOON + timedelta(days=1)
    assert rings_left(RULE, rung, tomorrow) == 3
    assert rings_left(RULE, [*rung, *[tomorrow] * 3], NOON) == 0
    assert rings_left(RULE, [*rung, *[tomorrow] * 3], tomorrow) == 0


def test_town_sets_its_own_rule() -> None:
    told = {"a_day": 5, "quiet_from": "21:30", "quiet_until": "05:00", "time_zone": "Indian/Reunion"}
    rule = ring_rule({"rings": told})
    assert (rule.a_day, rule.quiet_from, rule.quiet_until) == (5, time(21, 30), time(5))
    # Noon UTC is four in the afternoon there, six in the evening UTC is ten at night.
    assert not is_quiet(rule, NOON + timedelta(hours=1))
    assert is_quiet(rule, NOON + timedelta(hours=7))
    assert ring_rule({"rings": {"a_day": 0}}).a_day == 0


@pytest.mark.parametrize(
    "policy",
    [
        None,
        {},
        {"rings": 7},
        {"rings": {"a_day": -1, "quiet_from": "25:00", "quiet_until": 7, "time_zone": "Mars/Olympus"}},
        {"rings": {"a_day": True, "quiet_from": "19:00+02:00", "quiet_until": "", "time_zone": ""}},
        {"rings": {"a_day": "3", "time_zone": "../etc/passwd"}},
        {"rings": {"a_day": 10**6, "time_zone": "x" * 4_000}},
    ],
)
def test_rule_that_makes_no_sense_is_the_usual_one(policy: dict[str, Any] | None) -> None:
    assert ring_rule(policy) == RULE
