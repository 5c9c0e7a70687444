"""Small exchanges of a device that proves its requests: who copies the line has nothing that serves him."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.client.account import Account
from sync.client.exchanges import HttpTransport
from sync.client.http_transport import Connection
from sync.core.model import VerdictCode
from sync.protocol.addresses import PULL, SYNC
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.proofs import thumbprint
from sync.protocol.small_proof import PROVEN_HEAD_BYTES, agreed_key, half_of, proven_body, proven_head, tag_of
from sync.server.app import create_app
from tests.protocol.fake_wire import FakeCredentials
from tests.server.proving_in_hand import OWNER, code_of
from tests.server.server_in_hand import ServerInHand
from tests.server.test_small_exchange import HEADS_MAX, Noted, Tablet
from tests.server.town_in_hand import Town

WEAK = "00" * 32
"""A point of small order: whatever the seed, the shared secret is zero."""


class ProvenTablet(Tablet):
    """A tablet with a key."""

    def __init__(self, server: ServerInHand) -> None:
        super().__init__(server)
        self.app = httpx.ASGITransport(create_app(server.parts), raise_app_exceptions=False)
        self.credentials = FakeCredentials(self.tokens)
        connection = Connection("http://localhost", wire=Noted(self.app, self))
        self.transport = HttpTransport(Account(connection, self.credentials, OWNER))

    async def played_again(self, body: bytes) -> str:
        """Send a body from another machine; give the problem."""
        async with httpx.AsyncClient(transport=self.app, base_url="http://localhost") as client:
            return code_of(await client.post(SYNC, content=body))


@pytest.fixture
def server(tmp_path: Path) -> ServerInHand:
    return ServerInHand(Town(), tmp_path)


def played(server: ServerInHand, play: Callable[[ProvenTablet], Awaitable[Any]]) -> ProvenTablet:
    tablet = ProvenTablet(server)

    async def all_of_it() -> None:
        await tablet.at_head()
        await play(tablet)

    asyncio.run(all_of_it())
    return tablet


def test_proven_push_and_page_come_in_one_exchange(server: ServerInHand) -> None:
    async def play(tablet: ProvenTablet) -> None:
        assert tablet.credentials.tokens is not None
        assert tablet.credentials.tokens.jkt == thumbprint(OWNER.public)
        for _ in range(3):
            code, page = await tablet.both(tablet.pushing())
            assert code is VerdictCode.ACCEPTED
            assert page.rows, "the report itself comes back in it"

    tablet = played(server, play)
    assert tablet.asked == [SYNC] * 3
    heads = [proven_head(body) for body in tablet.bodies]
    assert [head.count for head in heads if head is not None] == [1, 2, 3]
    assert len({head.name for head in heads if head is not None}) == 1


def test_proof_of_a_small_exchange_costs_no_byte(server: ServerInHand) -> None:
    proven = played(server, ProvenTablet.pull)
    bare = Tablet(server)

    async def play() -> None:
        await (await bare.at_head()).pull()

    asyncio.run(play())
    assert proven.bytes[0] == bare.bytes[0] < HEADS_MAX


def test_recorded_exchange_is_not_answered_again(server: ServerInHand) -> None:
    async def play(tablet: ProvenTablet) -> None:
        await tablet.pull()
        await tablet.pull()
        assert [await tablet.played_again(body) for body in tablet.bodies] == ["not-found", "not-found"]
        await tablet.pull()

    assert played(server, play).asked == [SYNC] * 3


def test_copied_handle_proves_nothing(server: ServerInHand) -> None:
    async def play(tablet: ProvenTablet) -> None:
        await tablet.pull()
        head = proven_head(tablet.bodies[0])
        assert head is not None
        text = tablet.bodies[0][PROVEN_HEAD_BYTES:]
        forged = proven_body(bytes(32), head.name, head.count + 1, b"", text)
        later = tablet.bodies[0][:4] + (head.count + 1).to_bytes(2) + tablet.bodies[0][6:]
        altered = tablet.bodies[0][:-1] + bytes([tablet.bodies[0][-1] ^ 1])
        assert {await tablet.played_again(body) for body in (forged, later, altered)} == {"not-proven"}
        unknown = bytes(4) + tablet.bodies[0][4:]
        assert {await tablet.played_again(body) for body in (unknown, b"", b"\0" * 9)} == {"not-found"}

    played(server, play)


def test_server_that_starts_anew_gives_another_key(server: ServerInHand) -> None:
    async def play(tablet: ProvenTablet) -> None:
        server.parts.handles._known.clear()
        for _ in range(2):
            await tablet.pull()

    assert played(server, play).asked == [SYNC, PULL, SYNC]


def test_bound_token_has_no_handle_without_a_key(server: ServerInHand) -> None:
    async def play(tablet: ProvenTablet) -> None:
        assert tablet.credentials.tokens is not None
        signed = server.parts.auth.read(tablet.credentials.tokens.access_token)
        handles = server.parts.handles
        assert handles.give(signed, 1) == ""
        assert handles.give(signed, 1, WEAK) == ""
        assert len(b64decode(handles.give(signed, 1, half_of(bytes(32))))) == 36

    played(server, play)


def test_both_ends_agree_on_a_key_that_never_crossed_the_wire() -> None:
    device, server = bytes(range(32)), bytes(range(1, 33))
    halves = half_of(device), half_of(server)
    key = agreed_key(device, halves[1], *halves)
    assert key == agreed_key(server, halves[0], *halves)
    assert key.hex() not in (*halves, device.hex(), server.hex())
    with pytest.raises(WrongKey):
        agreed_key(device, WEAK, halves[0], WEAK)


def test_tag_covers_count_stand_and_text() -> None:
    key = bytes(32)
    told = [(1, b"a", b"bc"), (2, b"a", b"bc"), (1, b"ab", b"c"), (1, b"", b"abc"), (1, b"a", b"bd")]
    assert len({tag_of(key, *one) for one in told}) == len(told)
    assert all(len(tag_of(key, *one)) == 10 for one in told)
