"""The real stores in a storm: tablets are encrypted replicas in vaults, the server's store is its database.

A replica has a thread of its own and speaks to an event loop; here each call runs to its end before the kernel goes on, so
that the storm stays one sequence under one seed. A killed tablet is its folder, copied as it lay there, and opened again.
"""

import asyncio
import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import OutboxRow, ParkedRow, SyncRow
from fieldapp.replica.errors import WriteRefused
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields_of
from fieldapp.replica.settings import Identity
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.replica.tables import ROW_TYPES, table_of
from fieldapp.replica.unit import Unit
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from sync.client.memory_shelf import Tables
from sync.client.memory_store import WritePoint
from sync.client.ports import PullOutcome, Standing
from sync.client.writing import Wish
from sync.core.model import Change, Op
from sync.protocol.messages import PullPage, PushAnswer
from sync.server.callers import Caller
from sync.server.sql_store import SqlServerStore
from sync.server.store import ServerStore
from tests.simulation.device_node import Copied, DeviceNode
from tests.simulation.device_store import SimulatedStore
from tests.simulation.kernel import Kernel
from tests.simulation.mortal import ServerDown
from tests.simulation.storm import SOUND, Outcome, Parts, run

REAL_ONE_IN = 20
"""Of so many seeds one is played on real parts; it takes some fifty times as long."""
PASSPHRASE = "cheval pile agrafe juste"
ACCOUNT = "tempete"
SECRET = HeldSecret(bytes(range(32)))
T = TypeVar("T")


class MortalSqlStore(SqlServerStore):
    """The server's database of a process that may die just before a commit."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, at_commit=self._may_die)
        self.path = path
        self.dies_before_commit = False

    def _may_die(self) -> None:
        if self.dies_before_commit:
            raise ServerDown

    def copy(self) -> "MortalSqlStore":
        """Give what a backup taken now holds: SQLite's own online backup."""
        to = self.path.with_name(f"{self.path.stem}x.db")
        source, target = sqlite3.connect(self.path), sqlite3.connect(to)
        source.backup(target)
        source.close()
        target.close()
        return MortalSqlStore(to)


class RealStore(SimulatedStore):
    """The store of a real replica, with the hooks of the simulated one."""

    replica: Replica
    loop: asyncio.AbstractEventLoop

    def opened(self, replica: Replica, loop: asyncio.AbstractEventLoop) -> "RealStore":
        """Work on an open replica."""
        self.replica, self.loop = replica, loop
        self._sql = SqlSyncStore(replica, DiskFull)
        self._seen: Tables | None = None
        return self

    @property
    def device(self) -> str:
        """Give the identity under which changes are made."""
        return self.replica.identity.device

    @property
    def tables(self) -> Tables:  # type: ignore[override]  # read from the database, and kept until it changes
        """Give what the disk holds, as the oracle asks for it."""
        if self._seen is None:
            self._seen = self.replica.read_now(_tables_of)
            self._seen.device = self.device
        return self._seen

    @tables.setter
    def tables(self, tables: Tables) -> None:
        """Take nothing: the disk is the replica's."""

    async def standing(self) -> Standing:
        """Say where the store stands."""
        return self._done(self._sql.standing())

    async def unsent(self, changes_max: int) -> tuple[Change, ...]:
        """Give what waits."""
        await self._disk()
        return self._done(self._sql.unsent(min(changes_max, self.kernel.chance.choice((1, 2, 3, 8, 500)))))

    async def unsent_count(self) -> int:
        """Count what waits."""
        return self._done(self._sql.unsent_count())

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store verdicts."""
        await self._disk()
        kinds = self._written(self._sql.settle(answer))
        self.watch(self, "settle")
        return kinds

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page."""
        await self._disk()
        outcome = self._written(self._sql.apply(page))
        self.watch(self, "apply")
        return outcome

    async def replay_from(self, next_n: int) -> int:
        """Make changes wait again."""
        return self._written(self._sql.replay_from(next_n))

    async def enrol_anew(self, device: str) -> int:
        """Take another identity."""
        return self._written(self._sql.enrol_anew(device))

    def wrote(self, agent: str, txn: str, made_at: str, wishes: Iterable[Wish]) -> tuple[int, ...]:
        """Write one gesture through the replica's only doors; what they refuse is not written."""
        wanted = list(wishes)

        def action(unit: Unit) -> None:
            for wish in wanted:
                _perform(unit, wish)

        before = self.tables.last_n
        self._at_write(WritePoint.BEFORE_COMMIT)
        with suppress(WriteRefused):
            self.replica.write_now(action)
        self._seen = None
        self._at_write(WritePoint.AFTER_COMMIT)
        return tuple(range(before + 1, self.tables.last_n + 1))

    def _written(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            self._at_write(WritePoint.BEFORE_COMMIT)
        except BaseException:
            work.close()
            raise
        result = self._done(work)
        self._seen = None
        self._at_write(WritePoint.AFTER_COMMIT)
        return result

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)


def _perform(unit: Unit, wish: Wish) -> None:
    match wish.op:
        case Op.CREATE:
            unit.create(wish.kind, wish.values, record_id=wish.id)
        case Op.REMOVE:
            unit.remove(wish.kind, wish.id)
        case _:
            unit.update(wish.kind, wish.id, wish.values)


def _tables_of(session: Session) -> Tables:
    """Read a replica whole, as the in-memory store would keep it."""
    shelf = SqlShelf(session)
    entries = shelf.entries_from(-(1 << 53))
    sync, parked, outbox = table_of(SyncRow), table_of(ParkedRow), table_of(OutboxRow)
    keys = {(row.kind, row.id) for row in session.execute(select(sync.c.kind, sync.c.id))}
    keys |= {(row.kind, row.id) for row in session.execute(select(parked.c.kind, parked.c.id))}
    keys |= {(row.kind, row.record_id) for row in session.execute(select(outbox.c.kind, outbox.c.record_id))}
    rows = {key: row.under(()) for key, row in shelf.rows(sorted(keys)).items() if not row.is_blank}
    shown = {
        (kind, record_id): fields
        for kind in ROW_TYPES
        for record_id, fields in shown_fields_of(session, kind, _ids(session, kind)).items()
    }
    tables = Tables(shelf.place(), shelf.last_n(), shelf.follows(), rows, dict(shown))
    tables.entries = {entry.change.n: entry for entry in entries}
    for entry in entries:
        tables.numbers[entry.key] = (*tables.numbers.get(entry.key, ()), entry.change.n)
    return tables


def _ids(session: Session, kind: str) -> list[str]:
    table = table_of(ROW_TYPES[kind])
    return [row.id for row in session.execute(select(table.c.id))]


class RealNode(DeviceNode):
    """A tablet whose disk is a folder: each life of the app begins with the folder as the one before left it."""

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
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        parts = RealParts(Path(folder))
        try:
            yield parts
        finally:
            parts.close()


def run_real(seed: int, *, keeps_trace: bool = False) -> Outcome:
    """Play one seed on encrypted replicas and a real server database."""
    with real_parts() as parts:
        return run(seed, SOUND, keeps_trace=keeps_trace, parts=parts)
