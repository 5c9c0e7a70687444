"""When a device talks to the server, and about what: one state machine without I/O.

The engine (`sync/client/engine.py`) performs what `next_action` says and tells what happened through `after`; the
simulator does the same with a network that fails. The rules:

1. Push before pull: the server hears my work before I hear its answer, so a pull never shows me a world in which
   my work is missing although it arrived.
2. Rows before photos: the text of a report is at the desk while its photos are still on the road.
3. Only a real answer of the server means "online"; only a failed exchange means "offline". What the operating
   system says about the network is a reason to try, never a fact.
4. After a failure, wait longer each time, with jitter, so that five hundred tablets that lost one server do not
   come back in the same second; where the server itself names an hour, that one counts. The agent's « Réessayer »
   tries at once; a change of network soon, at most once per `WAKE_INTERVAL_MS`; new work waits for the try that is due.
5. A batch that timed out or was too large is halved, one that succeeded lets the next one double.
6. A client that is too old to read still sends: its pull ends at once, rows and photos go on going up. So does a
   device that the town hall withdrew, or whose lease is over; one that is not heard at all any more stops.
7. While the screen is dark nothing begins by itself: the exchange under way ends, what the outbox holds goes up once,
   and that is all until somebody looks again. No reading, no photo, no further try.

    IDLE --work or wake--> PUSH --outbox empty--> PULL --caught up--> UPLOAD --nothing waits--> IDLE
      any --unreachable, busy--> WAIT (until) --time or wake--> PUSH
      PULL --too old, revoked, lease ended--> UPLOAD
      any --signed out, revoked, copied, broken--> HALTED, until the agent or the app does something about it
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

PUSH_CHANGES_MAX = 2_000
PUSH_CHANGES_UNTOLD = 500
"""The most that goes into a batch for a server that does not say how much it takes."""
PUSH_CHANGES_MIN = 1
PULL_INTERVAL_MS = 15 * 60_000
"""A pull even without a wake-up from the server: the live line may be silently dead."""
WAKE_INTERVAL_MS = 1_000
BACK_OFF_FIRST_MS = 2_000
BACK_OFF_MAX_MS = 5 * 60_000
SPREAD_MS_MIN = 1_000
"""A `Retry-After` is in whole seconds: those who are told the same one come spread over it."""


class Phase(StrEnum):
    """What the session is about to do."""

    PUSH = "push"
    PULL = "pull"
    UPLOAD = "upload"
    IDLE = "idle"
    WAIT = "wait"
    HALTED = "halted"


class Link(StrEnum):
    """What the last exchange proved about the server."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


class Halt(StrEnum):
    """Why nothing more is tried without someone's help."""

    SIGNED_OUT = "signed-out"
    REVOKED = "revoked"
    TOO_OLD = "too-old"
    """Nothing more is read until the app is updated; what waits still goes up."""
    LEASE_ENDED = "lease-ended"
    """The device was without its server for too long: nothing is read until the agent signs in again."""
    COPIED = "copied"
    """Another device bears this one's identity (a copied folder, a restored backup): it must enrol anew."""
    SWITCHED_OFF = "switched-off"
    """The agent cut the network in the app."""
    BROKEN = "broken"
    """A broken promise of our own code: sync stops, the app does not."""


@dataclass(frozen=True, slots=True)
class Session:
    """The whole state; a new value after each event."""

    phase: Phase = Phase.PUSH
    link: Link = Link.UNKNOWN
    push_changes: int = 100
    """How many changes the next batch may hold."""
    push_changes_max: int = PUSH_CHANGES_UNTOLD
    """How many the server takes."""
    failures: int = 0
    until_ms: int = 0
    """When a WAIT or an IDLE ends by itself."""
    woken_ms: int = -WAKE_INTERVAL_MS
    stale: bool = False
    """The server said that there is news, while we were busy."""
    halt: Halt | None = None
    last_contact_ms: int | None = None
    is_dark: bool = False
    """Nobody can see the app (rule 7)."""


@dataclass(frozen=True, slots=True)
class Push:
    """Send the next batch of the outbox."""

    changes_max: int


@dataclass(frozen=True, slots=True)
class Pull:
    """Follow the log by one page, in one transaction with its cursors."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Send the next chunk of the next photo, or fetch the next one that is wanted."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Do nothing before this moment (Unix ms) unless woken; None means until woken."""

    until_ms: int | None


Action: TypeAlias = Push | Pull | Upload | Sleep


@dataclass(frozen=True, slots=True)
class Pushed:
    """A batch was judged, its verdicts are stored; how many changes wait, how many the server takes."""

    remaining: int
    changes_max: int | None = None


