"""The suite that every `ServerStore` passes, the one on a database and the one in memory.

class TestSqlStore(ServerStoreContract):
    def opened(self, folder: Path) -> ServerStore: ...
"""

import pytest

from sync.server.rows import ChildRow, JudgedRow, MemberRow, RecordRow, ScopeRow, SeriesRow
from sync.server.rows_jobs import JobRow
from sync.server.store import ServerStore, TownUnknown, Unit
from tests.contract.server_store_in_hand import OTHER, TENANT, member, record
from tests.contract.server_store_log import ServerLogContract


class Undone(Exception):
    """What a test raises inside a transaction."""


class ServerStoreContract(ServerLogContract):
    """What holds for every store, its log included."""

    def test_founded_towns_are_listed(self, store: ServerStore) -> None:
        assert store.tenants() == (TENANT, OTHER)

    def test_unknown_town_is_told(self, store: ServerStore) -> None:
        with pytest.raises(TownUnknown), store.reading("nowhere"):
            raise AssertionError("an unknown town opens nothing")
        with pytest.raises(TownUnknown), store.writing("nowhere"):
            raise AssertionError("an unknown town opens nothing")

    def test_found_leaves_nothing_when_it_fails(self, store: ServerStore) -> None:
        with pytest.raises(Undone), store.found("018f0000-0000-7000-8000-0000000000cc"):
            raise Undone
        assert store.tenants() == (TENANT, OTHER)

    def test_rows_come_back_as_they_went_in(self, store: ServerStore) -> None:
        row = record(1, fields_json='{"é":"\\"\'%s","n":1e-07}')
        with store.writing(TENANT) as unit:
            unit.put([row])
        with store.reading(TENANT) as unit:
            assert unit.get(RecordRow, [row.key]) == {row.key: row}

    def test_missing_rows_are_left_out(self, unit: Unit) -> None:
        unit.put([record(1)])
        found = unit.get(RecordRow, [("task", "id-001"), ("task", "id-002"), ("news", "id-001")])
        assert list(found) == [("task", "id-001")]

    def test_get_takes_many_keys_of_several_kinds(self, unit: Unit) -> None:
        rows = [record(number, kind=kind) for number in range(700) for kind in ("task", "report")]
        unit.put(rows)
        assert unit.get(RecordRow, [row.key for row in rows]) == {row.key: row for row in rows}

    def test_get_of_no_key_gives_nothing(self, unit: Unit) -> None:
        unit.put([record(1)])
        assert unit.get(RecordRow, []) == {}

    def test_key_that_no_database_keeps_is_found_nowhere(self, unit: Unit) -> None:
        unit.put([record(1), ChildRow("report", "r", "attachment", "a")])
        assert unit.get(RecordRow, [("task", "id\0001"), ("ta\0sk", "id-001"), ("task", "id-001")]).keys() == {
            ("task", "id-001")
        }
        assert unit.find(ChildRow, "parent_id", ["r\0"]) == []

    def test_put_replaces_the_row_with_the_same_key(self, unit: Unit) -> None:
        unit.put([record(1, rv=1)])
        unit.put([record(1, rv=2)])
        assert [row.rv for row in unit.every(RecordRow)] == [2]

    def test_put_takes_rows_of_several_tables(self, unit: Unit) -> None:
        unit.put([record(1), SeriesRow("A2026K", 7), record(2)])
        assert len(list(unit.every(RecordRow))) == 2
        assert unit.get(SeriesRow, [("A2026K",)])[("A2026K",)].last == 7

    def test_put_of_a_row_that_is_all_key_twice_keeps_one(self, unit: Unit) -> None:
        unit.put([ChildRow("report", "r", "attachment", "a")])
        unit.put([ChildRow("report", "r", "attachment", "a")])
        assert len(list(unit.every(ChildRow))) == 1

    def test_drop_deletes_and_forgives_what_is_not_there(self, unit: Unit) -> None:
        unit.put([record(1), record(2)])
        unit.drop(RecordRow, [("task", "id-001"), ("task", "id-009")])
        unit.drop(RecordRow, [])
        assert [row.id for row in unit.every(RecordRow)] == ["id-002"]

    def test_find_searches_an_index_in_the_order_of_keys(self, unit: Unit) -> None:
        unit.put([record(3), record(1), record(2, kind="news")])
        assert [row.id for row in unit.find(RecordRow, "kind", ["task"])] == ["id-001", "id-003"]
        assert [row.id for row in unit.find(RecordRow, "kind", ["task", "news"])] == ["id-002", "id-001", "id-003"]
        assert unit.find(RecordRow, "kind", []) == []

    def test_find_sees_what_was_put_and_dropped_in_the_same_transaction(self, store: ServerStore) -> None:
        with store.writing(TENANT) as unit:
            unit.put([ChildRow("report", "r", "attachment", name) for name in "ab"])
        with store.writing(TENANT) as unit:
            unit.drop(ChildRow, [("report", "r", "attachment", "a")])
            unit.put([ChildRow("report", "r", "attachment", "c")])
            assert [row.id for row in unit.find(ChildRow, "parent_id", ["r"])] == ["b", "c"]

    def test_find_forgets_the_place_from_which_a_row_moved(self, store: ServerStore) -> None:
        with store.writing(TENANT) as unit:
            unit.put([member("town", 1, 1)])
        with store.writing(TENANT) as unit:
            unit.drop(MemberRow, [("town", "task", "id-001")])
        with store.reading(TENANT) as unit:
            assert unit.find(MemberRow, "id", ["id-001"]) == []

    def test_until_gives_the_lowest_first_and_no_more_than_asked(self, unit: Unit) -> None:
        hours = ("2026-11-23T10", "2026-11-23T09", "2026-11-23T11", "2026-11-23T09")
        unit.put([JobRow(f"job-{n}", "work", "{}", hour, hour) for n, hour in enumerate(hours)])
        assert [row.name for row in unit.until(JobRow, "turn_at", "2026-11-23T10", 9)] == ["job-1", "job-3", "job-0"]
        assert [row.name for row in unit.until(JobRow, "turn_at", "2026-11-23T10", 2)] == ["job-1", "job-3"]
        assert unit.until(JobRow, "turn_at", "2026-11-23T08", 9) == []

    def test_until_sees_one_town_and_what_was_put_and_dropped(self, store: ServerStore) -> None:
        with store.writing(OTHER) as unit:
            unit.put([JobRow("job", "work", "{}", "2026", "2026")])
        with store.writing(TENANT) as unit:
            unit.put([JobRow(name, "work", "{}", "2026", "2026") for name in "abc"])
        with store.writing(TENANT) as unit:
            unit.put([JobRow("a", "work", "{}", "2028", "2028"), JobRow("d", "work", "{}", "2025", "2025")])
            unit.drop(JobRow, [("b",)])
            assert [row.name for row in unit.until(JobRow, "turn_at", "2027", 9)] == ["d", "c"]

    def test_every_goes_by_key(self, unit: Unit) -> None:
        unit.put([JudgedRow("d", n, "a", "h", "{}", "{}", "now") for n in (10, 9, 2)])
        assert [row.n for row in unit.every(JudgedRow)] == [2, 9, 10]

    def test_every_goes_by_the_bytes_of_the_key(self, unit: Unit) -> None:
        unit.put([SeriesRow(name, 1) for name in ("b", "é", "B", "a", "A-1", "𝄞", "A1", "z")])
        assert [row.name for row in unit.every(SeriesRow)] == ["A-1", "A1", "B", "a", "b", "z", "é", "𝄞"]

    def test_transaction_is_undone_when_it_fails(self, store: ServerStore) -> None:
        def fail_after_writing() -> None:
            with store.writing(TENANT) as unit:
                unit.put([record(1)])
                unit.bump(5)
                raise Undone

        with pytest.raises(Undone):
            fail_after_writing()
        with store.reading(TENANT) as unit:
            assert list(unit.every(RecordRow)) == []
            assert unit.head() == 0

    def test_towns_do_not_see_each_other(self, store: ServerStore) -> None:
        with store.writing(TENANT) as unit:
            unit.put([record(1), member("town", 1, 1), ScopeRow("town", 1, "0" * 16, 1)])
            unit.bump(1)
        with store.writing(OTHER) as unit:
            assert unit.get(RecordRow, [("task", "id-001")]) == {}
            assert unit.find(RecordRow, "kind", ["task"]) == []
            assert list(unit.every(MemberRow)) == []
            assert list(unit.log({"town": 0}, 10)) == []
            assert unit.moved_scopes(0) == frozenset()
            assert unit.head() == 0
            unit.drop(RecordRow, [("task", "id-001")])
        with store.reading(TENANT) as unit:
            assert len(list(unit.every(RecordRow))) == 1

    def test_database_is_sound(self, store: ServerStore) -> None:
        assert list(store.damage()) == []
