"""What is written: versions, stamps, history, receipts; and what is told when others wrote too."""

from sync.core.digest import content_hash
from sync.core.judge import HISTORY_ENTRIES_MAX, HISTORY_VALUE_BYTES_MAX, judge
from sync.core.model import Op, Stamp, VerdictCode
from tests.core.factories import ANNE, BRUNO, DEVICE, LATER, NOW, case, change, record, spec

KEEPING = spec(keeps_history=True)


def test_create_begins_at_version_one_without_empty_fields() -> None:
    judgement = judge(case(change(Op.CREATE, base_rv=0, title="x", due=None)))
    assert judgement.record is not None
    assert (judgement.record.rv, judgement.record.fields) == (1, {"title": "x"})
    assert judgement.record.stamps == {"title": Stamp(1, ANNE, LATER)}
    assert (judgement.verdict.code, judgement.verdict.rv) == (VerdictCode.ACCEPTED, 1)


def test_create_gets_what_the_server_adds() -> None:
    judgement = judge(case(change(Op.CREATE, title="x"), additions={"number": "A1"}))
    assert judgement.record is not None
    assert judgement.record.fields == {"title": "x", "number": "A1"}


def test_receipt_carries_the_hash_of_the_record() -> None:
    judgement = judge(case(change(title=("x", "y")), record(title="y", due="d")))
    assert judgement.record is not None
    assert judgement.verdict.hash == content_hash(judgement.record.fields) == content_hash({"title": "x", "due": "d"})


def test_patch_stamps_only_what_it_changed() -> None:
    judgement = judge(case(change(base_rv=4, title=("x", "y"), due=("d", "d")), record(4, title="y", due="d")))
    assert judgement.record is not None
    assert judgement.record.rv == 5
    assert judgement.record.stamps == {"title": Stamp(5, ANNE, LATER), "due": Stamp(4, BRUNO, NOW)}


def test_patch_that_says_what_is_there_is_a_duplicate() -> None:
    judgement = judge(case(change(title=("x", "y")), record(3, title="x")))
    assert (judgement.verdict.code, judgement.verdict.rv, judgement.record) == (VerdictCode.DUPLICATE, 3, None)


def test_second_create_of_the_same_record_is_a_duplicate() -> None:
    judgement = judge(case(change(Op.CREATE, title="x"), record(2, title="x", due="d")))
    assert (judgement.verdict.code, judgement.verdict.rv) == (VerdictCode.DUPLICATE, 2)


def test_patch_beside_anothers_work_is_merged_and_told() -> None:
    judgement = judge(case(change(base_rv=1, minutes=(10, 0)), record(3, title="y", minutes=5)))
    assert judgement.verdict.code is VerdictCode.MERGED
    assert judgement.verdict.touched == ("minutes", "title")
    assert judgement.record is not None
    assert judgement.record.fields["minutes"] == 15


def test_own_work_from_another_tablet_is_not_told_as_anothers() -> None:
    judgement = judge(case(change(base_rv=1, minutes=(10, 0)), record(3, by=ANNE, title="y", minutes=5)))
    assert (judgement.verdict.code, judgement.verdict.touched) == (VerdictCode.ACCEPTED, ())


def test_unknown_field_of_a_newer_version_is_kept() -> None:
    judgement = judge(case(change(from_the_future={"a": 1}), record(title="y")))
    assert judgement.record is not None
    assert judgement.record.fields == {"title": "y", "from_the_future": {"a": 1}}


def test_emptied_field_is_written_as_empty() -> None:
    judgement = judge(case(change(due=(None, "d")), record(due="d")))
    assert judgement.record is not None
    assert judgement.record.fields.get("due") is None


def test_history_tells_who_did_what_when() -> None:
    judgement = judge(case(change(n=7, due=("e", "d")), record(due="d"), spec=KEEPING))
    assert judgement.record is not None
    (entry,) = judgement.record.fields["history"]
    assert entry == {
        "id": f"{DEVICE}:7",
        "agent": ANNE,
        "op": "patch",
        "made_at": NOW,
        "received_at": LATER,
        "edits": {"due": ["d", "e"]},
    }


def test_history_does_not_repeat_a_create_nor_long_nor_growing_values() -> None:
    created = judge(case(change(Op.CREATE, title="x"), spec=KEEPING)).record
    assert created is not None
    assert created.fields["history"][0]["edits"] == {}
    long = "x" * HISTORY_VALUE_BYTES_MAX
    patched = judge(case(change(title=(long, "x"), comments=[{"id": "a"}]), created, spec=KEEPING)).record
    assert patched is not None
    assert patched.fields["history"][-1]["edits"] == {"title": [], "comments": []}


def test_history_that_travels_is_bounded_and_keeps_the_newest() -> None:
    entries = [{"id": f"old:{n}"} for n in range(HISTORY_ENTRIES_MAX)]
    judgement = judge(case(change(title=("x", "y")), record(title="y", history=entries), spec=KEEPING))
    assert judgement.record is not None
    history = judgement.record.fields["history"]
    assert (len(history), history[0]["id"], history[-1]["id"]) == (HISTORY_ENTRIES_MAX, "old:1", f"{DEVICE}:1")


def test_history_alone_does_not_count_as_touched() -> None:
    judgement = judge(case(change(base_rv=1, title=("x", "y")), record(2, history=[], title="y"), spec=KEEPING))
    assert judgement.verdict.touched == ("title",)
