"""The waiting room of sync: whom the server takes in now, who waits, and when the others are to come back.

A server that was away for an hour meets all of its tablets in one minute. If they all waited in open requests, the last
one would give up before its turn and come again: work done for nobody, and each body kept in memory meanwhile.

    visit          the requests of one device's sync; who was let in is not turned away in the midst of it
    the room       those who are inside, bounded by number and by how long the last one would wait at the measured pace
    appointment    what the others get, as `Retry-After`: one after the other, as fast as visits end. Who comes at his
                   hour goes before whoever has none, so that everybody is served in the order in which he first came

Nobody is turned away while the room is almost empty, whatever appointments say: a tablet that does not come back
to its hour must not leave the server idle. Everything here runs on the event loop and blocks nothing.
"""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sync.protocol.problems import ProblemError

T = TypeVar("T")
INSIDE_MAX = 400
"""Requests inside, bodies that are still on their way included: what their bodies may take of memory."""
WORKING_FREE = 12
"""So many may work or wait before anybody is turned away."""
WAIT_S_MAX = 3.0
"""What the last one in the room may wait; a device gives a silent exchange up after thirty."""
VISIT_S = 15.0
REQUESTS_PER_VISIT = 3
"""A push, a pull, and the live line."""
GRACE_S = 30.0
"""How long an appointment holds after its hour: devices add chance to what they are told."""
RETRY_AFTER_S_MAX = 300
APPOINTMENTS_MAX = 20_000
PACE_S_FIRST = 0.01
PACE_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """How full the room is at this moment."""

    inside: int
    appointments: int
    pace_s: float


class WaitingRoom:
    """Who is inside, who visits, and who has an appointment; by device."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._visits: dict[str, float] = {}
        """Device -> when its visit began, the oldest first."""
        self._appointments: dict[str, float] = {}
        """Device -> its hour."""
        self._next_s = 0.0
        """The last hour that was given."""
        self._inside = self._working = 0
        self._pace_s = PACE_S_FIRST
        self._ended_s: float | None = None

    @property
    def pace_s(self) -> float:
        """Give how long a request takes of the server while many work, as measured."""
        return self._pace_s

    def standing(self) -> RoomStanding:
        """Tell how full the room is."""
        return RoomStanding(self._inside, len(self._appointments), self._pace_s)

    @contextmanager
    def entered(self, device: str) -> Iterator[None]:
        """Let a request in for the time of a `with`; raise `busy` with its hour when there is no room."""
        now_s = self._now_s()
        self._forget(now_s)
        if not self._has_room(device, now_s):
            raise ProblemError("busy", retry_after_s=self._appointed(device, now_s))
        self._appointments.pop(device, None)
        self._visits.setdefault(device, now_s)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def working(self, work: Awaitable[T]) -> T:
        """Do a request's work, and learn from it how fast the room moves."""
        self._working += 1
        try:
            return await work
        finally:
            self._learn()
            self._working -= 1

    def _has_room(self, device: str, now_s: float) -> bool:
        if self._inside >= INSIDE_MAX:
            return False
        if device in self._visits or self._working < WORKING_FREE:
            return True
        is_his_hour = self._appointments.get(device, now_s + 1) <= now_s
        before_him = 0 if is_his_hour else len(self._appointments) * REQUESTS_PER_VISIT
        return (self._working + before_him) * self._pace_s <= WAIT_S_MAX

    def _appointed(self, device: str, now_s: float) -> int:
        """Give in how many seconds a device is to come back; who has an hour keeps it."""
        due_s = self._appointments.get(device)
        if due_s is None:
            soonest_s = now_s + self._working * self._pace_s
            due_s = max(self._next_s, soonest_s) + self._pace_s * REQUESTS_PER_VISIT
            due_s = min(due_s, now_s + RETRY_AFTER_S_MAX)
            if len(self._appointments) < APPOINTMENTS_MAX:
                self._appointments[device] = due_s
            self._next_s = due_s
        return max(-int(-(due_s - now_s) // 1), 1)

    def _forget(self, now_s: float) -> None:
        """Let visits end, and appointments that nobody came to. Both stand in the order of their time."""
        for times, over_s in ((self._visits, now_s - VISIT_S), (self._appointments, now_s - GRACE_S)):
            while times and (first := next(iter(times))) and times[first] <= over_s:
                del times[first]

    def _learn(self) -> None:
        """Take the time between two ends for the pace, while there is always somebody to be served."""
        now_s = self._now_s()
        if self._ended_s is not None and self._working >= WORKING_FREE // 2:
            self._pace_s += PACE_WEIGHT * (now_s - self._ended_s - self._pace_s)
        self._ended_s = now_s if self._working > WORKING_FREE // 2 else None
