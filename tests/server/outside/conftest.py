"""The door, once over each store."""

from pathlib import Path

import pytest

from tests.server.outside.door_in_hand import Door
from tests.server.town_in_hand import Town


@pytest.fixture
def door(town: Town, tmp_path: Path) -> Door:
    """Give the door of a small town."""
    return Door(town, tmp_path / "photos")
