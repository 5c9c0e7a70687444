"""A town hall in memory for the tests of the frame."""

from pathlib import Path

import pytest

from tests.fieldapp.shell.town_hall import TownHall


@pytest.fixture
def hall(tmp_path: Path) -> TownHall:
    """Give the town hall."""
    return TownHall(tmp_path / "photos")
