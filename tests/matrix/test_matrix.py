"""The matrix itself: each fault has its turn, the oracle sees what it is there to see, and one run holds."""

from pathlib import Path

import pytest

from sync.core.model import VerdictCode
from tests.matrix.checks import Done, Judged, content_hash, troubles_of
from tests.matrix.plan import DEVICES_MAX, DEVICES_MIN, WORK_S, Blow, Fault, Plan, plan_of
from tests.matrix.run import FAULTS, run

DONE = Done("tablet", "report", "r1", "hole")
PHOTO = Done("tablet", "attachment", "a1", "5f" * 32)


def judged(n: int, words: str, *, record: str = "r1", kind: str = "report", verdict: str = "accepted") -> Judged:
    """Give a change as the town hall keeps it."""
    change = {"kind": kind, "id": record, "edits": {"description": [words, "was"]}}
    return Judged("tablet", n, change, VerdictCode(verdict))


def test_hundred_runs_meet_every_fault_often() -> None:
    plans = [plan_of(seed) for seed in range(100)]
    assert all(sum(plan.meets(fault) for plan in plans) >= 10 for fault in Fault)
    assert {plan.devices for plan in plans} == set(range(DEVICES_MIN, DEVICES_MAX + 1))
    assert plans == [plan_of(seed) for seed in range(100)]


def test_every_fault_can_be_done() -> None:
    assert set(FAULTS) == set(Fault)


def test_whole_history_is_no_trouble() -> None:
    history = [judged(1, "hole"), judged(2, "5f" * 32, record="a1", kind="attachment")]
    assert list(troubles_of([DONE, PHOTO], history, frozenset({PHOTO.words}))) == []


@pytest.mark.parametrize(
    ("history", "trouble"),
    [
        ([], "lost: report r1"),
        ([judged(1, "hole", record="r2")], "lost: report r1"),
        ([judged(1, "hole"), judged(2, "hole")], "twice: report r1"),
        ([judged(1, "hole", verdict="rejected")], "refused: tablet 1"),
        ([judged(1, "hole"), judged(3, "more")], "gap: the changes of tablet"),
    ],
)
def test_planted_trouble_is_told(history: list[Judged], trouble: str) -> None:
    assert any(told.startswith(trouble) for told in troubles_of([DONE], history, frozenset()))


def test_photo_without_bytes_is_told() -> None:
    history = [judged(1, PHOTO.words, record="a1", kind="attachment")]
    assert list(troubles_of([PHOTO], history, frozenset())) == ["lost: the bytes of photo a1 of tablet"]


def test_hash_sees_each_word() -> None:
    said = ("r1", "hole", [{"text": "deep"}])
    assert content_hash([said]) == content_hash([("r1", "hole", [{"text": "deep", "agent": "karim"}])])
    assert content_hash([said]) != content_hash([("r1", "hole", [])])
    assert content_hash([said]) != content_hash([("r1", "holes", [{"text": "deep"}])])


@pytest.mark.slow
def test_server_and_device_are_killed_and_nothing_is_missing(tmp_path: Path) -> None:
    blows = (Blow(1.0, 1.0, Fault.KILL_SERVER, 0), Blow(2.5, 0.5, Fault.KILL_DEVICE, 1))
    outcome = run(Plan(0, devices=2, writes_per_s=10, blows=blows), tmp_path)
    assert outcome.troubles == []
    assert outcome.written > WORK_S, "there was something to lose"
