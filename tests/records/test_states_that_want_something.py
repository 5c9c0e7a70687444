"""What a status wants before it is true: a reason, a date, an original, answers, a proof."""

from typing import Any

import pytest

from sync.records import KINDS
from sync.records.attachment import CHECK_PHOTOS_MAX, PHOTOS_PER_RECORD_MAX
from sync.records.task import is_answered
from tests.records.examples import ID, NOW, OTHER_ID, valid

ITEM = {"id": "i", "label": "Balise posée", "mandatory": True}
AFTER = {"parent_kind": "task", "role": "apres"}


def lacking(kind: str, *followers: dict[str, Any], **fields: Any) -> list[str]:
    return [error.pointer for error in KINDS[kind].lacks(valid(kind, **fields), followers)]


def answer(result: str, **parts: str) -> dict[str, Any]:
    return {"id": "c", "item": "i", "result": result, **parts}


@pytest.mark.parametrize(
    ("status", "name", "value"),
    [
        ("rejete", "reject_reason", "prive"),
        ("doublon", "duplicate_of", OTHER_ID),
        ("programme", "scheduled_at", NOW),
        ("impossible", "status_notes", "Accès fermé"),
    ],
)
def test_state_of_a_report_wants_its_field(status: str, name: str, value: str) -> None:
    assert lacking("report", status=status) == [f"/fields/{name}"]
    assert lacking("report", status=status, **{name: value}) == []


def test_other_states_of_a_report_want_nothing() -> None:
    wanting = {"rejete", "doublon", "programme", "impossible"}
    assert all(lacking("report", status=status) == [] for status in KINDS["report"].moves if status not in wanting)


@pytest.mark.parametrize(
    ("checks", "is_enough"),
    [
        ([], False),
        ([answer("ok")], True),
        ([answer("sans_objet")], True),
        ([answer("nok")], False),
        ([answer("nok", reason="Cassée")], True),
        ([answer("nok", photo=ID)], True),
        ([answer("ok"), answer("nok")], False),
    ],
)
def test_task_is_done_when_its_checklist_is_answered(checks: list[dict[str, Any]], is_enough: bool) -> None:
    found = lacking("task", status="faite", checklist=[ITEM], checks=checks)
    assert found == ([] if is_enough else ["/fields/checks"])


PICTURED = {**ITEM, "photo": True}


@pytest.mark.parametrize(
    ("parts", "is_enough"),
    [
        ({"result": "ok", "asked": "photo"}, False),
        ({"result": "nok", "asked": "photo", "reason": "Cassée"}, False),
        ({"result": "ok", "asked": "photo", "photo": ID}, True),
        ({"result": "nok", "asked": "photo", "photo": ID}, True),
        ({"result": "sans_objet", "asked": "photo"}, True),
    ],
)
@pytest.mark.parametrize("mandatory", [True, False])
def test_answer_to_an_item_that_wants_a_photo_is_not_enough_without(
    mandatory: bool, parts: dict[str, str], is_enough: bool
) -> None:
    fields = {"checklist": [{**PICTURED, "mandatory": mandatory}], "checks": [answer(**parts)]}
    assert lacking("task", status="faite", **fields) == ([] if is_enough else ["/fields/checks"])
    assert is_answered(fields) is is_enough


def test_answer_of_an_app_that_did_not_ask_for_the_photo_closes_the_task_and_is_asked_again_here() -> None:
    fields = {"checklist": [PICTURED], "checks": [answer("ok")]}
    assert lacking("task", status="faite", **fields) == []
    assert not is_answered(fields)


def test_item_that_is_not_mandatory_may_stay_open() -> None:
    assert lacking("task", status="faite", checklist=[{**ITEM, "mandatory": False}]) == []
    assert lacking("task", status="en_cours", checklist=[ITEM]) == []


def test_task_that_wants_a_proof_is_done_with_a_photo_of_after() -> None:
    assert lacking("task", {"role": "avant"}, status="faite", photo_proof=True) == ["/fields/photo_proof"]
    assert lacking("task", AFTER, status="faite", photo_proof=True) == []
    assert lacking("task", status="faite") == []


def test_impossible_task_says_why() -> None:
    assert lacking("task", status="impossible") == ["/fields/impossible_reason"]
    assert lacking("task", status="impossible", impossible_reason="meteo") == []


def test_record_has_six_photos_and_those_of_its_checklist() -> None:
    crowds = KINDS["attachment"].crowds
    photo, check = valid("attachment", parent_kind="task"), valid("attachment", parent_kind="task", role="controle")
    assert crowds(photo, [photo] * (PHOTOS_PER_RECORD_MAX - 1) + [check] * CHECK_PHOTOS_MAX) == ()
    assert [error.code for error in crowds(photo, [photo] * PHOTOS_PER_RECORD_MAX)] == ["too-many"]
    assert crowds(check, [photo] * PHOTOS_PER_RECORD_MAX) == ()
    assert [error.code for error in crowds(check, [check] * CHECK_PHOTOS_MAX)] == ["too-many"]
    of_report = valid("attachment", role="controle")
    assert [error.code for error in crowds(of_report, [valid("attachment")] * PHOTOS_PER_RECORD_MAX)] == ["too-many"]
