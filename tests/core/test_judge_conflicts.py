"""What waits for a person: both moved, moved away, removed under an edit, edited under a removal, a lost move."""

import pytest

from sync.core.errors import RefusalCode
from sync.core.judge import ConflictDraft, ConflictReason, judge
from sync.core.model import Actor, Op, Record, Sight, VerdictCode
from tests.core.factories import ANNE, BRUNO, NOW, case, change, record


def test_both_moved_keeps_the_servers_value_and_both_sides() -> None:
    judgement = judge(case(change(due=("mine", "base")), record(2, due="theirs")))
    assert (judgement.verdict.code, judgement.verdict.rv, judgement.record) == (VerdictCode.CONFLICTED, 2, None)
    assert judgement.conflicts == (
        ConflictDraft(("due",), ConflictReason.BOTH, {"due": "base"}, {"due": "mine"}, {"due": "theirs"}, BRUNO, NOW),
    )


def test_conflict_on_one_field_lets_the_others_pass() -> None:
    judgement = judge(case(change(due=("mine", "base"), minutes=(5, 0)), record(2, due="theirs", minutes=1)))
    assert judgement.verdict.code is VerdictCode.CONFLICTED
    assert judgement.record is not None
    assert (judgement.record.fields["due"], judgement.record.fields["minutes"], judgement.record.rv) == ("theirs", 6, 3)
    assert judgement.verdict.rv == 3


def test_two_fields_are_two_questions() -> None:
    judgement = judge(case(change(due=("mine", "base"), title=("a", "b")), record(2, due="theirs", title="c")))
    assert [draft.fields for draft in judgement.conflicts] == [("due",), ("title",)]


def test_group_is_one_question() -> None:
    judgement = judge(case(change(lat=(1, 0), long=(1, 0)), record(2, lat=2, long=2)))
    (draft,) = judgement.conflicts
    assert draft.fields == ("lat", "long")
    assert judgement.record is None


def test_group_is_kept_whole_when_the_sides_moved_different_parts() -> None:
    judgement = judge(case(change(base_rv=1, lat=(1, 0)), record(2, lat=0, long=9)))
    (draft,) = judgement.conflicts
    assert (draft.fields, draft.mine, draft.theirs) == (("lat", "long"), {"lat": 1}, {"lat": 0, "long": 9})
    assert judgement.record is None


def test_group_is_written_when_nobody_else_touched_it() -> None:
    judgement = judge(case(change(base_rv=2, lat=(1, 0)), record(2, lat=0, long=9)))
    assert judgement.verdict.code is VerdictCode.ACCEPTED


def test_record_that_moved_away_takes_growing_fields_only() -> None:
    grown = judge(case(change(comments=[{"id": "a"}], minutes=(5, 0)), record(title="y"), sight=Sight.THEN))
    assert grown.verdict.code is VerdictCode.ACCEPTED
    moved = judge(case(change(title=("x", "y"), comments=[{"id": "a"}]), record(title="y"), sight=Sight.THEN))
    assert [draft.reason for draft in moved.conflicts] == [ConflictReason.MOVED]
    assert moved.record is not None
    assert (moved.record.fields["title"], len(moved.record.fields["comments"])) == ("y", 1)


def test_value_that_is_already_there_is_no_conflict_when_moved_away() -> None:
    judgement = judge(case(change(title=("x", "y")), record(title="x"), sight=Sight.THEN))
    assert judgement.verdict.code is VerdictCode.DUPLICATE


def test_edit_of_a_removed_record_comes_back_as_a_conflict() -> None:
    judgement = judge(case(change(title=("x", "y")), record(3, removed=True, title="y")))
    (draft,) = judgement.conflicts
    assert (draft.reason, draft.mine, draft.theirs) == (ConflictReason.REMOVED, {"title": "x"}, {})
    assert (judgement.record, judgement.verdict.rv) == (None, 3)


def test_removal_of_what_was_seen_is_done() -> None:
    judgement = judge(case(change(Op.REMOVE, base_rv=3), record(3, title="y")))
    assert judgement.record is not None
    assert (judgement.record.removed, judgement.record.rv, judgement.verdict.code) == (True, 4, VerdictCode.ACCEPTED)


