"""A town whose device is Sylvie's, at the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fieldapp.town import SYLVIE, Town, town_replica


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path, SYLVIE) as town:
        yield town
