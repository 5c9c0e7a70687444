"""A push as it comes over the line: read by a compiled reader where our devices wrote it, else by the codec.

The compiled reader decides nothing. It takes a push only if each change, written again, is what came to the byte, and
nothing in it is for anybody to refuse; else it steps back, and the codec says what is wrong. A fifth of the price.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec

from sync.core.ids import is_id
from sync.core.instants import parse_instant
from sync.core.model import EDITS_PER_CHANGE_MAX, Change
from sync.protocol.exchange_codec import WORD_CHARACTERS_MAX, push_of_json
from sync.protocol.json_parts import INTEGER_MAX, read_json
from sync.protocol.messages import PUSH_CHANGES_MANY, PUSH_CHANGES_MAX, PUSH_CHANGES_UNTOLD, PushAnswer, PushRequest
from sync.server.callers import Caller
from sync.server.numbers import HASH_BYTES, Numbered, Ruling, check_gestures, checked
from sync.server.quick_json import all_quick, quick_json
from sync.server.rows import json_text


@dataclass(frozen=True, slots=True)
class Arrived:
    """A push that is one device's work in one run of numbers."""

    epoch: str
    changes: list[Numbered]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a push is answered: one ruling per change."""

    epoch: str
    rulings: list[Ruling]
    next_n: int
    durable_n: int
    server_time: str

    @property
    def changes_max(self) -> int:
        """How many changes the next push may hold; who sends few need not know."""
        return PUSH_CHANGES_MAX if len(self.rulings) >= PUSH_CHANGES_MANY else PUSH_CHANGES_UNTOLD

    def answer(self) -> PushAnswer:
        """Give the answer as a value."""
        verdicts = tuple(ruling.verdict for ruling in self.rulings)
        return PushAnswer(self.epoch, verdicts, self.next_n, self.durable_n, self.server_time, self.changes_max)

    def text(self) -> bytes:
        """Write the answer: what `push_answer_to_json` gives, of verdicts that are written already."""
        verdicts = ",".join(ruling.text for ruling in self.rulings)
        told = f'"changes_max":{self.changes_max},' if self.changes_max != PUSH_CHANGES_UNTOLD else ""
        return (
            f'{{{told}"durable_n":{self.durable_n},"epoch":{json_text(self.epoch)},"next_n":{self.next_n},'
            f'"server_time":"{self.server_time}","verdicts":[{verdicts}]}}'
        ).encode()


class _Push(msgspec.Struct):
    device: str
    epoch: str
    changes: list[msgspec.Raw]


_PUSH: Final = msgspec.json.Decoder(_Push)
_CHANGE: Final = msgspec.json.Decoder(Change)


def arrived(caller: Caller, body: bytes) -> Arrived:
    """Read a push of this caller; raise `not-json`, `not-valid`."""
    return _quickly(caller, body) or arrived_as(caller, push_of_json(read_json(body)))


def arrived_as(caller: Caller, request: PushRequest) -> Arrived:
    """Take a push that is read already; raise `not-valid`."""
    return Arrived(request.epoch, checked(request, device=caller.device, agent=caller.agent))


def _quickly(caller: Caller, body: bytes) -> Arrived | None:
    try:
        push = _PUSH.decode(body)
        if not _is_of(caller, push):
            return None
        found = [_numbered(raw) for raw in push.changes]
    except (msgspec.DecodeError, ValueError):
        return None
    changes = [one for one in found if one is not None]
    if len(changes) < len(found) or not _are_of(caller, [one.change for one in changes]):
        return None
    check_gestures([one.change for one in changes])
    return Arrived(push.epoch, changes)


def _is_of(caller: Caller, push: _Push) -> bool:
    is_short = len(push.changes) <= PUSH_CHANGES_MAX and len(push.epoch) <= WORD_CHARACTERS_MAX
    return push.device == caller.device and is_short


def _are_of(caller: Caller, changes: list[Change]) -> bool:
    first_n = changes[0].n if changes else 1
    return first_n > 0 and all(
        change.device == caller.device and change.agent == caller.agent and change.n == n
        for n, change in enumerate(changes, start=first_n)
    )


def _numbered(raw: msgspec.Raw) -> Numbered | None:
    """Read one change; None, or an exception of the reader, where it is the codec's business."""
    change = _CHANGE.decode(raw)
    offset_ms = "null" if change.offset_ms is None else change.offset_ms
    edits = quick_json(change.edits).decode()
    text = (
        f'{{"agent":"{change.agent}","base_rv":{change.base_rv},"device":"{change.device}","edits":{edits},'
        f'"id":"{change.id}","kind":"{change.kind}","made_at":"{change.made_at}","n":{change.n},'
        f'"offset_ms":{offset_ms},"op":"{change.op.value}","schema":{change.schema},'
        f'"scope_epoch":{change.scope_epoch},"txn":"{change.txn}"}}'
    )
    written = text.encode()
    # What is not what came was written by somebody else, or holds what we write otherwise: a name given twice, a
    # number with an exponent, a member that we do not know.
    if written != bytes(raw) or not _is_sound(change):
        return None
    return Numbered(change, text, hashlib.blake2b(written, digest_size=HASH_BYTES).hexdigest(), is_quick=True)


def _is_sound(change: Change) -> bool:
    parse_instant(change.made_at)
    return (
        is_id(change.id)
        and is_id(change.txn)
        and change.kind.isidentifier()
        and 0 <= change.n <= INTEGER_MAX
        and 0 <= change.base_rv <= INTEGER_MAX
        and 0 <= change.scope_epoch <= INTEGER_MAX
        and 0 <= change.schema <= INTEGER_MAX
        and abs(change.offset_ms or 0) <= INTEGER_MAX
        and len(change.edits) <= EDITS_PER_CHANGE_MAX
        and all_quick(change.edits)
    )
