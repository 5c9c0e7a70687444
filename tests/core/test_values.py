"""A value that is quickly made is what `dataclasses` would have made of it, and as frozen."""

import dataclasses
import inspect
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from sync.client.rows import Row
from sync.core.model import Change, Op, Verdict, VerdictCode
from sync.core.session import Phase, Session
from sync.core.values import altered, quickly_made
from sync.server.rows import MemberRow


@dataclass(frozen=True, slots=True)
class Slow:
    """What `dataclasses` makes."""

    name: str
    many: dict[str, int] = field(default_factory=dict)
    count: int = 3
    text: str | None = field(default=None, init=False, compare=False, repr=False)
    own: list[int] = field(default_factory=list, init=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    """The same, quickly made."""

    name: str
    many: dict[str, int] = field(default_factory=dict)
    count: int = 3
    text: str | None = field(default=None, init=False, compare=False, repr=False)
    own: list[int] = field(default_factory=list, init=False)


ARGUMENTS: tuple[dict[str, Any], ...] = ({"name": "a"}, {"name": "b", "many": {"c": 1}}, {"name": "d", "count": 0})


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_value_is_what_a_dataclass_is(arguments: dict[str, Any]) -> None:
    assert dataclasses.asdict(Quick(**arguments)) == dataclasses.asdict(Slow(**arguments))
    assert repr(Quick(**arguments)) == repr(Slow(**arguments)).replace("Slow", "Quick")
    assert Quick(**arguments) == Quick(*arguments.values()) if "count" not in arguments else True


def test_value_stays_frozen() -> None:
    quick = Quick("a")
    with pytest.raises(FrozenInstanceError):
        quick.name = "b"  # type: ignore[misc]  # what is tried on purpose
    with pytest.raises(FrozenInstanceError):
        del quick.name


@pytest.mark.parametrize("arguments", [{}, {"name": "a", "unknown": 1}, {"name": "a", "text": "b"}])
def test_value_refuses_what_a_dataclass_refuses(arguments: dict[str, Any]) -> None:
    for make in (Slow, Quick):
        with pytest.raises(TypeError):
            make(**arguments)


def test_each_value_has_its_own_members() -> None:
    assert Quick("a").many is not Quick("a").many
    assert Quick("a").own is not Quick("a").own


def test_parameters_are_those_of_the_dataclass() -> None:
    slow, quick = inspect.signature(Slow), inspect.signature(Quick)
    assert [(one.name, one.kind) for one in slow.parameters.values()] == [
        (one.name, one.kind) for one in quick.parameters.values()
    ]


VALUES = (
    Session(failures=2),
    Row("task", "id", 4, "hash", frozenset({"town"}), {"title": "x"}),
    MemberRow("town", "task", "id", 7, present=True),
    Verdict(1, VerdictCode.MERGED, 2, "hash"),
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
