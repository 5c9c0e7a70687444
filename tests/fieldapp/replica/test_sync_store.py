"""The real store passes the suite that the in-memory one passes, on an encrypted database."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fieldapp.replica.reconciling import put_away
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import DiskFull
from sync.client.rows import EntryState
from sync.core.digest import Digest
from sync.core.model import Fields
from tests.contract.store_in_hand import StoreInHand
from tests.contract.sync_store import SyncStoreContract
from tests.fieldapp.replica.town import Tablet


class ReplicaInHand:
    """A replica with the doors that the suite needs."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder / f"life-{number}" for number in itertools.count())
        self._tablet = Tablet(next(self._folders))
        self._begin()

    def _begin(self) -> None:
        self._replica = self._tablet.start()
        # One per life, as in the app: what it remembers must never be wrong.
        self.store = SqlSyncStore(self._replica, DiskFull)

    async def create(self, fields: Fields) -> str:
        return await self._replica.write(lambda unit: unit.create("task", fields))

    async def update(self, record_id: str, **values: Any) -> None:
        await self._replica.write(lambda unit: unit.update("task", record_id, values))

    async def remove(self, record_id: str) -> None:
        await self._replica.write(lambda unit: unit.remove("task", record_id))

    async def update_together(self, record_ids: list[str], **values: Any) -> None:
        def action(unit: Unit) -> None:
            for record_id in record_ids:
                unit.update("task", record_id, values)

        await self._replica.write(action)

    async def shown(self, record_id: str) -> Fields | None:
        return await self._replica.read(shown_fields, "task", record_id)

    async def state(self, n: int) -> EntryState | None:
        entry = await self._replica.read(lambda session: SqlShelf(session).entries([n]).get(n))
        return entry.state if entry else None

    async def put_away(self, n: int) -> None:
        await self._replica.write(lambda unit: put_away(unit.session, n))

    async def digest(self, scope: str) -> Digest | None:
        follow = await self._replica.read(lambda session: SqlShelf(session).follows().get(scope))
        return follow.digest if follow else None

    async def killed_and_reopened(self) -> None:
        after = self._tablet.copied(next(self._folders))
        self._tablet.stop()
        self._tablet = after
        self._begin()

    def stop(self) -> None:
        self._tablet.stop()


class TestReplicaStore(SyncStoreContract):
    @asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[StoreInHand]:
        hand = ReplicaInHand(folder)
        try:
            yield hand
        finally:
            hand.stop()
