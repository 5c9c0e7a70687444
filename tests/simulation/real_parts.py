"""The real stores in a storm: tablets are encrypted replicas in vaults, the server's store is its database.

A replica has a thread of its own and speaks to an event loop; here each call runs to its end before the kernel goes
on, so that the storm stays one sequence under one seed. A killed tablet is its folder, copied as it lay there, and
opened again.
"""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from sync.client.memory_shelf import Tables
from sync.server.callers import Caller
from sync.server.store import ServerStore
from tests.simulation.device_node import Copied, DeviceNode
from tests.simulation.device_store import SimulatedStore
from tests.simulation.kernel import Kernel
from tests.simulation.outcome import SOUND, Outcome, Parts
from tests.simulation.real_store import MortalSqlStore, RealStore
from tests.simulation.storm import run

REAL_ONE_IN = 20
"""Of so many seeds one is played on real parts; it takes some fifty times as long."""
PASSPHRASE = "cheval pile agrafe juste"
ACCOUNT = "tempete"
MEMORY_FOLDER = Path("/dev/shm")
SECRET = HeldSecret(bytes(range(32)))


class RealNode(DeviceNode):
    """A tablet whose disk is a folder: each life of the app begins with it as the last one left it."""

    def __init__(self, kernel: Kernel, caller: Caller, name: str, parts: "RealParts") -> None:
        self._parts = parts
        self._life: _Life | None = None
        super().__init__(kernel, caller, name)

    def folder(self) -> Copied:
        """Copy the folder as it lies there now."""
        assert self._life is not None, "a tablet has a folder"
        copied = super().folder()
        tables = copied.tables
        self._parts.kept[id(tables)] = (tables, self._life.copied(self._parts.next_folder()))
        return copied

    def update_app(self, kinds: Any) -> None:
        """Know all kinds already."""

    def _opened(self, tables: Tables) -> SimulatedStore:
        _, folder = self._parts.kept.get(id(tables), (tables, None))
        if folder is None and self._life is not None:
            folder = self._life.copied(self._parts.next_folder())
        elif folder is not None:
            folder = _copy_of(folder, self._parts.next_folder())
        if self._life is not None:
            self._life.end()
        self._life = _Life(folder or self._parts.next_folder(), World(self.now_ms, self.kernel.random_bytes))
        replica = self._life.replica
        if not replica.is_enrolled:
            replica.enrol_now(Identity(self.caller.device, self.caller.agent, self.caller.tenant))
        self._parts.lives.append(self._life)
        store = RealStore(self.caller.device, self.kinds, self.now_ms, at_write=self._at_write)
        store.kernel = self.kernel
        store.watch = lambda which, what: self.watch(self, which, what)
        return store.opened(replica, self._parts.loop)


class _Life:
    """One life of an app: an unlocked vault and its open replica."""

    def __init__(self, profile: Path, world: World) -> None:
        self.profile = profile
        folder = vault_folder(profile, ACCOUNT, SECRET)
        vault = (
            Vault.unlock(folder, PASSPHRASE, SECRET)
            if folder.exists()
            else Vault.create(folder, PASSPHRASE, SECRET, cost=COST_FLOOR)
        )
        assert isinstance(vault, Vault), "the passphrase of a storm opens its vaults"
        self.vault = vault
        self.replica = Replica.open_now(vault, world)
        self._is_over = False

    def copied(self, to: Path) -> Path:
        """Copy the folder as it lies there now."""
        return _copy_of(self.profile, to)

    def end(self) -> None:
        """Close everything; twice does no harm."""
        if not self._is_over:
            self._is_over = True
            self.replica.close_now()
            self.vault.lock()


def _copy_of(profile: Path, to: Path) -> Path:
    shutil.copytree(profile, to, ignore=shutil.ignore_patterns("*.lock"))
    return to


class RealParts(Parts):
    """What a storm on real stores is made of, in a folder of its own."""

    likely_old = 0.0
    """A replica knows all kinds of its version; old ones are opened by `tests/fieldapp/replica`."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder / f"life-{number}" for number in itertools.count())
        self._folder = folder
        self.loop = asyncio.new_event_loop()
        self.kept: dict[int, tuple[Tables, Path]] = {}
        """Folders that were copied aside, by what stands for them."""
        self.lives: list[_Life] = []
        self._stores: list[MortalSqlStore] = []

    def next_folder(self) -> Path:
        """Name the folder of the next life."""
        return next(self._folders)

    def server_store(self) -> ServerStore:
        """Give the server's database."""
        store = MortalSqlStore(self._folder / "server.db")
        store.create()
        self._stores.append(store)
        return store

    def node(self, kernel: Kernel, caller: Caller, name: str) -> DeviceNode:
        """Give a tablet with a vault of its own."""
        return RealNode(kernel, caller, name, self)

    def close(self) -> None:
        """Close everything."""
        for life in self.lives:
            life.end()
        self.loop.close()


@contextmanager
def real_parts() -> Iterator[RealParts]:
    """Give real parts in a folder that goes with them."""
    # In memory where the system has such a folder: what a lost power leaves is the affair of other tests.
    place = MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="storm-", dir=place) as folder:
        parts = RealParts(Path(folder))
        try:
            yield parts
        finally:
            parts.close()


def run_real(seed: int, *, keeps_trace: bool = False) -> Outcome:
    """Play one seed on encrypted replicas and a real server database."""
    with real_parts() as parts:
        return run(seed, SOUND, keeps_trace=keeps_trace, parts=parts)
