"""What each kind takes and refuses, told as pointers and codes; what a newer version adds passes untouched."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.digest import canonical
from sync.records import KINDS
from sync.records.base import ERRORS_MAX
from sync.records.news import audience_scopes
from tests.core.factories import PROPERTY
from tests.records.examples import NOW, VALID, errors, valid

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def test_every_kind_has_an_example() -> None:
    assert VALID.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_example_is_valid_also_with_unknown_fields(kind: str) -> None:
    assert errors(kind) == {}
    assert errors(kind, from_a_newer_version={"any": ["thing"]}) == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_empty_fields_are_absent_ones(kind: str) -> None:
    optional = {name: None for name in KINDS[kind].rules if name not in VALID[kind]}
    spelled = valid(kind, **optional)
    found = {pointer for pointer in errors(kind, **optional) if pointer.split("/")[2] not in _DEFAULTED}
    assert not found
    assert canonical(spelled) == canonical(VALID[kind])


_DEFAULTED = frozenset({"status", "priority", "body", "position_source", "position_mocked", "role"})
"""Fields that always have a value; emptying one is refused."""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_missing_fields_are_named(kind: str) -> None:
    for name in VALID[kind]:
        if name != "status":
            assert errors(kind, **{name: ...}) == {f"/fields/{name}": "required"}


@pytest.mark.parametrize(
    ("kind", "fields", "pointer", "code"),
    [
        ("report", {"lat": 91.0}, "/fields/lat", "out-of-range"),
        ("report", {"lat": "48.1"}, "/fields/lat", "not-valid"),
        ("report", {"long": -181}, "/fields/long", "out-of-range"),
        ("report", {"status": "inconnu"}, "/fields/status", "not-valid"),
        ("report", {"status": ["nouveau"]}, "/fields/status", "not-valid"),
        ("report", {"requested_datetime": "hier"}, "/fields/requested_datetime", "not-valid"),
        ("report", {"description": "x" * 4_001}, "/fields/description", "too-long"),
        ("report", {"zone": "12"}, "/fields/zone", "not-valid"),
        ("report", {"followers": ["x"]}, "/fields/followers/0", "not-valid"),
        ("report", {"comments": [{"id": "a"}] * 2_001}, "/fields/comments", "too-many"),
        ("report", {"comments": ["a"]}, "/fields/comments/0", "not-valid"),
        ("report", {"position_mocked": 1}, "/fields/position_mocked", "not-valid"),
        ("task", {"title": ""}, "/fields/title", "required"),
        ("task", {"title": "x" * 161}, "/fields/title", "too-long"),
        ("task", {"priority": "urgent"}, "/fields/priority", "not-valid"),
        ("task", {"checklist": [{"id": "a"}] * 41}, "/fields/checklist", "too-many"),
        ("task", {"time_spent_minutes": -1}, "/fields/time_spent_minutes", "out-of-range"),
        ("task", {"time_spent_minutes": 1.5}, "/fields/time_spent_minutes", "not-valid"),
        ("round", {"planned_on": "2026-11-31"}, "/fields/planned_on", "not-valid"),
        ("round", {"planned_on": "20261123"}, "/fields/planned_on", "not-valid"),
        ("round", {"stops": [{"id": "a", "kind": "walk"}]}, "/fields/stops", "not-valid"),
        ("round", {"stops": [{"id": "a", "kind": "task"}]}, "/fields/stops", "not-valid"),
        ("round", {"stops": [{"id": "a", "kind": "place"}] * 201}, "/fields/stops", "too-many"),
        ("round", {"visits": [{"id": "v", "stop": "a", "result": "vue"}]}, "/fields/visits", "not-valid"),
        ("round", {"visits": [{"stop": "a", "result": "faite"}]}, "/fields/visits", "not-valid"),
        ("news", {"body": "x" * 40_001}, "/fields/body", "too-long"),
        ("news", {"audience": {"services": "all"}}, "/fields/audience", "not-valid"),
        ("news", {"audience": {"agents": [{"id": 1}]}}, "/fields/audience", "not-valid"),
        ("news", {"audience": ["everyone"]}, "/fields/audience", "not-valid"),
        ("agent", {"role": "maire"}, "/fields/role", "not-valid"),
        ("attachment", {"sha256": "AB" * 32}, "/fields/sha256", "not-valid"),
        ("attachment", {"size_bytes": 0}, "/fields/size_bytes", "out-of-range"),
        ("attachment", {"size_bytes": 26 * 1024 * 1024}, "/fields/size_bytes", "out-of-range"),
        ("attachment", {"order": 2**70}, "/fields/order", "out-of-range"),
        ("attachment", {"width": 2**70}, "/fields/width", "out-of-range"),
        ("attachment", {"thumbnail_bytes": 2**70}, "/fields/thumbnail_bytes", "out-of-range"),
        ("attachment", {"media_type": "text/html"}, "/fields/media_type", "not-valid"),
        ("report", {"comments": [{"id": "a", "text": {"b": 1}}]}, "/fields/comments", "not-valid"),
        ("report", {"comments": [{"id": "a", "text": "x" * 4_001}]}, "/fields/comments", "not-valid"),
        ("report", {"comments": [{"text": "sans nom"}]}, "/fields/comments", "not-valid"),
        ("news", {"comments": [{"id": "a", "agent": 7}]}, "/fields/comments", "not-valid"),
        ("task", {"checks": [{"id": "a"}]}, "/fields/checks", "not-valid"),
        ("task", {"checks": [{"id": "a", "item": "i", "result": ["ok"]}]}, "/fields/checks", "not-valid"),
        ("task", {"checklist": [{"label": "sans nom"}]}, "/fields/checklist", "not-valid"),
        ("task", {"checklist": [{"id": "i", "mandatory": "oui"}]}, "/fields/checklist", "not-valid"),
        ("conflict", {"sides": "mine"}, "/fields/sides", "not-valid"),
        ("zone", {"polygon": [[0, 1]]}, "/fields/polygon/0/0", "not-valid"),
    ],
)
def test_wrong_value_is_pointed_at(kind: str, fields: dict[str, Any], pointer: str, code: str) -> None:
    assert errors(kind, **fields)[pointer] == code


def test_list_of_errors_is_bounded() -> None:
    found = KINDS["report"].validate(valid("report", followers=["x"] * 100))
    assert len(found) == ERRORS_MAX


def test_instants_and_ids_are_checked_in_every_kind_that_has_them() -> None:
    assert errors("task", due_at=NOW) == {}
    assert errors("task", due_at="2026-11-23T14:32:05Z") == {"/fields/due_at": "not-valid"}
    assert errors("team", service="voirie") == {"/fields/service": "not-valid"}


@PROPERTY
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_is_valid_has_scopes_and_parents(kind: str, data: st.DataObject) -> None:
    spec = KINDS[kind]
    names = sorted({*VALID[kind], *spec.rules, "audience", "zone", "service"})
    fields = valid(kind, **data.draw(st.dictionaries(st.sampled_from(names), json_values, max_size=4)))
    if spec.validate(fields) == ():
        assert all(isinstance(scope, str) for scope in spec.scopes_of("id", fields))
        assert all(len(parent) == 2 for parent in spec.parents(fields))


def test_audience_of_nobody_reaches_nobody() -> None:
    assert audience_scopes(None) == audience_scopes({}) == frozenset()
    assert audience_scopes({"everyone": True, "teams": ["a"]}) == {"town"}
    named = {"everyone": True, "except": ["karim"], "people": ["lea", "karim", "elu"]}
    assert audience_scopes(named) == {"agent:lea", "agent:elu"}
    assert audience_scopes({"everyone": True, "except": ["karim"]}) == frozenset(), "nobody was named: nobody hears"
    assert audience_scopes({"teams": ["a"], "roles": ["elu"], "services": ["s"], "agents": ["b"]}) == {
        "team:a",
        "role:elu",
        "service:s",
        "agent:b",
    }


def test_caller_who_said_nothing_of_himself_is_none() -> None:
    assert errors("caller", phone=None) == {"/fields/phone": "required"}
    assert errors("caller", phone=None, email="a@b.example") == {}


def test_saved_filter_holds_plain_words_only() -> None:
    assert errors("saved_filter", wanted={"pile": 3}) == {"/fields/wanted": "not-valid"}
    assert errors("saved_filter", wanted={str(n): "x" for n in range(13)}) == {"/fields/wanted": "not-valid"}
