"""Small exchanges over HTTP: what they say, what they leave out, and how a device goes back to push and pull."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.client.account import Account
from sync.client.exchanges import HttpTransport
from sync.client.http_transport import Connection
from sync.client.ports import DeviceRevoked, EpochDiffers, NumberTaken, SignInNeeded
from sync.core.model import Op, VerdictCode
from sync.protocol.addresses import PULL, PUSH, SYNC
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.server.app import create_app
from sync.server.auth import ACCESS_MS
from sync.server.callers import Caller
from sync.server.handles import HANDLES_MAX, Handles
from sync.server.rows import DeviceRow, DeviceState
from tests.protocol.fake_wire import FakeCredentials, Parts
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

HEADS_MAX = 220
"""Bytes of a small exchange's two heads on this wire, and then some."""


class Tablet:
    """A device whose transport talks to the app itself; notes what it asked."""

    def __init__(self, server: ServerInHand) -> None:
        self.server = server
        self.device, self.tokens = server.signed_in("terrain")
        self.asked: list[str] = []
        self.bytes: list[int] = []
        self.bodies: list[bytes] = []
        """Of the small exchanges."""
        app = httpx.ASGITransport(create_app(server.parts), raise_app_exceptions=False)
        connection = Connection("http://localhost", wire=Noted(app, self))
        self.transport = HttpTransport(Account(connection, FakeCredentials(self.tokens)))
        self.page: PullPage | None = None

    def pulling(self) -> PullRequest:
        """Give what is asked from where this device stands."""
        cursors = dict(self.page.checkpoint.cursors) if self.page else {}
        epoch = self.page.opened.epoch if self.page else ""
        return PullRequest(self.tokens.device, epoch, cursors)

    async def pull(self) -> PullPage:
        """Read a page."""
        self.page = await self.transport.pull(self.pulling())
        return self.page

    async def at_head(self) -> "Tablet":
        """Read all there is, and forget what was asked for it."""
        while (await self.pull()).checkpoint.more:
            continue
        for noted in (self.asked, self.bytes, self.bodies):
            noted.clear()
        return self

    def pushing(self) -> PushRequest:
        """Give a push of one new report."""
        fields = self.server.town.report_fields()
        self.device.pull()
        change = self.device.make("report", self.server.new_id(), Op.CREATE, fields)
        assert self.page is not None, "a push names the epoch"
        return PushRequest(self.tokens.device, self.page.opened.epoch, (change,))

    async def both(self, push: PushRequest) -> tuple[VerdictCode, PullPage]:
        """Push, and read the page after it."""
        then = self.pulling()
        self.transport.begin(push, then)
        answer = await self.transport.push(push)
        self.page = await self.transport.pull(then)
        return answer.verdicts[0].code, self.page


class Noted(httpx.AsyncBaseTransport):
    """A wire that tells a tablet what went over it."""

    def __init__(self, inner: httpx.AsyncBaseTransport, tablet: Tablet) -> None:
        self._inner, self._tablet = inner, tablet

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._tablet.asked.append(request.url.path)
        if request.url.path == SYNC:
            self._tablet.bodies.append(request.content)
        response = await self._inner.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])
        heads = sum(len(name) + len(value) + 4 for one in (request, response) for name, value in one.headers.raw)
        self._tablet.bytes.append(heads + len(request.content) + len(content))
        return httpx.Response(response.status_code, headers=response.headers, stream=Parts(content), request=request)


@pytest.fixture
def server(tmp_path: Path) -> ServerInHand:
    return ServerInHand(Town(), tmp_path)


def played(server: ServerInHand, play: Callable[[Tablet], Awaitable[Any]]) -> Tablet:
    """Let a tablet that has read everything do something."""
    tablet = Tablet(server)

    async def all_of_it() -> None:
        await play(await tablet.at_head())

    asyncio.run(all_of_it())
    return tablet


def same_as_ever(tablet: Tablet, page: PullPage, asked: PullRequest) -> None:
    """Check that a page is, to the letter, what an ordinary pull gives."""
    caller = Caller(tablet.tokens.tenant, tablet.tokens.agent, tablet.tokens.device)
    ordinary = tablet.server.parts.service.pull(caller, asked)
    assert page == replace(ordinary, opened=replace(ordinary.opened, server_time=page.opened.server_time))


