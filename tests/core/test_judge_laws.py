"""The laws of judgement hold for every change on every record: properties, over thousands of made-up cases."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.core.judge import Case, judge
from sync.core.model import Actor, Edit, Op, Record, Sight, Stamp, VerdictCode
from tests.core.factories import (
    ANNE,
    BRUNO,
    NOW,
    PROPERTY,
    RECORD,
    case,
    change,
    entry_lists,
    name_lists,
    spec,
    texts,
)
from tests.simulation.laws import broken_laws

values: dict[str, st.SearchStrategy[Any]] = {
    "title": st.none() | texts,
    "status": st.sampled_from([None, "open", "done", "cancelled"]),
    "due": st.sampled_from([None, "d", "e", "f"]),
    "lat": st.sampled_from([None, 1, 2]),
    "long": st.sampled_from([None, 1, 2]),
    "minutes": st.none() | st.integers(0, 60),
    "followers": st.none() | name_lists,
    "comments": st.none() | entry_lists,
    "unknown": st.sampled_from([None, "a", 1]),
}


@st.composite
def records(draw: st.DrawFn) -> Record:
    rv = draw(st.integers(1, 6))
    fields = {name: draw(strategy) for name, strategy in values.items() if draw(st.booleans())}
    stamps = {name: Stamp(draw(st.integers(1, rv)), draw(st.sampled_from([ANNE, BRUNO])), NOW) for name in fields}
    return Record("thing", RECORD, rv, {k: v for k, v in fields.items() if v is not None}, stamps, draw(st.booleans()))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
    edits = {name: Edit(draw(values[name]), draw(values[name])) for name in sorted(names)}
    op = draw(st.sampled_from(list(Op)))
    standing = draw(records()) if op is not Op.CREATE or draw(st.booleans()) else None
    done = change(op, base_rv=draw(st.integers(0, 6)))
    return case(
        replace(done, edits={} if op is Op.REMOVE else edits),
        standing,
        actor=Actor(ANNE, draw(st.sampled_from(["agent", "desk"]))),
        sight=draw(st.sampled_from(list(Sight))),
        spec=spec(keeps_history=draw(st.booleans())),
    )


@PROPERTY
@given(cases())
def test_judgement_breaks_no_law(judged: Case) -> None:
    assert broken_laws(judged, judge(judged)) == []


@PROPERTY
@given(cases())
def test_judging_again_gives_the_same(judged: Case) -> None:
    assert judge(judged) == judge(judged)


@PROPERTY
@given(cases())
def test_record_is_never_both_refused_and_asked(judged: Case) -> None:
    judgement = judge(judged)
    if judgement.verdict.code is VerdictCode.REJECTED:
        assert judgement.conflicts == ()
        assert judgement.verdict.rv == 0
    else:
        assert judgement.verdict.refusal is None
        assert judgement.verdict.hash
