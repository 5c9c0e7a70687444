"""Blocks of the log bring by column what rows would bring, never older, and only to those who may see it."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from sync.core.errors import FieldError
from sync.core.model import SCHEMA, Op
from sync.protocol.messages import PullPage, PullRequest
from sync.records import KINDS
from sync.server import blocks
from sync.server.blocks import Blocks, Sizes
from sync.server.pulling import StoredPage
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town

SMALL = Sizes(least=4, most=16, far=8, own=4)
MANY = 60


@pytest.fixture
def wide(town: Town) -> Town:
    """Give a town whose log is long for its blocks."""
    town.service.blocks = Blocks(KINDS, SMALL)
    report(town, MANY)
    return town


def report(town: Town, count: int, **fields: str) -> list[str]:
    """Let the desk take in so many reports."""
    desk = town.device("bureau")
    told = town.report_fields("bureau") | fields
    changes = [desk.make("report", town.world.new_id(), Op.CREATE, told) for _ in range(count)]
    desk.push(*changes)
    return [change.id for change in changes]


def by_column(town: Town, name: str) -> Device:
    """Give a device that takes blocks."""
    device = town.device(name)
    device.by_column = True
    return device


def first_page(town: Town, device: Device, schema: int = SCHEMA) -> StoredPage:
    """Give the first page that a new device is told, as the server keeps it."""
    request = PullRequest(device.caller.device, "", {}, schema=schema, takes_tables=True)
    return town.service.read(device.caller, request)


def records_of(page: PullPage) -> set[str]:
    """Name the records that come by column."""
    return {record_id for table in page.tables for record_id in table.ids}


def test_device_by_column_ends_with_what_rows_bring(wide: Town) -> None:
    reports = report(wide, 8)
    wide.change("report", reports[0], zone=wide.ids["sud"])
    wide.write("report", reports[1], Op.REMOVE)
    for name in ("bureau", "terrain", "elu"):
        rows, columns = wide.device(name), by_column(wide, name)
        rows.pull()
        columns.pull()
        assert columns.held == rows.held
        assert columns.cursors == rows.cursors


def test_most_comes_by_column_and_the_rest_in_rows(wide: Town) -> None:
    device = by_column(wide, "elu")
    records, pages = 0, list[PullPage]()
    while not pages or pages[-1].checkpoint.more:
        pages.append(device.page())
        records += len(records_of(pages[-1]))
    assert records > MANY
    assert len(pages[-1].rows) < SMALL.least


def test_block_is_built_once_for_two_agents_who_see_the_same(wide: Town) -> None:
    twin = wide.world.new_id()
    fields = wide.fields("agent", wide.ids["elu"])
    wide.write("agent", twin, **{name: value for name, value in fields.items() if name != "history"})
    caller = wide.service.enrol(wide.tenant, agent=twin, device=wide.world.new_id(), name="Double")
    first = first_page(wide, wide.device("elu"))
    second = first_page(wide, Device(wide.service, wide.world, caller))
    assert first.blocks
    assert all(one.packed is other.packed for one, other in zip(first.blocks, second.blocks, strict=True))
    assert not any(name.startswith("agent:") for block in first.blocks for name in block.scopes)


def test_what_is_in_an_agents_own_scope_is_told_so_beside_the_blocks(wide: Town) -> None:
    writer = wide.device("terrain")
    writer.pull()
    mine = writer.create("report", wide.report_fields("terrain"))
    report(wide, 30)
    device = by_column(wide, "terrain")
    device.pull()
    assert f"agent:{wide.ids['terrain']}" in device.held["report", mine].scopes


def test_own_scope_that_holds_much_comes_by_column_too(wide: Town) -> None:
    page = first_page(wide, wide.device("bureau"))
    own = f"agent:{wide.ids['bureau']}"
    assert all(own in block.scopes for block in page.blocks)
    assert not page.rows


def test_record_that_left_is_in_no_block_any_more(wide: Town) -> None:
    device = wide.device("terrain")
    nord = next(iter(records_of(first_page(wide, device).page()) & set(all_reports(wide))))
    wide.change("report", nord, zone=wide.ids["sud"], service=wide.ids["accueil"])
    assert nord not in records_of(first_page(wide, device).page())


def all_reports(town: Town) -> Iterator[str]:
    desk = town.device("bureau")
    desk.pull()
    return (record_id for kind, record_id in desk.held if kind == "report")


def test_block_of_a_changed_record_is_built_anew(wide: Town) -> None:
    device = wide.device("bureau")
    before = first_page(wide, device)
    changed = next(iter(records_of(before.page()) & set(all_reports(wide))))
    wide.change("report", changed, description="Plus large")
    after = first_page(wide, device)
    assert before.blocks[0].packed is not after.blocks[0].packed
    assert changed not in {record_id for table in after.blocks[0].tables() for record_id in table.ids}
    assert first_page(wide, device).blocks[0].packed is after.blocks[0].packed


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_block_tells_an_old_truth_whatever_moves_meanwhile(wide: Town, seed: int) -> None:
    random, reports = Random(seed), report(wide, 12)
    readers = [by_column(wide, name) for name in ("bureau", "terrain", "chef", "elu")]
    for _ in range(40):
        _move_something(wide, random, reports)
        if random.random() < 0.2:
            readers.append(by_column(wide, random.choice(["bureau", "terrain", "voisin", "chef"])))
        reader = random.choice(readers)
        granted = set((page := reader.page()).opened.granted)
        for put in (table.put(place) for table in page.tables for place in range(len(table.ids))):
            row = wide.row(put.kind, put.id)
            assert (put.rv, put.fields) == (row.rv, row.fields()), "older than the record is"
            assert set(put.scopes) <= row.scopes() & granted, "more than the reader may see"
    for reader in readers:
        reader.pull()
        rows = Device(wide.service, wide.world, reader.caller)
        rows.pull()
        assert reader.held == rows.held


def _move_something(town: Town, random: Random, reports: list[str]) -> None:
    chosen = random.choice(reports)
    match random.randrange(4):
        case 0:
            town.change("report", chosen, zone=town.ids[random.choice(["nord", "sud"])])
        case 1:
            town.change("report", chosen, service=town.ids[random.choice(["voirie", "accueil"])])
        case 2:
            town.change("agent", town.ids["terrain"], zones=[town.ids[random.choice(["nord", "sud"])]])
        case _:
            reports.extend(report(town, random.randrange(1, 4)))


def test_scope_taken_away_in_the_middle_brings_nothing_more(wide: Town) -> None:
    device = by_column(wide, "terrain")
    assert device.page().checkpoint.more
    wide.change("agent", wide.ids["terrain"], team=None, service=None, zones=[])
    device.pull()
    rows = wide.device("terrain")
    rows.pull()
    assert device.held == rows.held


def test_server_restored_in_the_middle_is_read_again_from_the_start(wide: Town) -> None:
    device = by_column(wide, "bureau")
    assert device.page().tables
    wide.service.begin_epoch(wide.tenant)
    assert not device.page().tables
    device.pull()
    assert sum(kind == "report" for kind, _ in device.held) == MANY


def test_reader_goes_on_where_it_was_after_another_server_process(wide: Town) -> None:
    device = by_column(wide, "bureau")
    device.page()
    wide.service.blocks = Blocks(KINDS, SMALL)
    device.pull()
    assert sum(kind == "report" for kind, _ in device.held) == MANY


def test_device_of_another_schema_or_that_does_not_ask_reads_rows(wide: Town) -> None:
    device = wide.device("bureau")
    assert first_page(wide, device).blocks
    assert not first_page(wide, device, schema=SCHEMA + 1).blocks
    assert not device.page().tables


def test_device_that_is_nearly_there_reads_rows(wide: Town) -> None:
    device = by_column(wide, "bureau")
    device.pull()
    report(wide, SMALL.far - 2)
    assert not device.page().tables or set(device.cursors.values()) == {0}


def test_what_would_not_be_valid_today_says_so(wide: Town) -> None:
    strict = replace(KINDS["report"], validate=lambda fields: (FieldError("/fields/status", "not-valid"),))
    wide.service.blocks = Blocks({**KINDS, "report": strict}, SMALL)
    tables = first_page(wide, wide.device("bureau")).page().tables
    assert {table.fits for table in tables if table.kind == "report"} == {False}
    assert {table.fits for table in tables if table.kind != "report"} <= {True}


def test_block_that_grows_too_large_is_halved_and_at_last_read_in_rows(
    wide: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bytes_max in (4_000, 1):
        monkeypatch.setattr(blocks, "BLOCK_BYTES_MAX", bytes_max)
        wide.service.blocks = Blocks(KINDS, SMALL)
        device = by_column(wide, "bureau")
        device.pull()
        assert sum(kind == "report" for kind, _ in device.held) == MANY


def test_least_used_blocks_are_forgotten(wide: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "KEPT_BYTES_MAX", 0)
    one, other = (first_page(wide, wide.device("bureau")).blocks for _ in range(2))
    assert one[0].packed is not other[0].packed
    assert one[0].packed == other[0].packed