def test_push_and_page_come_in_one_exchange(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        asked = tablet.pulling()
        code, page = await tablet.both(tablet.pushing())
        assert code is VerdictCode.ACCEPTED
        assert page.rows, "the report itself comes back in it"
        same_as_ever(tablet, page, asked)

    assert played(server, play).asked == [SYNC]


def test_page_alone_is_what_a_pull_gives(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        for _ in range(2):
            server.town.change("zone", server.town.ids["nord"], name=f"Nord {tablet.asked}")
            asked = tablet.pulling()
            page = await tablet.pull()
            assert [row.kind for row in page.rows] == ["zone"]
            same_as_ever(tablet, page, asked)

    assert played(server, play).asked == [SYNC, SYNC]


def test_exchange_without_news_is_small(server: ServerInHand) -> None:
    tablet = played(server, Tablet.pull)
    assert tablet.bytes[0] < HEADS_MAX


def test_change_of_grants_is_heard_by_an_ordinary_pull(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        server.town.change("agent", server.town.ids["terrain"], team=None)
        code, page = await tablet.both(tablet.pushing())
        assert code is VerdictCode.ACCEPTED
        assert page.opened.scope_epoch == 2
        await tablet.pull()

    # A scope left: the cursors are no longer those of the head that was heard, until the next page.
    assert played(server, play).asked[:3] == [SYNC, PUSH, PULL]


def test_restored_server_is_not_asked_small(server: ServerInHand) -> None:
    # Judged in its new epoch, a change would get a second verdict behind the device's back.
    async def play(tablet: Tablet) -> None:
        push = tablet.pushing()
        server.parts.service.begin_epoch(server.town.tenant)
        with pytest.raises(EpochDiffers):
            await tablet.both(push)
        assert (await tablet.pull()).checkpoint.more

    assert played(server, play).asked == [SYNC, PUSH, PULL]


def test_page_is_left_out_when_grants_change_with_the_push(
    server: ServerInHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = server.parts.service.push

    def moved_meanwhile(caller: Caller, request: PushRequest) -> PushAnswer:
        answer = push(caller, request)
        server.town.change("agent", server.town.ids["terrain"], team=None)
        return answer

    async def play(tablet: Tablet) -> None:
        asked = tablet.pushing()
        monkeypatch.setattr(server.parts.service, "push", moved_meanwhile)
        code, page = await tablet.both(asked)
        assert (code, page.opened.scope_epoch) == (VerdictCode.ACCEPTED, 2)

    assert PULL in played(server, play).asked


def test_server_that_starts_anew_gives_another_handle(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        server.parts.handles._known.clear()
        for _ in range(2):
            await tablet.pull()

    assert played(server, play).asked == [SYNC, PULL, SYNC]


def test_handle_ends_with_its_token_and_its_session(server: ServerInHand) -> None:
    async def expired(tablet: Tablet) -> None:
        server.clock.advance(ACCESS_MS)
        await tablet.pull()

    async def signed_out(tablet: Tablet) -> None:
        server.parts.auth.sign_out(Caller(tablet.tokens.tenant, tablet.tokens.agent, tablet.tokens.device))
        with pytest.raises(SignInNeeded):
            await tablet.pull()

    assert played(server, expired).asked[:2] == [SYNC, PULL]
    assert played(server, signed_out).asked[:2] == [SYNC, PULL]


def test_withdrawn_device_pushes_and_reads_nothing(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        with server.town.store.writing(server.town.tenant) as unit:
            row = unit.get(DeviceRow, [(tablet.tokens.device,)])[tablet.tokens.device,]
            unit.put([replace(row, state=DeviceState.SENDING)])
        push = PushRequest(tablet.tokens.device, tablet.pulling().epoch, (_made(tablet),))
        with pytest.raises(DeviceRevoked):
            await tablet.both(push)

    assert played(server, play).asked == [SYNC, SYNC]


def _made(tablet: Tablet) -> Any:
    fields = tablet.server.town.report_fields()
    return tablet.device.make("report", tablet.server.new_id(), Op.CREATE, fields, base_rv=0)


def test_refusal_of_a_push_is_heard_as_ever(server: ServerInHand) -> None:
    async def play(tablet: Tablet) -> None:
        push = tablet.pushing()
        await tablet.both(push)
        other = replace(push.changes[0], id=server.new_id())
        with pytest.raises(NumberTaken):
            await tablet.both(replace(push, changes=(other,)))

    played(server, play)


def test_oldest_handle_goes_when_there_are_too_many(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    signed, handles = server.parts.auth.read(tokens.access_token), Handles(server.clock)
    assert isinstance(device, Device)
    for _ in range(HANDLES_MAX + 5):
        handles.give(signed, 1)
    assert len(handles._known) == HANDLES_MAX
