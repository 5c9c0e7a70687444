"""The stores of a storm on real parts: the server's database, and a replica with the storm's hooks."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import OutboxRow, ParkedRow, SyncRow
from fieldapp.replica.errors import WriteRefused
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields_of
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.replica.tables import ROW_TYPES, table_of
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import DiskFull
from sync.client.memory_shelf import Tables
from sync.client.memory_store import WritePoint
from sync.client.ports import PullOutcome, Standing
from sync.client.writing import Wish
from sync.core.model import Change, Op
from sync.protocol.messages import PullPage, PushAnswer
from sync.server.sql_store import SqlServerStore
from tests.simulation.device_store import BATCHES, SimulatedStore
from tests.simulation.mortal import ServerDown

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
    def tables(self) -> Tables:
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

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give what waits."""
        await self._disk()
        return self._done(self._sql.unsent(min(changes_max, self.kernel.chance.choice(BATCHES)), after_n))

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


def _names() -> str:
    """Write the one question for everything that a replica names: whether it is shown, its kind, its id."""
    shown = [f"SELECT 1, '{kind}', id FROM {table_of(row).name}" for kind, row in ROW_TYPES.items()]
    kept = [f"SELECT 0, kind, id FROM {table_of(row).name}" for row in (SyncRow, ParkedRow)]
    return " UNION ALL ".join((*shown, *kept, f"SELECT 0, kind, record_id FROM {table_of(OutboxRow).name}"))


_NAMES = _names()


def _tables_of(session: Session) -> Tables:
    """Read a replica whole, as the in-memory store would keep it."""
    shelf = SqlShelf(session)
    entries = shelf.entries_from(-(1 << 53))
    kept: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
    for is_shown, kind, record_id in session.connection().exec_driver_sql(_NAMES):
        kept[bool(is_shown)].setdefault(kind, []).append(record_id)
    keys = sorted({(kind, record_id) for kind, ids in kept[False].items() for record_id in ids})
    rows = {key: row.under(()) for key, row in shelf.rows(keys).items() if not row.is_blank}
    shown = {
        (kind, record_id): fields
        for kind, ids in kept[True].items()
        for record_id, fields in shown_fields_of(session, kind, ids).items()
    }
    tables = Tables(shelf.place(), shelf.last_n(), shelf.follows(), rows, dict(shown))
    tables.entries = {entry.change.n: entry for entry in entries}
    for entry in entries:
        tables.numbers[entry.key] = (*tables.numbers.get(entry.key, ()), entry.change.n)
    return tables
