"""The numbers of a push: (device, n) names a change for ever, and the same name never means two things.

A number that was judged before gets its stored verdict, if the payload is the same; another payload under it is the
problem `number-reused`, a missing one `number-gap` with the number that the server expects.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from sync.core.model import CHANGES_PER_GESTURE_MAX, Change, Verdict
from sync.protocol.codec import change_text, not_valid, verdict_of_json
from sync.protocol.messages import PUSH_CHANGES_MAX, PushRequest
from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.quick_json import all_quick
from sync.server.rows import DeviceRow, JudgedRow
from sync.server.store import Unit

HASH_BYTES = 16


class Ruling(NamedTuple):
    """A verdict, and its canonical JSON as it is kept and told."""

    verdict: Verdict
    text: str


class Numbered(NamedTuple):
    """A change as it came, with the text that is kept and its hash."""

    change: Change
    text: str
    payload_hash: str
    is_quick: bool = False
    """Whether `quick_json` may write all its values."""


def checked(request: PushRequest, *, device: str, agent: str) -> list[Numbered]:
    """Check that a push is one device's work in one run of numbers; raise `not-valid` otherwise."""
    if request.device != device:
        raise not_valid("/device", "not-yours")
    if len(request.changes) > PUSH_CHANGES_MAX:
        raise not_valid("/changes", "too-many")
    check_gestures(request.changes)
    for index, change in enumerate(request.changes):
        if change.device != device:
            raise not_valid(f"/changes/{index}/device", "not-yours")
        if change.agent != agent:
            raise not_valid(f"/changes/{index}/agent", "not-yours")
        if change.n != request.changes[0].n + index or change.n < 1:
            raise not_valid(f"/changes/{index}/n", "not-in-order")
    return [numbered(change, at=f"/changes/{index}") for index, change in enumerate(request.changes)]


def check_gestures(changes: Sequence[Change]) -> None:
    """Check that no gesture is longer than one may be; raise `not-valid` otherwise."""
    length = 0
    for index, change in enumerate(changes):
        length = length + 1 if index and change.txn == changes[index - 1].txn else 1
        if length > CHANGES_PER_GESTURE_MAX:
            raise not_valid(f"/changes/{index}/txn", "too-many")


def numbered(change: Change, *, at: str = "") -> Numbered:
    """Write a change as it is kept; raise `not-valid` for values that are no JSON of ours."""
    try:
        text = change_text(change)
        payload_hash = hashlib.blake2b(text.encode(), digest_size=HASH_BYTES).hexdigest()
    except ValueError:
        # NaN, infinity or half a surrogate pair: nothing that a peer of ours can have written.
        raise not_valid(at) from None
    return Numbered(change, text, payload_hash, all_quick(change.edits))


def split_known(unit: Unit, device: DeviceRow, changes: Sequence[Numbered]) -> tuple[list[Ruling], list[Numbered]]:
    """Part a push into the stored verdicts of what was judged before, and what is new."""
    known = [one for one in changes if one.change.n <= device.last_n]
    fresh = list(changes[len(known) :])
    if fresh and fresh[0].change.n != device.last_n + 1:
        raise ProblemError("number-gap", next_n=device.last_n + 1)
    rows = unit.get(JudgedRow, [(device.device, one.change.n) for one in known]) if known else {}
    return [_stored(rows[device.device, one.change.n], one) for one in known], fresh


def _stored(row: JudgedRow, again: Numbered) -> Ruling:
    if row.payload_hash != again.payload_hash:
        # Two devices with one identity, each with its own work: the one that comes second enrols anew.
        logs.event("identity-copied", device=row.device, n=row.n)
        raise ProblemError("number-reused", n=row.n)
    return Ruling(verdict_of_json(json.loads(row.verdict_json)), row.verdict_json)
