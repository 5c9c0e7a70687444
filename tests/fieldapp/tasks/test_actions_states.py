"""What « faite » wants, on the tablet as at the judge."""

import pytest

from fieldapp.replica.errors import NotValid
from fieldapp.tasks import actions
from fieldapp.tasks.actions import Answer
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole
from sync.records.task import CheckResult
from tests.fieldapp.photos import photo
from tests.fieldapp.tasks.test_actions import CHECKLIST, page
from tests.fieldapp.town import Town


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
