"""How long a device may show its office without a word of its server, and what time it is by no one's mere word.

Time is counted on the server's clock. At each contact the device notes what its own clocks said at that moment; from
then on the time is the latest of three:

    the wall clock    the server's time then, and what the wall clock says has passed since
    the boot clock    what was seen last, and what a clock that nobody sets has counted since, in one run of the system
    what was seen     the latest time that was ever noted

So a clock set back takes nothing off, whatever clock it is, and one that is wrong all the time does no harm. One set
forward ends a lease, until the next contact says what time it really is: nobody is locked out for ever. What no clock
has seen, is not counted: a device that is switched off and whose wall clock is set back meanwhile.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

DAY_MS = 24 * 3_600_000
WARNING_DAYS = 5
_WARNING_PART = 3
"""A short lease warns in its last third."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a device's clocks say: the wall's, and one that counts from the start of the system."""

    wall_ms: int
    boot_ms: int
    boot: str
    """The name of this run; where the system has none, one that the app drew for its own."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What was noted of the time."""

    heard_ms: int
    """The server's time at the last contact."""
    heard_wall_ms: int
    """The wall clock at that moment."""
    seen_ms: int
    """The latest time that was noted, on the server's clock."""
    seen_boot_ms: int
    seen_boot: str


@dataclass(frozen=True, slots=True)
class Span:
    """A lease: from when and until when, in Unix milliseconds of the server."""

    given_ms: int
    until_ms: int

    @property
    def warning_ms(self) -> int:
        """Give when the agent is told that the end comes near."""
        return self.until_ms - min(WARNING_DAYS * DAY_MS, (self.until_ms - self.given_ms) // _WARNING_PART)


class Stand(StrEnum):
    """How a lease stands."""

    NONE = "none"
    """The server grants none: nothing ends."""
    RUNNING = "running"
    ENDING = "ending"
    """Some days are left."""
    ENDED = "ended"
    """Send only, until the agent signs in again."""


def heard(server_ms: int, moment: Moment) -> Witness:
    """Give the witness of a contact: the server says what time it is."""
    return Witness(server_ms, moment.wall_ms, server_ms, moment.boot_ms, moment.boot)


def time_at(witness: Witness, moment: Moment) -> int:
    """Give the time on the server's clock, as late as any clock makes it."""
    by_wall = witness.heard_ms + moment.wall_ms - witness.heard_wall_ms
    is_same_run = moment.boot == witness.seen_boot and moment.boot_ms >= witness.seen_boot_ms
    by_boot = witness.seen_ms + (moment.boot_ms - witness.seen_boot_ms if is_same_run else 0)
    return max(by_wall, by_boot)


def seen(witness: Witness, moment: Moment) -> Witness:
    """Note the time, so that no clock set back later takes it off."""
    now_ms = time_at(witness, moment)
    return replace(witness, seen_ms=now_ms, seen_boot_ms=moment.boot_ms, seen_boot=moment.boot)


def stand_of(span: Span | None, now_ms: int) -> Stand:
    """Say how a lease stands at a time of the server's clock."""
    if span is None:
        return Stand.NONE
    if now_ms >= span.until_ms:
        return Stand.ENDED
    return Stand.ENDING if now_ms >= span.warning_ms else Stand.RUNNING


def days_left(span: Span, now_ms: int) -> int:
    """Give how many days a lease still has, a begun one counted."""
    return max(0, -(-(span.until_ms - now_ms) // DAY_MS))
