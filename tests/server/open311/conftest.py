"""GeoReport of a small town, in memory (or PostgreSQL, where the tests run on it), and once over each store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.server.memory_store import MemoryServerStore
from sync.server.sql_store import SqlServerStore
from tests.server.open311.api_in_hand import Api
from tests.server.postgresql_in_hand import ON_POSTGRESQL
from tests.server.town_in_hand import Town


@pytest.fixture
def api(request: pytest.FixtureRequest, tmp_path: Path) -> Api:
    """Give the service of a town that opened it."""
    opened: Callable[[], SqlServerStore] | None = request.getfixturevalue("opened_sql") if ON_POSTGRESQL else None
    return Api(Town(opened() if opened is not None else MemoryServerStore()), tmp_path / "photos")


@pytest.fixture
def stored_api(town: Town, tmp_path: Path) -> Api:
    """Give the same, once over each store."""
    return Api(town, tmp_path / "photos")


@pytest.fixture(scope="session")
def still_api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Give one service for all the tests that leave nothing in it."""
    return Api(Town(MemoryServerStore()), tmp_path_factory.mktemp("still"))
