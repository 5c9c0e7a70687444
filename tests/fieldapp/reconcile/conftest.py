"""A town whose device is Karim's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fieldapp.town import Town, town_replica


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give the town."""
    with town_replica(tmp_path) as town:
        yield town
