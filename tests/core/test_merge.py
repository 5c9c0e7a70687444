"""The laws of merging one field, for every rule, and what each rule does when both sides moved apart."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync.core.merge import Clash, Merged, merge_field
from sync.core.model import GROWING_RULES, Json, MergeRule
from tests.core.factories import PROPERTY, entry_lists, name_lists, scalars, texts

ASKING = (MergeRule.ASK, MergeRule.MEASURE, MergeRule.STATUS, MergeRule.SERVER)
numbers = st.none() | st.integers(-500, 500)
VALUES: dict[MergeRule, st.SearchStrategy[Any]] = {
    **dict.fromkeys(MergeRule, scalars),
    MergeRule.SUM: numbers,
    MergeRule.SET: name_lists,
    MergeRule.APPEND: entry_lists,
    MergeRule.TEXT: st.none() | texts,
}
plain_rules = st.sampled_from([rule for rule in MergeRule if rule not in GROWING_RULES])
growing_rules = st.sampled_from(sorted(GROWING_RULES))


@st.composite
def merges(draw: st.DrawFn, rules: st.SearchStrategy[MergeRule]) -> tuple[MergeRule, Json, Json, Json]:
    rule = draw(rules)
    was, mine, theirs = (draw(VALUES[rule]) for _ in range(3))
    return rule, was, mine, theirs


def value_of(rule: MergeRule, was: Json, mine: Json, theirs: Json) -> Json:
    result = merge_field(rule, was=was, mine=mine, theirs=theirs)
    assert isinstance(result, Merged)
    return result.value


def as_known(value: Json) -> Json:
    """Give lists as what they hold, and nothing as nothing."""
    if isinstance(value, list):
        return {item["id"] if isinstance(item, dict) else item for item in value} or None
    return value or None


@PROPERTY
@given(merges(plain_rules))
def test_only_side_that_moved_wins_under_every_rule(merge: tuple[MergeRule, Json, Json, Json]) -> None:
    rule, was, mine, _ = merge
    assert value_of(rule, was, mine, was) == mine
    assert value_of(rule, was, was, mine) == mine


@PROPERTY
@given(merges(plain_rules))
def test_sides_that_agree_stay_under_every_rule(merge: tuple[MergeRule, Json, Json, Json]) -> None:
    rule, was, mine, _ = merge
    assert value_of(rule, was, mine, mine) == mine


@PROPERTY
@given(merges(st.sampled_from(list(MergeRule))))
def test_merging_what_is_there_already_changes_nothing(merge: tuple[MergeRule, Json, Json, Json]) -> None:
    rule, was, mine, theirs = merge
    assume(rule is not MergeRule.SUM)
    first = merge_field(rule, was=was, mine=mine, theirs=theirs)
    assume(isinstance(first, Merged))
    merged = value_of(rule, was, mine, theirs)
    if rule is MergeRule.APPEND or merged == mine:
        assert as_known(value_of(rule, was, mine, merged)) == as_known(merged)


@PROPERTY
@given(merges(growing_rules), st.data())
def test_order_of_two_growing_edits_does_not_matter(
    merge: tuple[MergeRule, Json, Json, Json], data: st.DataObject
) -> None:
    rule, start, first, _ = merge
    second = data.draw(VALUES[rule])
    one_way = value_of(rule, start, second, value_of(rule, start, first, start))
    other_way = value_of(rule, start, first, value_of(rule, start, second, start))
    assert as_known(one_way) == as_known(other_way)


@PROPERTY
@given(numbers, numbers, numbers)
def test_sum_counts_both_differences(was: Json, mine: Json, theirs: Json) -> None:
    merged = value_of(MergeRule.SUM, was, mine, theirs)
    assert (merged or 0) == (theirs or 0) + (mine or 0) - (was or 0)


@pytest.mark.parametrize("rule", sorted(GROWING_RULES))
def test_growing_by_nothing_leaves_an_empty_field_empty(rule: MergeRule) -> None:
    assert value_of(rule, None, None, None) is None


@PROPERTY
@given(name_lists, name_lists, name_lists)
def test_set_keeps_every_addition_and_takes_what_i_took(was: Json, mine: Json, theirs: Json) -> None:
    merged = value_of(MergeRule.SET, was, mine, theirs)
    assert len(merged) == len(set(merged))
    assert set(mine) - set(was) <= set(merged)
    assert set(merged).isdisjoint(set(was) - set(mine))
    assert set(theirs) - set(was) <= set(merged)


@PROPERTY
@given(entry_lists, entry_lists)
def test_append_keeps_all_entries_once_and_theirs_first(mine: Json, theirs: Json) -> None:
    merged = [entry["id"] for entry in value_of(MergeRule.APPEND, None, mine, theirs)]
    assert merged[: len(theirs)] == [entry["id"] for entry in theirs]
    assert len(merged) == len(set(merged))
    assert set(merged) == {entry["id"] for entry in (*mine, *theirs)}


def test_append_takes_new_entries_alone_when_was_is_left_out() -> None:
    merged = value_of(MergeRule.APPEND, None, [{"id": "b"}], [{"id": "a"}])
    assert merged == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize("rule", ASKING)
def test_asking_rules_clash_when_both_moved_apart(rule: MergeRule) -> None:
    assert merge_field(rule, was="a", mine="b", theirs="c") == Clash()


def test_last_takes_mine_when_both_moved_apart() -> None:
    assert value_of(MergeRule.LAST, "a", "b", "c") == "b"


@pytest.mark.parametrize("rule", ASKING)
def test_emptied_field_is_a_move_like_any_other(rule: MergeRule) -> None:
    assert value_of(rule, "a", None, "a") is None
    assert merge_field(rule, was="a", mine=None, theirs="c") == Clash()


def test_text_merges_words_and_clashes_on_the_same_word() -> None:
    assert value_of(MergeRule.TEXT, "un deux trois", "UN deux trois", "un deux TROIS") == "UN deux TROIS"
    assert merge_field(MergeRule.TEXT, was="un", mine="deux", theirs="trois") == Clash()


def test_text_that_both_began_clashes_unless_equal() -> None:
    assert value_of(MergeRule.TEXT, None, "un", "un") == "un"
    assert merge_field(MergeRule.TEXT, was=None, mine="un", theirs="deux") == Clash()
