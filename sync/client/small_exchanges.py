"""The device's end of small exchanges: when one may do, and what must be known for it; see `sync.protocol`.

Everything here is forgotten with the process, and at the first word of the server that it does not go so; whoever
asks then pushes and pulls as ever. Nothing is lost by that: a push that was judged gets its verdicts again.
"""

import binascii
import os
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
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError
from sync.protocol.small_exchange import (
    HANDLE_BYTES,
    SmallAnswer,
    Stand,
    answer_of_text,
    asked_text,
    position_of,
)
from sync.protocol.small_proof import (
    COUNT_MAX,
    KEY_BYTES,
    NAME_BYTES,
    PROVEN_HANDLE_BYTES,
    agreed_key,
    half_of,
    proven_body,
)

_AS_EVER = frozenset({"not-found", "not-signed-in", "not-proven", "not-valid", "not-json", "wrong-method", "too-large"})
"""Problems that a push or a pull may not have, or that their own way mends."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The last page that reached the head of the log: what is known at its position."""

    epoch: str
    cursors: Mapping[str, int]
    digests: Mapping[str, Digest]


class _Handle:
    """What stands for our token: a right for its bearer, or a name with a key that proves each use."""

    def __init__(self, name: bytes, key: bytes = b"") -> None:
        self._name = name
        self._key = key
        self._count = 0

    @property
    def is_spent(self) -> bool:
        """Tell whether all its counts were used."""
        return self._count >= COUNT_MAX

    def body(self, stand: Stand, text: bytes) -> bytes:
        """Write the body of the next exchange."""
        if not self._key:
            return self._name + stand.mark() + text
        self._count += 1
        return proven_body(self._key, self._name, self._count, stand.text(), text)


class SmallExchanges:
    """Small exchanges of one signed-in device, as long as its server goes along."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._seed = b""
        """Of our half of the key that was asked for last."""
        self._handle: _Handle | None = None
        self._head: _Head | None = None

    def introduced(self, request: PullRequest) -> PullRequest:
        """Ask for a handle with an ordinary pull, where there is none."""
        if self._handle is not None and not self._handle.is_spent:
            return request
        if not self._account.proves:
            return altered(request, wants_handle=True)
        self._seed = os.urandom(KEY_BYTES)
        return altered(request, wants_handle=True, handle_key=half_of(self._seed))

    def hear(self, page: PullPage) -> None:
        """Learn from a page: a handle, and the digests at the head."""
        if page.opened.handle:
            self._handle, self._seed = _handle_of(page.opened.handle, self._seed), b""
        checkpoint = page.checkpoint
        is_head = not checkpoint.more and checkpoint.digests.keys() == checkpoint.cursors.keys()
        self._head = _Head(page.opened.epoch, checkpoint.cursors, checkpoint.digests) if is_head else None

    async def asked(self, pull: PullRequest, changes: Sequence[Change] = ()) -> SmallAnswer | None:
        """Push these changes and read the page after them; None where it does not go so, and nothing is known.

        Raises as `Transport.push`. What was heard at the head must be just what the pull asks from: the server tells
        no more than what moved since.
        """
        head, position = self._head, position_of(pull.cursors)
        handle = self._handle
        if (
            handle is None
            or handle.is_spent
            or head is None
            or position is None
            or pull.purged
            or pull.rows_max != PULL_ROWS_MAX
        ):
            return None
        if (head.epoch, head.cursors) != (pull.epoch, pull.cursors):
            return None
        tokens = await self._account.tokens()
        stand = Stand(pull.device, tokens.agent, pull.epoch, tuple(sorted(pull.cursors)))
        content = handle.body(stand, pack(asked_text(position, changes), stand.words()))
        try:
            body = await self._account.asked_by_handle(Ask("POST", SYNC, content=content))
        except ProblemError as problem:
            self._handle = None
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
            self._handle = None
            raise TransportTrouble(Trouble.STRANGE) from None
        if answer.page is not None:
            self.hear(answer.page)
        return answer


def _handle_of(text: str, seed: bytes) -> _Handle | None:
    """Read a handle; None of what is none, or of a key that is too weak to prove anything."""
    try:
        handle = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(handle) == HANDLE_BYTES:
        return _Handle(handle)
    if len(handle) != PROVEN_HANDLE_BYTES or not seed:
        return None
    name, theirs = handle[:NAME_BYTES], handle[NAME_BYTES:].hex()
    try:
        return _Handle(name, agreed_key(seed, theirs, half_of(seed), theirs))
    except WrongKey:
        return None
