"""Both stores pass one suite; the tables are the rows."""

from dataclasses import fields
from pathlib import Path

from sync.core.model import Stamp
from sync.server.memory_store import MemoryServerStore
from sync.server.rows import json_text, stamps_in, stamps_text
from sync.server.schema import ROW_TYPES, TABLES, metadata
from sync.server.sql_store import SqlServerStore
from sync.server.store import ServerStore
from tests.contract.server_store import ServerStoreContract
from tests.contract.server_store_in_hand import TENANT, record


class TestMemoryServerStore(ServerStoreContract):
    def opened(self, folder: Path) -> ServerStore:
        return MemoryServerStore()

    def test_copy_goes_its_own_way(self, store: ServerStore) -> None:
        assert isinstance(store, MemoryServerStore)
        with store.writing(TENANT) as unit:
            unit.put([record(1)])
        backup = store.copy()
        with store.writing(TENANT) as unit:
            unit.put([record(2)])
            unit.bump(3)
        with backup.reading(TENANT) as unit:
            assert [row.id for row in unit.every(type(record(1)))] == ["id-001"]
            assert unit.head() == 0


class TestSqlServerStore(ServerStoreContract):
    def opened(self, folder: Path) -> ServerStore:
        store = SqlServerStore(folder / "server.db")
        store.create()
        return store

    def test_commit_is_there_after_a_new_start(self, store: ServerStore, tmp_path: Path) -> None:
        with store.writing(TENANT) as unit:
            unit.put([record(1)])
            unit.bump(1)
        again = SqlServerStore(tmp_path / "server.db")
        with again.reading(TENANT) as unit:
            assert [row.id for row in unit.every(type(record(1)))] == ["id-001"]
            assert unit.head() == 1
        again.close()

    def test_reader_sees_one_moment_while_others_write(self, store: ServerStore) -> None:
        with store.reading(TENANT) as reading:
            assert reading.head() == 0
            with store.writing(TENANT) as unit:
                unit.put([record(1)])
                unit.bump(1)
            assert reading.head() == 0
            assert list(reading.every(type(record(1)))) == []


def test_every_key_starts_with_the_tenant() -> None:
    for table in metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "tenant"
        for index in table.indexes:
            assert next(iter(index.columns)).name == "tenant"


def test_tables_hold_exactly_the_members_of_their_rows() -> None:
    for row in ROW_TYPES:
        members = {field.name for field in fields(row)}  # type: ignore[arg-type]  # every row is a dataclass
        table = TABLES[row]
        assert {column.name for column in table.columns} == members | {"tenant"}
        assert [column.name for column in table.primary_key.columns] == ["tenant", *row.KEY]
        assert not any(column.nullable for column in table.columns)


def test_nothing_counts_across_tenants() -> None:
    assert not any(column.autoincrement is True for table in metadata.tables.values() for column in table.columns)


def test_stamps_are_read_as_they_are_written_and_as_they_were_once() -> None:
    first, second = Stamp(1, "agent", "2026-11-23T09:00:00.000Z"), Stamp(2, "other", "2026-11-23T10:00:00.000Z")
    for stamps in ({}, {"lat": first}, {"b": first, "a": first}, {"lat": first, "é": second, "a": first, "z": second}):
        assert stamps_in(stamps_text(stamps)) == stamps
        assert stamps_in(json_text(stamps)) == stamps
        assert stamps_text(dict(reversed(stamps.items()))) == stamps_text(stamps)
