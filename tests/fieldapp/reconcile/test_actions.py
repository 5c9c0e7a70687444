"""Settling is one gesture; sending again is a new one; nothing that was written is lost."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from fieldapp.reconcile.actions import (
    Choice,
    copy_into_new,
    keep_theirs,
    keep_values,
    remove_record,
    reopen,
    send_again,
    set_aside,
)
from fieldapp.reconcile.queries import conflict_of, refused_of, waiting
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.errors import MoveNotAllowed, NotValid, RecordAbsent
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.unit import Unit
from sync.core.errors import FieldError, RefusalCode
from sync.protocol.codec import change_of_json
from tests.fieldapp.reconcile.questions import conflict, new_report, refuse, side
from tests.fieldapp.town import KARIM, Town, uid

MINE, THEIRS = "2026-11-27T07:00:00.000Z", "2026-11-26T12:30:00.000Z"


@pytest.fixture
def task(town: Town) -> str:
    return town.task("Élagage", due_at=THEIRS)


@pytest.fixture
def question(town: Town, task: str) -> str:
    return conflict(town, "task", task, ["due_at"], side({"due_at": MINE}), theirs={"due_at": THEIRS})


def shown(town: Town, kind: str, record: str) -> dict[str, Any] | None:
    return town.replica.read_now(lambda session: shown_fields(session, kind, record))


def gestures(town: Town) -> list[list[str]]:
    def read(session: Session) -> list[tuple[str, str]]:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.n)))
        return [(row.txn, f"{row.kind} {row.op}") for row in rows]

    found: dict[str, list[str]] = {}
    for txn, what in town.replica.read_now(read):
        found.setdefault(txn, []).append(what)
    return list(found.values())


def test_keep_mine_writes_my_value_and_settles_in_one_gesture(town: Town, task: str, question: str) -> None:
    town.replica.write_now(keep_values, question, Choice.MINE, {"due_at": MINE})
    assert gestures(town) == [["task patch", "conflict patch"]]
    assert (shown(town, "task", task) or {})["due_at"] == MINE
    settled = shown(town, "conflict", question) or {}
    assert (settled["status"], settled["choice"], settled["settled_by"]) == ("regle", "mine", KARIM)
    assert town.replica.read_now(waiting, KARIM).count == 0


def test_keep_theirs_leaves_the_record_and_settles(town: Town, task: str, question: str) -> None:
    town.replica.write_now(keep_theirs, question)
    assert gestures(town) == [["conflict patch"]]
    assert (shown(town, "task", task) or {})["due_at"] == THEIRS


def test_third_version_brings_its_word_in_the_same_gesture(town: Town, task: str, question: str) -> None:
    third = "2026-12-01T07:00:00.000Z"
    town.replica.write_now(keep_values, question, Choice.THIRD, {"due_at": third}, "La nacelle est prise.")
    assert gestures(town) == [["task patch", "task append", "conflict patch"]]
    comments = (shown(town, "task", task) or {})["comments"]
    assert [entry["text"] for entry in comments] == ["La nacelle est prise."]


def test_undo_brings_back_value_and_question(town: Town, task: str, question: str) -> None:
    settled = town.replica.write_now(keep_values, question, Choice.MINE, {"due_at": MINE})
    town.replica.write_now(reopen, settled)
    assert (shown(town, "task", task) or {})["due_at"] == THEIRS
    view = town.replica.read_now(conflict_of, question, KARIM)
    assert view is not None
    assert view.is_open


def test_choice_that_the_status_forbids_leaves_no_trace(town: Town) -> None:
    done = town.task("Faite", status="faite")
    question = conflict(town, "task", done, ["status"], side({"status": "annulee"}), theirs={"status": "faite"})
    with pytest.raises(MoveNotAllowed):
        town.replica.write_now(keep_values, question, Choice.MINE, {"status": "annulee"})
    assert gestures(town) == []


def test_choice_on_a_record_that_left_is_refused(town: Town) -> None:
    question = conflict(town, "task", uid("gone"), ["due_at"], side({"due_at": MINE}))
    with pytest.raises(RecordAbsent):
        town.replica.write_now(keep_values, question, Choice.MINE, {"due_at": MINE})


def test_removal_is_carried_out_by_who_may(town: Town) -> None:
    photo = town.put(
        "attachment",
        "photo",
        parent_kind="task",
        parent_id=town.task("T"),
        role="detail",
        sha256="a" * 64,
        size_bytes=9,
        author=KARIM,
    )
    question = conflict(town, "attachment", photo, [], side({}, reason="edited"))
    town.replica.write_now(remove_record, question)
    assert shown(town, "attachment", photo) is None
    assert gestures(town) == [["attachment remove", "conflict patch"]]


def refused_report(town: Town, **fields: Any) -> str:
    report = town.replica.write_now(new_report(**{"description": "Trou", **fields}))
    refuse(town, RefusalCode.INVALID)
    assert shown(town, "report", report) is None
    return report


def test_send_again_makes_the_same_record_from_mended_values(town: Town) -> None:
    report = refused_report(town, address="12 rue Imberty")
    town.replica.write_now(send_again, 1, {"description": "Trou, mieux dit"})
    again = shown(town, "report", report) or {}
    assert (again["description"], again["address"]) == ("Trou, mieux dit", "12 rue Imberty")
    assert town.replica.read_now(waiting, KARIM).count == 0


def test_send_again_leaves_the_original_change_as_it_was(town: Town) -> None:
    refused_report(town)
    town.replica.write_now(send_again, 1, {"description": "autre"})
    original = town.replica.read_now(lambda session: session.get(OutboxRow, 1))
    assert original is not None
    assert change_of_json(original.change).edits["description"].now == "Trou"


def test_copy_into_new_gives_another_record(town: Town) -> None:
    report = refused_report(town)
    copied = town.replica.write_now(copy_into_new, 1, {})
    assert copied != report
    assert (shown(town, "report", copied) or {})["description"] == "Trou"
    assert shown(town, "report", report) is None


def test_refused_comment_is_sent_again_beside_what_came_meanwhile(town: Town) -> None:
    report = town.report("r", comments=[{"id": "c1", "agent": uid("sylvie"), "text": "un", "at": "x"}])
    town.replica.write_now(lambda unit: unit.append("report", report, "comments", {"text": "deux"}))
    refuse(town, RefusalCode.FORBIDDEN)
    town.replica.write_now(send_again, 1, {})
    texts = [entry["text"] for entry in (shown(town, "report", report) or {})["comments"]]
    assert texts == ["un", "deux"]


def test_task_that_lacked_a_check_is_closed_once_the_check_is_answered(town: Town) -> None:
    """The desk added a mandatory check meanwhile: the same gesture goes again, no check is undone."""
    task = town.task("Trou", status="en_cours", photo_proof=False)
    town.replica.write_now(lambda unit: unit.update("task", task, {"status": "faite", "done_at": unit.now}))
    item = {"id": "i", "label": "Balise", "mandatory": True}
    town.task("Trou", status="en_cours", photo_proof=False, checklist=[item])
    refuse(town, RefusalCode.INVALID, errors=(FieldError("/fields/checks", "required"),))
    view = town.replica.read_now(refused_of, 1)
    assert view is not None
    values = {one.name: one.now for one in view.fields}
    with pytest.raises(NotValid):
        town.replica.write_now(send_again, 1, values)
    town.replica.write_now(lambda unit: unit.append("task", task, "checks", {"item": "i", "result": "ok"}))
    town.replica.write_now(send_again, 1, values)
    fields = shown(town, "task", task) or {}
    assert (fields["status"], len(fields["checks"])) == ("faite", 1)


def test_set_aside_takes_the_whole_gesture_off_the_list(town: Town) -> None:
    def gesture(unit: Unit) -> None:
        report = new_report()(unit)
        unit.append("report", report, "comments", {"text": "vu"})

    town.replica.write_now(gesture)
    refuse(town, RefusalCode.INVALID, RefusalCode.BLOCKED)
    town.replica.write_now(set_aside, 2)
    assert town.replica.read_now(waiting, KARIM).count == 0


@pytest.mark.parametrize("action", [send_again, copy_into_new])
def test_gesture_that_is_dealt_with_is_left_alone(town: Town, action: Any) -> None:
    refused_report(town)
    town.replica.write_now(set_aside, 1)
    before = gestures(town)
    with pytest.raises(RecordAbsent):
        town.replica.write_now(action, 1, {})
    assert gestures(town) == before
