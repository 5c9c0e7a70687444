"""The live line wakes the engine, comes back each time later, and costs nothing when it is down."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from sync.client.exchanges import LiveLine
from sync.core.session import BACK_OFF_FIRST_MS, Wake
from sync.protocol.addresses import LIVE_MEDIA_TYPE
from tests.protocol.fake_wire import FakeWire, Parts, account_over, bytes_saying, refusing, saying, token_pair

PULL_EVENT = b"event: pull\ndata: {}\n\n"
ALIVE = b": alive\n\n"


class WokenEngine:
    """Remembers what woke it."""

    def __init__(self) -> None:
        self.woken: list[Wake] = []

    def wake(self, why: Wake) -> None:
        """Remember."""
        self.woken.append(why)


class Enough(Exception):
    """The test has seen what it wanted."""


class PatientAlarm:
    """Remembers how long it was asked to wait; ends the test after some waits."""

    def __init__(self, waits_max: int) -> None:
        self.waits: list[int | None] = []
        self._waits_max = waits_max

    async def wait(self, until_ms: int | None) -> None:
        """Remember, and return at once."""
        self.waits.append(until_ms)
        if len(self.waits) >= self._waits_max:
            raise Enough

    def ring(self) -> None:
        """Have nobody to wake."""


class StillClock:
    """A clock that stands."""

    def now_ms(self) -> int:
        """Give a moment."""
        return 0

    def monotonic_ms(self) -> int:
        """Give a moment."""
        return 0


class MiddleJitter:
    """No chance at all."""

    def random(self) -> float:
        """Give the middle."""
        return 0.5


def lived(wire: FakeWire, waits_max: int = 1) -> tuple[list[Wake], list[int | None]]:
    """Let a line live for some waits; give what woke the engine and how long it waited."""
    engine, alarm = WokenEngine(), PatientAlarm(waits_max)

    async def play() -> None:
        await LiveLine(account_over(wire), engine, StillClock(), MiddleJitter(), alarm).run()

    with pytest.raises(Enough):
        asyncio.run(play())
    return engine.woken, alarm.waits


def events(*parts: bytes | Exception) -> Callable[[httpx.Request], httpx.Response]:
    """Answer with events."""
    headers = {"Content-Type": LIVE_MEDIA_TYPE}
    return lambda request: httpx.Response(200, headers=headers, stream=Parts(*parts), request=request)


def test_each_event_wakes_the_engine_and_comments_do_not() -> None:
    woken, _ = lived(FakeWire([events(PULL_EVENT, ALIVE, PULL_EVENT, ALIVE)]))
    assert woken == [Wake.NEWS, Wake.NEWS]


def test_event_of_another_name_is_ignored() -> None:
    woken, _ = lived(FakeWire([events(b"event: other\ndata: {}\n\n")]))
    assert woken == []


def test_line_that_ends_comes_back_soon() -> None:
    _, waits = lived(FakeWire([events(PULL_EVENT)]), waits_max=3)
    assert waits == [3_000, 3_000, 3_000]


def test_line_that_fails_comes_back_each_time_later() -> None:
    _, waits = lived(FakeWire([httpx.ConnectError("off")]), waits_max=4)
    assert waits == [3_000, 5_000, 9_000, 17_000]
    assert all(wait is not None and wait >= BACK_OFF_FIRST_MS for wait in waits)


def test_line_for_which_there_is_no_room_waits_for_its_hour() -> None:
    _, waits = lived(FakeWire([refusing("busy", {"Retry-After": "60"})]), waits_max=2)
    assert waits == [67_500, 67_500]


def test_hour_of_before_is_forgotten_once_the_line_fails_otherwise() -> None:
    wire = FakeWire([refusing("busy", {"Retry-After": "60"}), httpx.ConnectError("off")])
    _, waits = lived(wire, waits_max=2)
    assert waits == [67_500, 5_000]


def test_line_that_breaks_in_the_middle_passes_on_what_was_heard() -> None:
    woken, waits = lived(FakeWire([events(PULL_EVENT, httpx.ReadTimeout("silence"))]), waits_max=2)
    assert (woken, waits) == ([Wake.NEWS, Wake.NEWS], [3_000, 3_000])


def test_login_page_is_no_line() -> None:
    woken, waits = lived(FakeWire([bytes_saying(b"event: pull\n\n")]), waits_max=2)
    assert (woken, waits) == ([], [3_000, 5_000])


def test_ended_token_is_renewed_first() -> None:
    wire = FakeWire([refusing("not-signed-in"), saying(token_pair(2)), events(PULL_EVENT)])
    woken, _ = lived(wire)
    assert woken == [Wake.NEWS]
    assert wire.asked[-1].headers["Authorization"] == "Bearer access-2"


@pytest.mark.parametrize("code", ["not-signed-in", "revoked"])
def test_line_waits_for_a_person_when_the_sign_in_ended(code: str) -> None:
    wire = FakeWire([refusing(code)])
    _, waits = lived(wire, waits_max=1)
    assert waits == [None]
