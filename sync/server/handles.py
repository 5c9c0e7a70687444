"""Handles: what stands for an access token in small exchanges, as long as it lives.

    proven    four bytes that name a key, for a device whose token is bound to its own; each exchange is proven under
              it (`sync.protocol.small_proof`) and counted: one that comes again, or late, is not taken
    bearer    ten bytes of chance that are the right itself, for a device from before there were proofs

Kept in memory only. A server that starts anew knows none; who comes with one hears `not-found` and asks as ever, with
the token, which brings the next one. The session behind it is checked at each use, as behind the token itself.
"""

import base64
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError
from sync.protocol.small_exchange import HANDLE_BYTES
from sync.protocol.small_proof import (
    KEY_BYTES,
    NAME_BYTES,
    PROVEN_HEAD_BYTES,
    ProvenHead,
    agreed_key,
    half_of,
    proven_head,
    tag_of,
)
from sync.server.auth import SignedIn

HANDLES_MAX = 20_000
"""The one that was not used for longest goes first."""


@dataclass(slots=True)
class Handed:
    """What a handle stands for."""

    signed: SignedIn
    schema: int
    """What its device can read."""
    key: bytes = field(default=b"", repr=False)
    """What proves its exchanges; empty for a bearer's."""
    count: int = 0
    """Of the last exchange that was taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A small exchange: whose handle it names, its head, and the packed text."""

    handed: Handed
    head: ProvenHead | None
    mark: bytes
    """Where a bearer says that he stands."""
    text: bytes


class Handles:
    """The handles of one process; for any thread."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Handed] = OrderedDict()

    def give(self, signed: SignedIn, schema: int, half: str = "") -> str:
        """Give a new handle, as text; `half` is the device's half of the key: a bound token gets none without."""
        if not signed.jkt:
            return base64.b64encode(self._named(HANDLE_BYTES, Handed(signed, schema))).decode()
        if not half:
            return ""
        seed = secrets.token_bytes(KEY_BYTES)
        mine = half_of(seed)
        try:
            key = agreed_key(seed, half, half, mine)
        except WrongKey:
            return ""
        name = self._named(NAME_BYTES, Handed(signed, schema, key))
        return base64.b64encode(name + bytes.fromhex(mine)).decode()

    def _named(self, length: int, handed: Handed) -> bytes:
        with self._lock:
            name = secrets.token_bytes(length)
            while name in self._known:
                name = secrets.token_bytes(length)
            self._known[name] = handed
            if len(self._known) > HANDLES_MAX:
                self._known.popitem(last=False)
        return name

    def look_up(self, body: bytes, stand_bytes: int) -> Asked:
        """Give what a body asks by a handle; raise `not-found` where it is unknown or its token has ended."""
        handed = self._found(body[:HANDLE_BYTES])
        if handed is not None:
            end = HANDLE_BYTES + stand_bytes
            return Asked(handed, None, body[HANDLE_BYTES:end], body[end:])
        head = proven_head(body)
        handed = self._found(head.name) if head is not None else None
        if head is None or handed is None:
            raise ProblemError("not-found")
        return Asked(handed, head, b"", body[PROVEN_HEAD_BYTES:])

    def prove(self, asked: Asked, stand: bytes) -> None:
        """Check that the device itself asks, from where the server knows it, and for the first time.

        Raises `not-proven` for another's tag, or where the two know another stand; `not-found` for a count that was.
        """
        assert asked.head is not None, "a bearer's handle proves nothing"
        handed, head = asked.handed, asked.head
        if not hmac.compare_digest(head.tag, tag_of(handed.key, head.count, stand, asked.text)):
            raise ProblemError("not-proven")
        with self._lock:
            if head.count <= handed.count:
                raise ProblemError("not-found")
            handed.count = head.count

    def _found(self, name: bytes) -> Handed | None:
        with self._lock:
            handed = self._known.get(name)
            if handed is not None and self._now_ms() >= handed.signed.expires_ms:
                del self._known[name]
                handed = None
            if handed is not None:
                self._known.move_to_end(name)
            return handed
