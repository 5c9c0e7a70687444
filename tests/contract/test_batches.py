"""A push takes whole gestures, in order, within both of its limits."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.client.batches import batch_of
from sync.core.ids import derived_id
from sync.core.model import Change
from sync.protocol.codec import change_to_json, write_json
from tests.core.factories import PROPERTY, change

CHANGE_BYTES = len(write_json(change_to_json(change(title="x"))))


def outbox(*gestures: int) -> list[Change]:
    """Give waiting changes: so many per gesture, numbered from 1."""
    names = [derived_id("gesture", str(index)) for index, size in enumerate(gestures) for _ in range(size)]
    return [replace(change(n=n, title="x"), txn=txn) for n, txn in enumerate(names, start=1)]


def numbers(changes: tuple[Change, ...]) -> list[int]:
    """Give the numbers of a batch."""
    return [one.n for one in changes]


def test_empty_outbox_gives_an_empty_batch() -> None:
    assert batch_of([], 10) == ()


def test_gesture_is_never_split() -> None:
    assert numbers(batch_of(outbox(1, 3, 1), 3)) == [1]
    assert numbers(batch_of(outbox(1, 3, 1), 4)) == [1, 2, 3, 4]


def test_first_gesture_goes_whatever_its_size() -> None:
    assert numbers(batch_of(outbox(5, 1), 2)) == [1, 2, 3, 4, 5]
    assert numbers(batch_of(outbox(2, 1), 10, bytes_max=1)) == [1, 2]


def test_batch_ends_before_its_bytes() -> None:
    assert numbers(batch_of(outbox(1, 1, 1), 10, bytes_max=2 * (CHANGE_BYTES + 2))) == [1, 2]


def test_batch_reads_no_further_than_it_must() -> None:
    read: list[int] = []

    def waiting() -> object:
        for one in outbox(*[1] * 100):
            read.append(one.n)
            yield one

    batch_of(waiting(), 3)  # type: ignore[arg-type]  # a generator of changes
    assert len(read) <= 6


@PROPERTY
@given(st.lists(st.integers(1, 6), max_size=12), st.integers(1, 12))
def test_batches_give_the_whole_outbox_in_order(gestures: list[int], changes_max: int) -> None:
    waiting, sent = outbox(*gestures), list[int]()
    while waiting:
        batch = batch_of(waiting, changes_max)
        assert batch
        assert len(batch) <= max(changes_max, *gestures)
        assert len({one.txn for one in batch} & {one.txn for one in waiting[len(batch) :]}) == 0
        sent += numbers(batch)
        waiting = waiting[len(batch) :]
    assert sent == list(range(1, sum(gestures) + 1))
