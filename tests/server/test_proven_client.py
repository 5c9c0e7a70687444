"""The device's end of proofs against the server's app: nonces that age, answers without a body."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.client.account import Account
from sync.client.http_transport import Ask, Connection
from sync.client.ports import SignInNeeded, TransportTrouble
from sync.core.session import Trouble
from sync.protocol.addresses import MAPS, REFRESH, photo_address
from sync.protocol.messages import SignIn
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import NONCE_HEADER, SeedSigner, thumbprint
from sync.server.app import create_app
from sync.server.proving import SLOT_MS
from tests.protocol.fake_wire import (
    FakeCredentials,
    FakeWire,
    account_over,
    connection_over,
    refusing,
    saying,
    token_pair,
)
from tests.server.proving_in_hand import OWNER, THIEF
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

PHOTO = photo_address("a" * 64)


class Noted(httpx.AsyncBaseTransport):
    """The app itself as a wire; notes what was asked and answered."""

    def __init__(self, server: ServerInHand) -> None:
        self.inner = httpx.ASGITransport(create_app(server.parts), raise_app_exceptions=False)
        self.told: list[tuple[str, str, int]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        response = await self.inner.handle_async_request(request)
        self.told.append((request.method, request.url.path, response.status_code))
        return response


class Desk:
    """A signed-in account with a key over the app."""

    def __init__(self, server: ServerInHand, signer: SeedSigner = OWNER) -> None:
        self.server = server
        self.wire = Noted(server)
        self.credentials = FakeCredentials()
        self.connection = Connection("http://localhost", wire=self.wire)
        self.account = Account(self.connection, self.credentials, signer)


@pytest.fixture
def server(tmp_path: Path) -> ServerInHand:
    return ServerInHand(Town(), tmp_path)


def played(desk: Desk, play: Callable[[Account], Awaitable[Any]]) -> list[tuple[str, str, int]]:
    async def all_of_it() -> None:
        await desk.account.sign_in(desk.server.asked("terrain"))
        desk.wire.told.clear()
        await play(desk.account)

    asyncio.run(all_of_it())
    return desk.wire.told


def test_nonce_that_came_with_the_tokens_serves_at_once(server: ServerInHand) -> None:
    told = played(Desk(server), lambda account: account.asked(Ask("GET", MAPS)))
    assert told == [("GET", MAPS, 200)]


def test_old_nonce_costs_one_request_and_no_more(server: ServerInHand) -> None:
    async def play(account: Account) -> None:
        server.clock.advance(2 * SLOT_MS)
        for _ in range(2):
            await account.asked(Ask("GET", MAPS))

    assert played(Desk(server), play) == [("GET", MAPS, 401), ("GET", MAPS, 200), ("GET", MAPS, 200)]


def test_aging_nonce_is_replaced_without_a_refusal(server: ServerInHand) -> None:
    async def play(account: Account) -> None:
        for _ in range(4):
            server.clock.advance(SLOT_MS // 2)
            await account.asked(Ask("GET", MAPS))

    assert {status for _, _, status in played(Desk(server), play)} == {200}


def test_answer_without_a_body_tells_by_its_challenge(server: ServerInHand) -> None:
    async def play(account: Account) -> None:
        server.clock.advance(2 * SLOT_MS)
        with pytest.raises(ProblemError, match="not-found"):
            await account.asked(Ask("HEAD", PHOTO))

    assert played(Desk(server), play) == [("HEAD", PHOTO, 401), ("HEAD", PHOTO, 404)]


def test_expired_token_is_renewed_with_a_proof(server: ServerInHand) -> None:
    async def play(account: Account) -> None:
        server.clock.advance(20 * 60_000)
        await account.asked(Ask("GET", MAPS))
        assert (await account.tokens()).jkt == thumbprint(OWNER.public)

    told = played(Desk(server), play)
    assert [path for _, path, status in told if status == 200] == [REFRESH, MAPS]


def test_vault_under_another_key_asks_its_agent(server: ServerInHand) -> None:
    desk = Desk(server)

    async def play(_: Account) -> None:
        other = Account(desk.connection, desk.credentials, THIEF)
        with pytest.raises(SignInNeeded):
            await other.asked(Ask("GET", MAPS))
        tokens = await other.sign_in(server.asked("terrain", desk.credentials.tokens.device))  # type: ignore[union-attr]
        assert tokens.jkt == thumbprint(THIEF.public)
        await other.asked(Ask("GET", MAPS))

    played(desk, play)


def test_server_from_before_proofs_gets_a_bearer(server: ServerInHand) -> None:
    wire = FakeWire([saying(token_pair(2)), saying({}), saying({})])
    account = account_over(wire)
    proven = Account(connection_over(wire), FakeCredentials(asyncio.run(account.tokens())), OWNER)

    async def play() -> None:
        for _ in range(2):
            await proven.asked(Ask("GET", MAPS))

    asyncio.run(play())
    assert wire.addresses == [f"POST {REFRESH}", f"GET {MAPS}", f"GET {MAPS}"], "it is asked to bind once per start"
    assert wire.asked[1].headers["authorization"] == "Bearer access-2"
    assert "dpop" not in wire.asked[1].headers


def test_proof_that_is_never_taken_is_a_stranger_on_the_way() -> None:
    pair = {**token_pair(1), "jkt": thumbprint(OWNER.public), "device_key": OWNER.public}
    wire = FakeWire([saying(pair, 201), refusing("proof-needed", {NONCE_HEADER: "bm9uY2U"})])
    account = Account(connection_over(wire), FakeCredentials(), OWNER)

    async def play() -> None:
        await account.sign_in(SignIn("a", "b", "d", "Tablette"))
        with pytest.raises(TransportTrouble) as trouble:
            await account.asked(Ask("GET", MAPS))
        assert trouble.value.trouble is Trouble.STRANGE

    asyncio.run(play())
    assert wire.addresses[1:] == [f"GET {MAPS}"] * 2
