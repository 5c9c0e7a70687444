"""Tombstones: kept for 400 days, then purged for ever; whoever was away is told where the fence stands."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from sync.core.errors import RefusalCode
from sync.core.model import Op
from sync.protocol.codec import lines_of_page, page_of_lines
from sync.protocol.messages import PullPage, PullRequest
from sync.records import KINDS
from sync.server.app import create_app
from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.retention import TOMBSTONE_DAYS
from sync.server.rows import FenceRow, GoneRow, MarkRow, MemberRow, RecordRow
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

DAY_MS = 24 * 3_600_000


def days_pass(town: Town, days: int) -> None:
    """Let the server do what is due today and then so many days later."""
    town.service.keep_house(town.tenant)
    town.world.now += days * DAY_MS
    town.service.keep_house(town.tenant)


def removed_task(town: Town, device: Device) -> str:
    """Write a task and remove it."""
    task = device.create("task", town.task_fields())
    device.pull()
    device.remove("task", task)
    return task


def pulled_from(device: Device, cursors: dict[str, int]) -> PullPage:
    """Pull as a device that stands there."""
    request = PullRequest(device.caller.device, device.epoch, cursors)
    return device.service.pull(device.caller, request)


def test_tombstone_stays_for_400_days(town: Town) -> None:
    chef = town.device("chef")
    task = removed_task(town, chef)
    days_pass(town, TOMBSTONE_DAYS - 1)
    assert town.row("task", task).removed
    with town.store.reading(town.tenant) as unit:
        assert list(unit.every(FenceRow)) == []


def test_old_tombstone_leaves_its_id_and_a_fence(town: Town) -> None:
    chef = town.device("chef")
    task = removed_task(town, chef)
    with town.store.reading(town.tenant) as unit:
        places = {row.scope: row.seq for row in unit.find(MemberRow, "id", [task])}
    days_pass(town, TOMBSTONE_DAYS)
    with town.store.reading(town.tenant) as unit:
        assert unit.get(RecordRow, [("task", task)]) == {}
        assert unit.find(MemberRow, "id", [task]) == []
        assert [row.id for row in unit.every(GoneRow)] == [task]
        assert {row.scope: row.seq for row in unit.every(FenceRow)} == places


def test_change_to_a_purged_id_is_gone_and_never_a_create(town: Town) -> None:
    chef = town.device("chef")
    task = removed_task(town, chef)
    days_pass(town, TOMBSTONE_DAYS)
    late = (chef.make("task", task, Op.PATCH, {"title": ("Trop tard", None)}), Op.CREATE)
    for change in (late[0], chef.make("task", task, late[1], town.task_fields())):
        verdict = chef.judged(change)
        assert verdict.refusal is not None
        assert verdict.refusal.code is RefusalCode.GONE


def test_record_that_stands_or_was_removed_later_is_not_purged(town: Town) -> None:
    chef = town.device("chef")
    kept = chef.create("task", town.task_fields())
    town.service.keep_house(town.tenant)
    town.world.now += TOMBSTONE_DAYS * DAY_MS
    later = removed_task(town, chef)
    town.service.keep_house(town.tenant)
    assert not town.row("task", kept).removed
    assert town.row("task", later).removed


def test_who_stands_before_the_fence_is_told_and_who_stands_beyond_is_not(town: Town) -> None:
    chef, away = town.device("chef"), town.device("chef")
    task = chef.create("task", town.task_fields())
    away.pull()
    before = dict(away.cursors)
    chef.pull()
    chef.remove("task", task)
    chef.pull()
    days_pass(town, TOMBSTONE_DAYS)
    page = pulled_from(away, before)
    with town.store.reading(town.tenant) as unit:
        fences = {row.scope: row.seq for row in unit.every(FenceRow)}
    assert page.opened.fences == fences
    assert page_of_lines(lines_of_page(page)) == page
    assert pulled_from(chef, dict(chef.cursors)).opened.fences == {}
    # A first reading hears of it too, to know later under which fence it began.
    assert pulled_from(town.device("chef"), {}).opened.fences == fences


def test_new_reading_agrees_with_the_digests_after_a_purge(town: Town, tmp_path: Path) -> None:
    chef = town.device("chef")
    chef.create("task", town.task_fields())
    task = removed_task(town, chef)
    photo = chef.create("attachment", town.photo_fields(chef.create("report", town.report_fields("chef")), "chef"))
    days_pass(town, TOMBSTONE_DAYS)
    fresh = town.device("chef")
    fresh.pull()
    assert not fresh.sees("task", task)
    assert fresh.sees("attachment", photo)
    with town.store.reading(town.tenant) as unit:
        assert check_town(unit, KINDS, BlobFiles(tmp_path), lambda what, count: None) == []


def test_photo_of_a_purged_record_stays_with_its_author(town: Town, tmp_path: Path) -> None:
    chef = town.device("chef")
    chef.pull()
    task = chef.create("task", town.task_fields())
    photo = chef.create("attachment", town.photo_fields(task, "chef", parent_kind="task"))
    chef.pull()
    chef.remove("task", task)
    days_pass(town, TOMBSTONE_DAYS)
    fresh = town.device("chef")
    fresh.pull()
    assert fresh.sees("attachment", photo)
    with town.store.reading(town.tenant) as unit:
        assert check_town(unit, KINDS, BlobFiles(tmp_path), lambda what, count: None) == []


def test_mark_of_a_day_to_come_lets_nothing_go(town: Town) -> None:
    chef = town.device("chef")
    task = removed_task(town, chef)
    town.world.now += 2 * TOMBSTONE_DAYS * DAY_MS
    town.service.keep_house(town.tenant)
    town.world.now -= 2 * TOMBSTONE_DAYS * DAY_MS
    town.service.keep_house(town.tenant)
    assert town.row("task", task).removed


def test_house_is_kept_twice_without_harm(town: Town) -> None:
    chef = town.device("chef")
    removed_task(town, chef)
    days_pass(town, TOMBSTONE_DAYS)
    assert town.service.keep_house(town.tenant).records == 0


def test_running_server_keeps_house_by_itself(tmp_path: Path) -> None:
    town = Town()
    server = ServerInHand(town, tmp_path)

    async def run() -> None:
        app = create_app(server.parts)
        async with app.router.lifespan_context(app):
            await until(lambda: bool(marks(town)))

    asyncio.run(run())
    assert marks(town)


async def until(is_so: Callable[[], bool]) -> None:
    """Let things happen until it is so."""
    for _ in range(1_000):
        if is_so():
            return
        await asyncio.sleep(0.01)


def marks(town: Town) -> list[MarkRow]:
    """List where the log stood at the end of which day."""
    with town.store.reading(town.tenant) as unit:
        return list(unit.every(MarkRow))
