"""Pages of the log: cut anywhere, resumed anywhere, and at the head both sides hold the same."""

from dataclasses import replace
from random import Random

import pytest

from sync.core.model import Op
from sync.protocol.codec import lines_of_page, page_of_lines
from sync.protocol.messages import PULL_ROWS_MAX, Gone, PullRequest, Put
from sync.protocol.problems import ProblemError
from sync.server import pulling
from sync.server.rows import DeviceRow, DeviceState, PurgeRow
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town


def filled(town: Town, count: int) -> list[str]:
    device = town.device("bureau")
    changes = [
        device.make("report", town.world.new_id(), Op.CREATE, town.report_fields("bureau")) for _ in range(count)
    ]
    device.push(*changes)
    return [change.id for change in changes]


@pytest.mark.parametrize("rows_max", [1, 2, 3, 7, 1_000])
def test_pages_of_any_size_lead_to_the_same_end(town: Town, rows_max: int) -> None:
    reports = filled(town, 12)
    device = town.device("bureau")
    device.pull(rows_max)
    assert all(device.sees("report", report) for report in reports)
    assert device.page().rows == ()


def test_page_is_no_longer_than_asked_and_than_allowed(town: Town) -> None:
    filled(town, 30)
    device = town.device("terrain")
    while True:
        page = device.page(10)
        assert len(page.rows) <= 10
        if not page.checkpoint.more:
            break
    request = PullRequest(device.caller.device, "", {}, rows_max=10 * PULL_ROWS_MAX)
    assert len(town.service.pull(device.caller, request).rows) <= PULL_ROWS_MAX


def test_page_counts_records_and_not_the_scopes_that_hold_them(town: Town) -> None:
    filled(town, 30)
    device = town.device("bureau")
    lengths = []
    while True:
        page = device.page(10)
        lengths.append(len(page.rows))
        if not page.checkpoint.more:
            break
    # A report is in two scopes of the desk or more. What moved once stands at two positions, and is told at one.
    assert min(lengths[:-1]) >= 9


