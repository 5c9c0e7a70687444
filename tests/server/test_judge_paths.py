"""Every way through the judge, as a device meets it."""

import pytest

from sync.core.errors import RefusalCode
from sync.core.judge import HISTORY_FIELD
from sync.core.model import Op, Verdict, VerdictCode
from sync.records import KINDS
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town


def refusal(verdict: Verdict) -> RefusalCode | None:
    return verdict.refusal.code if verdict.refusal is not None else None


@pytest.fixture
def report(town: Town) -> str:
    """Give a report of the agent `terrain` in the north."""
    return town.device("terrain").create("report", town.report_fields())


def pulled(town: Town, name: str) -> Device:
    device = town.device(name)
    device.pull()
    return device


def test_change_that_nobody_crossed_is_accepted(town: Town, report: str) -> None:
    verdict = pulled(town, "bureau").patch("report", report, status="qualifie")
    assert (verdict.code, verdict.rv, verdict.touched) == (VerdictCode.ACCEPTED, 2, ())


def test_change_beside_anothers_is_merged_and_told(town: Town, report: str) -> None:
    bureau, terrain = pulled(town, "bureau"), pulled(town, "terrain")
    bureau.patch("report", report, priority="dangereux")
    verdict = terrain.patch("report", report, status="en_cours")
    assert (verdict.code, verdict.touched) == (VerdictCode.MERGED, ("priority",))
    assert town.fields("report", report)["priority"] == "dangereux"


def test_change_that_says_what_stands_is_a_duplicate(town: Town, report: str) -> None:
    bureau, chef = pulled(town, "bureau"), pulled(town, "chef")
    bureau.patch("report", report, status="qualifie")
    verdict = chef.patch("report", report, status="qualifie")
    assert (verdict.code, verdict.rv) == (VerdictCode.DUPLICATE, 2)


def test_both_sides_of_a_clash_wait_in_a_conflict_record(town: Town, report: str) -> None:
    bureau, chef = pulled(town, "bureau"), pulled(town, "chef")
    bureau.patch("report", report, service=town.ids["accueil"])
    verdict = chef.patch("report", report, service=None)
    assert verdict.code is VerdictCode.CONFLICTED
    (question,) = verdict.conflicts
    conflict = town.fields("conflict", question)
    assert town.fields("report", report)["service"] == town.ids["accueil"]
    assert (conflict["record_id"], conflict["names"], conflict["status"]) == (report, ["service"], "ouvert")
    assert conflict["base"] == {"service": town.ids["voirie"]}
    assert conflict["theirs"] == {"service": town.ids["accueil"]}
    assert conflict["theirs_agent"] == town.ids["bureau"]
    (side,) = conflict["sides"]
    assert (side["agent"], side["values"], side["reason"]) == (town.ids["chef"], {"service": None}, "both")
    chef.pull()
    bureau.pull()
    assert chef.sees("conflict", question)
    assert bureau.sees("conflict", question)


def test_part_of_a_change_that_does_not_clash_is_taken(town: Town, report: str) -> None:
    bureau, chef = pulled(town, "bureau"), pulled(town, "chef")
    bureau.patch("report", report, service=town.ids["accueil"])
    verdict = chef.patch("report", report, service=None, priority="dangereux")
    assert (verdict.code, verdict.rv) == (VerdictCode.CONFLICTED, 3)
    assert town.fields("report", report)["priority"] == "dangereux"


def test_second_clash_on_the_same_field_adds_a_side(town: Town, report: str) -> None:
    people = [pulled(town, name) for name in ("bureau", "chef", "terrain")]
    people[0].patch("report", report, lat=48.01, long=2.01)
    questions = {device.patch("report", report, lat=48.02, long=2.02).conflicts for device in people[1:]}
    ((question,),) = questions
    conflict = town.fields("conflict", question)
    assert [side["agent"] for side in conflict["sides"]] == [town.ids["chef"], town.ids["terrain"]]
    (position,) = KINDS["report"].groups
    assert conflict["names"] == sorted(position)


def test_clash_after_a_settlement_opens_the_question_again(town: Town, report: str) -> None:
    bureau, chef, terrain = (pulled(town, name) for name in ("bureau", "chef", "terrain"))
    bureau.patch("report", report, lat=48.01, long=2.01)
    (question,) = chef.patch("report", report, lat=48.02, long=2.02).conflicts
    chef.pull()
    settled = {"status": "regle", "choice": "theirs", "settled_by": town.ids["chef"]}
    assert chef.patch("conflict", question, **settled).code is VerdictCode.ACCEPTED
    assert terrain.patch("report", report, lat=48.03, long=2.03).conflicts == (question,)
    conflict = town.fields("conflict", question)
    assert conflict["status"] == "ouvert"
    assert [side["agent"] for side in conflict["sides"]] == [town.ids["terrain"]]
    assert "choice" not in conflict
    assert len(conflict[HISTORY_FIELD]) == 3