def test_removal_is_asked_when_others_edited_since() -> None:
    judgement = judge(case(change(Op.REMOVE, base_rv=2), record(3, title="y")))
    assert (judgement.record, judgement.conflicts[0].reason) == (None, ConflictReason.EDITED)
    assert judgement.conflicts[0].fields == ()


def test_removal_over_own_later_edit_is_done() -> None:
    judgement = judge(case(change(Op.REMOVE, base_rv=2), record(3, by=ANNE, title="y")))
    assert judgement.verdict.code is VerdictCode.ACCEPTED


def test_removal_is_asked_when_the_record_moved_away() -> None:
    judgement = judge(case(change(Op.REMOVE, base_rv=3), record(3, title="y"), sight=Sight.THEN))
    assert judgement.conflicts[0].reason is ConflictReason.MOVED


def test_second_removal_is_a_duplicate() -> None:
    judgement = judge(case(change(Op.REMOVE, base_rv=3), record(3, removed=True)))
    assert (judgement.verdict.code, judgement.record) == (VerdictCode.DUPLICATE, None)


def test_removed_record_comes_back_when_its_creator_knew_that_it_was_removed() -> None:
    judgement = judge(case(change(Op.CREATE, base_rv=4, title="x"), record(4, removed=True, title="y", due="d")))
    assert judgement.record is not None
    assert (judgement.record.removed, judgement.record.rv) == (False, 5)
    assert judgement.record.fields == {"title": "x", "due": "d"}


def test_blind_create_over_a_removed_record_is_asked() -> None:
    judgement = judge(case(change(Op.CREATE, base_rv=0, title="x"), record(4, removed=True, title="y")))
    assert judgement.conflicts[0].reason is ConflictReason.REMOVED


@pytest.mark.parametrize(
    ("was", "now", "stands", "role", "outcome"),
    [
        ("open", "done", "open", "agent", VerdictCode.ACCEPTED),
        ("open", "cancelled", "open", "agent", VerdictCode.REJECTED),
        ("open", "cancelled", "open", "desk", VerdictCode.ACCEPTED),
        ("open", "nowhere", "open", "desk", VerdictCode.REJECTED),
        ("open", "done", "done", "agent", VerdictCode.DUPLICATE),
        ("open", "done", "cancelled", "agent", VerdictCode.CONFLICTED),
        ("done", "open", "open", "agent", VerdictCode.DUPLICATE),
        ("cancelled", "done", "open", "agent", VerdictCode.ACCEPTED),
        (None, "done", None, "agent", VerdictCode.ACCEPTED),
        (None, "cancelled", None, "agent", VerdictCode.REJECTED),
        ("open", "done", "open", "system", VerdictCode.ACCEPTED),
    ],
)
def test_move_is_legal_from_where_it_stands_or_waits_for_a_person(
    was: str | None, now: str, stands: str | None, role: str, outcome: VerdictCode
) -> None:
    standing = record(2, title="y", status=stands) if stands else record(2, title="y")
    judgement = judge(case(change(base_rv=2, status=(now, was)), standing, actor=Actor(ANNE, role)))
    assert judgement.verdict.code is outcome
    if outcome is VerdictCode.CONFLICTED:
        assert judgement.conflicts[0].reason is ConflictReason.MOVE


def test_refused_move_takes_the_whole_change_along() -> None:
    judgement = judge(case(change(status=("cancelled", "open"), due=("e", "d")), record(status="open", due="d")))
    assert judgement.verdict.code is VerdictCode.REJECTED
    assert judgement.verdict.refusal is not None
    assert judgement.verdict.refusal.errors[0].pointer == "/fields/status"


@pytest.mark.parametrize(
    "standing", [record(2, title="theirs"), record(2, title="theirs", removed=True)], ids=["clashed", "removed"]
)
def test_value_that_the_kind_refuses_is_no_choice(standing: Record) -> None:
    judgement = judge(case(change(title=("", "base")), standing))
    assert judgement.verdict.refusal is not None
    assert judgement.verdict.refusal.code is RefusalCode.INVALID
    assert not judgement.conflicts
