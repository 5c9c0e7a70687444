"""Factories of the core's values that name only what matters to a test, and the settings of its properties."""

from collections.abc import Mapping
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sync.core.errors import FieldError
from sync.core.judge import Case
from sync.core.model import Actor, Change, Edit, Json, KindSpec, MergeRule, Op, Record, Sight, Stamp

PROPERTY = settings(max_examples=100, deadline=None, derandomize=True, database=None)
"""Bounded, the same examples in every run, and nothing timed."""

RECORD = "018f0000-0000-7000-8000-000000000001"
DEVICE = "018f0000-0000-7000-8000-0000000000d1"
TXN = "018f0000-0000-7000-8000-0000000000f1"
ANNE = "018f0000-0000-7000-8000-00000000a001"
BRUNO = "018f0000-0000-7000-8000-00000000a002"
NOW = "2026-11-23T14:32:05.123Z"
LATER = "2026-11-23T15:00:00.000Z"

RULES = {
    "title": MergeRule.TEXT,
    "status": MergeRule.STATUS,
    "due": MergeRule.ASK,
    "lat": MergeRule.MEASURE,
    "long": MergeRule.MEASURE,
    "minutes": MergeRule.SUM,
    "followers": MergeRule.SET,
    "comments": MergeRule.APPEND,
    "number": MergeRule.SERVER,
    "history": MergeRule.SERVER,
}
MOVES = {
    "open": {"done": frozenset({"agent", "desk"}), "cancelled": frozenset({"desk"})},
    "done": {"open": frozenset({"desk"})},
    "cancelled": {},
}

scalars = st.none() | st.booleans() | st.integers(-1_000, 1_000) | st.text(max_size=8)
entry_lists = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True).map(
    lambda names: [{"id": name} for name in names]
)
name_lists = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True)
texts = st.lists(st.sampled_from(["un", "deux", "trois", " ", "\n", "quatre"]), max_size=12).map("".join)


def no_errors(fields: Mapping[str, Json]) -> tuple[FieldError, ...]:
    """Find every value valid but an empty title."""
    return (FieldError("/fields/title", "required"),) if fields.get("title") == "" else ()


def spec(**parts: Any) -> KindSpec:
    """Give a kind with one field per rule; `may` lets everybody do everything unless told otherwise."""
    defaults: dict[str, Any] = {
        "name": "thing",
        "rules": RULES,
        "validate": no_errors,
        "may": lambda attempt: True,
        "scopes_of": lambda record_id, fields: frozenset({"town"}),
        "moves": MOVES,
        "groups": (("lat", "long"),),
    }
    return KindSpec(**(defaults | parts))


def change(op: Op = Op.PATCH, n: int = 1, base_rv: int = 1, **edits: Any) -> Change:
    """Give a change by Anne; an edit is `(now, was)`, or the value alone when there was none."""
    pairs = {name: value if isinstance(value, Edit) else _edit(value) for name, value in edits.items()}
    return Change(DEVICE, n, TXN, "thing", RECORD, op, base_rv, pairs, ANNE, NOW)


def _edit(value: Any) -> Edit:
    return Edit(*value) if isinstance(value, tuple) else Edit(value)


def record(rv: int = 1, *, removed: bool = False, by: str = BRUNO, **fields: Any) -> Record:
    """Give a record whose fields were all last written by one agent, at its present version."""
    stamps = {name: Stamp(rv, by, NOW) for name in fields}
    return Record("thing", RECORD, rv, fields, stamps, removed)


def case(done: Change, standing: Record | None = None, **parts: Any) -> Case:
    """Give a case that the writer sees, of an agent whose role is `agent`."""
    defaults: dict[str, Any] = {
        "spec": spec(),
        "actor": Actor(done.agent, "agent"),
        "sight": Sight.NOW,
        "received_at": LATER,
    }
    return Case(change=done, record=standing, **(defaults | parts))
