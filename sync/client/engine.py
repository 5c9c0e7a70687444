"""The sync engine: it performs what `sync.core.session` decides, over ports, and tells screens how it stands.

One coroutine, `run`, does one thing at a time: send a batch, apply a page, move a chunk, or wait. It knows neither an
event loop nor a socket, so that the simulator drives the very same code with a clock, a network and kills of its own.
Expected trouble comes as the typed exceptions of `ports` and becomes an event of the session. Anything else is a
broken promise of our own: this is the one boundary that stops it. Sync halts, the app goes on.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from weakref import WeakSet

from sync.client.ports import (
    ClientTooOld,
    DeviceRevoked,
    EpochDiffers,
    LeaseEnded,
    NumbersDiffer,
    NumberTaken,
    Ports,
    SignInNeeded,
    StoreFull,
    SyncStore,
    TransportTrouble,
)
from sync.core.session import (
    Action,
    Darkened,
    Event,
    Failed,
    Halt,
    Halted,
    Link,
    NothingToPush,
    Phase,
    Pull,
    Pulled,
    Push,
    Pushed,
    Seen,
    Session,
    Sleep,
    Trouble,
    Uploaded,
    Wake,
    Woken,
    after,
    grown_batch,
    next_action,
    started,
)
from sync.protocol.messages import PullPage, PullRequest, PushRequest

PAGES_AGAIN_MAX = 8
"""Pages in a row that only made the store read again; beyond it, the server contradicts itself."""
REPLAYS_MAX = 2
"""Times in a row that the server may ask for another number."""

_HALTS: Mapping[type[Exception], Halt] = {
    SignInNeeded: Halt.SIGNED_OUT,
    LeaseEnded: Halt.LEASE_ENDED,
    ClientTooOld: Halt.TOO_OLD,
    NumberTaken: Halt.COPIED,
}

_logger = logging.getLogger(__name__)
_engaged: WeakSet[SyncStore] = WeakSet()


@dataclass(frozen=True, slots=True)
class Status:
    """How sync stands, for screens. What waits is counted by the store: a count told here would be old."""

    doing: Phase = Phase.IDLE
    link: Link = Link.UNKNOWN
    halt: Halt | None = None
    trouble: Trouble | None = None
    """How the last exchange failed; None once one succeeds."""
    last_contact_ms: int | None = None
    """When the server last answered, by the device's clock (Unix ms)."""
    next_try_ms: int | None = None
    """While waiting after a failure: when the next try is due, by the device's clock."""
    agreed_ms: int | None = None
    """When all digests of the device and of the server were last compared and equal."""
    mismatched: tuple[str, ...] = ()
    """Scopes that differed at the last comparison, and are being read again."""


Listener = Callable[[Status], None]


class BrokenPromise(Exception):
    """What the log is told of a fault of ours: where it was, without the words that it may have quoted."""