def test_impossible_move_by_now_is_a_conflict_and_by_then_a_rejection(town: Town, report: str) -> None:
    bureau, chef = pulled(town, "bureau"), pulled(town, "chef")
    bureau.patch("report", report, status="rejete", reject_reason="autre")
    verdict = chef.patch("report", report, status="en_cours")
    assert verdict.code is VerdictCode.CONFLICTED
    assert town.fields("conflict", verdict.conflicts[0])["sides"][0]["reason"] == "move"
    chef.pull()
    assert refusal(chef.patch("report", report, status="en_cours")) is RefusalCode.MOVE_NOT_ALLOWED


def test_growing_fields_of_two_agents_are_both_kept(town: Town, report: str) -> None:
    for name, number in (("terrain", 1), ("bureau", 2)):
        entry = {"id": town.world.new_id(), "agent": town.ids[name], "text": f"Mot {number}"}
        assert pulled(town, name).append("report", report, comments=[entry]).refusal is None
    assert [entry["text"] for entry in town.fields("report", report)["comments"]] == ["Mot 1", "Mot 2"]


def test_history_tells_who_and_when(town: Town, report: str) -> None:
    pulled(town, "bureau").patch("report", report, status="qualifie")
    first, second = town.fields("report", report)[HISTORY_FIELD]
    assert (first["op"], first["agent"]) == ("create", town.ids["terrain"])
    assert second["edits"] == {"status": ["nouveau", "qualifie"]}
    assert second["agent"] == town.ids["bureau"]


def test_numbers_count_per_channel_and_month(town: Town) -> None:
    device = town.device("bureau")
    made = [device.create("report", town.report_fields("bureau", channel=name)) for name in ("web", "web", "guichet")]
    town.world.now += 9 * 86_400_000
    made.append(device.create("report", town.report_fields("bureau", channel="web")))
    numbers = [town.fields("report", one)["number"] for one in made]
    assert numbers == ["W2026K0001", "W2026K0002", "G2026K0001", "W2026L0001"]


def test_new_report_gets_its_delays_unless_the_writer_set_them(town: Town, report: str) -> None:
    assert town.fields("report", report)["expected_datetime"].endswith("16:30:00.000Z")
    own = "2026-12-24T09:00:00.000Z"
    other = town.device("bureau").create("report", town.report_fields("bureau", expected_datetime=own))
    assert town.fields("report", other)["expected_datetime"] == own


def test_edit_of_a_removed_record_comes_back_as_a_conflict(town: Town) -> None:
    chef, bureau = town.device("chef"), town.device("bureau")
    task = chef.create("task", town.task_fields())
    chef.pull()
    bureau.pull()
    assert bureau.remove("task", task).code is VerdictCode.ACCEPTED
    verdict = chef.patch("task", task, title="Reboucher vite")
    assert verdict.code is VerdictCode.CONFLICTED
    side = town.fields("conflict", verdict.conflicts[0])["sides"][0]
    assert (side["reason"], side["values"]) == ("removed", {"title": "Reboucher vite"})
    assert town.row("task", task).removed


def test_removal_of_what_another_edited_is_a_conflict(town: Town) -> None:
    chef, bureau = town.device("chef"), town.device("bureau")
    task = chef.create("task", town.task_fields())
    chef.pull()
    bureau.pull()
    chef.patch("task", task, title="Reboucher vite")
    verdict = bureau.remove("task", task)
    assert verdict.code is VerdictCode.CONFLICTED
    assert not town.row("task", task).removed


def test_removed_record_is_brought_back_by_who_knew(town: Town) -> None:
    chef = town.device("chef")
    task = chef.create("task", town.task_fields())
    chef.pull()
    chef.remove("task", task)
    again = chef.make("task", task, Op.CREATE, {"title": "À refaire"}, base_rv=2)
    assert chef.judged(again).code is VerdictCode.ACCEPTED
    assert not town.row("task", task).removed
    chef.pull()
    assert chef.sees("task", task)


def test_unknown_fields_are_kept_and_given_back(town: Town) -> None:
    device = town.device("terrain")
    report = device.create("report", town.report_fields(weather="pluie"))
    device.pull()
    assert device.held["report", report].fields["weather"] == "pluie"
