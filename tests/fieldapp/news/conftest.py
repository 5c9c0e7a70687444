"""Two devices of the town: Karim's tablet, who reads, and Sylvie's desk, who writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fieldapp.town import SYLVIE, Town, town_replica


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path / "karim") as town:
        yield town


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path / "sylvie", SYLVIE) as town:
        yield town
