"""What a screen shows: my unsent changes on top of the server's last word."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.core.model import Op
from sync.core.rebase import overlay
from tests.core.factories import PROPERTY, change, entry_lists, name_lists, spec, texts

SPEC = spec()
values = st.fixed_dictionaries(
    {},
    optional={
        "title": texts,
        "due": st.sampled_from(["d", "e", "f"]),
        "minutes": st.integers(0, 60),
        "followers": name_lists,
        "comments": entry_lists,
    },
)


def test_nothing_unsent_shows_the_word() -> None:
    assert overlay({"title": "x"}, (), SPEC) == {"title": "x"}
    assert overlay(None, (), SPEC) is None


def test_word_itself_is_not_touched() -> None:
    word = {"title": "x", "comments": [{"id": "a"}]}
    overlay(word, [change(title=("y", "x"), comments=[{"id": "b"}])], SPEC)
    assert word == {"title": "x", "comments": [{"id": "a"}]}


def test_create_shows_before_the_server_has_it() -> None:
    assert overlay(None, [change(Op.CREATE, title="x")], SPEC) == {"title": "x"}


def test_changes_lie_in_their_order() -> None:
    changes = [change(n=1, due=("d", None)), change(n=2, due=("e", "d"))]
    assert overlay({"due": None}, changes, SPEC) == {"due": "e"}


def test_my_value_shows_where_a_person_will_be_asked() -> None:
    assert overlay({"due": "theirs"}, [change(due=("mine", "base"))], SPEC) == {"due": "mine"}


def test_both_lists_show() -> None:
    shown = overlay({"comments": [{"id": "theirs"}]}, [change(Op.APPEND, comments=[{"id": "mine"}])], SPEC)
    assert shown == {"comments": [{"id": "theirs"}, {"id": "mine"}]}


def test_removed_row_is_not_shown_nor_what_comes_after() -> None:
    assert overlay({"title": "x"}, [change(Op.REMOVE), change(n=2, title=("y", "x"))], SPEC) is None


def test_edit_alone_is_no_record() -> None:
    assert overlay(None, [change(title=("y", "x"))], SPEC) is None


def test_record_created_again_after_its_removal_shows() -> None:
    changes = [change(Op.REMOVE), change(Op.CREATE, n=2, title="z")]
    assert overlay({"title": "x", "due": "d"}, changes, SPEC) == {"title": "z"}


@PROPERTY
@given(values, values)
def test_my_values_show_on_any_word_that_nobody_else_changed(word: dict[str, Any], wanted: dict[str, Any]) -> None:
    edits: dict[str, Any] = {n: (value, word.get(n)) for n, value in wanted.items() if n != "comments"}
    shown = overlay(word, [change(**edits)], SPEC)
    assert shown is not None
    for name, (value, _) in edits.items():
        assert shown[name] == value or (name == "followers" and set(shown[name]) == set(value))


@PROPERTY
@given(values, values)
def test_fields_that_i_did_not_touch_show_the_word(word: dict[str, Any], wanted: dict[str, Any]) -> None:
    edits: dict[str, Any] = {name: (value, None) for name, value in wanted.items()}
    shown = overlay(word, [change(**edits)], SPEC)
    assert shown is not None
    assert {name: shown[name] for name in word if name not in edits} == {
        name: value for name, value in word.items() if name not in edits
    }
