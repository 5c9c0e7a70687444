"""The waiting room: who is let in, what hour the others get, and that a whole town is served in its order."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from sync.core.session import appointed_ms
from sync.protocol.addresses import PUSH
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, ProblemError
from sync.server import admission, app
from sync.server.admission import (
    GRACE_S,
    INSIDE_MAX,
    PACE_S_FIRST,
    REQUESTS_PER_VISIT,
    VISIT_S,
    WAIT_S_MAX,
    WORKING_FREE,
    WaitingRoom,
)
from tests.server.server_in_hand import ServerInHand, bearer

FULL = int(WAIT_S_MAX / PACE_S_FIRST) + 1


@dataclass
class Room:
    """A room whose clock the test moves; the work of its crowd ends when the test says so."""

    now_s: float = 0.0
    ends: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.room = WaitingRoom(lambda: self.now_s)

    def hour(self, device: str) -> int | None:
        """Try to come in; give the seconds after which to come again, None for who was let in."""
        try:
            with self.room.entered(device):
                return None
        except ProblemError as problem:
            return int(problem.members["retry_after_s"])

    @asynccontextmanager
    async def crowded(self, count: int = FULL) -> AsyncIterator[None]:
        """Fill it with work that does not end for the time of a `with`."""
        tasks = [asyncio.create_task(self.room.working(self.ends.wait())) for _ in range(count)]
        await asyncio.sleep(0)
        yield
        self.ends.set()
        await asyncio.gather(*tasks)
        self.ends.clear()
        # All ended in one moment, which no server does: it is as fast as before.
        self.room._pace_s = PACE_S_FIRST


def test_everybody_is_let_in_while_the_room_is_almost_empty() -> None:
    async def play(room: Room) -> None:
        async with room.crowded(WORKING_FREE - 1):
            assert {room.hour(f"tablet {n}") for n in range(1_000)} == {None}

    asyncio.run(play(Room()))


def test_hours_follow_each_other_at_the_pace_of_the_room() -> None:
    async def play(room: Room) -> None:
        async with room.crowded():
            hours = [room.hour(f"tablet {n}") or 0 for n in range(1_000)]
        assert hours == sorted(hours)
        per_second = [hours.count(hour) for hour in range(hours[0] + 1, hours[-1])]
        assert max(per_second) <= 1 / (PACE_S_FIRST * REQUESTS_PER_VISIT) + 1
        assert hours[-1] <= WAIT_S_MAX + 1_000 * PACE_S_FIRST * REQUESTS_PER_VISIT + 2

    asyncio.run(play(Room()))


def test_hour_is_never_at_once_nor_beyond_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "RETRY_AFTER_S_MAX", 5)

    async def play(room: Room) -> None:
        async with room.crowded():
            hours = {room.hour(f"tablet {n}") for n in range(1_000)}
            assert 0 not in hours
            assert max(hour for hour in hours if hour is not None) == 5

    asyncio.run(play(Room()))


def test_visit_is_not_broken_off_when_the_room_fills() -> None:
    async def play(room: Room) -> None:
        assert room.hour("tablet") is None
        async with room.crowded():
            assert room.hour("tablet") is None
            room.now_s += VISIT_S
            assert room.hour("tablet") is not None

    asyncio.run(play(Room()))


def test_who_comes_at_his_hour_goes_before_who_has_none() -> None:
    async def play(room: Room) -> None:
        async with room.crowded():
            hour = room.hour("first")
            for n in range(500):
                room.hour(f"tablet {n}")
        assert hour is not None
        room.now_s += hour
        async with room.crowded(WORKING_FREE):
            assert room.hour("somebody new") is not None
            assert room.hour("first") is None

    asyncio.run(play(Room()))


def test_who_comes_before_his_hour_keeps_it() -> None:
    async def play(room: Room) -> None:
        async with room.crowded():
            told = [room.hour(f"tablet {n}") or 0 for n in range(300)]
            room.now_s += 1
            assert [room.hour(f"tablet {n}") for n in range(300)] == [hour - 1 or 1 for hour in told]

    asyncio.run(play(Room()))


def test_appointments_that_nobody_keeps_are_forgotten() -> None:
    async def play(room: Room) -> None:
        async with room.crowded():
            last = [room.hour(f"tablet {n}") for n in range(300)][-1]
        assert last is not None
        room.now_s += last + GRACE_S
        async with room.crowded(WORKING_FREE):
            assert room.hour("somebody new") is None

    asyncio.run(play(Room()))


def test_appointments_do_not_keep_an_empty_room_closed() -> None:
    async def play(room: Room) -> None:
        async with room.crowded():
            for n in range(500):
                room.hour(f"tablet {n}")
        assert room.hour("somebody new") is None

    asyncio.run(play(Room()))


def test_bodies_on_their_way_are_bounded() -> None:
    room = Room()
    with ExitStack() as inside:
        for n in range(INSIDE_MAX):
            inside.enter_context(room.room.entered(f"tablet {n}"))
        assert room.hour("tablet 0") is not None
    assert room.hour("tablet 0") is None


def test_pace_is_learnt_from_work_and_not_from_rest() -> None:
    async def play(room: Room) -> None:
        gates = [asyncio.Event() for _ in range(200)]
        tasks = [asyncio.create_task(room.room.working(gate.wait())) for gate in gates]
        for gate, task in zip(gates, tasks, strict=True):
            await asyncio.sleep(0)
            room.now_s += 0.05
            gate.set()
            await task
        assert room.room.pace_s == pytest.approx(0.05, rel=0.01)
        room.now_s += 3_600
        await room.room.working(asyncio.sleep(0))
        assert room.room.pace_s == pytest.approx(0.05, rel=0.01)

    asyncio.run(play(Room()))


REQUEST_S = 0.01
TOWN = 1_000
TRIES_MAX = 4


@dataclass
class Crowd:
    """A town that comes back in one second, on its own clock, to a server that does one thing at a time."""

    room: Room
    turned_away: dict[str, int] = field(default_factory=dict)
    served: list[tuple[float, str]] = field(default_factory=list)
    queue: list[tuple[str, int]] = field(default_factory=list)
    """Who waits inside, and for which request of his visit."""

    async def storm(self) -> None:
        """Play until everybody was served."""
        arrivals = [(n / TOWN, f"tablet {n}", 1) for n in range(TOWN)]
        while arrivals or self.queue:
            if not self.queue:
                self.room.now_s = max(self.room.now_s, arrivals[0][0])
            while arrivals and arrivals[0][0] <= self.room.now_s:
                _, device, request = heapq.heappop(arrivals)
                hour = self._comes(device, request)
                if hour is not None:
                    jitter = (hash_of(device) + self.turned_away[device]) % 100 / 100
                    heapq.heappush(
                        arrivals, (self.room.now_s + appointed_ms(hour * 1_000, jitter) / 1_000, device, request)
                    )
            if self.queue:
                self._serve_one(arrivals)

    def _comes(self, device: str, request: int) -> int | None:
        self.room.room._working = len(self.queue)
        hour = self.room.hour(device)
        if hour is None:
            self.queue.append((device, request))
        else:
            self.turned_away[device] = self.turned_away.get(device, 0) + 1
        return hour

    def _serve_one(self, arrivals: list[tuple[float, str, int]]) -> None:
        device, request = self.queue.pop(0)
        self.room.now_s += REQUEST_S
        self.room.room._working = len(self.queue) + 1
        self.room.room._learn()
        if request < REQUESTS_PER_VISIT:
            heapq.heappush(arrivals, (self.room.now_s + 0.02, device, request + 1))
        else:
            self.served.append((self.room.now_s, device))


def hash_of(device: str) -> int:
    """Give chance that is the same in each run."""
    return int(device.rpartition(" ")[2]) * 7_919


def test_town_that_comes_back_at_once_is_served_whole_in_its_order_and_without_idling() -> None:
    crowd = Crowd(Room())
    asyncio.run(crowd.storm())
    assert len(crowd.served) == TOWN
    assert max(crowd.turned_away.values()) <= TRIES_MAX
    work_s = TOWN * REQUESTS_PER_VISIT * REQUEST_S
    assert crowd.served[-1][0] <= 1.25 * work_s
    place = {device: n for n, (_, device) in enumerate(crowd.served)}
    early, late = ([place[f"tablet {n}"] for n in part] for part in (range(400, 500), range(900, 1_000)))
    assert sum(early) < sum(late)


def test_push_that_finds_no_room_is_told_its_hour(server: ServerInHand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of its body is read, and whoever asks for health gets his answer."""
    monkeypatch.setattr(admission, "INSIDE_MAX", 0)
    _, tokens = server.signed_in("terrain")

    async def ask() -> None:
        async with server.client() as client:
            answer = await client.post(PUSH, content=b"not even JSON", headers=bearer(tokens))
            assert (answer.status_code, answer.headers["Content-Type"]) == (503, PROBLEM_MEDIA_TYPE)
            assert int(answer.headers["Retry-After"]) == answer.json()["retry_after_s"] >= 1
            assert (await client.get(app.HEALTH)).is_success

    asyncio.run(ask())
