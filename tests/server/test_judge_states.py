"""The judge and what a status wants: nothing is « faite », « rejeté » or proven because a device says so."""

from typing import Any

import pytest

from sync.core.errors import RefusalCode
from sync.core.model import Op, Verdict
from sync.records.attachment import PHOTOS_PER_RECORD_MAX
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town


def told(verdict: Verdict) -> list[tuple[str, str]]:
    """Give what a refusal points at; nothing for a change that was taken."""
    if verdict.refusal is None:
        return []
    assert verdict.refusal.code is RefusalCode.INVALID
    return [(error.pointer, error.code) for error in verdict.refusal.errors]


def pulled(town: Town, name: str) -> Device:
    device = town.device(name)
    device.pull()
    return device


def photo(town: Town, number: int, parent: str, kind: str = "report", role: str = "detail") -> dict[str, Any]:
    return town.photo_fields(parent, sha256=f"{number:064x}", parent_kind=kind, role=role)


@pytest.fixture
def terrain(town: Town) -> Device:
    return pulled(town, "terrain")


def test_report_has_six_photos_and_no_seventh(town: Town, terrain: Device) -> None:
    report = terrain.create("report", town.report_fields())
    for number in range(PHOTOS_PER_RECORD_MAX):
        last = terrain.create("attachment", photo(town, number, report))
    more = terrain.make("attachment", town.world.new_id(), Op.CREATE, photo(town, 7, report))
    assert told(terrain.judged(more)) == [("/fields/parent_id", "too-many")]
    terrain.pull()
    terrain.remove("attachment", last)
    terrain.create("attachment", photo(town, 8, report))


def test_six_photos_are_counted_within_one_gesture_and_by_whoever_hung_them(town: Town, terrain: Device) -> None:
    txn, report = town.world.new_id(), town.world.new_id()
    gesture = [terrain.make("report", report, Op.CREATE, town.report_fields(), txn=txn)]
    for number in range(PHOTOS_PER_RECORD_MAX + 1):
        fields = photo(town, number, report)
        gesture.append(terrain.make("attachment", town.world.new_id(), Op.CREATE, fields, txn=txn))
    verdicts = terrain.push(*gesture).verdicts
    assert told(verdicts[-1]) == [("/fields/parent_id", "too-many")]
    assert verdicts[0].refusal is not None


def test_photo_is_not_moved_onto_a_report_that_is_full(town: Town, terrain: Device) -> None:
    full, other = (terrain.create("report", town.report_fields()) for _ in range(2))
    for number in range(PHOTOS_PER_RECORD_MAX):
        terrain.create("attachment", photo(town, number, full))
    moved = terrain.create("attachment", photo(town, 9, other))
    terrain.pull()
    assert told(terrain.patch("attachment", moved, parent_id=full)) == [("/fields/parent_id", "too-many")]


def test_report_is_not_rejected_without_a_reason(town: Town, terrain: Device) -> None:
    report = terrain.create("report", town.report_fields())
    bureau = pulled(town, "bureau")
    assert told(bureau.patch("report", report, status="rejete")) == [("/fields/reject_reason", "required")]
    assert told(bureau.patch("report", report, status="rejete", reject_reason="prive")) == []


def test_task_is_not_done_before_its_checklist_and_its_proof(town: Town, terrain: Device) -> None:
    item = {"id": "i", "label": "Balise", "mandatory": True}
    mine = town.task_fields(assignee=town.ids["terrain"], checklist=[item], photo_proof=True)
    task = town.device("chef").create("task", mine)
    terrain.pull()
    lacking = [("/fields/checks", "required"), ("/fields/photo_proof", "required")]
    assert told(terrain.patch("task", task, status="faite")) == lacking
    check = {"id": town.world.new_id(), "item": "i", "result": "ok", "agent": town.ids["terrain"]}
    assert told(terrain.append("task", task, checks=[check])) == []
    assert told(terrain.patch("task", task, status="faite")) == lacking[1:]
    terrain.create("attachment", photo(town, 1, task, "task", "apres"))
    assert told(terrain.patch("task", task, status="faite")) == []
    assert town.fields("task", task)["status"] == "faite"


