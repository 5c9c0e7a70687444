"""How much goes into one push: whole gestures only, because the server judges a gesture all or none."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sync.core.model import Change
from sync.protocol.codec import change_text
from sync.protocol.messages import PUSH_BYTES_MAX

ENVELOPE_BYTES = 1_024
"""What the message around the changes may take of `PUSH_BYTES_MAX`."""


def batch_of(
    changes: Iterable[Change], changes_max: int, bytes_max: int = PUSH_BYTES_MAX - ENVELOPE_BYTES
) -> tuple[Change, ...]:
    """Give the first whole gestures within both limits, and the first gesture whatever its size.

    `changes` are the waiting ones by number; it reads no further than the first gesture that does not fit.
    """
    batch: list[Change] = []
    size_bytes = 0
    for gesture in _gestures(changes):
        size_bytes += sum(len(change_text(change).encode()) + 1 for change in gesture)
        if batch and (len(batch) + len(gesture) > changes_max or size_bytes > bytes_max):
            break
        batch.extend(gesture)
    return tuple(batch)


def _gestures(changes: Iterable[Change]) -> Iterator[list[Change]]:
    for _, gesture in groupby(changes, key=lambda change: change.txn):
        yield list(gesture)
