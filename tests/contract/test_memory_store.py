"""The in-memory store passes the suite of the real one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sync.client.memory_store import MemoryStore
from sync.client.rows import EntryState
from sync.client.writing import Wish
from sync.core.digest import Digest
from sync.core.model import Fields, Op
from sync.records import KINDS
from tests.contract.store_in_hand import AGENT, DEVICE, NOW_MS, SERVER_TIME, StoreInHand, task_id
from tests.contract.sync_store import SyncStoreContract

CREATED_FROM = 0xC000


class MemoryInHand:
    """The in-memory store with the doors that the suite needs."""

    def __init__(self) -> None:
        self.memory = MemoryStore(DEVICE, KINDS, lambda: NOW_MS)
        self._gestures = 0

    @property
    def store(self) -> MemoryStore:
        return self.memory

    async def create(self, fields: Fields) -> str:
        record_id = task_id(CREATED_FROM + self._gestures)
        self._write(Wish(Op.CREATE, "task", record_id, fields))
        return record_id

    async def update(self, record_id: str, **values: Any) -> None:
        self._write(Wish(Op.PATCH, "task", record_id, values))

    async def remove(self, record_id: str) -> None:
        self._write(Wish(Op.REMOVE, "task", record_id, {}))

    async def update_together(self, record_ids: list[str], **values: Any) -> None:
        self._write(*(Wish(Op.PATCH, "task", record_id, values) for record_id in record_ids))

    async def shown(self, record_id: str) -> Fields | None:
        fields = self.memory.shown("task", record_id)
        return None if fields is None else {name: value for name, value in fields.items() if value is not None}

    async def state(self, n: int) -> EntryState | None:
        entry = self.memory.entry(n)
        return entry.state if entry else None

    async def put_away(self, n: int) -> None:
        self.memory.put_away(n)

    async def digest(self, scope: str) -> Digest | None:
        return self.memory.digests().get(scope)

    async def killed_and_reopened(self) -> None:
        self.memory = MemoryStore(DEVICE, KINDS, lambda: NOW_MS, tables=self.memory.tables)

    def _write(self, *wishes: Wish) -> None:
        self._gestures += 1
        self.memory.write(AGENT, task_id(0xF000 + self._gestures), SERVER_TIME, wishes)


class TestMemoryStore(SyncStoreContract):
    @asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[StoreInHand]:
        yield MemoryInHand()
