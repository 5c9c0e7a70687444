"""Devices' word that they keep nothing of what was erased: heard in the cursors of their pulls.

A device stores rows and cursors in one durable transaction (see `sync.server.reaching`): a pull that asks for what
follows the erasure's position in a scope says that the erasure is done there. Devices that could hold it, by the
scopes of their agents, are written down with the erasure; each later pull is compared with them. A device whose scope
was taken away tells its purge instead.
"""

import asyncio
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from sync.core.instants import instant_of_ms
from sync.core.values import altered
from sync.protocol.messages import Opened, PullRequest
from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.callers import Caller
from sync.server.lanes import Lanes
from sync.server.rows import (
    DeviceRow,
    DeviceState,
    GrantRow,
    MemberRow,
    PurgeRow,
    RecordKey,
    TownRow,
    json_text,
)
from sync.server.rows_access import SessionRow
from sync.server.rows_privacy import ReceiptRow
from sync.server.service import Service
from sync.server.store import StoreBusy, StoreDamaged, Unit

LOOK_S = 10.0
AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a pull said: of which epoch, what its device follows, and up to where it keeps it."""

    epoch: str
    granted: frozenset[str]
    cursors: Mapping[str, int]
    at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One device that is asked for its receipt."""

    device: str
    name: str
    agent: str
    state: str
    seen_at: str
    heard_at: str


@dataclass
class Receipts:
    """Hears pulls and writes which erasures they prove."""

    service: Service
    _new: dict[tuple[str, str], Heard] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, caller: Caller, opened: Opened, request: PullRequest) -> None:
        """Note what a pull that was answered says; of another epoch, it says nothing."""
        if request.epoch == opened.epoch:
            heard = Heard(opened.epoch, frozenset(opened.granted), dict(request.cursors), opened.server_time)
            with self._turn:
                self._new[caller.tenant, caller.device] = heard

    def tenants(self) -> frozenset[str]:
        """Name the towns of which something was heard since it was last looked at."""
        with self._turn:
            return frozenset(tenant for tenant, _ in self._new)

    def write(self, tenant: str) -> int:
        """Note the receipts that were heard since the last time, and give how many."""
        with self._turn:
            heard = {key[1]: one for key, one in self._new.items() if key[0] == tenant}
        with self.service.store.reading(tenant) as unit:
            is_any = bool(_proven(unit, heard))
        count = 0
        if is_any:
            with self.service.store.writing(tenant) as unit:
                rows = _proven(unit, heard)
                unit.put(rows)
                count = len(rows)
        with self._turn:
            for device, one in heard.items():
                if self._new.get((tenant, device)) is one:
                    del self._new[tenant, device]
        return count


def _proven(unit: Unit, heard: Mapping[str, Heard]) -> list[ReceiptRow]:
    waiting = [row for row in unit.find(ReceiptRow, "device", list(heard)) if not row.heard_at]
    purged = {(row.device, row.scope): row.told_at for row in unit.every(PurgeRow)} if waiting else {}
    return [
        altered(row, heard_at=heard[row.device].at)
        for row in waiting
        if row.epoch == heard[row.device].epoch
        and all(_is_past(row, heard[row.device], scope, seq, purged) for scope, seq in row.wanted().items())
    ]


def _is_past(row: ReceiptRow, heard: Heard, scope: str, seq: int, purged: Mapping[tuple[str, str], str]) -> bool:
    if scope in heard.granted:
        return heard.cursors.get(scope, 0) >= seq
    return purged.get((row.device, scope), "") > row.asked_at


def asked(unit: Unit, number: str, records: Collection[RecordKey], now: str) -> list[ReceiptRow]:
    """Give the devices that may hold these records, just erased, and what each must have passed."""
    places: dict[str, int] = {}
    for row in unit.find(MemberRow, "id", sorted({record for _, record in records})):
        if (row.kind, row.id) in records:
            places[row.scope] = max(places.get(row.scope, 0), row.seq)
    epoch = unit.get(TownRow, [("town",)])[("town",)].epoch
    devices = [row for row in unit.every(DeviceRow) if not row.is_writer and row.state != DeviceState.REVOKED]
    grants = unit.get(GrantRow, [(row.agent,) for row in devices])
    known = unit.get(ReceiptRow, [(number, row.device) for row in devices])
    found: list[ReceiptRow] = []
    for device in devices:
        granted = grants[(device.agent,)].scopes() if (device.agent,) in grants else frozenset[str]()
        before = known.get((number, device.device))
        wanted = {scope: seq for scope, seq in places.items() if scope in granted}
        if wanted:
            whole = {**(before.wanted() if before else {}), **wanted}
            found.append(ReceiptRow(number, device.device, device.agent, epoch, json_text(whole), now))
    return found


def standing(unit: Unit, number: str) -> list[Standing]:
    """Give every device that was asked: first those that have not erased, longest unseen first."""
    rows = [row for row in unit.every(ReceiptRow) if row.number == number]
    devices = unit.get(DeviceRow, [(row.device,) for row in rows])
    sessions = unit.get(SessionRow, [(row.device,) for row in rows])
    found = []
    for row in rows:
        device, session = devices[(row.device,)], sessions.get((row.device,))
        seen_at = max(device.seen_at, instant_of_ms(session.renewed_ms) if session else "", row.heard_at)
        found.append(Standing(row.device, device.name, row.agent, device.state, seen_at, row.heard_at))
    return sorted(found, key=lambda one: (bool(one.heard_at), one.seen_at))


def told(standings: Collection[Standing]) -> str:
    """Say in one sentence how many devices have erased."""
    done = sum(bool(one.heard_at) for one in standings)
    return f"{done} of {len(standings)} devices have erased."


async def write_receipts(receipts: Receipts, lanes: Lanes) -> None:
    """Write every few seconds what was heard, until cancelled; on the writers' lane, in its turn."""
    while True:
        try:
            for tenant in sorted(receipts.tenants()):
                count = await lanes.writes_of(tenant).run(partial(receipts.write, tenant))
                if count:
                    logs.event("erasures-confirmed", tenant=tenant, devices=count)
            await asyncio.sleep(LOOK_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("erasures-not-confirmed", damage)
            return
