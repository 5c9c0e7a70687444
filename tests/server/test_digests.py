"""After any work, what is kept incrementally equals what a full reading gives, on both stores alike."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sync.core.model import Op
from sync.records import KINDS
from sync.server.blobs import BlobFiles
from sync.server.checking import Finding, check_town
from sync.server.memory_store import MemoryServerStore
from sync.server.rows import RecordRow, ScopeRow
from sync.server.rows_access import UseRow
from sync.server.schema import ROW_TYPES
from sync.server.sql_store import SqlServerStore
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town

STEPS = 120


def findings(town: Town, folder: Path) -> list[Finding]:
    with town.store.reading(town.tenant) as unit:
        return check_town(unit, KINDS, BlobFiles(folder), lambda what, count: None)


class RandomWork:
    """Agents who work at random, on purpose also beyond their rights."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.random = Random(seed)
        self.devices = [town.device(name) for name in ("terrain", "voisin", "chef", "bureau", "admin")]
        self.records: dict[str, list[str]] = {"report": [], "task": [], "attachment": [], "conflict": []}

    def step(self) -> None:
        device = self.random.choice(self.devices)
        doors = (self.create, self.create, self.patch, self.patch, self.patch, self.photograph, self.remove, self.move)
        self.random.choice(doors)(device)
        if self.random.random() < 0.3:
            device.pull(self.random.choice([5, 1_000]))

    def _name_of(self, device: Device) -> str:
        return next(name for name, agent in self.town.ids.items() if agent == device.caller.agent)

    def create(self, device: Device) -> None:
        kind, name = self.random.choice(["report", "task"]), self._name_of(device)
        zone = self.random.choice([self.town.ids["nord"], self.town.ids["sud"], None])
        fields = self.town.report_fields(name, zone=zone) if kind == "report" else self.town.task_fields(zone=zone)
        change = device.make(kind, self.town.world.new_id(), Op.CREATE, fields)
        device.push(change)
        self.records[kind].append(change.id)

    def photograph(self, device: Device) -> None:
        if self.records["report"]:
            parent = self.random.choice(self.records["report"])
            fields = self.town.photo_fields(parent, self._name_of(device))
            change = device.make("attachment", self.town.world.new_id(), Op.CREATE, fields)
            device.push(change)
            self.records["attachment"].append(change.id)

    def patch(self, device: Device) -> None:
        kind = self.random.choice(["report", "task"])
        if self.records[kind]:
            mine = {"assignee": device.caller.agent}
            edits: dict[str, list[dict[str, Any]]] = {
                "report": [{"status": "en_cours"}, {"priority": "dangereux"}, {"lat": 48.1, "long": 2.0}],
                "task": [{"status": "faite"}, mine, {"title": "Autre"}],
            }
            device.patch(kind, self.random.choice(self.records[kind]), **self.random.choice(edits[kind]))

    def move(self, device: Device) -> None:
        if self.records["report"]:
            zone = self.random.choice([self.town.ids["nord"], self.town.ids["sud"], None])
            self.town.change("report", self.random.choice(self.records["report"]), zone=zone)

    def remove(self, device: Device) -> None:
        kind = self.random.choice(["task", "attachment", "report"])
        if self.records[kind]:
            device.remove(kind, self.random.choice(self.records[kind]))


@pytest.mark.parametrize("seed", range(4))
def test_random_work_leaves_everything_in_agreement(town: Town, tmp_path: Path, seed: int) -> None:
    work = RandomWork(town, seed)
    for _ in range(STEPS):
        work.step()
    assert findings(town, tmp_path) == []
    for device in work.devices:
        device.pull(7)


def test_both_stores_end_with_the_same_rows(opened_sql: Callable[[], SqlServerStore]) -> None:
    towns = [Town(MemoryServerStore()), Town(opened_sql())]
    for town in towns:
        work = RandomWork(town, seed=11)
        for _ in range(STEPS):
            work.step()
    for row in ROW_TYPES:
        contents = []
        for town in towns:
            with town.store.reading(town.tenant) as unit:
                contents.append(list(unit.every(row)))
        assert contents[0] == contents[1], row.TABLE


def test_check_finds_a_digest_that_was_changed(town: Town, tmp_path: Path) -> None:
    with town.store.writing(town.tenant) as unit:
        row = unit.get(ScopeRow, [("town",)])[("town",)]
        unit.put([ScopeRow("town", row.count, "0" * 16, row.head)])
    assert [(one.what, one.where) for one in findings(town, tmp_path)] == [("digest", "town")]


def test_check_finds_fields_that_were_changed(town: Town, tmp_path: Path) -> None:
    with town.store.writing(town.tenant) as unit:
        row = unit.get(RecordRow, [("zone", town.ids["nord"])])["zone", town.ids["nord"]]
        changed = row.fields_json.replace("Nord", "Ouest")
        unit.put([RecordRow(row.kind, row.id, row.rv, changed, row.stamps_json, row.scopes_json, row.hash, False)])
    assert [one.what for one in findings(town, tmp_path)] == ["record"]


def test_check_finds_a_record_that_is_gone(town: Town, tmp_path: Path) -> None:
    report = town.device("terrain").create("report", town.report_fields())
    with town.store.writing(town.tenant) as unit:
        unit.drop(RecordRow, [("report", report)])
    assert {one.what for one in findings(town, tmp_path)} >= {"digest", "judged"}


def test_hashes_lead_to_the_attachments_that_show_them(town: Town) -> None:
    device = town.device("terrain")
    report = device.create("report", town.report_fields())
    photo = device.create("attachment", town.photo_fields(report, thumbnail_sha256="cd" * 32))
    town.change("attachment", photo, sha256="ef" * 32)
    with town.store.reading(town.tenant) as unit:
        uses = {(row.sha256[:2], row.attachment, row.is_thumbnail) for row in unit.every(UseRow)}
    assert uses == {("ef", photo, False), ("cd", photo, True)}
