"""What the replica's tests share: a started tablet, its replica, and a way to play the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.replica.replica import Replica
from fieldapp.vault.engines import CipherEngine, best_engine
from tests.fieldapp.replica.town import Server, Tablet, tablet

# Where the engine matters: kills, damage, copies of files as they lie, purges, renewals, the full-text index.
BOTH_ENGINES = frozenset(
    f"test_{name}"
    for name in "crash filling migrations mirror mirror_damage purge renewal replica search search_backlog".split()
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of those files on both engines that encrypt the database, all others on the best."""
    if "cipher_engine" in metafunc.fixturenames:
        name = metafunc.module.__name__.rpartition(".")[2]
        metafunc.parametrize("cipher_engine", list(CipherEngine) if name in BOTH_ENGINES else [best_engine()])


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
