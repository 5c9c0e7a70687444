"""What the client's half of sync needs of the world: a store, a transport, photos, a clock, randomness.

The real ones live in `fieldapp/replica` (store), `http_transport` and `uploads` (server); the in-memory ones in
`memory_store` and in the simulator. A store, real or in memory, passes `tests/contract/sync_store.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.client.hearing import Ordered, no_order
from sync.core.model import Change
from sync.core.session import Trouble
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest, Tokens


class TransportTrouble(Exception):
    """The exchange failed and nothing is known of its outcome; it is safe to try it again."""

    def __init__(self, trouble: Trouble, retry_after_ms: int = 0) -> None:
        """Say how it failed, and how long the server asked to wait (0: it did not)."""
        self.trouble = trouble
        self.retry_after_ms = retry_after_ms
        super().__init__(trouble)


class ServerKeyDiffers(TransportTrouble):
    """What answers has another key than the one pinned for our server; nothing was sent to it."""


class SignInNeeded(Exception):
    """The server no longer takes our tokens; only the agent can help. Unsent work stays."""


@dataclass(eq=False)
class DeviceRevoked(Exception):
    """The town hall revoked this device."""

    order: str = ""
    """The signed order to wipe, as it came; empty where there is none."""


class LeaseEnded(Exception):
    """This device was away for longer than its lease: it sends, and reads nothing until a sign-in."""


class ClientTooOld(Exception):
    """The server no longer answers this schema; it still takes what we send."""


class EpochDiffers(Exception):
    """The server came back from a backup since we last read it; reading it tells what it has forgotten."""


@dataclass(eq=False)
class NumberTaken(Exception):
    """Another change was judged under our number: this device's identity was copied. Sending must stop.

    Changes before that number are judged, as ours; from it on the server has none of ours. See `enrol_anew`.
    """

    n: int
    """The first number that is another's."""


class StoreFull(Exception):
    """The device has no room to store what came; nothing of it was stored, and it is safe to try it again."""


@dataclass(eq=False)
class NumbersDiffer(Exception):
    """The server expects another number than the batch starts with (a restored server, a lost answer)."""

    next_n: int
    """The number that the server expects."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the store stands, as the engine needs it to ask for more."""

    device: str
    epoch: str
    """The server's epoch last seen; empty before the first pull."""
    cursors: dict[str, int]
    purged: dict[str, int]
    """Scopes taken away and purged, not yet acknowledged: scope -> rows."""


@dataclass(frozen=True, slots=True)
class PullOutcome:
    """What applying a page did; the engine logs it, the screens show it."""

    kinds: frozenset[str]
    """Kinds whose rows changed: screens that show them read again."""
    parked: int = 0
    """Rows that this version could not apply: kept aside, counted, tried again after an update."""
    mismatched: tuple[str, ...] = ()
    """Scopes whose digest differs from the server's: their cursor was set back to read them again."""
    purged_rows: int = 0
    again: bool = False
    """Whether the store wants another page at once, whatever the log says: something is read from the start again."""
    replayed: int = 0
    """Changes that wait for a verdict again, because the server has forgotten theirs."""
    is_copied: bool = False
    """Whether the server knows changes under our name that we never made: somebody else bears our identity."""


