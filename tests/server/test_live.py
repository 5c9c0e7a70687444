"""The live line: who is woken, for what, how often, and when a line ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps

import pytest

from sync.core.model import Op
from sync.protocol.addresses import LIVE_SILENCE_S_MAX
from sync.protocol.messages import Tokens
from sync.protocol.problems import ProblemError
from sync.server import live, wake
from sync.server.auth import ACCESS_MS
from sync.server.live import HEARTBEAT_S, live_answer
from sync.server.rows import DeviceState
from sync.server.service import Committed, Service
from sync.server.staff import revoke_device
from sync.server.wake import Listener
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand

PULL = b"event: pull\ndata: {}\n\n"
ALIVE = b": alive\n\n"
SOON_S = 20.0
QUIET_S = 0.2


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the line look and gather in milliseconds."""
    monkeypatch.setattr(wake, "LOOK_S", 0.01)
    monkeypatch.setattr(live, "GATHER_S", 0.02)
    monkeypatch.setattr(live, "HINT_INTERVAL_S", 0.02)


def scenario(test: Callable[[ServerInHand], Awaitable[None]]) -> Callable[[ServerInHand], None]:
    """Run an async test while the board watches."""

    @wraps(test)
    def run(server: ServerInHand) -> None:
        asyncio.run(watched(server, test))

    return run


async def watched(server: ServerInHand, test: Callable[[ServerInHand], Awaitable[None]]) -> None:
    """Run a part of a test while the board watches."""
    watching = asyncio.create_task(server.parts.board.watch())
    await asyncio.sleep(0)
    try:
        await test(server)
    finally:
        watching.cancel()


class Line:
    """One open line, heard piece by piece."""

    def __init__(self, listener: Listener, pieces: AsyncIterator[bytes]) -> None:
        self.listener = listener
        self._pieces = pieces
        self._next: asyncio.Future[bytes] | None = None

    async def hear(self, within_s: float = SOON_S) -> bytes | None:
        """Give the next piece; None when there is none in time, or the line has ended."""
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self._pieces, b""))
        done, _ = await asyncio.wait({self._next}, timeout=within_s)
        if not done:
            return None
        piece, self._next = self._next.result(), None
        return piece or None


@asynccontextmanager
async def listening(server: ServerInHand, tokens: Tokens) -> AsyncIterator[Line]:
    """Open a line and pass its first hint."""
    signed = server.parts.auth.read(tokens.access_token)
    listener = await server.parts.board.open_line(signed.caller)
    answer = live_answer(server.parts.board, signed, listener, server.parts.now_ms)
    line = Line(listener, answer.body_iterator)  # type: ignore[arg-type]  # of bytes
    assert await line.hear() == PULL
    yield line
    if line._next is not None:
        line._next.cancel()
    server.parts.board.close_line(listener)


async def written(server: ServerInHand, device: Device, zone: str) -> None:
    """Let a device create a report, on a thread as in life."""
    name = next(name for name, agent in server.town.ids.items() if agent == device.caller.agent)
    fields = server.town.report_fields(name, zone=server.town.ids[zone])
    await asyncio.to_thread(device.create, "report", fields)


@scenario
async def test_device_is_woken_by_what_happens_in_its_scopes(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        await written(server, other, "nord")
        assert await line.hear() == PULL


@scenario
async def test_device_is_not_woken_by_what_it_may_not_see(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        await written(server, other, "sud")
        assert await line.hear(QUIET_S) is None


@scenario
async def test_device_is_not_woken_by_its_own_work(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    _, twin = server.signed_in("terrain")
    async with listening(server, tokens) as mine, listening(server, twin) as others:
        await written(server, device, "nord")
        assert await others.hear() == PULL
        assert await mine.hear(QUIET_S) is None


async def committed_elsewhere(server: ServerInHand, device: Device) -> Committed:
    """Let another process on the same store take a report of this device; give what it alone was told."""
    told: list[Committed] = []
    clock, randomness = server.clock, server.town.world.random.randbytes
    other = Service(server.town.store, now_ms=clock, random_bytes=randomness, after_commit=told.append)
    kept, device.service = device.service, other
    await written(server, device, "nord")
    device.service = kept
    return told[0]


def test_hints_keep_their_distance_but_for_the_first(server: ServerInHand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LOOK_S", 60)
    monkeypatch.setattr(live, "HINT_INTERVAL_S", 600)

    async def hear(server: ServerInHand) -> None:
        _, tokens = server.signed_in("terrain")
        other, _ = server.signed_in("bureau")
        async with listening(server, tokens) as line:
            told = await committed_elsewhere(server, other)
            server.parts.service.tell(told)
            assert await line.hear() == PULL, "at once"
            server.parts.service.tell(told)
            assert await line.hear(QUIET_S) is None, "one was told a moment ago"

    asyncio.run(watched(server, hear))


def test_many_commits_are_one_hint(server: ServerInHand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LOOK_S", 60)

    async def hear(server: ServerInHand) -> None:
        _, tokens = server.signed_in("terrain")
        other, _ = server.signed_in("bureau")
        async with listening(server, tokens) as line:
            told = await committed_elsewhere(server, other)
            for _ in range(5):
                server.parts.service.tell(told)
            assert await line.hear() == PULL
            assert await line.hear(QUIET_S) is None

    asyncio.run(watched(server, hear))


@scenario
async def test_commit_of_another_process_is_found_by_looking(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        await committed_elsewhere(server, other)
        assert await line.hear() == PULL


@scenario
async def test_new_grant_is_listened_to_on_the_open_line(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        await asyncio.to_thread(server.town.change, "agent", server.town.ids["terrain"], zones=[server.town.ids["sud"]])
        assert await line.hear() == PULL
        await written(server, other, "sud")
        assert await line.hear() == PULL


@scenario
async def test_line_ends_for_a_revoked_device(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        with server.town.store.writing(server.town.tenant) as unit:
            revoke_device(unit, device.caller.device, DeviceState.REVOKED)
        await written(server, other, "nord")
        assert await line.hear() is None
        with pytest.raises(ProblemError):
            await server.parts.board.open_line(device.caller)


@scenario
async def test_line_ends_with_its_token(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("bureau")
    async with listening(server, tokens) as line:
        server.clock.advance(ACCESS_MS)
        await written(server, other, "nord")
        assert await line.hear() is None


@scenario
async def test_line_ends_when_the_server_stops(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    async with listening(server, tokens) as line:
        server.parts.board.end_all()
        assert await line.hear() is None


def test_silent_line_says_that_it_lives(server: ServerInHand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.01)

    async def hear() -> None:
        _, tokens = server.signed_in("terrain")
        async with listening(server, tokens) as line:
            assert await line.hear() == ALIVE

    asyncio.run(hear())
    assert HEARTBEAT_S * 2 < LIVE_SILENCE_S_MAX


def test_listeners_are_bounded(server: ServerInHand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LISTENERS_MAX", 1)

    async def crowd() -> None:
        device, tokens = server.signed_in("terrain")
        async with listening(server, tokens):
            with pytest.raises(ProblemError) as trouble:
                await server.parts.board.open_line(device.caller)
            assert trouble.value.kind.code == "busy"
        await server.parts.board.open_line(device.caller)

    asyncio.run(crowd())


@scenario
async def test_wish_of_the_server_wakes_too(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    fields = server.town.report_fields()
    async with listening(server, tokens) as line:
        await asyncio.to_thread(server.town.write, "report", server.new_id(), Op.CREATE, **fields)
        assert await line.hear() == PULL
