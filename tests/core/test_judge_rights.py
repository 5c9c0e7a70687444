"""Who is let in: sight, rights, purged and unknown records, the fields that only the server writes."""

import pytest

from sync.core.errors import RefusalCode
from sync.core.judge import SYSTEM_ROLE, Case, Judgement, judge
from sync.core.model import Actor, Attempt, KindSpec, Op, Sight, VerdictCode
from tests.core.factories import ANNE, LATER, case, change, record, spec


def refusal(judged: Case) -> RefusalCode | None:
    """Judge, and give why it was refused; a refused change writes nothing."""
    judgement = judge(judged)
    if judgement.verdict.code is not VerdictCode.REJECTED:
        return None
    assert (judgement.record, judgement.conflicts) == (None, ())
    assert judgement.verdict.refusal is not None
    return judgement.verdict.refusal.code


def accepted(judged: Case) -> Judgement:
    """Judge what must be taken."""
    judgement = judge(judged)
    assert judgement.verdict.code is VerdictCode.ACCEPTED, judgement.verdict
    return judgement


def asking(asked: list[Attempt]) -> KindSpec:
    """Give a kind that allows everything and remembers what it was asked."""

    def may(attempt: Attempt) -> bool:
        asked.append(attempt)
        return True

    return spec(may=may)


@pytest.mark.parametrize("op", list(Op))
def test_change_of_a_purged_record_is_gone(op: Op) -> None:
    assert refusal(case(change(op, title="x"), purged=True)) is RefusalCode.GONE


@pytest.mark.parametrize("op", [Op.PATCH, Op.APPEND, Op.REMOVE])
def test_change_of_an_unknown_record_is_refused(op: Op) -> None:
    assert refusal(case(change(op, title="x"))) is RefusalCode.UNKNOWN_RECORD


def test_create_without_its_parent_is_refused() -> None:
    assert refusal(case(change(Op.CREATE, title="x"), parents_exist=False)) is RefusalCode.UNKNOWN_PARENT


@pytest.mark.parametrize("op", list(Op))
def test_record_never_seen_is_forbidden(op: Op) -> None:
    assert refusal(case(change(op, title="x"), record(), sight=Sight.NEVER)) is RefusalCode.FORBIDDEN


def test_kind_that_does_not_let_him_is_forbidden() -> None:
    assert refusal(case(change(title="x"), record(), spec=spec(may=lambda attempt: False))) is RefusalCode.FORBIDDEN


def test_kind_is_asked_about_the_record_as_it_stands() -> None:
    asked: list[Attempt] = []
    accepted(case(change(title=("x", "y")), record(title="y", due="d"), spec=asking(asked)))
    assert asked[0].fields == {"title": "y", "due": "d"}
    assert (asked[0].op, asked[0].actor.agent, set(asked[0].edits)) == (Op.PATCH, ANNE, {"title"})


def test_kind_is_asked_about_the_fields_that_a_create_would_get() -> None:
    asked: list[Attempt] = []
    accepted(case(change(Op.CREATE, title="x"), spec=asking(asked)))
    assert (asked[0].op, asked[0].fields) == (Op.CREATE, {"title": "x"})


def test_create_of_a_record_that_stands_needs_the_right_to_patch() -> None:
    creator_only = spec(may=lambda attempt: attempt.op is Op.CREATE)
    assert refusal(case(change(Op.CREATE, title="x"), record(title="y"), spec=creator_only)) is RefusalCode.FORBIDDEN


def test_record_seen_only_then_asks_for_the_right_of_then() -> None:
    guarded = spec(may=lambda attempt: attempt.actor.role == "chef")
    grown = change(comments=[{"id": "a"}])
    chef, reader = Actor(ANNE, "chef"), Actor(ANNE, "reader")
    judgement = judge(case(grown, record(), sight=Sight.THEN, spec=guarded, actor=chef))
    assert judgement.verdict.code is VerdictCode.ACCEPTED
    assert refusal(case(grown, record(), sight=Sight.THEN, spec=guarded, actor=reader)) is RefusalCode.FORBIDDEN


@pytest.mark.parametrize("op", [Op.CREATE, Op.PATCH])
def test_field_of_the_server_is_refused_with_its_name(op: Op) -> None:
    judgement = judge(case(change(op, number="7", title="x"), record() if op is Op.PATCH else None))
    assert judgement.verdict.refusal is not None
    assert judgement.verdict.refusal.code is RefusalCode.SERVER_FIELD
    assert [error.pointer for error in judgement.verdict.refusal.errors] == ["/fields/number"]


def test_server_writes_its_own_fields_and_asks_nobody() -> None:
    denying = spec(may=lambda attempt: False)
    judgement = accepted(case(change(number="7"), record(), actor=Actor("s", SYSTEM_ROLE), spec=denying))
    assert judgement.record is not None
    assert judgement.record.fields["number"] == "7"


@pytest.mark.parametrize(("op", "standing"), [(Op.CREATE, None), (Op.PATCH, record(title="y"))])
def test_invalid_fields_are_refused_with_their_errors(op: Op, standing: object) -> None:
    judgement = judge(case(change(op, title=("", "y")), standing))  # type: ignore[arg-type]  # a record or none
    assert judgement.verdict.refusal is not None
    assert judgement.verdict.refusal.code is RefusalCode.INVALID
    assert judgement.verdict.refusal.errors[0].pointer == "/fields/title"


def test_verdict_tells_when_it_was_received() -> None:
    assert judge(case(change(title=""), record())).verdict.received_at == LATER
    assert judge(case(change(title="x"), record())).verdict.received_at == LATER
