"""What the replica's tests share: a started tablet, its replica, and a way to play the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.replica.replica import Replica
from tests.fieldapp.replica.town import Server, Tablet, tablet


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Tablet]:
    with tablet(tmp_path / "profile") as found:
        yield found


@pytest.fixture
def replica(started: Tablet) -> Replica:
    return started.opened


@pytest.fixture
def server(started: Tablet) -> Server:
    return Server(started)
