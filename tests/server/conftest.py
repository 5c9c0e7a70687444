"""The town of a test, once over each store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.memory_store import MemoryServerStore
from sync.server.sql_store import SqlServerStore
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town


@pytest.fixture(params=["memory", "sqlite"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """Give a small town, once over each store."""
    if request.param == "memory":
        yield Town(MemoryServerStore())
        return
    store = SqlServerStore(tmp_path / "server.db")
    store.create()
    yield Town(store)
    store.close()


@pytest.fixture
def server(tmp_path: Path) -> ServerInHand:
    """Give a whole server over the in-memory store."""
    return ServerInHand(Town(MemoryServerStore()), tmp_path / "photos")
