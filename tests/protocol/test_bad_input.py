"""Whatever comes over the wire is read or refused by a problem; nothing else is ever raised."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.core.errors import RefusalCode
from sync.core.model import EDITS_PER_CHANGE_MAX, Change, Edit, Op
from sync.protocol import exchange_codec as exchanges
from sync.protocol.codec import (
    change_of_json,
    change_to_json,
    line_of_json,
    line_to_json,
    lines_of_page,
    page_of_lines,
    read_json,
    verdict_of_json,
    verdict_to_json,
    write_json,
)
from sync.protocol.messages import PULL_ROWS_MAX, PUSH_CHANGES_MAX, SCOPES_MAX, Gone
from sync.protocol.problems import ProblemError
from tests.core.factories import PROPERTY
from tests.protocol import messages_made_up as made_up

Reader = Callable[[Any], object]
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
READERS: dict[str, tuple[Reader, st.SearchStrategy[Any]]] = {
    "change": (change_of_json, made_up.changes.map(change_to_json)),
    "verdict": (verdict_of_json, made_up.verdicts.map(verdict_to_json)),
    "push": (exchanges.push_of_json, made_up.pushes().map(exchanges.push_to_json)),
    "push answer": (exchanges.push_answer_of_json, made_up.push_answers.map(exchanges.push_answer_to_json)),
    "pull": (exchanges.pull_of_json, made_up.pull_requests.map(exchanges.pull_to_json)),
    "sign-in": (exchanges.sign_in_of_json, made_up.sign_ins.map(exchanges.sign_in_to_json)),
    "tokens": (exchanges.tokens_of_json, made_up.tokens.map(exchanges.tokens_to_json)),
}


def read_or_refused(reader: Reader, document: Any) -> None:
    """Read; whatever is wrong must be told as a problem, and nothing else be raised."""
    with suppress(ProblemError):
        reader(document)


@st.composite
def spoiled(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """Make up a good document and put something else in one place of it."""
    document = json.loads(json.dumps(draw(documents)))
    place, key = document, draw(st.sampled_from(sorted(document)))
    while isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
        place = place[key]
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    if isinstance(place, dict) and draw(st.booleans()):
        del place[key]
    else:
        place[key] = draw(anything)
    return document


@pytest.mark.parametrize("name", sorted(READERS))
def test_anything_is_read_or_refused(name: str) -> None:
    reader, _ = READERS[name]

    @PROPERTY
    @given(st.dictionaries(st.text(max_size=8), anything, max_size=5))
    def check(document: Any) -> None:
        read_or_refused(reader, document)

    check()


@pytest.mark.parametrize("name", sorted(READERS))
def test_good_message_with_one_wrong_place_is_read_or_refused(name: str) -> None:
    reader, documents = READERS[name]

    @PROPERTY
    @given(spoiled(documents))
    def check(document: Any) -> None:
        read_or_refused(reader, document)

    check()


@PROPERTY
@given(anything)
@example(["put", "task", "id", True, [], {}])
@example(["put", "task", "id", 0, [], {}])
@example({"checkpoint": {"cursors": {}, "digests": {"a": [1, "zz"]}, "more": False}})
def test_any_line_is_read_or_refused(value: Any) -> None:
    read_or_refused(line_of_json, value)


@PROPERTY
@given(st.binary(max_size=40))
@example(b"\xff\xfe")
@example(b'{"a": NaN}')
@example(b'{"a": 1e999}')
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 10_000)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read_or_refused(read_json, body)
    read_or_refused(page_of_lines, body.split(b"\n"))


@PROPERTY
@given(made_up.pages, st.data())
def test_page_that_was_cut_short_is_refused(page: Any, data: st.DataObject) -> None:
    whole = b"".join(lines_of_page(page))
    cut = whole[: data.draw(st.integers(0, len(whole) - 2))]
    with pytest.raises(ProblemError):
        page_of_lines(cut.split(b"\n"))


@PROPERTY
@given(made_up.pages)
def test_page_with_a_line_too_many_is_refused(page: Any) -> None:
    lines = list(lines_of_page(page))
    for extra in (lines[0], lines[-1]):
        with pytest.raises(ProblemError):
            page_of_lines([*lines[:1], extra, *lines[1:]])


def pointer_of(reader: Reader, document: Any) -> str:
    """Give the pointer of the problem."""
    with pytest.raises(ProblemError) as caught:
        reader(document)
    return caught.value.errors[0].pointer


CHANGE = change_to_json(
    Change(
        made_up.DEVICE,
        1,
        made_up.EXAMPLE_ID,
        "task",
        made_up.EXAMPLE_ID,
        Op.PATCH,
        0,
        {"title": Edit("x")},
        made_up.EXAMPLE_ID,
        "2026-11-23T14:32:05.123Z",
    )
)
PUSH = {"device": made_up.DEVICE, "epoch": "e", "changes": [CHANGE]}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("device", "tablet"),
        ("n", -1),
        ("n", True),
        ("n", 1 << 53),
        ("n", 1.0),
        ("op", "upsert"),
        ("made_at", "2026-11-23T14:32:05Z"),
        ("edits", []),
        ("offset_ms", True),
        ("offset_ms", 1.5),
        ("kind", "\ud800"),
        ("base_rv", None),
    ],
)
def test_wrong_member_of_a_change_is_pointed_at(member: str, value: object) -> None:
    assert pointer_of(change_of_json, CHANGE | {member: value}) == f"/{member}"


@pytest.mark.parametrize("pair", [[], [1], [1, 2, 3], "ab", {"now": 1}, [float("inf"), None], ["\udfff", None]])
def test_wrong_edit_is_refused(pair: object) -> None:
    assert pointer_of(change_of_json, CHANGE | {"edits": {"title": pair}}) == "/edits"


def test_value_that_is_nested_too_deep_is_refused() -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    assert pointer_of(change_of_json, CHANGE | {"edits": {"title": [deep, None]}}) == "/edits"


def test_change_with_too_many_edits_is_refused() -> None:
    edits = {f"f{n}": [1, None] for n in range(EDITS_PER_CHANGE_MAX + 1)}
    assert pointer_of(change_of_json, CHANGE | {"edits": edits}) == "/edits"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ([CHANGE | {"device": made_up.EXAMPLE_ID}], "/changes/0/device"),
        ([CHANGE | {"n": 0}], "/changes/0/n"),
        ([CHANGE, CHANGE | {"n": 3}], "/changes/1/n"),
        ([CHANGE, CHANGE], "/changes/1/n"),
        ([CHANGE, "change"], "/changes/1"),
        ([CHANGE] * (PUSH_CHANGES_MAX + 1), "/changes"),
    ],
)
def test_push_out_of_order_is_pointed_at(changes: list[Any], pointer: str) -> None:
    assert pointer_of(exchanges.push_of_json, PUSH | {"changes": changes}) == pointer


def test_pull_of_too_many_scopes_is_refused() -> None:
    cursors = {f"zone:{n}": 0 for n in range(SCOPES_MAX + 1)}
    document = {"device": made_up.DEVICE, "epoch": "", "cursors": cursors}
    assert pointer_of(exchanges.pull_of_json, document) == "/cursors"


def test_pull_of_too_many_rows_is_cut_to_the_limit() -> None:
    document = {"device": made_up.DEVICE, "epoch": "", "cursors": {}, "rows_max": 10**9}
    assert exchanges.pull_of_json(document).rows_max == PULL_ROWS_MAX


def test_reason_of_a_newer_server_is_kept_as_a_refusal() -> None:
    document = {"n": 1, "code": "rejected", "received_at": "", "refusal": {"code": "reason-of-the-future"}}
    refusal = verdict_of_json(document).refusal
    assert refusal is not None
    assert (refusal.code, refusal.errors[-1].code) == (RefusalCode.INVALID, "reason-of-the-future")


def test_member_of_a_newer_peer_is_ignored() -> None:
    assert change_of_json(CHANGE | {"from_the_future": 1}) == change_of_json(CHANGE)
    line = line_to_json(Gone("task", made_up.EXAMPLE_ID, ("town",)))
    assert write_json(line) == b'["gone","task","018f0000-0000-7000-8000-000000000001",["town"]]'