class SyncStore(Protocol):
    """The device's memory of what was sent, judged and read. Each method is one durable transaction."""

    async def standing(self) -> Standing:
        """Say where the store stands."""
        ...

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give the oldest unjudged changes, whole gestures only, at most `changes_max` unless one is larger.

        Those after the number `after_n`, which ends a gesture: what stands before it is on its way already.
        """
        ...

    async def unsent_count(self) -> int:
        """Count the changes that wait for a verdict."""
        ...

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store the verdicts (and forget durable changes); give the kinds whose rows changed.

        Verdicts for numbers already settled are ignored; a rejected change leaves the shown row and waits in
        « À rapprocher » with its original values.
        """
        ...

    async def replay_from(self, next_n: int) -> int:
        """Make the changes from this number on unsent again (a restored server); give how many."""
        ...

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page and its cursors together, then replay unsent changes on top of what changed."""
        ...

    async def enrol_anew(self, device: str) -> int:
        """Take another identity, with which the server knows nothing yet; give how many changes wait under it.

        What waits is numbered anew from 1. What was refused stays in « À rapprocher » under numbers below 1. What
        was judged under the old identity is the server's, and leaves.
        """
        ...


class Transport(Protocol):
    """One server, as seen by one signed-in device."""

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        """Let a request be on its way: the `push` or `pull` of this very one gives its answer or trouble.

        Any other exchange drops it. It may have arrived all the same: sent again, it gets the same verdicts. Behind a
        push, `then` is the page to be read once that is judged: in the same exchange, where both ends can do so. The
        `pull` of it gives that page as it was then, or asks now.
        """
        ...

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        """Send changes and give their verdicts; `upcoming`, probably the next, may be made ready meanwhile.

        Raises `TransportTrouble`, `SignInNeeded`, `DeviceRevoked`, `EpochDiffers`, `NumbersDiffer`, `NumberTaken`.
        """
        ...

    async def pull(self, request: PullRequest) -> PullPage:
        """Read the next page; raise as `push`, or `ClientTooOld`, or `LeaseEnded`."""
        ...


class Photos(Protocol):
    """The queue of photo bytes, both ways; bytes move after rows, one chunk at a time."""

    async def step(self) -> bool:
        """Move one chunk of the next photo that may move now; say whether more waits. Raises as `push`."""
        ...


class Clock(Protocol):
    """Time and waiting; the simulator owns both."""

    def now_ms(self) -> int:
        """Give the device's wall clock in Unix milliseconds; it may jump."""
        ...

    def monotonic_ms(self) -> int:
        """Give a clock that never jumps, for waiting."""
        ...


class Jitter(Protocol):
    """Randomness for back-off."""

    def random(self) -> float:
        """Give a number in 0..1."""
        ...


class Alarm(Protocol):
    """Waiting that can be cut short. A ring while nobody waits ends the next wait at once."""

    async def wait(self, until_ms: int | None) -> None:
        """Wait for the ring, at most until this moment of the monotonic clock."""
        ...

    def ring(self) -> None:
        """End the wait."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that one engine works on."""

    store: SyncStore
    transport: Transport
    photos: Photos
    clock: Clock
    jitter: Jitter
    alarm: Alarm
    ordered: Ordered = no_order


class Credentials(Protocol):
    """Where a device keeps its tokens; each method returns once it is durable."""

    async def load(self) -> Tokens | None:
        """Give the tokens last saved; None before the first sign-in and after signing out."""
        ...

    async def save(self, tokens: Tokens) -> None:
        """Replace the tokens in one step: a kill leaves the old ones or the new ones."""
        ...

    async def forget(self) -> None:
        """Delete the tokens."""
        ...


@dataclass(frozen=True, slots=True)
class PhotoBytes:
    """One file to move: a photo (or a document), or its thumbnail. The hash is its address at the server."""

    attachment: str
    sha256: str
    size_bytes: int
    is_thumbnail: bool
    sent_bytes: int = 0
    """How far the server had it when we last heard."""
    is_ahead: bool = False
    """Whether it is fetched before anybody asked: last of all, and never on a metered network."""


class PhotoShelf(Protocol):
    """The device's photo files and the queue of those that are to move."""

    async def outgoing(self) -> Sequence[PhotoBytes]:
        """List bytes that this device alone has, oldest first, of attachments that the server has taken.

        At most `PHOTOS_LISTED_MAX`; thumbnails and photos mixed: the queue puts thumbnails first.
        """
        ...

    async def incoming(self) -> Sequence[PhotoBytes]:
        """List bytes wanted here: thumbnails of attachments that I see, newest first, and photos asked for.

        At most `PHOTOS_LISTED_MAX`; of those only what the server has received (`received_at`).
        """
        ...

    async def read(self, photo: PhotoBytes, offset: int, length: int) -> bytes:
        """Give a part of a file; `PhotoMissing` when the file is gone or damaged."""
        ...

    async def mark_sent(self, photo: PhotoBytes, offset: int) -> None:
        """Note how far the server has it; at `size_bytes` the hash is confirmed, and the file may be let go."""
        ...

    async def keep(self, photo: PhotoBytes, content: bytes) -> None:
        """Store fetched bytes whose hash is right; raise `StoreFull` when there is no room."""
        ...


class PhotoMissing(Exception):
    """The file that should be sent is gone or damaged; the others go on."""


PHOTOS_LISTED_MAX = 50
