"""A light tablet: the real engine, the real protocol and real HTTP over a replica in memory."""

import asyncio
import os
from typing import Final

from sync.client.account import Account
from sync.client.engine import Engine, Status
from sync.client.exchanges import HttpTransport, LiveLine
from sync.client.http_transport import Connection
from sync.client.memory_shelf import Tables
from sync.client.memory_store import MemoryStore
from sync.client.ports import Ports
from sync.client.rows import EntryState
from sync.client.system import LoopAlarm, SystemClock, SystemJitter
from sync.client.writing import Wish
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import Op
from sync.core.session import Halt, Phase, Trouble, Wake
from sync.protocol.messages import Tokens
from sync.records import KINDS
from sync.records.base import TOWN_SCOPE
from tests.bench.crowd_town import Seat, service_of, zone_of
from tests.bench.figures import Stopwatch
from tests.bench.reports import report_fields

SYNC_S_MAX: Final = 900.0
COMMON: Final = (TOWN_SCOPE, "role:agent_terrain")
"""What everybody follows: the directory and the whole town's notes."""


class HeldTokens:
    """Tokens in memory."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens: Tokens | None = tokens

    async def load(self) -> Tokens | None:
        """Give the tokens."""
        return self._tokens

    async def save(self, tokens: Tokens) -> None:
        """Hold others."""
        self._tokens = tokens

    async def forget(self) -> None:
        """Drop them."""
        self._tokens = None


class NoPhotos:
    """No photo waits."""

    async def step(self) -> bool:
        """Move nothing."""
        return False


class Tablet:
    """One agent's tablet; it runs between `start` and `stop`."""

    def __init__(self, seat: Seat, url: str, tables: Tables | None = None) -> None:
        """Take a seat, the server's address, and what a tablet of the same town has read before."""
        self.seat = seat
        self.refusals = 0
        """How often the server said that it has no room now."""
        self._clock, jitter = SystemClock(), SystemJitter()
        self.connection = Connection(url)
        account = Account(self.connection, HeldTokens(seat.tokens))
        self.store = MemoryStore(seat.tokens.device, KINDS, self._clock.now_ms, tables=tables)
        transport = HttpTransport(account)
        self.engine = Engine(Ports(self.store, transport, NoPhotos(), self._clock, jitter, LoopAlarm(self._clock)))
        self.live = LiveLine(account, self.engine, self._clock, jitter, LoopAlarm(self._clock))
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.engine.subscribe(self._heard)

    def start(self) -> None:
        """Let the engine run, and listen on the live line."""
        self._tasks = [asyncio.create_task(work) for work in (self.engine.run(), self.live.run())]

    async def stop(self) -> None:
        """End it."""
        self.engine.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.connection.close()

    def write(self) -> None:
        """Let the agent make a report."""
        now_ms, seat = self._clock.now_ms(), self.seat
        where = {"zone": zone_of(seat.team), "service": service_of(seat.team), "author": seat.tokens.agent}
        fields = {**report_fields(seat.number), **where}
        wish = Wish(Op.CREATE, "report", _new_id(now_ms), fields)
        self.store.write(seat.tokens.agent, _new_id(now_ms), instant_of_ms(now_ms), [wish])

    async def syncs(self, why: Wake) -> float:
        """Wake the engine and give the seconds until what was written is judged and has been read back."""
        watch = Stopwatch()
        with watch.running():
            self._changed.clear()
            self.engine.wake(why)
            async with asyncio.timeout(SYNC_S_MAX):
                while not self.is_in_order:
                    await self._changed.wait()
                    self._changed.clear()
        return watch.seconds

    @property
    def is_in_order(self) -> bool:
        """Say whether the server's word holds all its work; before there is any, whether all is read."""
        assert self.engine.status.halt is not Halt.BROKEN, "a promise of our own code is broken; see the log"
        states = {entry.state for entry in self.store.tables.entries.values()}
        if states:
            return not states & {EntryState.WAITING, EntryState.JUDGED}
        status = self.engine.status
        return status.doing is Phase.IDLE and status.last_contact_ms is not None

    def acknowledged(self) -> dict[int, str]:
        """Give number -> record of each change that has its verdict."""
        entries = self.store.tables.entries
        return {n: entry.change.id for n, entry in entries.items() if entry.verdict is not None}

    def what_all_have(self) -> Tables:
        """Give what another tablet of this town would have read: the scopes that everybody follows."""
        tables = self.store.tables.copy()
        tables.follows = {scope: tables.follows[scope] for scope in COMMON}
        return tables

    def _heard(self, status: Status) -> None:
        self._changed.set()
        if status.trouble is Trouble.BUSY and status.doing is Phase.WAIT:
            self.refusals += 1


def _new_id(now_ms: int) -> str:
    return uuid7(now_ms, os.urandom(RANDOM_BYTES))
