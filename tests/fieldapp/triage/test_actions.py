"""The gestures of the desk on reports, in a real replica; each can be taken back."""

from typing import Any

import pytest

from fieldapp.replica.errors import MoveNotAllowed, RecordAbsent
from fieldapp.triage import actions, actions_task
from fieldapp.triage.actions import Recipient, SameReport
from fieldapp.triage.actions_task import CheckWanted, Order
from sync.core.model import Fields
from sync.records.report import RejectReason, ReportStatus
from sync.records.task import Priority
from tests.fieldapp.town import CENTRE, ELU, KARIM, NORD, NOW, PROPRETE, SYLVIE, VOIRIE, Town

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


def test_followers_and_author_of_a_duplicate_follow_the_other(town: Town) -> None:
    original = town.report("original", followers=[SYLVIE])
    twin = town.report("twin", followers=[ELU], author=KARIM)
    town.replica.write_now(actions.merge_into, twin, original)
    assert set(shown(town, original)["followers"]) == {SYLVIE, ELU, KARIM}
    assert (shown(town, twin)["status"], shown(town, twin)["duplicate_of"]) == ("doublon", original)


def test_duplicates_of_a_duplicate_go_to_the_report_that_stays(town: Town) -> None:
    original, twin = town.report("original"), town.report("twin")
    child = town.report("child", status="doublon", duplicate_of=twin, closed_at=NOW)
    town.replica.write_now(actions.merge_into, twin, original)
    assert shown(town, child)["duplicate_of"] == original


def test_merging_into_a_duplicate_merges_into_what_it_repeats(town: Town) -> None:
    original = town.report("original")
    middle = town.report("middle", status="doublon", duplicate_of=original, closed_at=NOW)
    twin = town.report("twin")
    town.replica.write_now(actions.merge_into, twin, middle)
    assert shown(town, twin)["duplicate_of"] == original


def test_merging_into_itself_is_refused_without_a_trace(town: Town) -> None:
    original = town.report("original")
    child = town.report("child", status="doublon", duplicate_of=original, closed_at=NOW)
    with pytest.raises(SameReport):
        town.replica.write_now(actions.merge_into, original, child)
    assert shown(town, original)["status"] == "nouveau"


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
