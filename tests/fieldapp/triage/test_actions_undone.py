"""Taking the desk's gestures back, comments and tasks, in a real replica."""

from typing import Any

import pytest

from fieldapp.replica.errors import RecordAbsent
from fieldapp.triage import actions, actions_task
from fieldapp.triage.actions import Recipient
from fieldapp.triage.actions_task import CheckWanted, Order
from sync.core.model import Fields
from sync.records.report import RejectReason
from tests.fieldapp.town import CENTRE, NORD, VOIRIE, Town

LAT, LONG = CENTRE


def shown(town: Town, record_id: str, kind: str = "report") -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


def held(town: Town, report_id: str) -> tuple[Any, ...]:
    fields = shown(town, report_id)
    return tuple(fields.get(name) for name in ("status", "service", "team", "assignee"))


@pytest.mark.parametrize("status", ["nouveau", "a_qualifier", "qualifie", "programme"])
def test_assignment_taken_back_waits_at_the_desk_again(town: Town, status: str) -> None:
    report = town.report("hole", status=status)
    before = town.replica.write_now(actions.assign, report, Recipient(team=NORD))
    town.replica.write_now(actions.take_back, report, before)
    expected = "a_qualifier" if status == "nouveau" else status
    assert held(town, report) == (expected, None, None, None)


def test_rejection_taken_back_is_open_and_without_reason(town: Town) -> None:
    report = town.report("hole")
    before = town.replica.write_now(actions.reject, report, RejectReason.PRIVE, "")
    town.replica.write_now(actions.take_back, report, before)
    fields = shown(town, report)
    assert fields["status"] == "qualifie"
    assert not {"reject_reason", "closed_at"} & set(fields)


def test_requalification_taken_back_has_its_category_and_delay_again(town: Town) -> None:
    report = town.report("hole", expected_datetime="2026-12-04T16:30:00.000Z")
    before = town.replica.write_now(actions.requalify, report, "cartons")
    town.replica.write_now(actions.take_back, report, before)
    fields = shown(town, report)
    assert (fields["service_code"], fields["expected_datetime"]) == ("nid_de_poule", "2026-12-04T16:30:00.000Z")


def test_comment_is_added_unless_it_is_empty(town: Town) -> None:
    report = town.report("hole")
    for text in ("  ", " Vu sur place "):
        town.replica.write_now(actions.add_comment, report, text)
    assert [entry["text"] for entry in shown(town, report)["comments"]] == ["Vu sur place"]


def order(town: Town, report: str, **wanted: Any) -> actions_task.Ordered:
    asked = Order("Reboucher", Recipient(team=NORD), **wanted)
    return town.replica.write_now(actions_task.order_task, report, asked)


def test_ordered_task_has_the_place_and_the_report(town: Town) -> None:
    report = town.report("hole", address="Rue Grimaldi", priority="tres_genant", description="Trou")
    checks = (CheckWanted("Baliser", mandatory=True), CheckWanted("  "), CheckWanted("Photo", photo=True))
    made = order(town, report, due_at="2026-11-25T16:30:00.000Z", checklist=checks)
    task: Fields = shown(town, made.task, "task")
    assert (task["report"], task["address"], task["lat"], task["priority"]) == (
        report,
        "Rue Grimaldi",
        LAT,
        "tres_genant",
    )
    assert (task["service"], task["team"], task["category"], task["photo_proof"]) == (
        VOIRIE,
        NORD,
        "nid_de_poule",
        True,
    )
    assert [(item["label"], item["mandatory"], item["photo"]) for item in task["checklist"]] == [
        ("Baliser", True, False),
        ("Photo", False, True),
    ]
    assert held(town, report) == ("affecte", VOIRIE, NORD, None)


def test_ordering_a_task_leaves_the_state_of_begun_work(town: Town) -> None:
    report = town.report("hole", status="en_cours")
    order(town, report)
    assert held(town, report) == ("en_cours", VOIRIE, NORD, None)


def test_task_taken_back_is_gone_and_the_report_is_at_the_desk(town: Town) -> None:
    report = town.report("hole")
    made = order(town, report)
    town.replica.write_now(actions_task.take_order_back, report, made)
    assert held(town, report) == ("a_qualifier", None, None, None)
    with pytest.raises(RecordAbsent):
        shown(town, made.task, "task")
