"""What the judge refuses, and that a refusal is data: it points at what to mend and blocks nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from sync.core.errors import RefusalCode
from sync.core.model import Fields, KindSpec, Op, Verdict, VerdictCode
from sync.protocol.codec import line_to_json, write_json
from sync.protocol.messages import PULL_LINE_BYTES_MAX
from sync.records import KINDS
from sync.server.rows import GoneRow
from sync.server.service import Service
from sync.server.shapes import RECORD_BYTES_MAX
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
        ({"requested_datetime": "9999-12-31T23:59:59.999Z"}, "/fields/requested_datetime"),
        ({"service_code": ""}, "/fields/service_code"),
        ({"zone": "nord"}, "/fields/zone"),
        ({"description": "x" * 4_001}, "/fields/description"),
        ({"comments": "bonjour"}, "/fields/comments"),
        ({"comments": [{"text": "sans id"}]}, "/fields/comments"),
        ({"followers": [1]}, "/fields/followers"),
        ({"time_spent_minutes": "dix"}, "/fields/time_spent_minutes"),
        ({"status": ["nouveau"]}, "/fields/status"),
        ({"from_a_newer_version": {"count": [2**70]}}, "/fields/from_a_newer_version"),
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


def test_removed_record_is_not_brought_back_by_who_may_not_write_it(town: Town) -> None:
    chef = town.device("chef")
    task = chef.create("task", town.task_fields())
    chef.remove("task", task)
    other = town.device("elu")
    again = other.make("task", task, Op.CREATE, {"title": "À refaire"}, base_rv=2)
    assert refusal(other.judged(again)) is RefusalCode.FORBIDDEN


def test_record_that_grows_beyond_its_limit_is_refused(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    device.create("report", town.report_fields())
    large = town.report_fields(notes=["x" * 1_000] * (RECORD_BYTES_MAX // 1_000))
    verdict = device.judged(device.make("report", town.world.new_id(), Op.CREATE, large))
    assert refusal(verdict) is RefusalCode.INVALID
    assert device.create("report", town.report_fields())


@pytest.mark.parametrize("stumble", [lambda fields: fields["author"], lambda fields: 10.0 ** len(fields["title"] * 99)])
def test_value_that_a_rule_stumbles_over_is_refused_and_blocks_nothing(
    town: Town, stumble: Callable[[Fields], Any]
) -> None:
    device = town.device("terrain")

    def scopes(record_id: str, fields: Fields) -> frozenset[str]:
        return frozenset({f"agent:{fields.get('author') or stumble(fields)}"})

    poem = KindSpec(name="poem", rules={}, validate=lambda fields: (), may=lambda attempt: True, scopes_of=scopes)
    clock, randomness = town.world.now_ms, town.world.random.randbytes
    device.service = Service(town.store, kinds={**KINDS, "poem": poem}, now_ms=clock, random_bytes=randomness)
    nameless = device.make("poem", town.world.new_id(), Op.CREATE, {"title": "Sans auteur"})
    signed = device.make("poem", town.world.new_id(), Op.CREATE, {"author": device.caller.agent})
    first, second = device.push(nameless, signed).verdicts
    assert (refusal(first), refusal(second)) == (RefusalCode.INVALID, None)


def largest_line(device: Device) -> int:
    return max(len(write_json(line_to_json(put))) for put in device.held.values())


def test_limit_of_a_record_counts_bytes_and_not_characters(town: Town) -> None:
    device = pulled(town, "terrain")
    emoji = town.report_fields(notes=["😀" * 1_000] * (RECORD_BYTES_MAX // 1_100))
    assert refusal(device.judged(device.make("report", town.world.new_id(), Op.CREATE, emoji))) is RefusalCode.INVALID


def test_question_never_outgrows_a_line_of_a_pull(town: Town) -> None:
    chef, bureau = pulled(town, "chef"), pulled(town, "bureau")
    task = chef.create("task", town.task_fields())
    bureau.pull()
    town.change("task", task, address="Ailleurs", handover_note="Le mot du bureau")
    for number in range(6):
        mine = {"address": "x" * 200, "notes": [f"{number}" * 400_000], "handover_note": f"Mot {number}" + "y" * 3_900}
        verdict = bureau.patch("task", task, **mine)
        assert verdict.code is VerdictCode.CONFLICTED
    town.write("task", task, Op.REMOVE)
    for number in range(6):
        bureau.patch("task", task, notes=[f"{number}" * 500_000])
    assert refusal(bureau.patch("task", task, notes=["z" * RECORD_BYTES_MAX])) is RefusalCode.INVALID
    bureau.pull()
    assert largest_line(bureau) < PULL_LINE_BYTES_MAX / 2