@dataclass(frozen=True, slots=True)
class NothingToPush:
    """The outbox was empty, or the server must be read first: nothing was sent, so nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A page was applied with its cursors; whether the log holds more."""

    more: bool


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A chunk arrived, or there was none; whether photos still wait and may go on this network."""

    more: bool


class Trouble(StrEnum):
    """How an exchange failed; nothing was lost by it."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    BUSY = "busy"
    """429 or 503: the server lives and asks for patience."""
    STRANGE = "strange"
    """An answer that is not ours: a hotel's login page, a proxy's error."""
    TOO_LARGE = "too-large"
    """The server, or a proxy before it, does not take a message of this size."""
    FULL = "full"
    """The exchange went well, and this device has no room to store what came of it."""


_HALVING = frozenset({Trouble.TIMED_OUT, Trouble.TOO_LARGE})
_ANSWERED = frozenset({Trouble.BUSY, Trouble.FULL})
"""Troubles behind which the server has really answered."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An exchange failed; `jitter` in 0..1 comes from the caller, `retry_after_ms` from the server."""

    trouble: Trouble
    jitter: float
    retry_after_ms: int = 0


@dataclass(frozen=True, slots=True)
class Halted:
    """The server refused the device itself, or the agent cut the network."""

    why: Halt


class Wake(StrEnum):
    """What makes a try worthwhile."""

    PERSON = "person"
    """The agent asked: waiting out the back-off would be a lie about trying."""
    NETWORK = "network"
    """The system says that the network changed, or the app came back to the front."""
    NEWS = "news"
    """The server says on the live line that there is something to pull."""
    WORK = "work"
    """The agent wrote something; after a failure it waits its turn like the rest."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Something happened; see `Wake`."""

    why: Wake


@dataclass(frozen=True, slots=True)
class Darkened:
    """Nobody can see the app any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody may see the app again: a reason to try at once."""


_Happened: TypeAlias = Pushed | NothingToPush | Pulled | Uploaded | Failed | Halted | Woken
Event: TypeAlias = _Happened | Darkened | Seen


def next_action(session: Session, now_ms: int) -> Action:
    """Say what to do now. Pure: asking twice changes nothing."""
    match session.phase:
        case Phase.PUSH:
            return Push(session.push_changes)
        case Phase.PULL:
            return Pull()
        case Phase.UPLOAD:
            return Upload()
        case Phase.HALTED:
            return Sleep(None)
        case Phase.IDLE | Phase.WAIT if session.is_dark:
            return Sleep(None)
        case Phase.IDLE | Phase.WAIT:
            return Push(session.push_changes) if now_ms >= session.until_ms else Sleep(session.until_ms)


def started(session: Session, action: Action) -> Session:
    """Give the session while it performs the action: one that waited, or was idle, is pushing now."""
    is_other = isinstance(action, Push) and session.phase is not Phase.PUSH
    return replace(session, phase=Phase.PUSH) if is_other else session


def after(session: Session, event: Event, now_ms: int) -> Session:
    """Give the session after an event at `now_ms` (a monotonic-enough Unix time, for waiting only)."""
    match event:
        case Darkened():
            return replace(session, is_dark=True)
        case Seen():
            return _after_wake(replace(session, is_dark=False), Woken(Wake.NETWORK), now_ms)
    if session.phase is Phase.HALTED and not isinstance(event, (Halted, Woken)):
        # An exchange that was under way when all was stopped: what it brought is stored, it starts nothing again.
        return session
    told = _after(session, event, now_ms)
    return _at_rest(told, now_ms) if told.is_dark and not isinstance(event, Woken) else told


def _at_rest(session: Session, now_ms: int) -> Session:
    """Give a dark session after an exchange: it reads nothing; what was written meanwhile goes up."""
    if session.phase not in (Phase.PULL, Phase.UPLOAD):
        return session
    return replace(session, phase=Phase.PUSH if session.stale else Phase.IDLE, until_ms=now_ms, stale=False)


def _after(session: Session, event: _Happened, now_ms: int) -> Session:
    match event:
        case Pushed():
            return _after_push(session, event, now_ms)
        case NothingToPush():
            return replace(session, phase=Phase.PULL)
        case Pulled(more):
            # Photos after each reading, even if there is news again: one chunk moves between any two readings.
            return replace(_answered(session, now_ms), phase=Phase.PULL if more else Phase.UPLOAD, halt=None)
        case Uploaded(more):
            return _after_upload(session, more, now_ms)
        case Failed():
            return _after_failure(session, event, now_ms)
        case Halted(why):
            return _after_halt(session, why, now_ms)
        case Woken():
            return _after_wake(session, event, now_ms)


