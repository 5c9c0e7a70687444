"""After a day with a bad network, every device and the server hold the same, and both can prove it."""

import random
from typing import Final

from sqlmodel import Session, select

from fieldapp.replica.engine_tables import IncidentRow, ScopeRow
from fieldapp.replica.tables import Report, Task
from fieldapp.replica.unit import Unit
from fieldapp.reports import actions
from fieldapp.triage.actions import Recipient
from fieldapp.triage.actions_task import Order, order_task
from sync.client.engine import Status
from sync.core.digest import Digest
from sync.protocol.addresses import PULL, PUSH
from sync.records.task import Priority
from tests.stories.device import Device
from tests.stories.people import KARIM, LEA, VOIRIE
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import pictures, report_hole, report_ids

ROUNDS: Final = 12
CALM_ROUNDS: Final = 4


def followed(session: Session) -> dict[str, Digest]:
    """Give what this device says that it holds, per scope."""
    return {row.scope: Digest.of_hex(row.held_rows, row.sum_hex) for row in session.exec(select(ScopeRow))}


def incidents(session: Session) -> list[str]:
    """Give the codes of all that went wrong and was mended."""
    return [row.code for row in session.exec(select(IncidentRow))]


async def agrees(stage: Stage, device: Device) -> Status:
    """Check that a device's digests are the server's, scope by scope."""
    here, there = await device.read(followed), stage.hall.digests()
    assert here.keys() >= {"town", f"agent:{device.agent}"}
    assert {scope: there.get(scope, Digest()) for scope in here} == here
    return device.engine.status


async def work(stage: Stage, device: Device, chance: random.Random) -> None:
    """Let an agent do one thing with what his tablet shows."""
    reports = sorted(await device.read(report_ids))
    match chance.randrange(4):
        case 0:
            await report_hole(device, pictures()[:1])
        case 1 if reports:
            await device.write(actions.add_comment, chance.choice(reports), f"mot {chance.randrange(99)}")
        case 2 if reports:
            change = {"priority": chance.choice(list(Priority))}
            await device.write(Unit.update, "report", chance.choice(reports), change)
        case 3 if reports and device.account == "sylvie":
            await device.write(order_task, chance.choice(reports), Order("Voir", Recipient(agent=KARIM)))


@story
async def test_digests_of_all_devices_agree_with_the_server_after_a_rough_day(stage: Stage) -> None:
    chance = random.Random(20261123)
    for account in ("karim", "lea", "sylvie"):
        await stage.device(account, online=True)
    for _ in range(ROUNDS):
        device = chance.choice(stage.devices)
        device.wire.is_cut = chance.random() < 0.3
        device.wire.lost = [chance.choice([PUSH, PULL])] if chance.random() < 0.3 else []
        await work(stage, device, chance)
        await device.sync()
    for device in stage.devices:
        device.wire.is_cut, device.wire.lost = False, []
    await stage.sync_all(CALM_ROUNDS)
    for device in stage.devices:
        status = await agrees(stage, device)
        assert (status.mismatched, status.trouble) == ((), None)
        assert status.agreed_ms is not None
        assert await device.read(incidents) == []


@story
async def test_desk_and_tablet_show_the_same_report_and_task(stage: Stage) -> None:
    karim, desk = await stage.device("karim", online=True), await stage.device("sylvie", online=True)
    report = await report_hole(karim, pictures()[:1])
    await stage.sync_all()
    ordered = await desk.write(order_task, report, Order("Reboucher", Recipient(agent=KARIM)))
    await stage.sync_all()
    for kind, record in (("report", report), ("task", ordered.task)):
        assert await karim.shown(kind, record) == await desk.shown(kind, record) == stage.hall.fields(kind, record)


@story
async def test_tablet_holds_no_row_outside_its_scopes(stage: Stage) -> None:
    desk, lea = await stage.device("sylvie", online=True), await stage.device("lea", online=True)
    report = await report_hole(desk, pictures()[:1])
    await desk.sync()
    ordered = await desk.write(order_task, report, Order("Reboucher", Recipient(agent=KARIM)))
    await stage.sync_all()
    assert set(await lea.read(lambda session: session.exec(select(Task.id)).all())) == set()
    assert await lea.shown("report", report) is not None, "the report lies in her sector"
    assert not any(scope.startswith(("desk:", f"agent:{KARIM}")) for scope in await lea.read(followed))
    assert ordered.task in {row.id for row in stage.hall.rows("task")}
    services = await lea.read(lambda session: session.exec(select(Report.service)).all())
    assert set(services) == {VOIRIE}
    assert lea.agent == LEA
