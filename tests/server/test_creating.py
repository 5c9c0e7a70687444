"""The lane for plain creates beside the judge: same words to the byte, same records, on all sorts of creates."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from sync.core.model import Change, Edit, Op, VerdictCode
from sync.protocol.messages import PushRequest
from sync.records.routing_rule import rule_id
from sync.server.arrivals import Arrived, arrived_as
from sync.server.creating import Creator
from sync.server.rights import writer_of
from sync.server.rows import MemberRow, RecordRow, ScopeRow, SeriesRow
from sync.server.worktable import Worktable
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import PEOPLE, Town

ODD_VALUES: list[Any] = [None, "", "x", "\x00", 'é\U0001f600\\"\n', 0, -1, 2**53, 1e-7, 1e16, 0.5, -0.0, True, [], {}]
ODD_VALUES += [["a"], [{"id": "c", "text": "t"}], [{"id": "c", "agent": "another"}], [1], {"a": [1.5, None]}]
ODD_NAMES = (
    "number",
    "history",
    "moved_at",
    "from_tomorrow",
    "",
    "n" * 61,
    "a\x00",
    "status",
    "comments",
    "lat",
    "author",
)
CHANGES = 150


def _fields(town: Town, chance: Random, name: str) -> tuple[str, dict[str, Any]]:
    kind = chance.choice(
        ("report", "report", "report", "task", "news", "attachment", "zone", "objective", "saved_filter")
    )
    plain = town.task_fields() if kind == "task" else town.report_fields(name)
    if chance.random() < 0.3:
        plain["status"] = chance.choice(("nouveau", "affecte", "programme", "rejete", "a_faire", "nowhere"))
    if kind == "task" and chance.random() < 0.5:
        plain["report"] = town.ids["nord"]
    for _ in range(chance.choice((0, 0, 1, 2))):
        plain[chance.choice((*ODD_NAMES, *plain))] = chance.choice(ODD_VALUES)
    for gone in [one for one in plain if chance.random() < 0.05]:
        del plain[gone]
    return kind, plain


def _changes(town: Town, device: Device, chance: Random, name: str) -> Iterator[Change]:
    ids, txn = [town.world.new_id()], town.world.new_id()
    for _ in range(CHANGES):
        kind, fields = _fields(town, chance, name)
        ids.append(town.world.new_id())
        record_id = chance.choice(ids) if chance.random() < 0.1 else ids[-1]
        txn = txn if chance.random() < 0.1 else town.world.new_id()
        op = chance.choice((Op.PATCH, Op.APPEND, Op.REMOVE)) if chance.random() < 0.05 else Op.CREATE
        epoch = chance.choice((0, 1, 7))
        change = device.make(kind, record_id, op, fields, txn=txn, scope_epoch=epoch)
        if chance.random() < 0.05:
            change = replace(change, edits={**change.edits, "description": Edit("now", "was")})
        yield change


def _ruled() -> Town:
    """Give a town with rules of its own, so that the server adds more than a number to its reports."""
    town = Town()
    for about, service in (({"category": "nid_de_poule", "zone": town.ids["nord"]}, "accueil"), ({}, "voirie")):
        fields: dict[str, Any] = {**about, "service": town.ids[service]}
        fields |= {"team": town.ids["equipe"]} if service == "voirie" else {}
        town.write("routing_rule", rule_id(**about), **fields)
    levels = {"calendar": "FR-971", "first_answer": "3h", "categories": {"nid_de_poule": {"fix": "1d"}}}
    town.change("town", town.tenant, policy={"service_levels": levels})
    return town


def _push(town: Town, device: Device, name: str, *, slowly: bool) -> tuple[bytes, list[Any]]:
    changes = tuple(_changes(town, device, Random(name), name))
    push = arrived_as(device.caller, PushRequest(device.caller.device, "", changes))
    if slowly:
        push = Arrived(push.epoch, [one._replace(is_quick=False) for one in push.changes])
    text = town.service.take(device.caller, push).text()
    with town.store.reading(town.tenant) as unit:
        return text, [list(unit.every(row)) for row in (RecordRow, MemberRow, ScopeRow, SeriesRow)]


def test_lane_and_judge_say_and_keep_the_same_of_all_sorts_of_creates() -> None:
    for name in PEOPLE:
        quick, slow = Town(), Town()
        said, kept = _push(quick, quick.device(name), name, slowly=False)
        said_by_judge, kept_by_judge = _push(slow, slow.device(name), name, slowly=True)
        assert said == said_by_judge
        assert kept == kept_by_judge


@pytest.mark.parametrize("name", ["terrain", "bureau"])
def test_lane_and_judge_say_the_same_by_the_rules_of_a_town(name: str) -> None:
    quick, slow = _ruled(), _ruled()
    said, kept = _push(quick, quick.device(name), name, slowly=False)
    assert (said, kept) == _push(slow, slow.device(name), name, slowly=True)
    reports = [row.fields() for row in kept[0] if row.kind == "report"]
    assert {report.get("service") for report in reports} >= {quick.ids["accueil"]}
    first = "2026-11-23T12:00:00.000Z"
    assert any(report.get("first_answer_due_at") == first for report in reports), "three hours after it was written"


def test_lane_takes_plain_creates_and_leaves_all_else_to_the_judge(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    plain = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    assert device.judged(plain).code is VerdictCode.ACCEPTED
    taken = _lane_takes(town, device, device.make("report", town.world.new_id(), Op.CREATE, town.report_fields()))
    assert taken
    for left in (
        device.make("report", plain.id, Op.CREATE, town.report_fields()),
        device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(number="A2026K0001")),
        device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(author="bureau")),
        device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(lat=91.0)),
        device.make("attachment", town.world.new_id(), Op.CREATE, town.photo_fields(plain.id)),
    ):
        assert not _lane_takes(town, device, left)


def _lane_takes(town: Town, device: Device, change: Change) -> bool:
    with town.store.reading(town.tenant) as unit:
        work = Worktable(unit, town.service.kinds)
        work.load([(change.kind, change.id)])
        writer = writer_of(unit, device.caller.agent, [change.scope_epoch])
        return Creator(work, writer, town.service.now()).created(change) is not None
