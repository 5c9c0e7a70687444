"""Made-up messages for the properties of the codecs: everything that a peer of ours may say."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from sync.core.digest import Digest
from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.instants import instant_of_ms
from sync.core.model import Change, Edit, Op, Verdict, VerdictCode
from sync.protocol.json_parts import INTEGER_MAX
from sync.protocol.messages import (
    Checkpoint,
    Gone,
    Opened,
    PullPage,
    PullRequest,
    PushAnswer,
    PushRequest,
    Put,
    SignIn,
    Tokens,
)

DEVICE = "018f0000-0000-7000-8000-0000000000d1"
EXAMPLE_ID = "018f0000-0000-7000-8000-000000000001"

ids = st.uuids().map(str)
counts = st.integers(0, INTEGER_MAX)
instants = st.integers(0, 4_000_000_000_000).map(instant_of_ms)
words = st.text(st.characters(codec="utf-8"), max_size=12)
filled = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
scalars: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | words
scalars |= st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=5
)
field_names = st.text("abcdefgh_", min_size=1, max_size=6)
fields = st.dictionaries(field_names, values, max_size=4)

changes = st.builds(
    Change,
    device=st.just(DEVICE),
    n=st.integers(1, INTEGER_MAX),
    txn=ids,
    kind=st.sampled_from(["report", "task", "kind_of_the_future"]),
    id=ids,
    op=st.sampled_from(list(Op)),
    base_rv=counts,
    edits=st.dictionaries(field_names, st.builds(Edit, values, values), max_size=4),
    agent=ids,
    made_at=instants,
    scope_epoch=counts,
    offset_ms=st.none() | st.integers(-INTEGER_MAX, INTEGER_MAX),
    schema=counts,
)
refusals = st.builds(
    Refusal,
    st.sampled_from(list(RefusalCode)),
    st.lists(st.builds(FieldError, words, words), max_size=3).map(tuple),
)
verdicts = st.builds(
    Verdict,
    n=counts,
    code=st.sampled_from(list(VerdictCode)),
    rv=st.integers(1, INTEGER_MAX),
    hash=st.text("0123456789abcdef", min_size=32, max_size=32),
    received_at=instants,
    touched=st.lists(field_names, max_size=3).map(tuple),
    conflicts=st.lists(ids, max_size=2).map(tuple),
    refusal=st.none() | refusals,
)
scope_names = st.sampled_from(["town", "zone:none", "agent:a", "desk:é"])
scope_lists = st.lists(scope_names, max_size=3, unique=True).map(tuple)
digests = st.builds(Digest, counts, st.integers(0, (1 << 64) - 1))
rows = st.builds(Put, field_names, ids, st.integers(1, INTEGER_MAX), scope_lists, fields) | st.builds(
    Gone, field_names, ids, scope_lists
)
pages = st.builds(
    PullPage,
    st.builds(Opened, filled, counts, scope_lists, instants, counts, counts),
    st.lists(rows, max_size=5).map(tuple),
    st.builds(Checkpoint, st.dictionaries(scope_names, counts), st.dictionaries(scope_names, digests), st.booleans()),
)


@st.composite
def pushes(draw: st.DrawFn) -> PushRequest:
    """Make up a push: changes of one device, numbered without gaps."""
    first = draw(st.integers(1, 1_000_000))
    made = draw(st.lists(changes, max_size=4))
    numbered = (replace(change, n=first + index) for index, change in enumerate(made))
    return PushRequest(DEVICE, draw(words), tuple(numbered))


push_answers = st.builds(
    PushAnswer, filled, st.lists(verdicts, max_size=3).map(tuple), counts, counts, instants, st.just(500) | counts
)
pull_requests = st.builds(
    PullRequest,
    ids,
    words,
    st.dictionaries(scope_names, counts),
    st.integers(1, 1_000),
    st.dictionaries(scope_names, counts),
    counts,
)
public_keys = st.binary(min_size=32, max_size=32).map(bytes.hex) | st.just("")
sign_ins = st.builds(SignIn, filled, filled, ids, filled, st.none() | filled, public_keys)
tokens = st.builds(Tokens, filled, ids, ids, filled, filled, filled, filled, public_keys, public_keys)
