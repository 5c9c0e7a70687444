"""A thousand tablets on one server: an ordinary hour, the most that it takes, all back after an outage.

Each tablet has its own agent, identity, scopes and cursor, the real engine, its live line and its own connections; its
replica is in memory. They all run in this process, the server is another one, and both share the machine's cores.
Afterwards the server's database is read: each change that was acknowledged must be in it.
"""

import asyncio
import os
import random
import resource
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import Final

from sync.core.session import Wake
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows import JudgedRow, RecordRow
from tests.bench.crowd_town import Seat, found_crowd
from tests.bench.figures import Figure, Line, Missing, Setting, percentile
from tests.bench.processes import Started, started
from tests.bench.tablet import Tablet

TABLETS, TABLETS_QUICK = 1_000, 50
HOUR_S, HOUR_S_QUICK = 60, 6
"""Seconds that stand for an ordinary hour."""
PAUSE_S: Final = 60.0
"""Between two reports of one agent, on average: sixteen a second in all, each heard by nine colleagues."""
RUSH_S, RUSH_S_QUICK = 20, 4
OUTAGE_S: Final = 3.0
SOCKETS_PER_TABLET: Final = 4
CODES: Final = ("devices_1000_changes_per_s", "devices_1000_p99_s", "storm_1000_p99_s")


def devices(setting: Setting) -> Iterator[Line]:
    """Measure many tablets at one server."""
    count = setting.size(TABLETS, TABLETS_QUICK)
    if not _may_open(count * SOCKETS_PER_TABLET + 200):
        yield from (Missing(f"{count} tablets", "this machine lets a process open too few files", c) for c in CODES)
        return
    data = DataFolder(setting.folder / "server")
    seats = found_crowd(data, count, setting.tell)
    scene = _Scene(setting, data, seats)
    yield from asyncio.run(scene.played())
    scene.nothing_is_lost()


class _Scene:
    """The server, its tablets, and what they measure."""

    def __init__(self, setting: Setting, data: DataFolder, seats: Sequence[Seat]) -> None:
        self._setting = setting
        self._data = data
        self._seats = seats
        self._port = _free_port()
        self._tablets: list[Tablet] = []
        self._chance = random.Random(7)

    async def played(self) -> list[Line]:
        """Let the tablets live through it, and give the figures."""
        count, lines = len(self._seats), list[Line]()
        with self._server() as server:
            await self._gather(server)
            lines += await self._ordinary()
            lines += await self._rush(server)
        for tablet in self._tablets:
            tablet.write()
        await asyncio.sleep(OUTAGE_S)
        refused = self._refusals()
        with self._server():
            self._setting.tell(f"{count} tablets come back at once", 0, count)
            for tablet in self._tablets:
                tablet.live.retry()
            seconds = await asyncio.gather(*(tablet.syncs(Wake.NETWORK) for tablet in self._tablets))
            for tablet in self._tablets:
                await tablet.stop()
        told = f"{count} tablets back at once after an outage, each with a report"
        refused = self._refusals() - refused
        lines.append(Figure(f"{told}: until one is in order again, p50", median(seconds), "s"))
        lines.append(Figure(f"{told}: p99", percentile(seconds, 99), "s", None, "storm_1000_p99_s"))
        lines.append(Figure(f"{told}: asked to come back later", refused, "times"))
        return lines

    def nothing_is_lost(self) -> None:
        """Count every acknowledged change in the server's database."""
        with opened(self._data) as parts:
            (tenant,) = parts.store.tenants()
            with parts.store.reading(tenant) as unit:
                for tablet in self._tablets:
                    device, acknowledged = tablet.store.device, tablet.acknowledged()
                    judged = unit.get(JudgedRow, [(device, n) for n in acknowledged])
                    records = unit.get(RecordRow, [("report", one) for one in acknowledged.values()])
                    assert len(judged) == len(acknowledged), "an acknowledged change is missing at the server"
                    assert len(records) == len(acknowledged), "an acknowledged report is missing at the server"

    def _server(self) -> AbstractContextManager[Started]:
        words = ("-m", "sync.server.cli", "run", "--data", str(self._data.path), "--port", str(self._port))
        return started(*words, log=self._setting.folder / "server.log")

    async def _gather(self, server: Started) -> None:
        first = Tablet(self._seats[0], server.url)
        first.start()
        await first.syncs(Wake.PERSON)
        common = first.what_all_have()
        self._tablets = [first, *(Tablet(seat, server.url, common.copy()) for seat in self._seats[1:])]
        for place, tablet in enumerate(self._tablets[1:]):
            self._setting.tell("tablets arrive", place, len(self._tablets))
            tablet.start()
            await tablet.syncs(Wake.PERSON)

    async def _ordinary(self) -> list[Line]:
        seconds_in_all = self._setting.size(HOUR_S, HOUR_S_QUICK)
        self._setting.tell("tablets work", 0, seconds_in_all)
        until = time.monotonic() + seconds_in_all
        seconds = await self._works(until, PAUSE_S)
        told = f"{len(self._seats)} tablets, a report every {PAUSE_S:.0f} s each, live"
        return [
            Figure(f"{told}: changes", len(seconds) / seconds_in_all, "changes/s"),
            Figure(f"{told}: one sync, p50", median(seconds), "s"),
            Figure(f"{told}: one sync, p99", percentile(seconds, 99), "s", None, "devices_1000_p99_s"),
        ]

    async def _rush(self, server: Started) -> list[Line]:
        self._setting.tell("tablets work without a pause", 0, 0)
        begun, cpu_s = time.monotonic(), _cpu_s(server)
        seconds = await self._works(begun + self._setting.size(RUSH_S, RUSH_S_QUICK), 0.0)
        rate = len(seconds) / (time.monotonic() - begun)
        told = f"{len(self._seats)} tablets, each its next report as soon as the last one is in order, live"
        return [
            Figure(f"{told}: changes", rate, "changes/s", None, "devices_1000_changes_per_s"),
            Figure(f"{told}: one sync, p50", median(seconds), "s"),
            Figure(f"{told}: one sync, p99", percentile(seconds, 99), "s"),
            Figure(f"{told}: server's CPU, one", (_cpu_s(server) - cpu_s) / len(seconds) * 1_000, "ms"),
        ]

    async def _works(self, until: float, pause_s: float) -> list[float]:
        found = await asyncio.gather(*(self._work(tablet, until, pause_s) for tablet in self._tablets))
        return [seconds for each in found for seconds in each]

    async def _work(self, tablet: Tablet, until: float, pause_s: float) -> list[float]:
        seconds: list[float] = []
        while True:
            pause = self._chance.uniform(0, 2 * pause_s)
            if time.monotonic() + pause >= until:
                return seconds
            await asyncio.sleep(pause)
            tablet.write()
            seconds.append(await tablet.syncs(Wake.WORK))

    def _refusals(self) -> int:
        return sum(tablet.refusals for tablet in self._tablets)


def _cpu_s(server: Started) -> float:
    """Give the CPU time that the server has taken: what a change costs it, whatever else the machine does."""
    told = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _may_open(files: int) -> bool:
    """Ask the system for so many open files, for this process and those that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files <= hard or hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))
    return soft >= files or files <= hard or hard == resource.RLIM_INFINITY