def _after_push(session: Session, event: Pushed, now_ms: int) -> Session:
    # All of my work before the first page of theirs (rule 1).
    phase = Phase.PUSH if event.remaining else Phase.PULL
    most = min(event.changes_max or session.push_changes_max, PUSH_CHANGES_MAX)
    session = replace(session, push_changes_max=most)
    return _answered(replace(session, phase=phase, push_changes=grown_batch(session)), now_ms)


def grown_batch(session: Session) -> int:
    """Give how many changes may follow a batch that went well."""
    return min(session.push_changes * 2, session.push_changes_max)


def _answered(session: Session, now_ms: int) -> Session:
    return replace(session, link=Link.ONLINE, failures=0, last_contact_ms=now_ms)


def _after_upload(session: Session, more: bool, now_ms: int) -> Session:
    if more:
        session = _answered(session, now_ms)
    if session.stale:
        # New work or news goes before the rest of the photos: text first.
        return replace(session, phase=Phase.PUSH, stale=False)
    if more:
        return replace(session, phase=Phase.UPLOAD)
    return replace(session, phase=Phase.IDLE, until_ms=now_ms + PULL_INTERVAL_MS)


def _after_failure(session: Session, event: Failed, now_ms: int) -> Session:
    failures = session.failures + 1
    is_halving = event.trouble in _HALVING and session.phase is Phase.PUSH
    halved = max(session.push_changes // 2, PUSH_CHANGES_MIN) if is_halving else session.push_changes
    return replace(
        session,
        phase=Phase.WAIT,
        # A busy server is a server: to call that offline would send the agent looking for a network.
        link=Link.ONLINE if event.trouble in _ANSWERED else Link.OFFLINE,
        failures=failures,
        push_changes=halved,
        until_ms=now_ms + _wait_ms(failures, event),
    )


def _wait_ms(failures: int, event: Failed) -> int:
    """Give how long to wait: to the hour that the server named and a little longer, or backed off.

    A server that lives knows better than an exponential when it has room: who was turned away three times must not
    wait longer than who comes for the first time. Of others (a proxy's page) the later of both counts.
    """
    backed_off = back_off_ms(failures, event.jitter)
    if not event.retry_after_ms or event.trouble is not Trouble.BUSY:
        return max(backed_off, event.retry_after_ms)
    return appointed_ms(event.retry_after_ms, event.jitter)


def appointed_ms(retry_after_ms: int, jitter: float) -> int:
    """Give the wait until the hour that a server named, spread by a quarter of it, at least by a second."""
    return retry_after_ms + int(jitter * max(retry_after_ms // 4, SPREAD_MS_MIN))


def back_off_ms(failures: int, jitter: float) -> int:
    """Give the wait before the next try: "full jitter", between a floor and an exponential ceiling.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    ceiling = min(BACK_OFF_FIRST_MS << min(failures, 16), BACK_OFF_MAX_MS)
    return BACK_OFF_FIRST_MS + int(jitter * (ceiling - BACK_OFF_FIRST_MS))


def _after_wake(session: Session, event: Woken, now_ms: int) -> Session:
    if session.phase is Phase.HALTED and event.why is not Wake.PERSON:
        return session
    # What is under way may have looked before this happened: remember to look once more, and break nothing off.
    if session.phase in (Phase.PUSH, Phase.PULL, Phase.UPLOAD):
        return replace(session, stale=True)
    if session.phase is Phase.WAIT and event.why is not Wake.PERSON:
        return _waits_less(session, event, now_ms)
    halt = None if session.phase is Phase.HALTED else session.halt
    return replace(session, phase=Phase.PUSH, halt=halt, woken_ms=now_ms, stale=False)


def _waits_less(session: Session, event: Woken, now_ms: int) -> Session:
    # A server that lives and asked for patience gets it, whatever it says to everybody on the live line.
    if event.why is Wake.WORK or session.link is Link.ONLINE:
        return session
    soon = max(session.woken_ms + WAKE_INTERVAL_MS, now_ms)
    return replace(session, until_ms=soon, woken_ms=soon) if soon < session.until_ms else session


def _after_halt(session: Session, why: Halt, now_ms: int) -> Session:
    halted = replace(session, phase=Phase.HALTED, halt=why)
    match why:
        case Halt.TOO_OLD | Halt.LEASE_ENDED:
            return replace(_answered(session, now_ms), phase=Phase.UPLOAD, stale=False, halt=why)
        case Halt.REVOKED if session.phase is Phase.PULL:
            # Reading is over; whether it may still send, sending says.
            return replace(_answered(session, now_ms), phase=Phase.UPLOAD, halt=why)
        case Halt.SWITCHED_OFF:
            return replace(halted, link=Link.OFFLINE)
        case Halt.BROKEN:
            return halted
        case _:
            return replace(_answered(halted, now_ms), phase=Phase.HALTED)
