"""One change, and no change, where much is held already: the cost must not grow with the town.

Server and device stand in one process without a wire between them, and what is measured is CPU time: each side's work
apart, whatever else the machine does.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from sync.core.model import Change, Edit, Op
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import (
    pull_of_json,
    pull_to_json,
    push_answer_of_json,
    push_answer_to_json,
    push_of_json,
    push_to_json,
)
from sync.protocol.json_parts import read_json, write_json
from sync.protocol.messages import PULL_ROWS_MAX, PUSH_CHANGES_MAX, PullRequest, PushRequest, SignIn, Tokens
from sync.server.callers import Caller
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.parts import Parts
from tests.bench.figures import Figure, Setting, Stopwatch
from tests.bench.flat_device import SECRET, memory_mb
from tests.bench.reports import report_fields, report_id
from tests.bench.town_server import found_town
from tests.fieldapp.town import index_now, uid
from tests.stories.people import KARIM, PASSPHRASE

FEW: Final = 1_000
MANY, MANY_QUICK = 100_000, 5_000
CHANGES, CHANGES_QUICK = 60, 15
WARM_UP: Final = 5
"""Changes that are not counted: the first ones read their pages from the disk."""
WRITTEN_AT: Final = "2026-11-27T08:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians in ms, with so many records held on both sides."""

    server: float
    device: float
    noop: float


def flat_cost(setting: Setting) -> Iterator[Figure]:
    """Measure one change at a small and at a large town, in turn."""
    many = setting.size(MANY, MANY_QUICK)
    with _town(setting, FEW) as small, _town(setting, many) as large:
        few_costs, many_costs = asyncio.run(_measured(setting, (small, large)))
    told = f"one change with {many} records held, CPU; peer: with {FEW}"
    yield Figure(f"server's work, {told}", many_costs.server, "ms", few_costs.server, "flat_server_1k_100k")
    yield Figure(f"device's work, {told}", many_costs.device, "ms", few_costs.device, "flat_device_1k_100k")
    told = f"empty sync with {many} records held, CPU; peer: with {FEW}"
    yield Figure(f"server's work, {told}", many_costs.noop, "ms", few_costs.noop, "noop_server_ms")
    few_mb, many_mb = (memory_mb(setting.folder / str(count)) for count in (FEW, many))
    told = f"device's memory with {many} records held; peer: with {FEW}"
    yield Figure(told, many_mb, "MB", few_mb, "flat_device_memory_1k_100k")


@contextmanager
def _town(setting: Setting, count: int) -> Iterator["Device"]:
    folder = setting.folder / str(count)
    data = DataFolder(folder / "server")
    folder.mkdir()
    found_town(data)
    with opened(data) as parts, _device(folder, parts) as device:
        _fill(setting, parts, count)
        yield device


@dataclass
class Device:
    """A tablet beside its server, in one process; `server_ms` and `own_ms` are what it cost each."""

    replica: Replica
    store: SqlSyncStore
    parts: Parts
    tokens: Tokens
    server_ms: float = 0.0
    own_ms: float = 0.0

    async def push(self) -> None:
        """Send what waits and settle it."""
        watch = Stopwatch(time.process_time)
        with watch.running():
            changes = await self.store.unsent(PUSH_CHANGES_MAX)
            standing = await self.store.standing()
            body = write_json(push_to_json(PushRequest(standing.device, standing.epoch, changes)))
        self.own_ms += watch.seconds * 1000
        with watch.running():
            caller = self._caller()
            answer = write_json(push_answer_to_json(self.parts.service.push(caller, push_of_json(read_json(body)))))
        self.server_ms += watch.seconds * 1000
        with watch.running():
            await self.store.settle(push_answer_of_json(read_json(answer)))
        self.own_ms += watch.seconds * 1000

    async def pull(self) -> int:
        """Read one page and apply it; give its rows, `PULL_ROWS_MAX` while there are more."""
        watch = Stopwatch(time.process_time)
        with watch.running():
            standing = await self.store.standing()
            body = write_json(pull_to_json(PullRequest(standing.device, standing.epoch, standing.cursors)))
        self.own_ms += watch.seconds * 1000
        with watch.running():
            lines = b"".join(self.parts.service.read(self._caller(), pull_of_json(read_json(body))).lines())
        self.server_ms += watch.seconds * 1000
        with watch.running():
            page = page_of_lines(lines.split(b"\n"))
            await self.store.apply(page)
        self.own_ms += watch.seconds * 1000
        return PULL_ROWS_MAX if page.checkpoint.more else len(page.rows)

    def _caller(self) -> Caller:
        # What each request costs before anything of it is done.
        return self.parts.auth.check(self.parts.auth.read(self.tokens.access_token))


@contextmanager
def _device(folder: Path, parts: Parts) -> Iterator[Device]:
    secret, device = SECRET, uid("tablet")
    tokens = parts.auth.sign_in(SignIn("karim", PASSPHRASE, device, "tablette"), "127.0.0.1")
    with Vault.create(vault_folder(folder, "karim", secret), PASSPHRASE, secret, cost=COST_FLOOR) as vault:
        replica = Replica.open_now(vault)
        replica.enrol_now(Identity(device, KARIM, tokens.tenant))
        yield Device(replica, SqlSyncStore(replica, DiskFull), parts, tokens)
        replica.close_now()


def _fill(setting: Setting, parts: Parts, count: int) -> None:
    (tenant,), writer = parts.store.tenants(), uid("other tablet")
    caller = parts.service.enrol(tenant, agent=KARIM, device=writer, name="autre tablette")
    for first in range(1, count + 1, PUSH_CHANGES_MAX):
        setting.tell(f"fill a town of {count}", first, count)
        numbers = range(first, min(first + PUSH_CHANGES_MAX, count + 1))
        changes = tuple(_created(writer, n) for n in numbers)
        parts.service.push(caller, PushRequest(writer, "", changes))


def _created(device: str, n: int) -> Change:
    edits = {name: Edit(value) for name, value in report_fields(n).items()}
    return Change(device, n, uid(f"gesture {n}"), "report", report_id(n), Op.CREATE, 0, edits, KARIM, WRITTEN_AT)


async def _measured(setting: Setting, devices: Sequence[Device]) -> list[Costs]:
    for device in devices:
        while await device.pull():
            setting.tell("read a town", 0, 0)
        index_now(device.replica)
    changes = setting.size(CHANGES, CHANGES_QUICK)
    exchanged: list[list[tuple[float, float]]] = [[] for _ in devices]
    idle: list[list[float]] = [[] for _ in devices]
    for n in range(WARM_UP + changes):
        setting.tell("one change in a small and a large town", n, WARM_UP + changes)
        for place, device in enumerate(devices):
            exchanged[place].append(await _one_change(device, n))
            idle[place].append(await _no_change(device))
    return [Costs(*_medians(pairs[WARM_UP:]), median(noops)) for pairs, noops in zip(exchanged, idle, strict=True)]


def _medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(server for server, _ in pairs), median(own for _, own in pairs)


async def _one_change(device: Device, n: int) -> tuple[float, float]:
    device.server_ms = device.own_ms = 0.0
    await device.replica.write(Unit.create, "report", report_fields(MANY + n))
    await device.push()
    assert await device.pull() == 1, "my own report comes back, and nothing else"
    return device.server_ms, device.own_ms


async def _no_change(device: Device) -> float:
    device.server_ms = 0.0
    assert not await device.pull(), "nothing is new"
    return device.server_ms
