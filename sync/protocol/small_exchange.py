"""The small exchange: a push and the page after it in one request, by what both ends know already (`SYNC`).

A device that has read everything stands at one position in all of its scopes, and that is how nearly every exchange
begins. Then a handle says who asks, six bytes say as what (the server's epoch, the scopes that are followed), and
one number from where. Whoever stands otherwise, or has a purge to tell, pushes and pulls as ever.

    asked      16 bytes (name, count and tag: `small_proof`; of a bearer: handle and stand), then packed:
               [position], then the changes, a line each
    answered   packed: [server_time, next_n, durable_n, verdicts, page], then the rows, a line each

`page` is [scope_epoch, position, more, digests, fences]: of the digests only those of scopes in which something
happened since; the others are as they were told at the position from which the device asks. It is null where no page
could be read; then the device asks for it as ever, and hears why.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sync.core.digest import Digest
from sync.core.model import Change, Json
from sync.protocol.codec import change_text, line_of_json, not_valid, verdict_to_json, write_json
from sync.protocol.exchange_codec import push_answer_of_json, push_of_json
from sync.protocol.json_parts import INTEGER_MAX, loaded_json
from sync.protocol.messages import Checkpoint, Gone, Opened, PullPage, PullRequest, PushAnswer, PushRequest, Put
from sync.protocol.page_codec import line_of_text

HANDLE_BYTES: Final = 10
"""80 bits of chance: who guesses at one of 20,000 handles ten thousand times a second needs a hundred million years."""
STAND_BYTES: Final = 6
SCOPES_IN_WORDS: Final = 100
"""So many names of scopes are known to the packing of a session."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What both ends must agree on before they may leave it out."""

    device: str
    agent: str
    epoch: str
    scopes: tuple[str, ...]
    """The scopes that are followed, sorted."""

    def text(self) -> bytes:
        """Give what the tag of a proven exchange covers beside its text."""
        return "\n".join((self.device, self.epoch, *self.scopes)).encode()

    def mark(self) -> bytes:
        """Give the bytes by which the server sees that a bearer means the same."""
        return hashlib.blake2b(self.text(), digest_size=STAND_BYTES).digest()

    def words(self) -> bytes:
        """Give what the packing of this session knows beforehand."""
        return " ".join((*self.scopes[:SCOPES_IN_WORDS], self.agent, self.device)).encode()


@dataclass(frozen=True, slots=True)
class SmallAnswer:
    """What a small exchange brings: the verdicts, and the page where it could be read."""

    pushed: PushAnswer
    """Without verdicts where nothing was pushed."""
    page: PullPage | None


def position_of(cursors: Mapping[str, int]) -> int | None:
    """Give the one position of all scopes; None where they differ, or where nothing was read."""
    positions = set(cursors.values())
    return positions.pop() if len(positions) == 1 else None


def asked_text(position: int, changes: Iterable[Change]) -> bytes:
    """Write what is asked."""
    return "\n".join((f"[{position}]", *map(change_text, changes))).encode()


def asked_of_text(text: bytes, stand: Stand) -> tuple[PullRequest, PushRequest | None]:
    """Read what is asked; raise `not-json` or `not-valid`."""
    head, *lines = text.split(b"\n")
    match loaded_json(head):
        case [int(position)] if type(position) is int and 0 <= position <= INTEGER_MAX:
            pull = PullRequest(stand.device, stand.epoch, dict.fromkeys(stand.scopes, position))
        case _:
            raise not_valid("/position")
    if not lines:
        return pull, None
    document = {"device": stand.device, "epoch": stand.epoch, "changes": [loaded_json(line) for line in lines]}
    return pull, push_of_json(document)


def answer_text(pushed: PushAnswer, page: Json, rows: Iterable[bytes]) -> bytes:
    """Write the answer; `page` is null or as above, `rows` are lines of a page with their newlines."""
    verdicts = [verdict_to_json(verdict) for verdict in pushed.verdicts]
    head: Json = [pushed.server_time, pushed.next_n, pushed.durable_n, verdicts, page]
    return write_json(head) + b"\n" + b"".join(rows)


def page_head(opened: Opened, checkpoint: Checkpoint, moved: Collection[str]) -> Json:
    """Write what is around the rows of a page; digests of scopes that did not move are left out."""
    digests = {s: [one.count, one.hex] for s, one in checkpoint.digests.items() if s in moved}
    return [opened.scope_epoch, position_of(checkpoint.cursors), checkpoint.more, digests, dict(opened.fences)]


def answer_of_text(text: bytes, stand: Stand, known: Mapping[str, Digest]) -> SmallAnswer:
    """Read the answer; raise `not-json`, `not-valid`. `known` are the digests at the asked position."""
    head, *lines = text.split(b"\n")
    match loaded_json(head):
        case [server_time, next_n, durable_n, verdicts, page]:
            told: dict[str, Json] = {"server_time": server_time, "next_n": next_n, "durable_n": durable_n}
        case _:
            raise not_valid("/answer")
    pushed = push_answer_of_json({**told, "epoch": stand.epoch, "verdicts": verdicts})
    return SmallAnswer(pushed, _page_of(page, told, stand, known, lines) if page is not None else None)


def _page_of(
    page: Json, told: Mapping[str, Json], stand: Stand, known: Mapping[str, Digest], lines: Sequence[bytes]
) -> PullPage:
    match page:
        case [scope_epoch, int(position), bool(more), dict(digests), fences]:
            around = {"epoch": stand.epoch, "granted": list(stand.scopes), "scope_epoch": scope_epoch, "fences": fences}
        case _:
            raise not_valid("/page")
    opened = line_of_json({"open": {**told, **around}})
    ended = line_of_json(
        {"checkpoint": {"cursors": dict.fromkeys(stand.scopes, position), "digests": digests, "more": more}}
    )
    rows = [line_of_text(line) for line in lines if line]
    assert isinstance(opened, Opened), "written so above"
    assert isinstance(ended, Checkpoint), "written so above"
    if not all(isinstance(row, (Put, Gone)) for row in rows):
        raise not_valid("/row")
    whole = Checkpoint(ended.cursors, {} if more else {**known, **ended.digests}, more)
    return PullPage(opened, tuple(row for row in rows if isinstance(row, (Put, Gone))), whole)
