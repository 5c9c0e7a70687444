"""A device of a story: an encrypted vault, its replica, and the real engine on a wire that may be cut."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlmodel import Session

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.settings import Identity
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.replica.unit import Unit
from fieldapp.shell.line import HeldCredentials
from fieldapp.shell.office import standing_of
from fieldapp.ui.widgets.pill import PillState, pill_state
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from sync.client.account import Account
from sync.client.engine import Engine
from sync.client.exchanges import HttpTransport
from sync.client.http_transport import Connection
from sync.client.ports import Ports
from sync.client.system import LoopAlarm, SystemClock, SystemJitter
from sync.client.uploads import PhotoPolicy, PhotoQueue
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.model import Fields
from sync.core.session import Halt, Phase, Wake
from sync.protocol.messages import SignIn
from tests.stories.people import PASSPHRASE
from tests.stories.town_hall import TownHall
from tests.stories.wire import Wire

ORIGIN: Final = "http://127.0.0.1:8800"
"""Where the wire leads; no socket is opened."""
SYNC_S_MAX: Final = 30.0
_AT_REST: Final = frozenset({Phase.IDLE, Phase.WAIT, Phase.HALTED})
P = ParamSpec("P")
T = TypeVar("T")


class Device:
    """One agent's device; between `start` and `stop` its app runs."""

    def __init__(self, profile: Path, hall: TownHall, account: str) -> None:
        """Take a folder of its own; the first `start` signs in and makes the vault there."""
        self.wire = Wire(hall)
        self.account = account
        self._hall = hall
        self._secret = HeldSecret(os.urandom(32))
        self.folder = vault_folder(profile, account, self._secret)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the vault and the replica and let the engine run; the first time needs the network."""
        vault = self._unlocked()
        self.vault = vault
        self.replica = await Replica.open(vault, World(now_ms=self._hall.clock.now_ms))
        self._connection = Connection(ORIGIN, wire=self.wire)
        if not self.replica.is_enrolled:
            await self._sign_in()
        self.account_port = Account(self._connection, ReplicaCredentials(self.replica))
        self.store = SqlSyncStore(self.replica, DiskFull)
        self.engine = Engine(self._ports())
        self._running = asyncio.create_task(self.engine.run())

    async def stop(self) -> None:
        """End the app in good order; twice does no harm."""
        if self._running is None:
            return
        self.engine.stop()
        await self._running
        self._running = None
        await self._connection.close()
        await self.replica.close()
        self.vault.lock()

    async def sync(self) -> None:
        """Have the engine do all that can be done now; without network it only notices so."""
        at_rest = asyncio.Event()
        leave = self.engine.subscribe(lambda status: at_rest.set() if status.doing in _AT_REST else None)
        self.engine.wake(Wake.PERSON)
        try:
            async with asyncio.timeout(SYNC_S_MAX):
                await at_rest.wait()
        finally:
            leave()
        assert self.engine.status.halt is not Halt.BROKEN, "a promise of our own code is broken; see the log"

    async def online(self) -> None:
        """Find the network again, and sync."""
        self.wire.is_cut = False
        await self.sync()

    async def write(self, action: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one gesture."""
        return await self.replica.write(action, *args, **kwargs)

    async def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read what a screen reads."""
        return await self.replica.read(query, *args, **kwargs)

    async def shown(self, kind: str, record_id: str) -> Fields | None:
        """Give what the screens show of a record; None where it is not here."""
        return await self.read(shown_fields, kind, record_id)

    async def pill(self) -> PillState:
        """Give what the pill says."""
        counts = await self.read(pill_counts, self.agent)
        return pill_state(standing_of(self.engine.status, counts))

    @property
    def agent(self) -> str:
        """The agent who works here."""
        return self.replica.identity.agent

    @property
    def id(self) -> str:
        """The device's own id."""
        return self.replica.identity.device

    def _unlocked(self) -> Vault:
        if not vault_exists(self.folder):
            return Vault.create(self.folder, PASSPHRASE, self._secret, cost=COST_FLOOR)
        vault = Vault.unlock(self.folder, PASSPHRASE, self._secret)
        assert isinstance(vault, Vault), "the passphrase of the stories opens their vaults"
        return vault

    async def _sign_in(self) -> None:
        device = uuid7(self._hall.clock.now_ms(), os.urandom(RANDOM_BYTES))
        message = SignIn(self.account, PASSPHRASE, device, f"tablette de {self.account}")
        tokens = await Account(self._connection, HeldCredentials()).sign_in(message)
        await self.replica.enrol(Identity(tokens.device, tokens.agent, tokens.tenant))
        await ReplicaCredentials(self.replica).save(tokens)

    def _ports(self) -> Ports:
        clock = SystemClock()
        shelf = ReplicaPhotoShelf(self.replica, DiskFull)
        return Ports(
            store=self.store,
            transport=HttpTransport(self.account_port),
            photos=PhotoQueue(self.account_port, shelf, clock, lambda: PhotoPolicy.EVERYTHING),
            clock=clock,
            jitter=SystemJitter(),
            alarm=LoopAlarm(clock),
        )