def test_page_ends_when_it_is_large_enough(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = filled(town, 12)
    monkeypatch.setattr(pulling, "PAGE_BYTES_MAX", 1_500)
    device = town.device("bureau")
    page = device.page()
    assert page.checkpoint.more
    assert len(page.rows) < 20
    device.pull()
    assert all(device.sees("report", report) for report in reports)


def test_digests_come_only_with_the_page_that_reaches_the_head(town: Town) -> None:
    filled(town, 5)
    device = town.device("bureau")
    page = device.page(2)
    assert (page.checkpoint.more, page.checkpoint.digests) == (True, {})
    page = device.pull()
    assert set(page.checkpoint.digests) == set(page.opened.granted)


def test_record_changed_between_two_pages_comes_once_more_and_in_its_last_state(town: Town) -> None:
    reports = filled(town, 6)
    device = town.device("bureau")
    seen = {line.id for line in device.page(12).rows}
    (changed, *_) = [report for report in reports if report in seen] or reports
    town.change("report", changed, priority="dangereux")
    device.pull(3)
    assert device.held["report", changed].fields["priority"] == "dangereux"


def test_record_removed_between_two_pages_does_not_stay(town: Town) -> None:
    chef = town.device("chef")
    tasks = [chef.create("task", town.task_fields()) for _ in range(6)]
    device = town.device("chef")
    while not any(device.sees("task", task) for task in tasks):
        device.page(2)
    (first, *_) = [task for task in tasks if device.sees("task", task)]
    town.write("task", first, Op.REMOVE)
    device.pull(2)
    assert not device.sees("task", first)
    assert sum(device.sees("task", task) for task in tasks) == 5


def test_new_device_is_not_told_of_what_went_before_it_came(town: Town) -> None:
    chef = town.device("chef")
    task = chef.create("task", town.task_fields())
    chef.remove("task", task)
    device = town.device("chef")
    device.pull()
    assert task not in {line.id for line in device.lines}


def test_head_without_news_moves_nothing(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    cursors = dict(device.cursors)
    page = device.pull()
    assert page.rows == ()
    assert device.cursors == cursors


def test_cursor_beyond_the_head_is_brought_back(town: Town) -> None:
    device = town.device("terrain")
    page = device.pull()
    ahead = PullRequest(device.caller.device, device.epoch, dict.fromkeys(device.cursors, 10**9))
    answer = town.service.pull(device.caller, ahead)
    assert dict(answer.checkpoint.cursors) == dict(page.checkpoint.cursors)


def test_cursor_of_a_scope_that_is_not_granted_is_ignored(town: Town) -> None:
    report = filled(town, 1)[0]
    device = town.device("voisin")
    request = PullRequest(device.caller.device, "", {town.scope("zone", "nord"): 0, town.scope("desk", "voirie"): 0})
    page = town.service.pull(device.caller, request)
    assert report not in {line.id for line in page.rows}
    assert town.scope("desk", "voirie") not in page.checkpoint.cursors


def test_device_of_another_epoch_reads_again_from_the_start(town: Town) -> None:
    reports = filled(town, 3)
    device = town.device("bureau")
    device.pull()
    epoch = town.service.begin_epoch(town.tenant)
    page = device.page()
    assert (page.opened.epoch, page.rows, page.checkpoint.more) == (epoch, (), True)
    device.pull()
    assert all(device.sees("report", report) for report in reports)


def test_lines_on_the_wire_are_the_page(town: Town) -> None:
    filled(town, 3)
    device = town.device("bureau")
    device.pull()
    town.change("report", filled(town, 1)[0], zone=town.ids["sud"])
    for cursors in ({}, device.cursors):
        request = PullRequest(device.caller.device, device.epoch, dict(cursors))
        stored = town.service.read(device.caller, request)
        lines = list(stored.lines())
        assert page_of_lines(lines) == stored.page()
        assert [line.decode() for line in lines] == [line.decode() for line in lines_of_page(stored.page())]


def test_purges_are_stored(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    scope = town.scope("zone", "sud")
    request = PullRequest(device.caller.device, device.epoch, dict(device.cursors), purged={scope: 12})
    town.service.pull(device.caller, request)
    with town.store.reading(town.tenant) as unit:
        (row,) = unit.every(PurgeRow)
    assert (row.device, row.scope, row.rows) == (device.caller.device, scope, 12)


def test_schema_that_is_too_old_may_not_read(town: Town) -> None:
    device = town.device("terrain")
    with pytest.raises(ProblemError) as trouble:
        town.service.pull(device.caller, PullRequest(device.caller.device, "", {}, schema=0))
    assert trouble.value.kind.code == "schema-too-old"


def test_withdrawn_device_sends_and_does_not_read_and_a_lost_one_does_neither(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    _set_state(town, device, DeviceState.SENDING)
    device.create("report", town.report_fields())
    with pytest.raises(ProblemError) as trouble:
        device.pull()
    assert trouble.value.kind.code == "revoked"
    _set_state(town, device, DeviceState.REVOKED)
    with pytest.raises(ProblemError) as trouble:
        device.create("report", town.report_fields())
    assert trouble.value.kind.code == "revoked"


def _set_state(town: Town, device: Device, state: DeviceState) -> None:
    with town.store.writing(town.tenant) as unit:
        row = unit.get(DeviceRow, [(device.caller.device,)])[(device.caller.device,)]
        unit.put([replace(row, state=state.value)])


def test_what_is_gone_and_what_is_put_never_meet_in_one_page(town: Town) -> None:
    random = Random(3)
    bureau, devices = town.device("bureau"), [town.device(name) for name in ("terrain", "voisin", "chef")]
    reports = filled(town, 8)
    for _ in range(40):
        zone = random.choice([town.ids["nord"], town.ids["sud"], None])
        town.change("report", random.choice(reports), zone=zone)
        device = random.choice(devices)
        page = device.page(random.choice([3, 5, 1_000]))
        put = {line.id for line in page.rows if isinstance(line, Put)}
        gone = {line.id for line in page.rows if isinstance(line, Gone)}
        assert not put & gone
    for device in (*devices, bureau):
        device.pull()
