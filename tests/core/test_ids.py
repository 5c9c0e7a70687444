"""Identifiers sort by time, agree where they must, and nothing else passes for one."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.ids import RANDOM_BYTES, derived_id, is_id, uuid7
from tests.core.factories import PROPERTY

parts = st.lists(st.text("abc", max_size=3), min_size=1, max_size=4)
randoms = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


@PROPERTY
@given(st.integers(0, (1 << 48) - 1), randoms)
def test_uuid7_is_a_version_7_of_its_moment(now_ms: int, chance: bytes) -> None:
    parsed = uuid.UUID(uuid7(now_ms, chance))
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == now_ms


@PROPERTY
@given(st.integers(0, (1 << 48) - 2), randoms, randoms)
def test_uuid7_sorts_by_time(now_ms: int, chance: bytes, other: bytes) -> None:
    assert uuid7(now_ms, chance) < uuid7(now_ms + 1, other)


@pytest.mark.parametrize("now_ms", [-1, -(10**15), 1 << 48, 10**18])
def test_uuid7_is_valid_when_the_clock_is_broken(now_ms: int) -> None:
    assert is_id(uuid7(now_ms, bytes(RANDOM_BYTES)))


def test_uuid7_refuses_another_amount_of_chance() -> None:
    with pytest.raises(AssertionError):
        uuid7(0, b"short")


@PROPERTY
@given(parts, parts)
def test_derived_id_is_equal_only_for_equal_parts(left: list[str], right: list[str]) -> None:
    assert (derived_id(*left) == derived_id(*right)) == (left == right)


def test_derived_id_is_a_version_5_and_never_changes() -> None:
    derived = derived_id("conflict", "a", "b")
    assert uuid.UUID(derived).version == 5
    assert derived == "cb187390-8907-5405-8b84-6709919773ec"


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        7,
        "018F0000-0000-7000-8000-000000000001",
        "018f00000000-7000-8000-0000-00000000001",
        "018f0000-0000-7000-8000-00000000000",
        "018f0000-0000-7000-8000-000000000001\n",
        "018f0000-0000-7000-8000-00000000000g",
        "{018f0000-0000-7000-8000-000000000001}",
    ],
)
def test_other_texts_are_no_ids(text: object) -> None:
    assert not is_id(text)
