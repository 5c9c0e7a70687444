"""The demo town enters through the judge, and what comes out is a town that can be signed in to."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.model import Op
from sync.protocol.messages import SignIn
from sync.records import KINDS
from sync.server.checking import check_town
from sync.server.data_folder import DataFolder
from sync.server.demo.records import DemoAccount, DemoEvent, DemoRecord, DemoTown
from sync.server.filling import DemoRefused, fill, trimmed
from sync.server.opening import made
from sync.server.parts import Parts
from sync.server.rows import RecordRow
from tests.server.demo.parts import NOW, SEED
from tests.server.demo.parts import parts as drawn
from tests.server.server_in_hand import PASSWORD

REPORTS = 60


@pytest.fixture(scope="module")
def town() -> DemoTown:
    """Give the demo town with one small picture for all photographs."""
    made_up = drawn()
    report = max((one for one in made_up.records if one.kind == "report"), key=lambda one: one.at)
    author = made_up.of_kind("agent")[0].id
    fields: dict[str, Any] = {"parent_kind": "report", "parent_id": report.id, "role": "detail", "author": author}
    fields |= {"sha256": "0" * 64, "size_bytes": 5}
    photo = DemoRecord("attachment", report.id[:-1] + "f", fields, author, report.at)
    return DemoTown(
        seed=SEED,
        now=NOW,
        plan=made_up.plan,
        records=(*made_up.records, photo),
        events=made_up.events,
        accounts=(DemoAccount("anne@ville.example", author, "agent", "quelqu'un", known=True),),
        photo=lambda name: b"large",
        thumbnail=lambda name: b"small",
    )


@pytest.fixture(scope="module")
def filled(town: DemoTown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Parts, str, list[str]]]:
    """Give a server with the town's newest reports in it, and what was told meanwhile."""
    told: list[str] = []
    with made(DataFolder(tmp_path_factory.mktemp("filled") / "data")) as parts:
        tenant = fill(parts, town, PASSWORD, REPORTS, lambda what, done, whole: told.append(f"{what} {done}/{whole}"))
        yield parts, tenant, told


def test_filled_town_fits_in_every_part(filled: tuple[Parts, str, list[str]]) -> None:
    parts, tenant, _ = filled
    with parts.store.reading(tenant) as unit:
        assert check_town(unit, KINDS, parts.uploads.files, lambda what, count: None) == []
        kinds = [row.kind for row in unit.every(RecordRow)]
    assert kinds.count("report") == REPORTS
    assert {"town", "service", "zone", "team", "agent", "news", "task", "attachment"} <= set(kinds)


def test_reports_have_numbers_and_lives(filled: tuple[Parts, str, list[str]]) -> None:
    parts, tenant, _ = filled
    with parts.store.reading(tenant) as unit:
        reports = [row.fields() for row in unit.find(RecordRow, "kind", ["report"])]
    assert len({report["number"] for report in reports}) == REPORTS
    assert len({report["status"] for report in reports}) > 3
    assert max(len(report["history"]) for report in reports) > 2


def test_photographs_are_received(filled: tuple[Parts, str, list[str]]) -> None:
    parts, tenant, _ = filled
    with parts.store.reading(tenant) as unit:
        (photo,) = unit.find(RecordRow, "kind", ["attachment"])
    assert photo.fields()["received_at"]


def test_demo_accounts_can_sign_in(filled: tuple[Parts, str, list[str]]) -> None:
    parts, tenant, _ = filled
    device = parts.service.new_id()
    tokens = parts.auth.sign_in(SignIn("anne@ville.example", PASSWORD, device, "Tablette"), "")
    assert tokens.tenant == tenant


def test_progress_goes_to_its_end(filled: tuple[Parts, str, list[str]]) -> None:
    told = filled[2]
    last = {line.split()[0]: line.split()[1] for line in told}
    assert all(amount.split("/")[0] == amount.split("/")[1] for amount in last.values())
    assert set(last) == {"changes", "photos"}


def test_town_with_fewer_reports_keeps_nothing_that_hangs_on_the_others(town: DemoTown) -> None:
    records, events = trimmed(town, 10)
    kept = {one.id for one in records}
    assert sum(one.kind == "report" for one in records) == 10
    assert all(event.id in kept for event in events)
    for one in records:
        if one.kind in KINDS:
            assert all(parent in kept for _, parent in KINDS[one.kind].parents(one.fields))


def test_demo_that_the_judge_refuses_is_not_hidden(town: DemoTown, tmp_path: Path) -> None:
    report = next(one for one in town.records if one.kind == "report")
    wrong = DemoEvent("report", report.id, report.by, report.at, Op.PATCH, {"lat": (1_000.0, report.fields["lat"])})
    broken = replace(town, records=(*town.records[:80], report), events=(wrong,))
    with pytest.raises(DemoRefused), made(DataFolder(tmp_path / "data")) as parts:
        fill(parts, broken, PASSWORD, 10, lambda what, done, whole: None)
