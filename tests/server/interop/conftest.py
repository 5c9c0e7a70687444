"""A small town whose open data are open: over the in-memory store, or PostgreSQL where the tests run there."""

from pathlib import Path

import pytest

from sync.server.memory_store import MemoryServerStore
from tests.server.outside.door_in_hand import Door
from tests.server.postgresql_in_hand import ON_POSTGRESQL
from tests.server.town_in_hand import Town


@pytest.fixture
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Door:
    """Give the door of a town whose open data are open."""
    store = request.getfixturevalue("opened_sql")() if ON_POSTGRESQL else MemoryServerStore()
    door = Door(Town(store), tmp_path / "photos")
    door.set("open_data", True)
    return door