def test_task_is_not_done_before_the_photo_that_an_item_wants_but_old_apps_close_it(
    town: Town, terrain: Device
) -> None:
    item = {"id": "i", "label": "Photo avant", "mandatory": True, "photo": True}
    mine = {"assignee": town.ids["terrain"], "checklist": [item]}
    newer, older = (town.device("chef").create("task", town.task_fields(**mine)) for _ in range(2))
    terrain.pull()
    said = {"item": "i", "result": "ok", "agent": town.ids["terrain"]}

    def checked(task: str, **parts: str) -> list[tuple[str, str]]:
        assert told(terrain.append("task", task, checks=[{**said, "id": town.world.new_id(), **parts}])) == []
        return told(terrain.patch("task", task, status="faite"))

    assert checked(newer, asked="photo") == [("/fields/checks", "required")]
    shown = terrain.create("attachment", photo(town, 1, newer, "task", "controle"))
    assert checked(newer, asked="photo", photo=shown) == []
    assert checked(older) == []


def test_item_that_the_desk_added_meanwhile_brings_the_task_back(town: Town, terrain: Device) -> None:
    task = town.device("chef").create("task", town.task_fields(assignee=town.ids["terrain"]))
    terrain.pull()
    town.change("task", task, checklist=[{"id": "i", "label": "Balise", "mandatory": True}])
    assert told(terrain.patch("task", task, status="faite")) == [("/fields/checks", "required")]


def test_task_does_not_begin_as_done(town: Town) -> None:
    chef = pulled(town, "chef")
    fields = town.task_fields(status="faite", checklist=[{"id": "i", "label": "Balise", "mandatory": True}])
    verdict = chef.judged(chef.make("task", town.world.new_id(), Op.CREATE, fields))
    assert told(verdict) == [("/fields/checks", "required")]


AIM = {"status": "actif", "indicator": "reports_in_time", "baseline": 60.0, "target": 80.0, "due_on": "2027-03-31"}


def objective(town: Town, desk: Device, **fields: Any) -> Verdict:
    aim = {"title": "Réparer à temps", "author": town.ids["bureau"], **fields}
    return desk.judged(desk.make("objective", town.world.new_id(), Op.CREATE, aim))


def test_fourth_active_objective_is_refused_whoever_makes_it_and_however(town: Town) -> None:
    desk = pulled(town, "bureau")
    planned = desk.create("objective", {"title": "Lire", "author": town.ids["bureau"], "status": "projet"})
    for _ in range(3):
        assert told(objective(town, desk, **AIM)) == []
    crowd = [("/fields/status", "too-many-active")]
    assert told(objective(town, desk, **AIM)) == crowd
    desk.pull()
    assert told(desk.patch("objective", planned, **AIM)) == crowd
    assert town.fields("objective", planned)["status"] == "projet"
    assert told(desk.patch("objective", planned, title="Lire à temps")) == []


def test_fourth_active_objective_of_one_gesture_is_refused_with_all_of_it(town: Town) -> None:
    desk = pulled(town, "bureau")
    ids = [town.world.new_id() for _ in range(4)]
    aim = {"title": "Réparer à temps", "author": town.ids["bureau"], **AIM}
    verdicts = desk.push(*(desk.make("objective", one, Op.CREATE, aim, txn="g") for one in ids)).verdicts
    assert [verdict.refusal is not None for verdict in verdicts] == [True] * 4


def test_closing_one_makes_room_for_another_objective_and_everybody_sees_it(town: Town) -> None:
    desk = pulled(town, "bureau")
    aim = {"title": "Réparer à temps", "author": town.ids["bureau"], **AIM}
    first, *_ = (desk.create("objective", aim) for _ in range(3))
    desk.pull()
    assert told(desk.patch("objective", first, status="clos")) == []
    assert told(objective(town, desk, **AIM)) == []
    assert all(pulled(town, name).sees("objective", first) for name in ("terrain", "elu", "communicant"))
    street = pulled(town, "terrain")
    verdict = street.patch("objective", first, title="Moi")
    assert verdict.refusal is not None
    assert verdict.refusal.code is RefusalCode.FORBIDDEN
