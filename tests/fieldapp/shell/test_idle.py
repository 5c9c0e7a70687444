"""The lock of who goes away: after the time that was chosen, never in the middle of something."""

import pytest

from fieldapp.shell.idle import IdleLock, awake_s


@pytest.fixture
def idle() -> IdleLock:
    return IdleLock(1000.0, after_s=300)


def test_lock_comes_after_the_time_without_a_touch(idle: IdleLock) -> None:
    assert not idle.tick(1299.9, is_busy=False)
    assert idle.tick(1300.0, is_busy=False)


def test_touch_begins_the_time_anew(idle: IdleLock) -> None:
    idle.touched(1299.0)
    assert not idle.tick(1598.0, is_busy=False)
    assert idle.tick(1599.0, is_busy=False)


def test_what_is_under_way_puts_the_lock_off_and_not_away(idle: IdleLock) -> None:
    assert not idle.tick(9000.0, is_busy=True)
    assert idle.tick(9000.1, is_busy=False)


def test_long_sleep_locks_at_once(idle: IdleLock) -> None:
    assert idle.left_s(90_000.0) == 0
    assert idle.tick(90_000.0, is_busy=False)


def test_clock_that_went_back_counts_from_where_it_is(idle: IdleLock) -> None:
    assert idle.left_s(10.0) == 300
    assert not idle.tick(309.0, is_busy=False)
    assert idle.tick(310.0, is_busy=False)


def test_shorter_choice_acts_at_once(idle: IdleLock) -> None:
    idle.after_s = 60
    assert idle.tick(1060.0, is_busy=False)


def test_clock_of_the_device_only_goes_forward() -> None:
    assert awake_s() <= awake_s()