class Engine:
    """Sync of one store with one server. At most one engine runs on a store at any time."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._session = Session()
        self._status = Status()
        self._listeners: list[Listener] = []
        self._stopping = False
        self._pages_again = 0
        self._replays = 0
        self._begun: PushRequest | PullRequest | None = None
        """What is on its way while the answer before it is kept: the next batch, or the next page."""

    @property
    def status(self) -> Status:
        """Give how sync stands now."""
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener at each change of the status; give what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def wake(self, why: Wake) -> None:
        """Say that a try is worthwhile; from the loop that runs the engine, at any time, as often as you like."""
        self._become(after(self._session, Woken(why), self._now_ms()))
        self._ports.alarm.ring()

    def halt(self, why: Halt) -> None:
        """Stop trying until `wake(Wake.PERSON)`: the agent cut the network, or has signed out."""
        self._begun = None
        self._become(after(self._session, Halted(why), self._now_ms()))
        self._ports.alarm.ring()

    def look(self, *, is_dark: bool) -> None:
        """Say whether anybody can see the app: while it is dark nothing begins by itself."""
        self._become(after(self._session, Darkened() if is_dark else Seen(), self._now_ms()))
        self._ports.alarm.ring()

    def stop(self) -> None:
        """Let `run` return once the exchange under way has ended; who cannot wait cancels it, nothing is lost."""
        self._stopping = True
        self._ports.alarm.ring()

    async def run(self) -> None:
        """Sync until `stop`. A second engine on the same store is a broken promise."""
        with _engagement(self._ports.store):
            while not self._stopping:
                await self._step()

    async def _step(self) -> None:
        action = next_action(self._session, self._now_ms())
        if isinstance(action, Sleep):
            await self._ports.alarm.wait(action.until_ms)
            return
        self._become(started(self._session, action))
        phase = self._session.phase
        event = await self._event_of(action)
        if not isinstance(event, (Pushed, Pulled)):
            self._begun = None
        if self._session.phase is phase or isinstance(event, Halted):
            self._learn(event)

    async def _event_of(self, action: Action) -> Event:
        """Perform the action; whatever happens becomes an event."""
        try:
            return await self._performed(action)
        except TransportTrouble as failure:
            return Failed(failure.trouble, self._ports.jitter.random(), failure.retry_after_ms)
        except StoreFull:
            return Failed(Trouble.FULL, self._ports.jitter.random())
        except DeviceRevoked as revoked:
            return await self._revoked(revoked.order)
        except (SignInNeeded, LeaseEnded, ClientTooOld, NumberTaken) as refusal:
            return Halted(_HALTS[type(refusal)])
        except Exception as fault:
            # The traceback says where; the fault's own words may quote a record, and are left out.
            told = BrokenPromise(type(fault).__name__).with_traceback(fault.__traceback__)
            _logger.exception("sync stopped: a promise of our own code is broken", exc_info=told)
            return Halted(Halt.BROKEN)

    async def _revoked(self, order: str) -> Event:
        """Pass an order to wipe on before anything else is done."""
        if order:
            await self._ports.ordered(order)
        return Halted(Halt.REVOKED)

    async def _performed(self, action: Action) -> Event:
        match action:
            case Push(changes_max):
                return await self._push(changes_max)
            case Pull():
                return await self._pull()
            case _:
                return Uploaded(await self._ports.photos.step())

    async def _push(self, changes_max: int) -> Event:
        begun, self._begun = self._begun, None
        if isinstance(begun, PushRequest):
            return await self._send(begun, grown_batch(self._session))
        store = self._ports.store
        changes = await store.unsent(changes_max)
        if not changes:
            return NothingToPush()
        standing = await store.standing()
        if not standing.epoch:
            # A push names the server that it is for; the first contact learns its name.
            return NothingToPush()
        request = PushRequest(standing.device, standing.epoch, changes)
        if len(changes) >= changes_max or self._session.is_dark:
            self._ports.transport.begin(request)
            return await self._send(request, grown_batch(self._session))
        # Nothing seems to wait behind these: the page after them may come with their verdicts.
        then = PullRequest(standing.device, standing.epoch, standing.cursors, purged=standing.purged)
        self._ports.transport.begin(request, then)
        return await self._send(request, 0, then)

    async def _send(self, request: PushRequest, following_max: int, then: PullRequest | None = None) -> Event:
        """Get the answer to a batch and keep it, the next one on its way meanwhile: both sides work at once.

        The server has judged all of this batch before any of the next one leaves, so that it meets them in order.
        `then` is the page that was asked for with it.
        """
        store, changes = self._ports.store, request.changes
        try:
            following = await store.unsent(following_max, changes[-1].n) if following_max else ()
            upcoming = replace(request, changes=following)
            answer = await self._ports.transport.push(request, upcoming if following else None)
        except EpochDiffers:
            return NothingToPush()
        except NumbersDiffer as gap:
            return await self._replay(gap.next_n)
        except NumberTaken as taken:
            earlier = tuple(change for change in changes if change.n < taken.n)
            if not earlier:
                raise
            # They were judged, as ours, in an answer that we never had: their verdicts first.
            return await self._send(replace(request, changes=earlier), 0)
        self._replays = 0
        in_order = following and (answer.epoch, answer.next_n) == (request.epoch, following[0].n)
        if in_order and self._session.phase is Phase.PUSH and not self._stopping:
            self._begun = upcoming
            self._ports.transport.begin(upcoming)
        elif self._session.phase is Phase.PUSH:
            self._begun = then
        await store.settle(answer)
        # To count what waits is to walk through all of it; while there is a next batch, it is enough to know that.
        return Pushed(len(following) if in_order else await store.unsent_count(), answer.changes_max)

    async def _replay(self, next_n: int) -> Event:
        store = self._ports.store
        self._replays += 1
        await store.replay_from(next_n)
        first = await store.unsent(1)
        if self._replays > REPLAYS_MAX or not first or first[0].n > next_n:
            # It asks for what we no longer have, or does not know itself: keep all, try again later.
            raise TransportTrouble(Trouble.STRANGE)
        return Pushed(await store.unsent_count())

    async def _pull(self) -> Event:
        store = self._ports.store
        begun, self._begun = self._begun, None
        standing = await store.standing()
        request = PullRequest(standing.device, standing.epoch, standing.cursors, purged=standing.purged)
        # What was begun counts only where it asks, word for word, what is to be asked now.
        page = await self._ports.transport.pull(
            begun if isinstance(begun, PullRequest) and begun == request else request
        )
        self._begin_next(request, page)
        outcome = await store.apply(page)
        self._pages_again = self._pages_again + 1 if outcome.again else 0
        if self._pages_again > PAGES_AGAIN_MAX:
            self._pages_again = 0
            raise TransportTrouble(Trouble.STRANGE)
        if outcome.replayed:
            # The server has forgotten verdicts: what waits for one again goes up as soon as this reading is done.
            self._become(after(self._session, Woken(Wake.WORK), self._now_ms()))
        if outcome.mismatched:
            self._tell(replace(self._status, mismatched=outcome.mismatched))
        elif page.checkpoint.digests and not outcome.again:
            self._tell(replace(self._status, mismatched=(), agreed_ms=self._ports.clock.now_ms()))
        if outcome.is_copied and not await store.unsent_count():
            # What waits goes up first: the verdict on it, or its number that is taken, says what is whose.
            return Halted(Halt.COPIED)
        return Pulled(page.checkpoint.more or outcome.again)

    def _begin_next(self, request: PullRequest, page: PullPage) -> None:
        """Ask for the page after this one, as the store will once this one is kept: both sides work at once."""
        opened, checkpoint = page.opened, page.checkpoint
        if not checkpoint.more or request.epoch not in ("", opened.epoch):
            return
        if self._session.phase is Phase.PULL and not self._stopping:
            cursors = {scope: checkpoint.cursors.get(scope, 0) for scope in opened.granted}
            self._begun = replace(request, epoch=opened.epoch, cursors=cursors, purged={})
            self._ports.transport.begin(self._begun)

    def _learn(self, event: Event) -> None:
        before = self._session
        session = after(before, event, self._now_ms())
        if isinstance(event, Failed):
            self._tell(replace(self._status, trouble=event.trouble))
        elif session.last_contact_ms != before.last_contact_ms:
            self._tell(replace(self._status, trouble=None, last_contact_ms=self._ports.clock.now_ms()))
        self._become(session)

    def _become(self, session: Session) -> None:
        before, self._session = self._session, session
        if session is before:
            return
        told = self._status
        if (session.phase, session.until_ms) != (before.phase, before.until_ms):
            wait_ms = max(session.until_ms - self._now_ms(), 0)
            due_ms = self._ports.clock.now_ms() + wait_ms if session.phase is Phase.WAIT else None
            told = replace(told, doing=session.phase, next_try_ms=due_ms)
        if (session.link, session.halt) != (told.link, told.halt):
            told = replace(told, link=session.link, halt=session.halt)
        self._tell(told)

    def _tell(self, status: Status) -> None:
        if status is self._status or status == self._status:
            return
        self._status = status
        for listener in list(self._listeners):
            listener(status)

    def _now_ms(self) -> int:
        return self._ports.clock.monotonic_ms()


@contextmanager
def _engagement(store: SyncStore) -> Iterator[None]:
    assert store not in _engaged, "one engine per store: another one is running"
    _engaged.add(store)
    try:
        yield
    finally:
        _engaged.discard(store)
