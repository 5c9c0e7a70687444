"""What the replica's tests share: a started tablet, its replica, and a way to play the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.replica.replica import Replica
from fieldapp.vault.database import CipherEngine
from tests.fieldapp.replica.town import Server, Tablet, tablet


@pytest.fixture(params=CipherEngine)
def cipher_engine(request: pytest.FixtureRequest) -> CipherEngine:
    """Give each of the two engines that encrypt the database: all that the replica promises holds on both."""
    engine: CipherEngine = request.param
    return engine


@pytest.fixture
def started(tmp_path: Path, cipher_engine: CipherEngine) -> Iterator[Tablet]:
    with tablet(tmp_path / "profile", cipher_engine) as found:
        yield found


@pytest.fixture
def replica(started: Tablet) -> Replica:
    return started.opened


@pytest.fixture
def server(started: Tablet) -> Server:
    return Server(started)
