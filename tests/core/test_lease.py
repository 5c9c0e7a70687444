"""A lease by clocks that lie: set back, set forward and back, wrong from the start; and the contact that mends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.lease import DAY_MS, Moment, Span, Stand, Witness, days_left, heard, seen, stand_of, time_at

START = 1_795_000_000_000
LEASE = Span(START, START + 30 * DAY_MS)


def at(days: float = 0, *, wall: float | None = None, boot: str = "run") -> Moment:
    """Give the clocks after so many days; `wall` days is what somebody made of the wall clock."""
    return Moment(START + int((days if wall is None else wall) * DAY_MS), int(days * DAY_MS), boot)


def stand(witness: Witness, moment: Moment) -> Stand:
    return stand_of(LEASE, time_at(witness, moment))


CONTACT = heard(START, at())


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Stand.RUNNING), (24.9, Stand.RUNNING), (25, Stand.ENDING), (30, Stand.ENDED)]
)
def test_lease_runs_warns_and_ends(days: float, expected: Stand) -> None:
    assert stand(CONTACT, at(days)) is expected
    assert stand(CONTACT, at(days, boot="another run")) is expected, "by the wall clock alone"


def test_short_lease_warns_in_its_last_third_and_none_never_ends() -> None:
    short = Span(START, START + 3 * DAY_MS)
    assert [stand_of(short, START + days * DAY_MS) for days in (1, 2)] == [Stand.RUNNING, Stand.ENDING]
    assert stand_of(None, START + 999 * DAY_MS) is Stand.NONE
    assert [days_left(LEASE, START + hours * DAY_MS // 24) for hours in (0, 1, 24 * 29 + 1, 24 * 31)] == [30, 30, 1, 0]


def test_clock_set_back_takes_nothing_off_in_one_run_of_the_system() -> None:
    assert stand(CONTACT, at(31, wall=-400)) is Stand.ENDED


def test_clock_set_back_takes_nothing_off_what_was_seen() -> None:
    witness = seen(CONTACT, at(29))
    assert time_at(witness, at(1, wall=-400, boot="another run")) == START + 29 * DAY_MS
    assert stand(witness, at(1, wall=-400, boot="another run")) is Stand.ENDING


def test_clock_set_forward_and_back_ends_the_lease_until_a_contact_mends_it() -> None:
    witness = seen(CONTACT, at(1, wall=365))
    assert stand(witness, at(2)) is Stand.ENDED
    assert stand(heard(START + 2 * DAY_MS, at(2)), at(3)) is Stand.RUNNING


def test_clock_that_is_wrong_all_the_time_does_no_harm() -> None:
    contact = heard(START, at(0, wall=900))
    assert stand(contact, at(24, wall=924)) is Stand.RUNNING
    assert stand(contact, at(31, wall=931)) is Stand.ENDED


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-900, 900), st.booleans()), max_size=12))
def test_no_play_with_the_wall_clock_makes_the_time_go_back_or_slower_than_the_run(
    steps: list[tuple[int, int, bool]],
) -> None:
    witness, boot_days, run = CONTACT, 0, 0
    for days, wall, restarts in steps:
        run, boot_days = (run + 1, 0) if restarts else (run, boot_days + days)
        moment = Moment(START + wall * DAY_MS, boot_days * DAY_MS, f"run {run}")
        before, was = witness.seen_ms, witness
        witness = seen(witness, moment)
        assert witness.seen_ms >= before
        if moment.boot == was.seen_boot:
            assert witness.seen_ms - before >= moment.boot_ms - was.seen_boot_ms
