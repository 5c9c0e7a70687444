"""The part of the `ServerStore` suite about the log: its head, its order, and what moved."""

from sync.server.rows import ScopeRow
from sync.server.store import Unit
from tests.contract.server_store_in_hand import ServerStoreInHand, member


class ServerLogContract(ServerStoreInHand):
    """What holds for the log of every store."""

    def test_bump_gives_the_head_before(self, unit: Unit) -> None:
        assert unit.bump(3) == 0
        assert unit.bump(1) == 3
        assert unit.head() == 4

    def test_log_goes_by_position_after_each_cursor(self, unit: Unit) -> None:
        unit.put([member("a", 1, 1), member("a", 2, 5), member("b", 3, 3), member("b", 4, 6), member("c", 5, 2)])
        assert [row.seq for row in unit.log({"a": 1, "b": 1}, 10)] == [3, 5, 6]
        assert [row.seq for row in unit.log({"a": 1, "b": 3}, 10)] == [5, 6]
        assert [row.seq for row in unit.log({"a": 5, "b": 6}, 10)] == []

    def test_log_is_cut_to_the_oldest_rows(self, unit: Unit) -> None:
        unit.put([member("a", number, number) for number in range(1, 20)])
        unit.put([member("b", number, number + 20) for number in range(1, 20)])
        assert [row.seq for row in unit.log({"a": 3, "b": 0}, 3)] == [4, 5, 6]

    def test_log_tells_who_left_only_to_those_who_were_there(self, unit: Unit) -> None:
        unit.put([member("a", 1, 1), member("a", 2, 2, present=False)])
        assert [row.seq for row in unit.log({"a": 0}, 10)] == [1]
        assert [(row.seq, row.present) for row in unit.log({"a": 1}, 10)] == [(2, False)]

    def test_range_of_the_log_holds_what_came_and_went_between_two_positions(self, unit: Unit) -> None:
        unit.put([member("a", 1, 1), member("a", 2, 2, present=False), member("b", 3, 4), member("c", 4, 3)])
        assert [row.seq for row in unit.log_range({"a", "b"}, 0, 9)] == [1, 2, 4]
        assert [row.seq for row in unit.log_range({"a", "b"}, 1, 4)] == [2, 4]
        assert [row.seq for row in unit.log_range({"a", "b"}, 2, 3)] == []
        assert [unit.log_count({"a", "b"}, *ends) for ends in ((0, 9), (1, 4), (2, 3))] == [3, 2, 0]

    def test_moved_scopes_are_those_past_a_position(self, unit: Unit) -> None:
        unit.put([ScopeRow("a", 1, "0" * 16, 4), ScopeRow("b", 1, "f" * 16, 7)])
        assert unit.moved_scopes(4) == {"b"}
        assert unit.moved_scopes(0) == {"a", "b"}
        assert unit.moved_scopes(7) == frozenset()
