"""Scheduled notes: nobody's but their writers' until the server's own clock says so, then everybody's."""

import asyncio
from typing import Any

import pytest

from sync.core.errors import RefusalCode
from sync.core.instants import instant_of_ms
from sync.core.model import Op, VerdictCode
from sync.server.app import create_app
from sync.server.releasing import Releaser
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

HOUR_MS = 3_600_000


def scheduled(town: Town, writer: Device, hours: float = 2, **fields: Any) -> str:
    """Write a note for everybody that is to come out so many hours from now."""
    at = instant_of_ms(town.world.now + round(hours * HOUR_MS))
    whole = {"title": "Coupure d’eau", "body": "Rue Basse.", "status": "programme", "published_at": at}
    author = {"author": writer.caller.agent, "audience": {"everyone": True}}
    return writer.create("news", {**whole, **author, **fields})


def pulled(device: Device) -> set[str]:
    """Give the ids of the notes that a device holds."""
    device.pull()
    return {record_id for kind, record_id in device.held if kind == "news"}


def test_scheduled_note_reaches_readers_at_its_hour_and_not_before(town: Town) -> None:
    writer, reader = town.device("communicant"), town.device("terrain")
    note, releaser = scheduled(town, writer), Releaser(town.service)
    assert pulled(reader) == set()
    assert not releaser.waits(town.tenant)
    assert releaser.release(town.tenant) == 0
    town.world.now += 2 * HOUR_MS
    assert releaser.waits(town.tenant)
    assert releaser.release(town.tenant) == 1
    assert pulled(reader) == {note}
    assert town.fields("news", note)["status"] == "publie"
    assert not releaser.waits(town.tenant)


def test_reader_s_clock_decides_nothing(town: Town) -> None:
    reader = town.device("terrain")
    scheduled(town, town.device("communicant"), hours=24 * 365 * 3)
    assert pulled(reader) == set(), "a tablet that is set to 2030 pulls what the server gives it"


def test_note_that_was_called_off_stays_with_its_writers(town: Town) -> None:
    writer, reader, releaser = town.device("communicant"), town.device("terrain"), Releaser(town.service)
    note = scheduled(town, writer)
    writer.pull()
    writer.patch("news", note, status="brouillon")
    town.world.now += 3 * HOUR_MS
    assert releaser.release(town.tenant) == 0
    assert pulled(reader) == set()


def test_note_comes_out_at_its_new_hour(town: Town) -> None:
    writer, releaser = town.device("communicant"), Releaser(town.service)
    note = scheduled(town, writer)
    writer.pull()
    writer.patch("news", note, published_at=instant_of_ms(town.world.now + 5 * HOUR_MS))
    town.world.now += 3 * HOUR_MS
    assert releaser.release(town.tenant) == 0
    town.world.now += 2 * HOUR_MS
    assert releaser.release(town.tenant) == 1


def test_calling_off_what_is_out_already_is_asked(town: Town) -> None:
    writer, releaser = town.device("communicant"), Releaser(town.service)
    note = scheduled(town, writer)
    writer.pull()
    town.world.now += 3 * HOUR_MS
    releaser.release(town.tenant)
    verdict = writer.patch("news", note, status="brouillon")
    assert verdict.code is VerdictCode.CONFLICTED
    assert town.fields("news", note)["status"] == "publie"


def test_schedule_without_an_hour_is_refused(town: Town) -> None:
    writer = town.device("communicant")
    whole = {"title": "Sans heure", "author": writer.caller.agent, "status": "programme"}
    verdict = writer.judged(writer.make("news", town.world.new_id(), Op.CREATE, whole))
    assert verdict.refusal is not None
    assert verdict.refusal.code is RefusalCode.INVALID
    assert [error.pointer for error in verdict.refusal.errors] == ["/fields/published_at"]


def test_running_server_releases_what_is_due(server: ServerInHand) -> None:
    town = server.town
    note = scheduled(town, town.device("communicant"), hours=0)

    async def runs() -> str:
        app = create_app(server.parts)
        async with app.router.lifespan_context(app):
            for _ in range(500):
                if town.fields("news", note)["status"] == "publie":
                    break
                await asyncio.sleep(0.01)
        return str(town.fields("news", note)["status"])

    assert asyncio.run(runs()) == "publie"


@pytest.mark.parametrize("status", ["brouillon", "retire"])
def test_only_scheduled_notes_are_released(town: Town, status: str) -> None:
    writer = town.device("communicant")
    scheduled(town, writer, hours=-1, status=status)
    assert not Releaser(town.service).waits(town.tenant)
