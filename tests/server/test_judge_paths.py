"""Every way through the judge, as a device meets it."""

from typing import Any

import pytest

from sync.core.errors import RefusalCode
from sync.core.judge import HISTORY_FIELD
from sync.core.model import Op, Verdict, VerdictCode
from sync.server.rows import GoneRow
from sync.server.shapes import RECORD_CHARACTERS_MAX
from tests.server.town_in_hand import Device, Town


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
    assert conflict["names"] == ["lat", "long"]


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


def test_rights_of_the_kind_are_checked(town: Town, report: str) -> None:
    terrain = pulled(town, "terrain")
    assert refusal(terrain.patch("report", report, service=town.ids["accueil"])) is RefusalCode.FORBIDDEN
    assert refusal(terrain.patch("agent", town.ids["terrain"], role="direction")) is RefusalCode.FORBIDDEN
    assert refusal(terrain.remove("report", report)) is RefusalCode.FORBIDDEN


def test_record_that_was_never_seen_is_forbidden(town: Town) -> None:
    hidden = town.device("bureau").create("report", town.report_fields("bureau", zone=town.ids["sud"]))
    assert refusal(pulled(town, "terrain").patch("report", hidden, status="en_cours")) is RefusalCode.FORBIDDEN


def test_server_fields_are_the_servers(town: Town, report: str) -> None:
    bureau = pulled(town, "bureau")
    edits: tuple[dict[str, Any], ...] = ({"number": "A0000A0000"}, {"history": []})
    for edit in edits:
        verdict = bureau.patch("report", report, **edit)
        assert refusal(verdict) is RefusalCode.SERVER_FIELD
    question = town.world.new_id()
    made_up = {"record_kind": "report", "record_id": report, "status": "ouvert"}
    assert refusal(bureau.judged(bureau.make("conflict", question, Op.CREATE, made_up))) is RefusalCode.SERVER_FIELD


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"lat": None}, "/fields/lat"),
        ({"lat": "nord"}, "/fields/lat"),
        ({"requested_datetime": "hier"}, "/fields/requested_datetime"),
        ({"requested_datetime": None}, "/fields/requested_datetime"),
        ({"service_code": ""}, "/fields/service_code"),
        ({"zone": "nord"}, "/fields/zone"),
        ({"description": "x" * 4_001}, "/fields/description"),
        ({"comments": "bonjour"}, "/fields/comments"),
        ({"comments": [{"text": "sans id"}]}, "/fields/comments"),
        ({"followers": [1]}, "/fields/followers"),
        ({"time_spent_minutes": "dix"}, "/fields/time_spent_minutes"),
        ({"status": ["nouveau"]}, "/fields/status"),
        ({"description": "avant\x00après"}, "/fields/description"),
    ],
)
def test_invalid_fields_are_pointed_at(town: Town, fields: dict[str, Any], pointer: str) -> None:
    device = town.device("terrain")
    verdict = device.judged(device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(**fields)))
    assert refusal(verdict) is RefusalCode.INVALID
    assert verdict.refusal is not None
    assert pointer in [error.pointer for error in verdict.refusal.errors]


def test_refused_report_leaves_no_hole_in_the_numbers(town: Town) -> None:
    device = town.device("terrain")
    first = device.create("report", town.report_fields())
    device.judged(device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(lat=500.0)))
    second = device.create("report", town.report_fields())
    assert [town.fields("report", one)["number"] for one in (first, second)] == ["A2026K0001", "A2026K0002"]


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


def test_unknown_record_kind_and_parent_are_told(town: Town) -> None:
    device = pulled(town, "terrain")
    nobody = town.world.new_id()
    assert refusal(device.patch("report", nobody, status="en_cours")) is RefusalCode.UNKNOWN_RECORD
    assert refusal(device.judged(device.make("poem", nobody, Op.CREATE, {"title": "x"}))) is RefusalCode.UNKNOWN_KIND
    photo = device.make("attachment", town.world.new_id(), Op.CREATE, town.photo_fields(nobody))
    assert refusal(device.judged(photo)) is RefusalCode.UNKNOWN_PARENT


def test_parent_that_the_writer_never_saw_counts_as_unknown(town: Town) -> None:
    hidden = town.device("bureau").create("report", town.report_fields("bureau", zone=town.ids["sud"]))
    device = pulled(town, "terrain")
    photo = device.make("attachment", town.world.new_id(), Op.CREATE, town.photo_fields(hidden))
    assert refusal(device.judged(photo)) is RefusalCode.UNKNOWN_PARENT


def test_patch_that_names_an_unknown_parent_is_refused(town: Town) -> None:
    device = pulled(town, "chef")
    task = device.create("task", town.task_fields())
    assert refusal(device.patch("task", task, report=town.world.new_id())) is RefusalCode.UNKNOWN_PARENT


def test_photo_of_a_photo_is_refused(town: Town, report: str) -> None:
    device = pulled(town, "terrain")
    photo = device.create("attachment", town.photo_fields(report))
    again = town.photo_fields(photo, parent_kind="attachment")
    verdict = device.judged(device.make("attachment", town.world.new_id(), Op.CREATE, again))
    assert refusal(verdict) is RefusalCode.UNKNOWN_PARENT
    self_made = {"parent_kind": ("attachment", "report"), "parent_id": (photo, report)}
    assert refusal(device.patch("attachment", photo, **self_made)) is RefusalCode.UNKNOWN_PARENT


def test_purged_id_is_gone_for_ever(town: Town) -> None:
    purged = town.world.new_id()
    with town.store.writing(town.tenant) as unit:
        unit.put([GoneRow("report", purged, "2026-11-01T00:00:00.000Z")])
    device = town.device("terrain")
    assert refusal(device.judged(device.make("report", purged, Op.CREATE, town.report_fields()))) is RefusalCode.GONE
    assert refusal(device.patch("report", purged, status="en_cours")) is RefusalCode.GONE


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


def test_removed_record_is_not_brought_back_by_who_may_not_write_it(town: Town) -> None:
    chef = town.device("chef")
    task = chef.create("task", town.task_fields())
    chef.remove("task", task)
    other = town.device("elu")
    again = other.make("task", task, Op.CREATE, {"title": "À refaire"}, base_rv=2)
    assert refusal(other.judged(again)) is RefusalCode.FORBIDDEN


def test_unknown_fields_are_kept_and_given_back(town: Town) -> None:
    device = town.device("terrain")
    report = device.create("report", town.report_fields(weather="pluie"))
    device.pull()
    assert device.held["report", report].fields["weather"] == "pluie"


def test_record_that_grows_beyond_its_limit_is_refused(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    device.create("report", town.report_fields())
    large = town.report_fields(notes=["x" * 1_000] * (RECORD_CHARACTERS_MAX // 1_000))
    verdict = device.judged(device.make("report", town.world.new_id(), Op.CREATE, large))
    assert refusal(verdict) is RefusalCode.INVALID
    assert device.create("report", town.report_fields())


def test_value_that_a_rule_stumbles_over_is_refused_and_blocks_nothing(town: Town) -> None:
    device = town.device("communicant")
    news = {"title": "Marché", "body": "x", "status": "publie", "audience": {"services": 5}}
    verdict = device.judged(
        device.make("news", town.world.new_id(), Op.CREATE, {**news, "author": town.ids["communicant"]})
    )
    assert refusal(verdict) is RefusalCode.INVALID
    assert device.create("news", {**news, "author": town.ids["communicant"], "audience": {"everyone": True}})
