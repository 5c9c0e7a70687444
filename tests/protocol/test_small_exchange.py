"""What both ends of a small exchange must mean alike: a stand that differs in anything is another one."""

from dataclasses import replace

import pytest

from sync.core.ids import derived_id
from sync.protocol.small_exchange import STAND_BYTES, Stand

STAND = Stand(derived_id("test", "device"), derived_id("test", "agent"), "epoch", ("agent:a", "zone:b"))


def test_mark_is_the_same_for_the_same_stand() -> None:
    assert replace(STAND).mark() == STAND.mark()
    assert len(STAND.mark()) == STAND_BYTES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device", derived_id("test", "copy")),
        ("epoch", "another"),
        ("scopes", ("agent:a",)),
        ("scopes", ("agent:a", "zone:b", "zone:c")),
    ],
)
def test_mark_differs_with_all_that_is_left_out_of_the_text(name: str, value: object) -> None:
    other = replace(STAND, **{name: value})  # type: ignore[arg-type]  # the names are those of Stand
    assert other.mark() != STAND.mark()
