"""What « faite » wants, on the tablet as at the judge."""

import pytest

from fieldapp.replica.errors import NotValid
from fieldapp.replica.shots import ShotOf, hold_shot
from fieldapp.tasks import actions
from fieldapp.tasks.actions import Answer, NotFinished
from fieldapp.tasks.queries import Missing, missing
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole
from sync.records.task import CheckResult
from tests.fieldapp.photos import photo
from tests.fieldapp.tasks.test_actions import CHECKLIST, page
from tests.fieldapp.town import KARIM, Town


def test_photos_of_the_checklist_leave_room_for_the_proof(town: Town) -> None:
    items = [{"id": f"c{number}", "label": f"Potelet {number}"} for number in range(PHOTOS_PER_RECORD_MAX + 1)]
    task = town.task("posts", checklist=items, photo_proof=True)
    for item in items:
        town.replica.write_now(actions.answer_check, task, Answer(item["id"], CheckResult.NOK, photo=photo()))
    town.replica.write_now(actions.add_photo, task, photo(), PhotoRole.APRES)
    town.replica.write_now(actions.finish, task)
    assert page(town, task).card.status == "faite"


def test_status_that_wants_more_is_refused_on_the_tablet_whatever_the_action(town: Town) -> None:
    task = town.task("pothole", checklist=CHECKLIST)
    with pytest.raises(NotValid) as refused:
        town.replica.write_now(lambda unit: unit.update("task", task, {"status": "faite"}))
    assert [error.pointer for error in refused.value.errors] == ["/fields/checks"]


ASKED = [{"id": "c1", "label": "Photo avant", "mandatory": True, "photo": True}]


def keep_shown(town: Town, task: str) -> None:
    town.replica.write_now(hold_shot, ShotOf("task", task, PhotoRole.CONTROLE, "c1"), photo())
    town.replica.write_now(actions.keep_check_photo, task)


def test_item_that_wants_a_photo_keeps_the_task_open_until_it_is_there_whatever_the_answer(town: Town) -> None:
    task = town.task("dump", checklist=ASKED)
    for result, lacks in ((CheckResult.OK, 1), (CheckResult.NOK, 1), (CheckResult.SANS_OBJET, 0), (CheckResult.OK, 1)):
        town.replica.write_now(actions.answer_check, task, Answer("c1", result))
        assert missing(page(town, task)) == Missing(check_photos=lacks)
    with pytest.raises(NotFinished):
        town.replica.write_now(actions.finish, task)
    keep_shown(town, task)
    (check,) = page(town, task).checks
    assert (check.result, check.lacks_photo) == (CheckResult.OK, False)
    town.replica.write_now(actions.answer_check, task, Answer("c1", CheckResult.NOK))
    assert missing(page(town, task)).nothing, "the photo stays when the answer changes"
    town.replica.write_now(actions.finish, task)
    assert page(town, task).card.status == "faite"


def test_photo_of_an_item_that_is_taken_away_is_asked_for_again(town: Town) -> None:
    task = town.task("dump", checklist=ASKED)
    town.replica.write_now(actions.answer_check, task, Answer("c1", CheckResult.OK))
    keep_shown(town, task)
    (shown,) = page(town, task).photos
    town.replica.write_now(lambda unit: unit.remove("attachment", shown.id))
    assert missing(page(town, task)) == Missing(check_photos=1)
    keep_shown(town, task)
    assert missing(page(town, task)).nothing


def test_item_that_an_older_app_answered_without_its_photo_is_asked_for_it(town: Town) -> None:
    told = [{"id": "e1", "item": "c1", "result": "ok", "agent": KARIM}]
    task = town.task("dump", checklist=ASKED, checks=told)
    assert missing(page(town, task)) == Missing(check_photos=1)
    town.replica.write_now(actions.answer_check, task, Answer("c1", CheckResult.OK, photo=photo()))
    assert missing(page(town, task)).nothing
