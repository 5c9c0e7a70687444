"""The clock of a report stands still while the town waits for somebody else; the server counts the pause, once."""

from collections.abc import Mapping
from typing import Any

import pytest

from sync.records.categories import CATEGORIES
from sync.records.clocks import alert_of, begun_at, chase_at, due_at, is_paused, mended_by
from sync.records.report import REPORT, ReportFields
from sync.records.worked_time import pause_s, pushed

# Friday 20 November 2026, 10:00 in Paris, and days after it.
FRIDAY, MONDAY, TUESDAY = "2026-11-20T09:00:00.000Z", "2026-11-23T09:00:00.000Z", "2026-11-24T09:00:00.000Z"
WEDNESDAY, THURSDAY = "2026-11-25T09:00:00.000Z", "2026-11-26T09:00:00.000Z"
BY_DAYS: Mapping[str, Any] = {
    "service_code": "banc",
    "status": "en_cours",
    "requested_datetime": FRIDAY,
    "expected_datetime": WEDNESDAY,
    "first_answer_due_at": TUESDAY,
    "lat": 45.0,
    "long": 4.0,
}


def changed(before: Mapping[str, Any], at: str, **fields: Any) -> dict[str, Any]:
    """Give a report after a change, as the server keeps it."""
    after = {**before, **fields}
    assert REPORT.keeps_time is not None
    return {**after, **REPORT.keeps_time(before, after, at)}


def row(fields: Mapping[str, Any]) -> ReportFields:
    return ReportFields.model_construct(**{**dict.fromkeys(ReportFields.model_fields), **fields})


@pytest.mark.parametrize("status", ["en_attente_usager", "transfere_tiers"])
def test_clock_stands_still_while_the_town_waits(status: str) -> None:
    waits = changed(BY_DAYS, MONDAY, status=status)
    assert waits["paused_at"] == MONDAY
    assert is_paused(row(waits))
    assert (due_at(row(waits)), alert_of(row(waits)), mended_by(row(waits)), chase_at(row(waits))) == (None,) * 4


def test_pause_pushes_what_is_due_by_its_working_time() -> None:
    waits = changed(BY_DAYS, FRIDAY, status="transfere_tiers")
    goes_on = changed(waits, MONDAY, status="en_cours")
    # From Friday to Monday one working day went by: Wednesday becomes Thursday.
    assert (goes_on["expected_datetime"], goes_on["first_answer_due_at"]) == (THURSDAY, WEDNESDAY)
    assert (goes_on["paused_at"], goes_on["paused_s"]) == (None, 86_400)
    assert begun_at(row(goes_on), THURSDAY) == MONDAY, "the pause came before the delay, as far as shares go"
    assert mended_by(row(goes_on)) == THURSDAY


def test_second_pause_adds_to_the_first_and_another_waiting_state_goes_on() -> None:
    waits = changed(changed(BY_DAYS, FRIDAY, status="transfere_tiers"), MONDAY, status="en_attente_usager")
    assert waits["paused_at"] == FRIDAY
    goes_on = changed(waits, TUESDAY, status="en_cours")
    again = changed(changed(goes_on, WEDNESDAY, status="transfere_tiers"), THURSDAY, status="en_cours")
    assert again["paused_s"] == 3 * 86_400


def test_pause_of_a_delay_in_hours_counts_the_week_end() -> None:
    by_hours = {**BY_DAYS, "service_code": "encombrants"}
    assert CATEGORIES["encombrants"].fix_hours
    goes_on = changed(changed(by_hours, FRIDAY, status="transfere_tiers"), MONDAY, status="en_cours")
    assert goes_on["paused_s"] == 3 * 86_400
    assert goes_on["first_answer_due_at"] == WEDNESDAY, "an answer is always due in working days"


def test_date_that_is_set_in_the_same_change_is_not_pushed() -> None:
    waits = changed(BY_DAYS, FRIDAY, status="transfere_tiers")
    goes_on = changed(waits, MONDAY, status="qualifie", expected_datetime=TUESDAY)
    assert goes_on["expected_datetime"] == TUESDAY


def test_going_on_without_the_word_of_the_town_hall_still_stands_still() -> None:
    unsent = {**changed(BY_DAYS, MONDAY, status="transfere_tiers"), "status": "en_cours"}
    assert is_paused(row(unsent))
    assert due_at(row(unsent)) is None


def test_late_report_is_chased_once_nobody_moved_it_for_days() -> None:
    moved = changed(BY_DAYS, THURSDAY, priority="dangereux")
    assert moved["moved_at"] == THURSDAY
    assert chase_at(row(moved)) == "2026-12-01T09:00:00.000Z"
    assert changed(moved, "2026-11-30T09:00:00.000Z", followers=["lea"])["moved_at"] == THURSDAY
    assert chase_at(row(BY_DAYS)) == WEDNESDAY, "an older record counts from its beginning"
    assert chase_at(row({**moved, "status": "resolu"})) is None


def test_pause_and_push_are_each_others_reverse() -> None:
    for since, until in (
        (FRIDAY, THURSDAY),
        (MONDAY, TUESDAY),
        ("2026-04-30T08:00:00.000Z", "2026-05-12T08:00:00.000Z"),
    ):
        for by_the_hour in (True, False):
            assert pushed(since, pause_s(since, until, by_the_hour), by_the_hour=by_the_hour) == until
    assert pause_s(TUESDAY, MONDAY, by_the_hour=False) == 0
