"""A `ServerStore` in a test's hand: two towns in an empty store, and rows to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.rows import MemberRow, RecordRow, TownRow
from sync.server.store import ServerStore, Unit

TENANT = "018f0000-0000-7000-8000-0000000000aa"
OTHER = "018f0000-0000-7000-8000-0000000000bb"


def record(number: int, rv: int = 1, kind: str = "task", **fields: str) -> RecordRow:
    """Give a record's row; only the number and what a test names matter."""
    text = fields.get("fields_json", "{}")
    return RecordRow(kind, f"id-{number:03}", rv, text, "{}", '["town"]', "hash", removed=False)


def member(scope: str, number: int, seq: int, *, present: bool = True) -> MemberRow:
    """Give a log row."""
    return MemberRow(scope, "task", f"id-{number:03}", seq, present)


class ServerStoreInHand:
    """What the parts of the suite share: whoever tests a store says how it is opened."""

    def opened(self, folder: Path) -> ServerStore:
        """Open an empty store; the folder is the test's own."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> ServerStore:
        store = self.opened(tmp_path)
        for tenant in (TENANT, OTHER):
            with store.found(tenant) as unit:
                unit.put([TownRow("Sainte-Aldegonde", "epoch", "2026-11-23T08:00:00.000Z")])
        return store

    @pytest.fixture
    def unit(self, store: ServerStore) -> Iterator[Unit]:
        with store.writing(TENANT) as unit:
            yield unit
