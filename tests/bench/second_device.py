"""One change from one device to the row on another, by the live line; peer: store it, fetch it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

import httpx

from fieldapp.replica.ports import World
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.unit import Unit
from sync.client.http_transport import Connection
from sync.core.session import Wake
from sync.server.wake import HINT_INTERVAL_S
from tests.bench.figures import Figure, Setting, Stopwatch
from tests.bench.processes import started
from tests.bench.reports import report_fields, report_id
from tests.bench.town_server import BARE_ROWS
from tests.stories.machine import AT_REST, Machine

CHANGES, CHANGES_QUICK = 40, 6
PATIENCE_S: Final = 20.0
APART_S: Final = 2 * HINT_INTERVAL_S
"""People do not write twice within the distance that two hints of one line keep."""


def second_device(setting: Setting) -> Iterator[Figure]:
    """Measure changes that are made one at a time, far apart."""
    changes = setting.size(CHANGES, CHANGES_QUICK)
    with started("-m", "tests.bench.town_server", setting.folder) as server:
        ours, peers = asyncio.run(_measured(setting, server.url, changes))
    yield Figure("one change to a second device, live; peer: bare POST, then GET", ours, "ms", peers)


async def _measured(setting: Setting, url: str, changes: int) -> tuple[float, float]:
    writer, reader = [await _live(setting.folder / name, name, url) for name in ("karim", "sylvie")]
    lines = [asyncio.create_task(machine.line.live.run()) for machine in (writer, reader)]
    ours: list[float] = []
    peers: list[float] = []
    async with httpx.AsyncClient(base_url=url, trust_env=False) as bare:
        for n in range(changes):
            setting.tell("one change to a second device", n, changes)
            await asyncio.sleep(APART_S)
            peers.append(await _stored_and_fetched(bare, n))
            ours.append(await _written_and_seen(writer, reader, n))
    for line in lines:
        line.cancel()
    await asyncio.gather(*lines, return_exceptions=True)
    for machine in (writer, reader):
        await machine.stop()
    return median(ours) * 1000, median(peers) * 1000


async def _live(folder: Path, account: str, url: str) -> Machine:
    machine = Machine(folder, account, lambda: Connection(url), World())
    await machine.open()
    machine.begin()
    await machine.reaches(*AT_REST)
    return machine


async def _written_and_seen(writer: Machine, reader: Machine, n: int) -> float:
    told, watch = asyncio.Event(), Stopwatch()
    leave = reader.replica.subscribe({"report"}, lambda kinds: told.set())
    with watch.running():
        record = await writer.write(Unit.create, "report", report_fields(n))
        writer.engine.wake(Wake.WORK)
        async with asyncio.timeout(PATIENCE_S):
            while await reader.read(shown_fields, "report", record) is None:
                await told.wait()
                told.clear()
    leave()
    return watch.seconds


async def _stored_and_fetched(bare: httpx.AsyncClient, n: int) -> float:
    watch = Stopwatch()
    with watch.running():
        await bare.post(BARE_ROWS, json=[[report_id(n), report_fields(n)]])
        answer = await bare.get(BARE_ROWS, params={"after": n, "limit": 1})
        assert answer.text.count("\n") == 1, "the row came back"
    return watch.seconds
