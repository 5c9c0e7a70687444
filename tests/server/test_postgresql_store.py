"""PostgreSQL passes the suite of every store; each town has its own turn, and sees nothing of another."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from sync.server.data_folder import FolderTrouble
from sync.server.migrations import HEAD, climb
from sync.server.postgresql_database import PostgresqlDatabase
from sync.server.postgresql_owner import as_owner, prepare
from sync.server.rows import MemberRow, ScopeRow, SeriesRow
from sync.server.schema import metadata
from sync.server.sql_store import SqlServerStore
from sync.server.store import NotStorable, ServerStore, StoreBusy, StoreUnfit
from tests.contract.server_store import ServerStoreContract
from tests.contract.server_store_in_hand import OTHER, TENANT, member, record
from tests.server.postgresql_in_hand import TOWN_DATABASE, Postgresql, opened_store

pytestmark = pytest.mark.postgresql
WRITERS = 16
COMMITS = 6
ROWS = 3
SLOW_S = 0.01


class TestPostgresqlServerStore(ServerStoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self, postgresql_server: Postgresql) -> Iterator[None]:
        postgresql_server.empty(TOWN_DATABASE)
        self.server = postgresql_server
        self.stores: list[SqlServerStore] = []
        yield
        for store in self.stores:
            store.close()

    def opened(self, folder: Path) -> ServerStore:
        self.stores.append(opened_store(self.server))
        return self.stores[-1]

    def test_commit_is_there_for_a_new_start(self, store: ServerStore, tmp_path: Path) -> None:
        with store.writing(TENANT) as unit:
            unit.put([record(1)])
            unit.bump(1)
        with self.opened(tmp_path).reading(TENANT) as unit:
            assert [row.id for row in unit.every(type(record(1)))] == ["id-001"]
            assert unit.head() == 1

    def test_reader_sees_one_moment_while_others_write(self, store: ServerStore) -> None:
        with store.reading(TENANT) as reading:
            assert reading.head() == 0
            with store.writing(TENANT) as unit:
                unit.put([record(1)])
                unit.bump(1)
            assert reading.head() == 0
            assert list(reading.every(type(record(1)))) == []

    def test_batch_with_one_row_twice_keeps_the_last(self, store: ServerStore) -> None:
        with store.writing(TENANT) as unit:
            unit.put([record(1, rv=1), record(2), record(1, rv=2)])
            assert [(row.id, row.rv) for row in unit.every(type(record(1)))] == [("id-001", 2), ("id-002", 1)]

    def test_forgotten_where_shows_nothing_of_another_town(self, store: ServerStore) -> None:
        with store.writing(TENANT) as unit:
            unit.put([record(1), member("town", 1, 1), ScopeRow("town", 1, "0" * 16, 1)])
        with psycopg.connect(self.server.address("app", TOWN_DATABASE)) as connection:
            for tenant, there in ((OTHER, 0), ("", 0), (TENANT, 1)):
                connection.execute("SELECT set_config('app.tenant', %s, true)", (tenant,))
                found = connection.execute("SELECT count(*) FROM record, membership, scope").fetchone()
                assert found == (there,)
            connection.execute("SELECT set_config('app.tenant', %s, true)", (OTHER,))
            for table in sorted(metadata.tables):
                assert connection.execute(f'UPDATE "{table}" SET tenant = tenant').rowcount <= 1
                assert connection.execute(f'DELETE FROM "{table}" WHERE tenant <> %s', (OTHER,)).rowcount == 0
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("INSERT INTO counter (tenant, seq) VALUES ('a third', 0)")

    def test_every_table_is_locked_by_town(self, store: ServerStore) -> None:
        with psycopg.connect(self.server.address("app", TOWN_DATABASE)) as connection:
            open_tables = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND relname <> 'alembic_version' AND NOT (relrowsecurity AND relforcerowsecurity)"
            ).fetchall()
            owned = connection.execute("SELECT tablename FROM pg_tables WHERE tableowner = current_user").fetchall()
        assert open_tables == []
        assert owned == []

    def test_nul_is_told_and_nothing_is_stored(self, store: ServerStore) -> None:
        def write() -> None:
            with store.writing(TENANT) as unit:
                unit.put([record(1), SeriesRow("a\0", 1)])

        with pytest.raises(NotStorable):
            write()
        with store.reading(TENANT) as unit:
            assert list(unit.every(type(record(1)))) == []

    def test_texts_compare_by_bytes_whatever_the_locale(self, store: ServerStore) -> None:
        with psycopg.connect(self.server.address("app", TOWN_DATABASE)) as connection:
            others = connection.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
            ).fetchall()
        assert others == []

    def test_sixteen_slow_writers_leave_no_hole_and_a_reader_misses_nothing(self, store: ServerStore) -> None:
        done = threading.Event()

        def write(writer: int) -> None:
            for commit in range(COMMITS):
                with store.writing(TENANT) as unit:
                    before = unit.bump(ROWS)
                    first = (writer * COMMITS + commit) * ROWS
                    unit.put(member("town", first + place, before + place + 1) for place in range(ROWS))
                    time.sleep(SLOW_S)  # the commit is late: nobody may get ahead of it

        def follow() -> list[int]:
            seen: list[int] = []
            while True:
                is_last = done.is_set()
                with store.reading(TENANT) as unit:
                    page = unit.log({"town": seen[-1] if seen else 0}, 10)
                seen += [row.seq for row in page]
                if is_last and not page:
                    return seen

        with ThreadPoolExecutor(WRITERS + 1) as pool:
            following = pool.submit(follow)
            for one in [pool.submit(write, writer) for writer in range(WRITERS)]:
                one.result()
            done.set()
            assert following.result() == list(range(1, WRITERS * COMMITS * ROWS + 1))
        with store.reading(TENANT) as unit:
            assert len(list(unit.every(MemberRow))) == unit.head() == WRITERS * COMMITS * ROWS

    def test_idle_transaction_holds_up_its_own_town_only(
        self, store: ServerStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sync.server.postgresql_database.TURN_MS_MAX", 200)
        with store.writing(TENANT) as idle:
            idle.put([record(1)])
            with store.writing(OTHER) as unit:
                unit.put([record(2)])
                unit.bump(1)
            with store.reading(TENANT) as reading:
                assert list(reading.every(type(record(1)))) == []
            with pytest.raises(StoreBusy, match="55P03"), store.writing(TENANT):
                raise AssertionError("it is somebody else's turn")
        with store.reading(OTHER) as unit:
            assert unit.head() == 1
        with store.writing(TENANT) as unit:
            assert [row.id for row in unit.every(type(record(1)))] == ["id-001"]

    def test_transaction_that_hangs_is_ended_and_its_town_goes_on(
        self, store: ServerStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sync.server.postgresql_database.IDLE_MS_MAX", 100)

        def hang() -> None:
            with store.writing(TENANT) as unit:
                unit.put([record(1)])
                time.sleep(0.5)
                unit.head()

        with pytest.raises(StoreBusy):
            hang()
        with store.writing(TENANT) as unit:
            assert list(unit.every(type(record(1)))) == []


def test_role_that_would_see_every_town_is_refused(postgresql_server: Postgresql) -> None:
    owner = postgresql_server.address("owner", TOWN_DATABASE)
    with pytest.raises(FolderTrouble, match="superuser"):
        prepare(owner, postgresql_server.address("postgres", TOWN_DATABASE))
    with pytest.raises(FolderTrouble, match="another owner"):
        prepare(owner, owner)
    with pytest.raises(FolderTrouble, match="does not answer"):
        prepare(owner, postgresql_server.address("nobody-there", TOWN_DATABASE))


def test_superuser_who_works_is_refused_at_the_opening_too(postgresql_server: Postgresql) -> None:
    store = SqlServerStore(PostgresqlDatabase(postgresql_server.address("postgres", TOWN_DATABASE)))
    with pytest.raises(StoreUnfit, match="superuser"):
        store.create()
    store.close()


def test_steps_lead_to_the_same_tables(postgresql_server: Postgresql) -> None:
    at = postgresql_server.new_database()
    with as_owner(at.owner) as connection:
        climb(connection, HEAD)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        columns = "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns"
        where = " WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2"
        climbed = connection.exec_driver_sql(columns + where).all()
    with as_owner(postgresql_server.address("owner", TOWN_DATABASE)) as connection:
        assert connection.exec_driver_sql(columns + where).all() == climbed


def test_preparing_again_changes_nothing(postgresql_server: Postgresql) -> None:
    prepare(postgresql_server.address("owner", TOWN_DATABASE), postgresql_server.address("app", TOWN_DATABASE))
