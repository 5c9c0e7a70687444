"""The town of a test, once over each store; with ON_POSTGRESQL=1 the stores on a database are on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.server.memory_store import MemoryServerStore
from sync.server.sql_store import SqlServerStore
from tests.server import process_in_hand
from tests.server.postgresql_in_hand import ON_POSTGRESQL, TOWN_DATABASE, Postgresql, opened_store, postgresql
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql]:
    """Give the one PostgreSQL of this process, with a database that is empty but for its tables."""
    with postgresql() as running:
        running.make_town_database()
        yield running


@pytest.fixture(autouse=ON_POSTGRESQL)
def _towns_on_postgresql(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each server process of a test a PostgreSQL database of its own."""
    if ON_POSTGRESQL:
        server = request.getfixturevalue("postgresql_server")
        monkeypatch.setattr(process_in_hand, "new_database", server.new_database)


@pytest.fixture
def opened_sql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], SqlServerStore]]:
    """Give what opens the test's database, at first without a town, as often as asked."""
    opened: list[SqlServerStore] = []
    server = request.getfixturevalue("postgresql_server") if ON_POSTGRESQL else None
    if server is not None:
        server.empty(TOWN_DATABASE)

    def opens() -> SqlServerStore:
        store = opened_store(server) if server is not None else SqlServerStore(tmp_path / "server.db")
        store.create()
        opened.append(store)
        return store

    yield opens
    for store in opened:
        store.close()


@pytest.fixture(params=["memory", "sql"])
def town(request: pytest.FixtureRequest) -> Town:
    """Give a small town, once over each store."""
    if request.param == "memory":
        return Town(MemoryServerStore())
    return Town(request.getfixturevalue("opened_sql")())


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> ServerInHand:
    """Give a whole server over the in-memory store, or on PostgreSQL where the tests run on it."""
    store = request.getfixturevalue("opened_sql")() if ON_POSTGRESQL else MemoryServerStore()
    return ServerInHand(Town(store), tmp_path / "photos")
