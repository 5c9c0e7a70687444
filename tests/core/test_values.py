"""A changed copy is what `dataclasses.replace` would have made."""

import dataclasses
from typing import Any

import pytest

from sync.client.rows import Row
from sync.core.model import Change, Op, Verdict, VerdictCode
from sync.core.session import Phase, Session, Sleep
from sync.core.values import altered
from sync.server.rows import MemberRow

VALUES = (
    Session(failures=2),
    Row("task", "id", 4, "hash", frozenset({"town"}), {"title": "x"}),
    MemberRow("town", "task", "id", 7, present=True),
    Verdict(1, VerdictCode.MERGED, 2, "hash"),
    Sleep(5),
    Change("device", 1, "txn", "task", "id", Op.PATCH, 0, {}, "agent", "moment"),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_altered_is_replace(value: Any) -> None:
    told = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.init}
    for name in told:
        assert altered(value, **{name: "other"}) == dataclasses.replace(value, **{name: "other"})
    assert altered(value) == value
    assert altered(value) is not value


def test_altered_leaves_the_value_as_it_was() -> None:
    session = Session()
    assert altered(session, phase=Phase.IDLE, failures=1) == Session(phase=Phase.IDLE, failures=1)
    assert session == Session()


def test_altered_takes_no_unknown_member() -> None:
    with pytest.raises(TypeError):
        altered(Session(), unknown=1)


def test_altered_forgets_what_is_not_told() -> None:
    change = VALUES[-1]
    object.__setattr__(change, "text", "a text of before")
    assert altered(change, n=2).text is dataclasses.replace(change, n=2).text is None
