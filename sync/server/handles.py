"""Handles: ten bytes that stand for an access token in small exchanges, as long as it lives.

Kept in memory only. A server that starts anew knows none; who comes with one hears `not-found` and asks as ever, with
the token, which brings the next one. The session behind it is checked at each use, as behind the token itself.
"""

import base64
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sync.protocol.problems import ProblemError
from sync.protocol.small_exchange import HANDLE_BYTES
from sync.server.auth import SignedIn

HANDLES_MAX = 20_000
"""The one that was not used for longest goes first."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a handle stands for."""

    signed: SignedIn
    schema: int
    """What its device can read."""


class Handles:
    """The handles of one process; for any thread."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Handed] = OrderedDict()

    def give(self, signed: SignedIn, schema: int) -> str:
        """Give a new handle, as text."""
        handle = secrets.token_bytes(HANDLE_BYTES)
        with self._lock:
            self._known[handle] = Handed(signed, schema)
            if len(self._known) > HANDLES_MAX:
                self._known.popitem(last=False)
        return base64.b64encode(handle).decode()

    def look_up(self, handle: bytes) -> Handed:
        """Give what a handle stands for; raise `not-found` for one that is unknown or whose token has ended."""
        with self._lock:
            handed = self._known.get(handle)
            if handed is not None and self._now_ms() >= handed.signed.expires_ms:
                del self._known[handle]
                handed = None
            if handed is None:
                raise ProblemError("not-found")
            self._known.move_to_end(handle)
            return handed
