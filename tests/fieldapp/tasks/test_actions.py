"""The gestures of an agent on his tasks, in a real replica."""

from typing import Any

import pytest

from fieldapp.replica.errors import MoveNotAllowed, NotAllowed
from fieldapp.tasks import actions, queries
from fieldapp.tasks.actions import Answer, NotFinished, Revisit
from sync.records.attachment import PhotoRole
from sync.records.task import CheckResult, ImpossibleReason
from tests.fieldapp.photos import photo
from tests.fieldapp.town import KARIM, NORD, NOW, SYLVIE, Town

CHECKLIST = [
    {"id": "c1", "label": "Zone balisée", "mandatory": True},
    {"id": "c2", "label": "Fond sec et propre", "mandatory": True},
    {"id": "c3", "label": "Marquage repris", "mandatory": False},
]


def page(town: Town, task_id: str) -> queries.TaskPage:
    found = town.replica.read_now(queries.task_page, task_id)
    assert found is not None
    return found


def shown(town: Town, kind: str, record_id: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


def answer(town: Town, task_id: str, item: str, result: CheckResult, reason: str = "") -> None:
    town.replica.write_now(actions.answer_check, task_id, Answer(item, result, reason))


def test_first_answer_begins_the_task(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.OK)
    assert page(town, task).card.status == "en_cours"
    assert page(town, task).started_at == NOW


def test_last_answer_counts_when_an_item_is_answered_twice(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.NOK)
    answer(town, task, "c1", CheckResult.OK)
    assert page(town, task).checks[0].result is CheckResult.OK
    assert len(shown(town, "task", task)["checks"]) == 2


def test_same_answer_is_written_once(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.OK)
    answer(town, task, "c1", CheckResult.OK)
    assert len(shown(town, "task", task)["checks"]) == 1


def test_reason_and_photo_complete_a_nok(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c2", CheckResult.NOK)
    assert page(town, task).checks[1].lacks_reason
    answer(town, task, "c2", CheckResult.NOK, "Eau au fond")
    town.replica.write_now(actions.answer_check, task, Answer("c2", CheckResult.NOK, photo=photo("water")))
    item = page(town, task).checks[1]
    assert (item.reason, item.lacks_reason) == ("Eau au fond", False)
    assert item.photo_id == page(town, task).photos[0].id
    assert page(town, task).photos[0].role == PhotoRole.CONTROLE


def test_task_is_not_closed_when_a_mandatory_check_is_missing(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.OK)
    assert queries.missing(page(town, task)) == queries.Missing(checks=1)
    with pytest.raises(NotFinished):
        town.replica.write_now(actions.finish, task)


def test_task_is_not_closed_when_a_nok_has_no_reason(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.OK)
    answer(town, task, "c2", CheckResult.NOK)
    assert queries.missing(page(town, task)) == queries.Missing(reasons=1)
    with pytest.raises(NotFinished):
        town.replica.write_now(actions.finish, task)


def test_task_is_not_closed_without_its_proof(town: Town) -> None:
    task = town.task("pothole", photo_proof=True)
    town.replica.write_now(actions.add_photo, task, photo("before"), PhotoRole.AVANT)
    assert queries.missing(page(town, task)) == queries.Missing(photos=1)
    with pytest.raises(NotFinished):
        town.replica.write_now(actions.finish, task)


def test_task_is_closed_with_its_proof(town: Town) -> None:
    task = town.task("pothole", photo_proof=True)
    town.replica.write_now(actions.add_photo, task, photo("after"), PhotoRole.APRES)
    assert queries.missing(page(town, task)).nothing
    town.replica.write_now(actions.finish, task)
    assert (page(town, task).card.status, page(town, task).card.done_at) == ("faite", NOW)


@pytest.mark.parametrize(("proven", "status"), [(True, "resolu"), (False, "fait_a_controler")])
def test_report_follows_its_task_when_the_work_is_done(town: Town, proven: bool, status: str) -> None:
    report = town.report("hole", status="affecte")
    task = town.task("pothole", report=report)
    if proven:
        town.replica.write_now(actions.add_photo, task, photo("after"), PhotoRole.APRES)
    town.replica.write_now(actions.finish, task)
    assert shown(town, "report", report)["status"] == status


def test_report_stays_open_when_another_of_its_tasks_is(town: Town) -> None:
    report = town.report("hole", status="affecte")
    task = town.task("pothole", report=report)
    town.task("marking", report=report)
    town.replica.write_now(actions.finish, task)
    assert shown(town, "report", report)["status"] == "affecte"


def test_report_that_is_closed_stays_closed_when_its_task_ends(town: Town) -> None:
    report = town.report("hole", status="rejete")
    task = town.task("pothole", report=report)
    town.replica.write_now(actions.finish, task)
    assert shown(town, "report", report)["status"] == "rejete"


def test_reopening_takes_task_and_report_back(town: Town) -> None:
    report = town.report("hole", status="affecte")
    task = town.task("pothole", report=report)
    town.replica.write_now(actions.finish, task)
    town.replica.write_now(actions.reopen, task)
    assert page(town, task).card.status == "en_cours"
    assert page(town, task).card.done_at is None
    assert shown(town, "report", report)["status"] == "en_cours"
    assert "closed_at" not in shown(town, "report", report)


def test_impossible_keeps_what_was_done_and_says_why(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    answer(town, task, "c1", CheckResult.OK)
    town.replica.write_now(
        actions.declare_impossible, task, ImpossibleReason.ACCES, note="Portail fermé", revisit=Revisit.SOON
    )
    after = page(town, task)
    assert (after.card.status, after.impossible_reason, after.impossible_note) == (
        "impossible",
        "acces",
        "Portail fermé",
    )
    assert after.checks[0].result is CheckResult.OK
    assert after.card.due_at == "2026-11-26T16:30:00.000Z"


def test_desk_decides_the_date_when_nobody_says_when(town: Town) -> None:
    task = town.task("pothole", due_at="2026-11-21T16:30:00.000Z")
    town.replica.write_now(actions.declare_impossible, task, ImpossibleReason.METEO)
    assert page(town, task).card.due_at == "2026-11-21T16:30:00.000Z"


def test_claimed_task_is_mine_and_taken_on(town: Town) -> None:
    task = town.task("drain", assignee=None, team=NORD)
    town.replica.write_now(actions.claim, task)
    lists = town.replica.read_now(queries.task_lists, queries.Whose(KARIM, NORD))
    assert [card.id for card in lists.mine] == [task]
    assert lists.mine[0].status == "prise_en_charge"
    assert lists.team == ()


def test_handed_back_task_returns_to_the_team_with_its_note(town: Town) -> None:
    task = town.task("drain", team=NORD)
    town.replica.write_now(actions.begin, task)
    town.replica.write_now(actions.hand_back, task, "  Il manque la clé du regard. ")
    lists = town.replica.read_now(queries.task_lists, queries.Whose(KARIM, NORD))
    assert [card.id for card in lists.team] == [task]
    assert page(town, task).handover_note == "Il manque la clé du regard."


def test_handing_back_can_be_taken_back(town: Town) -> None:
    task = town.task("drain", team=NORD, status="en_cours")
    town.replica.write_now(actions.hand_back, task, "")
    town.replica.write_now(actions.take_back, task, {"assignee": KARIM, "status": "en_cours", "handover_note": None})
    assert page(town, task).card.assignee == KARIM


def test_cancelled_task_cannot_be_done(town: Town) -> None:
    task = town.task("drain", status="annulee")
    with pytest.raises(MoveNotAllowed):
        town.replica.write_now(actions.finish, task)


def test_agent_cannot_give_his_task_to_somebody_else(town: Town) -> None:
    task = town.task("drain")
    with pytest.raises(NotAllowed):
        town.replica.write_now(actions.take_back, task, {"assignee": SYLVIE})


def test_comment_is_kept_with_its_author_and_an_empty_one_is_none(town: Town) -> None:
    task = town.task("drain")
    town.replica.write_now(actions.add_comment, task, "  Enrobé à froid posé ")
    town.replica.write_now(actions.add_comment, task, "   ")
    assert [(entry.author, entry.text) for entry in page(town, task).comments] == [
        ("Karim Benali", "Enrobé à froid posé")
    ]


def test_time_spent_is_never_negative(town: Town) -> None:
    task = town.task("drain")
    town.replica.write_now(actions.set_time_spent, task, -15)
    assert page(town, task).minutes_spent == 0


def test_each_gesture_waits_to_be_sent(town: Town) -> None:
    task = town.task("drain")
    town.steps.later(60)
    town.replica.write_now(actions.begin, task)
    receipt = page(town, task).receipt
    assert (receipt.unsent, receipt.saved_at, receipt.received_at) == (1, "2026-11-23T13:37:00.000Z", None)
    assert page(town, task).card.unsent
