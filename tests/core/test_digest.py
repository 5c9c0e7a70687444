"""A digest is the same in any order, counts what comes and goes, and sees every difference."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.digest import Digest, canonical, canonical_json, content_hash, digest_of, record_term
from tests.core.factories import PROPERTY, scalars

json_values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
records = st.dictionaries(st.text("abcd", min_size=1, max_size=3), json_values, max_size=5)
terms = st.lists(st.integers(0, (1 << 64) - 1), max_size=12)


@PROPERTY
@given(records)
def test_canonical_form_is_json_of_the_same_fields(fields: dict[str, Any]) -> None:
    assert json.loads(canonical(fields)) == {name: value for name, value in fields.items() if value is not None}


@PROPERTY
@given(records, st.randoms(use_true_random=False))
def test_canonical_form_knows_no_order(fields: dict[str, Any], chance: Any) -> None:
    shuffled = list(fields.items())
    chance.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(fields)


@PROPERTY
@given(records, records)
def test_hashes_are_equal_only_for_equal_contents(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert (content_hash(left) == content_hash(right)) == (canonical(left) == canonical(right))


def test_empty_field_is_the_same_as_none() -> None:
    assert content_hash({"a": 1, "b": None}) == content_hash({"a": 1})


def test_text_stays_utf8_and_small() -> None:
    assert canonical({"é": ["à", {"z": 1, "a": None}]}) == '{"é":["à",{"a":null,"z":1}]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_value_that_is_no_json_raises(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


@PROPERTY
@given(terms, st.randoms(use_true_random=False))
def test_digest_knows_no_order(numbers: list[int], chance: Any) -> None:
    shuffled = list(numbers)
    chance.shuffle(shuffled)
    assert digest_of(shuffled) == digest_of(numbers)


@PROPERTY
@given(terms, st.integers(0, (1 << 64) - 1))
def test_what_leaves_leaves_no_trace(numbers: list[int], term: int) -> None:
    before = digest_of(numbers)
    assert before.plus(term).minus(term) == before


@PROPERTY
@given(terms)
def test_digest_survives_its_hexadecimal_form(numbers: list[int]) -> None:
    digest = digest_of(numbers)
    assert len(digest.hex) == 16
    assert Digest.of_hex(digest.count, digest.hex) == digest


def test_taking_from_an_empty_digest_is_a_broken_promise() -> None:
    with pytest.raises(AssertionError):
        Digest().minus(1)


def test_term_sees_id_version_and_content() -> None:
    terms_seen = {
        record_term("a", 1, "x"),
        record_term("b", 1, "x"),
        record_term("a", 2, "x"),
        record_term("a", 1, "y"),
    }
    assert len(terms_seen) == 4
