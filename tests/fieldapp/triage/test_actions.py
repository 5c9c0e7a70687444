"""The gestures of the desk on reports, in a real replica; each can be taken back."""

from typing import Any

import pytest

from fieldapp.replica.errors import MoveNotAllowed
from fieldapp.triage import actions
from fieldapp.triage.actions import Recipient
from sync.records.report import RejectReason, ReportStatus
from sync.records.task import Priority
from tests.fieldapp.town import CENTRE, KARIM, NORD, NOW, PROPRETE, VOIRIE, Town

LAT, LONG = CENTRE


def shown(town: Town, record_id: str, kind: str = "report") -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


def held(town: Town, report_id: str) -> tuple[Any, ...]:
    fields = shown(town, report_id)
    return tuple(fields.get(name) for name in ("status", "service", "team", "assignee"))


def test_assigning_to_a_team_gives_its_service(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.assign, report, Recipient(team=NORD))
    assert held(town, report) == ("affecte", VOIRIE, NORD, None)


def test_assigning_to_an_agent_gives_his_team_and_service(town: Town) -> None:
    report = town.report("hole", service=PROPRETE)
    town.replica.write_now(actions.assign, report, Recipient(agent=KARIM))
    assert held(town, report) == ("affecte", VOIRIE, NORD, KARIM)


def test_assigning_to_a_service_takes_it_from_the_team(town: Town) -> None:
    report = town.report("hole", status="affecte", service=VOIRIE, team=NORD, assignee=KARIM)
    town.replica.write_now(actions.assign, report, Recipient(service=PROPRETE))
    assert held(town, report) == ("affecte", PROPRETE, None, None)


def test_scheduled_report_stays_scheduled_when_it_changes_hands(town: Town) -> None:
    report = town.report("hole", status="programme", scheduled_at=NOW)
    town.replica.write_now(actions.assign, report, Recipient(team=NORD))
    assert shown(town, report)["status"] == "programme"


def test_requalified_report_has_the_service_and_delay_of_its_category(town: Town) -> None:
    report = town.report("hole", service=VOIRIE, team=NORD, status="affecte", number="A2026K0412")
    town.replica.write_now(actions.requalify, report, "cartons")
    fields = shown(town, report)
    assert held(town, report) == ("qualifie", PROPRETE, None, None)
    # 48 hours from the report, not from now.
    assert fields["expected_datetime"] == "2026-11-22T09:12:00.000Z"
    assert fields["number"] == "A2026K0412"


def test_requalified_report_counts_from_now_when_the_town_says_so(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.requalify, report, "cartons", restarts_clock=True)
    assert shown(town, report)["expected_datetime"] == "2026-11-25T13:36:00.000Z"


def test_requalifying_within_the_service_leaves_the_team(town: Town) -> None:
    report = town.report("hole", service=VOIRIE, team=NORD, status="en_cours")
    town.replica.write_now(actions.requalify, report, "trottoir")
    assert held(town, report) == ("en_cours", VOIRIE, NORD, None)


def test_dangerous_category_makes_the_report_dangerous(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.requalify, report, "trappe")
    assert shown(town, report)["priority"] == "dangereux"


def test_rejected_report_says_why(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.reject, report, RejectReason.PRIVE, " Cour privée ")
    fields = shown(town, report)
    assert (fields["status"], fields["reject_reason"], fields["status_notes"], fields["closed_at"]) == (
        "rejete",
        "prive",
        "Cour privée",
        NOW,
    )


def test_priority_and_date_are_written(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.set_priority, report, Priority.DANGEREUX)
    town.replica.write_now(actions.schedule, report, "2026-11-25T07:00:00.000Z")
    fields = shown(town, report)
    assert (fields["priority"], fields["status"], fields["scheduled_at"]) == (
        "dangereux",
        "programme",
        "2026-11-25T07:00:00.000Z",
    )


def test_reopened_duplicate_stands_for_itself(town: Town) -> None:
    original = town.report("original")
    twin = town.report("twin", status="doublon", duplicate_of=original, closed_at=NOW)
    town.replica.write_now(actions.reopen, twin)
    fields = shown(town, twin)
    assert (fields["status"], fields["reopened"]) == ("qualifie", True)
    assert "duplicate_of" not in fields
    assert "closed_at" not in fields


def test_work_that_was_checked_is_done_or_filed(town: Town) -> None:
    done = town.report("done", status="fait_a_controler")
    impossible = town.report("impossible", status="impossible", closed_at=NOW)
    town.replica.write_now(actions.accept_work, done)
    town.replica.write_now(actions.accept_work, impossible)
    assert (shown(town, done)["status"], shown(town, impossible)["status"]) == ("resolu", "archive")


def test_work_that_is_not_done_goes_back_to_those_who_had_it(town: Town) -> None:
    report = town.report("done", status="fait_a_controler", service=VOIRIE, team=NORD)
    town.replica.write_now(actions.send_back, report)
    assert held(town, report) == ("affecte", VOIRIE, NORD, None)


def test_put_aside_report_stays_open(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(actions.put_aside, report, ReportStatus.EN_ATTENTE_USAGER, "Quelle adresse ?")
    assert (shown(town, report)["status"], shown(town, report)["status_notes"]) == (
        "en_attente_usager",
        "Quelle adresse ?",
    )


def test_closed_report_is_not_assigned(town: Town) -> None:
    report = town.report("hole", status="rejete", closed_at=NOW)
    with pytest.raises(MoveNotAllowed):
        town.replica.write_now(actions.assign, report, Recipient(team=NORD))


def test_gesture_on_several_reports_is_all_or_none(town: Town) -> None:
    hole, closed = town.report("hole"), town.report("closed", status="rejete", closed_at=NOW)
    with pytest.raises(MoveNotAllowed):
        town.replica.write_now(actions.each, (hole, closed), actions.assign, Recipient(team=NORD))
    assert shown(town, hole)["status"] == "nouveau"
    before = town.replica.write_now(actions.each, (hole,), actions.assign, Recipient(team=NORD))
    assert set(before) == {hole}
