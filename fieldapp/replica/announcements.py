"""Who wants to hear which kinds changed: screens that show them read again.

An announcement is made after the commit, on the loop on which the listener subscribed, and says only what changed.
Beside the kinds of records there are subjects of the replica's own.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

OUTBOX = "outbox"
"""Something waits, or has got its verdict: what the status pill shows."""
DRAFT = "draft"
PHOTO = "photo"
"""Bytes of a photo came or went."""
DIGEST = "digest"
"""The digest of a shift was put away."""
RINGS = "rings"
"""The device called its agent's attention."""
TRAFFIC = "traffic"
"""What went over the line today was written down."""
STANDING = "standing"
"""The last contact, the scopes, a digest."""

Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True, eq=False, slots=True)
class _Subscription:
    kinds: frozenset[str]
    listener: Listener
    loop: asyncio.AbstractEventLoop | None


class Announcements:
    """The list of listeners; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: tuple[_Subscription, ...] = ()

    def subscribe(self, kinds: Iterable[str], listener: Listener) -> Callable[[], None]:
        """Call the listener with the changed kinds among these, on this loop; give the way to unsubscribe.

        Without a running loop the listener is called on the thread that announces.
        """
        subscription = _Subscription(frozenset(kinds), listener, _running_loop())
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
        return lambda: self._end(subscription)

    def announce(self, kinds: Iterable[str]) -> None:
        """Tell the listeners which kinds changed."""
        changed = frozenset(kinds)
        for subscription in self._subscriptions:
            heard = changed & subscription.kinds
            if heard:
                self._tell(subscription, heard)

    def _tell(self, subscription: _Subscription, heard: frozenset[str]) -> None:
        if subscription.loop is None:
            subscription.listener(heard)
        elif subscription.loop.is_closed():
            self._end(subscription)
        else:
            subscription.loop.call_soon_threadsafe(self._tell_if_there, subscription, heard)

    def _tell_if_there(self, subscription: _Subscription, heard: frozenset[str]) -> None:
        # It may have unsubscribed between the commit and this turn of the loop.
        if subscription in self._subscriptions:
            subscription.listener(heard)

    def _end(self, subscription: _Subscription) -> None:
        with self._lock:
            self._subscriptions = tuple(one for one in self._subscriptions if one is not subscription)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
