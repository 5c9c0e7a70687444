"""An agent's machine: an encrypted vault on the disk, its replica, and the real engine on any connection."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlmodel import Session

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.settings import Identity
from fieldapp.replica.unit import Unit
from fieldapp.shell.line import HeldCredentials, line_over
from fieldapp.shell.office import standing_of
from fieldapp.ui.widgets.pill import PillState, pill_state
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from sync.client.account import Account
from sync.client.http_transport import Connection
from sync.client.uploads import PhotoPolicy
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.model import Fields
from sync.core.session import Halt, Phase, Wake
from sync.protocol.messages import SignIn
from tests.stories.people import PASSPHRASE

SYNC_S_MAX: Final = 300.0
AT_REST: Final = frozenset({Phase.IDLE, Phase.WAIT, Phase.HALTED})
P = ParamSpec("P")
T = TypeVar("T")


class Machine:
    """One agent's machine; between `start` and `stop` its app runs."""

    def __init__(self, profile: Path, account: str, connect: Callable[[], Connection], world: World) -> None:
        """Take a folder, which may hold the vault of an earlier time; the first `start` of all signs in."""
        self.account = account
        self._connect = connect
        self._world = world
        self._secret = _secret_in(profile)
        self.folder = vault_folder(profile, account, self._secret)
        self._running: asyncio.Task[None] | None = None
        self._is_open = False

    async def start(self) -> None:
        """Open everything and let the engine run; the first time needs the network."""
        await self.open()
        self.begin()

    async def open(self) -> None:
        """Open the vault and the replica, signing in where nobody has; the engine does not run yet."""
        self.vault = self._unlocked()
        self.replica = await Replica.open(self.vault, self._world)
        if not self.replica.is_enrolled:
            await self._sign_in()
        self.line = line_over(self._connect(), self.replica, lambda: PhotoPolicy.EVERYTHING)
        self.engine = self.line.engine
        self._is_open = True

    def begin(self) -> None:
        """Let the engine run."""
        self._running = asyncio.create_task(self.engine.run())

    async def stop(self) -> None:
        """End the app in good order; twice does no harm."""
        if not self._is_open:
            return
        self._is_open = False
        self.engine.stop()
        if self._running is not None:
            await self._running
            self._running = None
        await self.line.connection.close()
        await self.replica.close()
        self.vault.lock()

    async def sync(self) -> None:
        """Have the engine do all that can be done now; without network it only notices so."""
        reached = asyncio.ensure_future(self.reaches(*AT_REST))
        await asyncio.sleep(0)
        self.engine.wake(Wake.PERSON)
        await reached

    async def reaches(self, *phases: Phase) -> None:
        """Wait until the engine comes to one of these phases, from now on."""
        come = asyncio.Event()
        leave = self.engine.subscribe(lambda status: come.set() if status.doing in phases else None)
        try:
            async with asyncio.timeout(SYNC_S_MAX):
                await come.wait()
        finally:
            leave()
        assert self.engine.status.halt is not Halt.BROKEN, "a promise of our own code is broken; see the log"

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
        assert isinstance(vault, Vault), "the passphrase of the tests opens their vaults"
        return vault

    async def _sign_in(self) -> None:
        device = uuid7(self._world.now_ms(), os.urandom(RANDOM_BYTES))
        message = SignIn(self.account, PASSPHRASE, device, f"machine de {self.account}")
        connection = self._connect()
        tokens = await Account(connection, HeldCredentials()).sign_in(message)
        await connection.close()
        await self.replica.enrol(Identity(tokens.device, tokens.agent, tokens.tenant))
        await ReplicaCredentials(self.replica).save(tokens)


def _secret_in(profile: Path) -> HeldSecret:
    """Give the device's secret, kept beside the profile so that a copied folder still opens."""
    path = profile / "secret"
    if not path.exists():
        profile.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(32))
    return HeldSecret(path.read_bytes())
