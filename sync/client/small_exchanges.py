"""The device's end of small exchanges: when one may do, and what must be known for it; see `sync.protocol`.

Everything here is forgotten with the process, and at the first word of the server that it does not go so; whoever
asks then pushes and pulls as ever. Nothing is lost by that: a push that was judged gets its verdicts again.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.client.account import Account, raise_meaning
from sync.client.http_transport import Ask
from sync.client.ports import TransportTrouble
from sync.core.digest import Digest
from sync.core.model import Change
from sync.core.session import Trouble
from sync.core.values import altered
from sync.protocol.addresses import SYNC
from sync.protocol.messages import PULL_PAGE_BYTES_MAX, PULL_ROWS_MAX, PullPage, PullRequest
from sync.protocol.packing import pack, unpack
from sync.protocol.problems import ProblemError
from sync.protocol.small_exchange import (
    HANDLE_BYTES,
    SmallAnswer,
    Stand,
    answer_of_text,
    asked_text,
    position_of,
)

_AS_EVER = frozenset({"not-found", "not-signed-in", "not-valid", "not-json", "wrong-method", "too-large"})
"""Problems that a push or a pull may not have, or that their own way mends."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The last page that reached the head of the log: what is known at its position."""

    epoch: str
    cursors: Mapping[str, int]
    digests: Mapping[str, Digest]


class SmallExchanges:
    """Small exchanges of one signed-in device, as long as its server goes along."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._handle = b""
        self._head: _Head | None = None

    def introduced(self, request: PullRequest) -> PullRequest:
        """Ask for a handle with an ordinary pull, where there is none."""
        return request if self._handle else altered(request, wants_handle=True)

    def hear(self, page: PullPage) -> None:
        """Learn from a page: a handle, and the digests at the head."""
        if page.opened.handle:
            self._handle = _handle_of(page.opened.handle)
        checkpoint = page.checkpoint
        is_head = not checkpoint.more and checkpoint.digests.keys() == checkpoint.cursors.keys()
        self._head = _Head(page.opened.epoch, checkpoint.cursors, checkpoint.digests) if is_head else None

    async def asked(self, pull: PullRequest, changes: Sequence[Change] = ()) -> SmallAnswer | None:
        """Push these changes and read the page after them; None where it does not go so, and nothing is known.

        Raises as `Transport.push`. What was heard at the head must be just what the pull asks from: the server tells
        no more than what moved since.
        """
        head, position = self._head, position_of(pull.cursors)
        if not self._handle or head is None or position is None or pull.purged or pull.rows_max != PULL_ROWS_MAX:
            return None
        if (head.epoch, head.cursors) != (pull.epoch, pull.cursors):
            return None
        tokens = await self._account.tokens()
        stand = Stand(pull.device, tokens.agent, pull.epoch, tuple(sorted(pull.cursors)))
        content = self._handle + stand.mark() + pack(asked_text(position, changes), stand.words())
        try:
            body = await self._account.asked_by_handle(Ask("POST", SYNC, content=content))
        except ProblemError as problem:
            self._handle = b""
            if problem.kind.code in _AS_EVER:
                return None
            raise_meaning(problem)
        return self._read(body, stand, head)

    def _read(self, body: bytes, stand: Stand, head: _Head) -> SmallAnswer:
        try:
            text = unpack(body, stand.words(), PULL_PAGE_BYTES_MAX)
            answer = answer_of_text(text, stand, head.digests)
        except ProblemError:
            # Of our server, or of a portal that says yes to everything: the next try goes as ever.
            self._handle = b""
            raise TransportTrouble(Trouble.STRANGE) from None
        if answer.page is not None:
            self.hear(answer.page)
        return answer


def _handle_of(text: str) -> bytes:
    try:
        handle = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return handle if len(handle) == HANDLE_BYTES else b""
