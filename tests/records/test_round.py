"""A round under two pairs of hands: what merges by itself, what asks, and what is never hidden."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.core.merge import Clash, Merged, merge_field
from sync.records.round import ROUND, kept_order, last_visits, stops_in_order


def stop(name: str) -> dict[str, Any]:
    """Give a stop that is only a place."""
    return {"id": name, "kind": "place", "title": name}


def visit(number: int, at: str, result: str) -> dict[str, Any]:
    """Give an entry of what was found at a stop."""
    return {"id": f"v{number}", "stop": at, "result": result}


def shown(**fields: Any) -> list[str]:
    """Give the stops of a round as they are to be made."""
    return [str(one["id"]) for one in stops_in_order(fields)]


def merged(name: str, **sides: Any) -> Any:
    """Merge a field of the round by its rule."""
    return merge_field(ROUND.rule(name), **sides)


ABC = [stop("a"), stop("b"), stop("c")]


def test_order_comes_first_and_what_it_does_not_name_last() -> None:
    assert shown(stops=ABC, order=["c", "a"]) == ["c", "a", "b"]
    assert shown(stops=ABC) == ["a", "b", "c"]
    assert shown(stops=ABC, order=["x", "b", "b"]) == ["b", "a", "c"]
    assert shown() == []


def test_stop_left_out_is_gone_unless_somebody_was_there() -> None:
    assert shown(stops=ABC, left_out=["b"]) == ["a", "c"]
    assert shown(stops=ABC, left_out=["b"], visits=[visit(1, "b", "faite")]) == ["a", "b", "c"]
    taken_back = [visit(1, "b", "faite"), visit(2, "b", "a_faire")]
    assert shown(stops=ABC, left_out=["b"], visits=taken_back) == ["a", "c"]


def test_last_visit_of_a_stop_counts() -> None:
    visits = [visit(1, "a", "faite"), visit(2, "b", "reportee"), visit(3, "a", "introuvable"), visit(4, "b", "a_faire")]
    assert {name: entry["result"] for name, entry in last_visits({"visits": visits}).items()} == {"a": "introuvable"}


def test_desk_adds_a_stop_while_the_street_changes_the_order_and_nobody_is_asked() -> None:
    desk = merged("stops", was=ABC, mine=[*ABC, stop("d")], theirs=ABC)
    street = merged("order", was=["a", "b", "c"], mine=["c", "b", "a"], theirs=["a", "b", "c"])
    assert isinstance(desk, Merged)
    assert isinstance(street, Merged)
    assert shown(stops=desk.value, order=street.value) == ["c", "b", "a", "d"]


def test_both_add_a_stop_and_both_are_made() -> None:
    found = merged("stops", was=ABC, mine=[*ABC, stop("mine")], theirs=[*ABC, stop("theirs")])
    assert shown(stops=found.value) == ["a", "b", "c", "theirs", "mine"]


def test_stop_left_out_by_one_stays_out_when_the_other_leaves_out_another() -> None:
    assert merged("left_out", was=["a"], mine=["a", "b"], theirs=["a", "c"]) == Merged(["a", "b", "c"])


def test_two_who_changed_the_order_are_asked_because_half_of_each_is_no_way() -> None:
    assert merged("order", was=["a", "b", "c"], mine=["b", "a", "c"], theirs=["a", "c", "b"]) == Clash()


def test_what_was_found_at_two_stops_by_two_is_kept_of_both() -> None:
    found = merged("visits", was=[], mine=[visit(1, "a", "faite")], theirs=[visit(2, "b", "introuvable")])
    assert last_visits({"visits": found.value}).keys() == {"a", "b"}


@given(st.permutations(["a", "b", "c", "d", "e"]), st.integers(0, 5))
def test_kept_order_names_every_stop_that_is_shown_once(wanted: list[str], named: int) -> None:
    fields = {"stops": [stop(name) for name in "abcde"], "left_out": ["d"]}
    order = kept_order(fields, wanted[:named])
    assert sorted(order) == ["a", "b", "c", "e"]
    assert [name for name in wanted[:named] if name != "d"] == order[: len(set(wanted[:named]) - {"d"})]
