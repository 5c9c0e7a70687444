"""Ten thousand reports up from one device and down to another, against a bare encrypted loop."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from sqlmodel import Session, func, select

from fieldapp.replica.ports import World
from fieldapp.replica.tables import Report
from fieldapp.replica.unit import Unit
from sync.client.http_transport import Connection
from sync.core.model import Fields
from sync.core.session import Phase
from tests.bench.bare_loop import BareDevice, bare_client
from tests.bench.figures import Figure, Setting, Stopwatch
from tests.bench.processes import started
from tests.bench.reports import report_fields
from tests.stories.machine import AT_REST, Machine

REPORTS, REPORTS_QUICK = 10_000, 1_000
RUNS, RUNS_QUICK = 3, 1


@dataclass
class Times:
    """Seconds of each run."""

    sent: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    bare_up: list[float] = field(default_factory=list)
    bare_down: list[float] = field(default_factory=list)


def first_sync(setting: Setting) -> Iterator[Figure]:
    """Measure the first sync up and down of many reports."""
    count, runs = setting.size(REPORTS, REPORTS_QUICK), setting.size(RUNS, RUNS_QUICK)
    prepared, times = setting.folder / "prepared", Times()
    prepared.mkdir()
    asyncio.run(_prepare(setting, prepared, count))
    for run in range(runs):
        setting.tell("first sync", run, runs)
        folder = setting.folder / f"run-{run}"
        shutil.copytree(prepared, folder)
        with started("-m", "tests.bench.town_server", folder) as server:
            asyncio.run(bare_loop(folder, server.url, count, times))
            asyncio.run(_ours(folder, server.url, count, times))
        shutil.rmtree(folder)
    told = f"of {count} reports; peer: bare loop, same encryption and gzip"
    up, bare_up, down, bare_down = (
        count / median(seconds) for seconds in (times.sent, times.bare_up, times.read, times.bare_down)
    )
    yield Figure(f"first sync up {told}", up, "reports/s", bare_up, "up_vs_raw")
    yield Figure(f"first sync down {told}", down, "reports/s", bare_down, "down_vs_raw")


def _machine(folder: Path, account: str, url: str) -> Machine:
    return Machine(folder / account, account, lambda: Connection(url), World())


async def _prepare(setting: Setting, folder: Path, count: int) -> None:
    """Let Karim sign in, then write all reports without network, each a gesture of its own."""
    with started("-m", "tests.bench.town_server", folder) as server:
        karim = _machine(folder, "karim", server.url)
        await karim.start()
        await karim.sync()
        await karim.stop()
        await karim.open()
        for n in range(1, count + 1):
            setting.tell("write reports without network", n, count)
            await karim.write(Unit.create, "report", report_fields(n))
        await karim.stop()


async def _ours(folder: Path, url: str, count: int, times: Times) -> None:
    karim, watch = _machine(folder, "karim", url), Stopwatch()
    await karim.open()
    with watch.running():
        karim.begin()
        await karim.reaches(Phase.PULL)
    times.sent.append(watch.seconds)
    await karim.reaches(*AT_REST)
    assert karim.engine.status.agreed_ms is not None, "both sides hold the same"
    await karim.stop()
    sylvie = _machine(folder, "sylvie", url)
    await sylvie.open()
    with watch.running():
        sylvie.begin()
        await sylvie.reaches(*AT_REST)
    times.read.append(watch.seconds)
    assert await sylvie.read(report_count) == count, "all rows came"
    await sylvie.stop()


def report_count(session: Session) -> int:
    """Count the reports on a device."""
    return session.exec(select(func.count()).select_from(Report)).one()


async def bare_loop(
    folder: Path, url: str, count: int, times: Times, fields: Callable[[int], Fields] = report_fields
) -> None:
    """Send all rows and read them back in a bare loop, and note its times."""
    up, down, watch = BareDevice(folder / "up.db"), BareDevice(folder / "down.db"), Stopwatch()
    up.fill(count, fields)
    async with bare_client(url) as client:
        with watch.running():
            await up.send_all(client)
        times.bare_up.append(watch.seconds)
    async with bare_client(url) as client:
        with watch.running():
            assert await down.fetch_all(client) == count, "all rows came"
        times.bare_down.append(watch.seconds)
    up.close()
    down.close()
