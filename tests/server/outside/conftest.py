"""The door, once over each store."""

from pathlib import Path

import pytest

from sync.server.memory_store import MemoryServerStore
from tests.server.outside.door_in_hand import Door
from tests.server.town_in_hand import Town


@pytest.fixture
def door(town: Town, tmp_path: Path) -> Door:
    """Give the door of a small town."""
    return Door(town, tmp_path / "photos")


@pytest.fixture(scope="session")
def still_door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """Give one door for all the tests that leave nothing behind it."""
    return Door(Town(MemoryServerStore()), tmp_path_factory.mktemp("still"))
