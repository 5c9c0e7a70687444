"""Tokens renew themselves, once for all who ask, and the new pair is durable before the old one is forgotten."""

import asyncio

import httpx
import pytest

from sync.client.http_transport import Ask
from sync.client.ports import (
    ClientTooOld,
    DeviceRevoked,
    EpochDiffers,
    NumbersDiffer,
    NumberTaken,
    SignInNeeded,
    TransportTrouble,
)
from sync.core.session import Trouble
from sync.protocol.messages import SignIn, Tokens
from sync.protocol.problems import ProblemError
from tests.protocol.fake_wire import (
    DEVICE,
    FakeCredentials,
    FakeWire,
    account_over,
    bytes_saying,
    json_of,
    refusing,
    saying,
    token_pair,
)

ASK = Ask("POST", "/v1/pull", {"a": 1})
SIGN_IN = SignIn("anne", "secret", DEVICE, "Tablette 3")


def bearers(wire: FakeWire) -> list[str | None]:
    """Give the access tokens that were shown."""
    return [request.headers.get("Authorization") for request in wire.asked]


def test_request_shows_the_access_token() -> None:
    wire = FakeWire([saying({})])
    asyncio.run(account_over(wire).asked(ASK))
    assert bearers(wire) == ["Bearer access-1"]


def test_nobody_signed_in_needs_a_sign_in() -> None:
    wire = FakeWire([saying({})])
    with pytest.raises(SignInNeeded):
        asyncio.run(account_over(wire, FakeCredentials()).asked(ASK))
    assert wire.asked == []


def test_ended_access_token_is_renewed_and_the_request_made_again() -> None:
    wire = FakeWire([refusing("not-signed-in"), saying(token_pair(2)), saying({"b": 2})])
    credentials = FakeCredentials(Tokens(**token_pair()))
    answer = asyncio.run(account_over(wire, credentials).asked(ASK))
    assert answer.document() == {"b": 2}
    assert wire.addresses == ["POST /v1/pull", "POST /v1/sessions/refresh", "POST /v1/pull"]
    assert json_of(wire.asked[1]) == {"refresh_token": "refresh-1", "device": DEVICE}
    assert bearers(wire) == ["Bearer access-1", None, "Bearer access-2"]
    assert credentials.done == ["save refresh-2"]


def test_new_tokens_are_not_used_before_they_are_durable() -> None:
    class FullDisk(FakeCredentials):
        async def save(self, tokens: Tokens) -> None:
            raise OSError("no room")

    wire = FakeWire([refusing("not-signed-in"), saying(token_pair(2)), saying({})])
    account = account_over(wire, FullDisk(Tokens(**token_pair())))
    with pytest.raises(OSError, match="no room"):
        asyncio.run(account.asked(ASK))
    assert asyncio.run(account.tokens()).refresh_token == "refresh-1"


def test_several_requests_share_one_renewal() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("refresh"):
            return saying(token_pair(2))(request)
        is_new = request.headers["Authorization"] == "Bearer access-2"
        return (saying({}) if is_new else refusing("not-signed-in"))(request)

    wire = FakeWire([answer])

    async def play() -> None:
        account = account_over(wire)
        await asyncio.gather(*(account.asked(ASK) for _ in range(5)))

    asyncio.run(play())
    assert wire.addresses.count("POST /v1/sessions/refresh") == 1


def test_refresh_that_fails_on_the_way_keeps_the_old_token() -> None:
    wire = FakeWire([refusing("not-signed-in"), httpx.ReadTimeout("lost"), saying(token_pair(2)), saying({})])
    account = account_over(wire)

    async def play() -> None:
        with pytest.raises(TransportTrouble):
            await account.asked(ASK)
        wire.script.insert(0, refusing("not-signed-in"))
        await account.asked(ASK)

    asyncio.run(play())
    refreshes = [json_of(request) for request in wire.asked if request.url.path.endswith("refresh")]
    assert [message["refresh_token"] for message in refreshes] == ["refresh-1", "refresh-1"]


@pytest.mark.parametrize(
    ("code", "meaning"), [("not-signed-in", SignInNeeded), ("revoked", DeviceRevoked), ("busy", TransportTrouble)]
)
def test_refused_renewal_says_what_it_means(code: str, meaning: type[Exception]) -> None:
    with pytest.raises(meaning):
        asyncio.run(account_over(FakeWire([refusing("not-signed-in"), refusing(code)])).asked(ASK))


def test_new_token_that_is_refused_needs_a_sign_in() -> None:
    wire = FakeWire([refusing("not-signed-in"), saying(token_pair(2)), refusing("not-signed-in")])
    with pytest.raises(SignInNeeded):
        asyncio.run(account_over(wire).asked(ASK))
    assert len(wire.asked) == 3


def test_answer_to_a_renewal_that_is_none_is_strange() -> None:
    wire = FakeWire([refusing("not-signed-in"), saying({"access_token": 7})])
    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(account_over(wire).asked(ASK))
    assert caught.value.trouble is Trouble.STRANGE


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("revoked", DeviceRevoked),
        ("schema-too-old", ClientTooOld),
        ("epoch-differs", EpochDiffers),
    ],
)
def test_problem_says_what_it_means(code: str, meaning: type[Exception]) -> None:
    with pytest.raises(meaning):
        asyncio.run(account_over(FakeWire([refusing(code)])).asked(ASK))


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("busy", Trouble.BUSY),
        ("too-many-tries", Trouble.BUSY),
        ("internal", Trouble.BUSY),
        ("not-json", Trouble.STRANGE),
        ("too-large", Trouble.TOO_LARGE),
        ("unknown-tenant", Trouble.STRANGE),
    ],
)
def test_problem_that_passes_is_trouble_with_patience(code: str, trouble: Trouble) -> None:
    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(account_over(FakeWire([refusing(code, {"Retry-After": "9"})])).asked(ASK))
    assert (caught.value.trouble, caught.value.retry_after_ms) == (trouble, 9_000)


def test_gap_tells_the_number_that_is_wanted() -> None:
    with pytest.raises(NumbersDiffer) as caught:
        asyncio.run(account_over(FakeWire([refusing("number-gap", next_n=8)])).asked(ASK))
    assert caught.value.next_n == 8


def test_taken_number_is_told() -> None:
    with pytest.raises(NumberTaken) as caught:
        asyncio.run(account_over(FakeWire([refusing("number-reused", n=8)])).asked(ASK))
    assert caught.value.n == 8


@pytest.mark.parametrize("next_n", [None, 0, "8"])
def test_gap_that_tells_no_number_is_strange(next_n: object) -> None:
    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(account_over(FakeWire([refusing("number-gap", next_n=next_n)])).asked(ASK))
    assert caught.value.trouble is Trouble.STRANGE


@pytest.mark.parametrize("code", ["not-valid", "not-found", "forbidden", "hash-differs"])
def test_problem_about_the_thing_itself_passes(code: str) -> None:
    with pytest.raises(ProblemError):
        asyncio.run(account_over(FakeWire([refusing(code)])).asked(ASK))


def test_sign_in_keeps_its_tokens() -> None:
    wire = FakeWire([saying(token_pair(), status=201)])
    credentials = FakeCredentials()
    tokens = asyncio.run(account_over(wire, credentials).sign_in(SIGN_IN))
    assert credentials.tokens == tokens == Tokens(**token_pair())
    assert json_of(wire.asked[0]) == {
        "account": "anne",
        "password": "secret",
        "device": DEVICE,
        "device_name": "Tablette 3",
    }


@pytest.mark.parametrize("code", ["wrong-password", "too-many-tries", "revoked"])
def test_refused_sign_in_tells_the_screen_why(code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        asyncio.run(account_over(FakeWire([refusing(code)]), FakeCredentials()).sign_in(SIGN_IN))
    assert caught.value.kind.code == code


def test_sign_out_ends_the_session_here_and_there() -> None:
    wire = FakeWire([bytes_saying(b"", 204)])
    credentials = FakeCredentials(Tokens(**token_pair()))
    asyncio.run(account_over(wire, credentials).sign_out())
    assert (wire.addresses, credentials.done) == (["DELETE /v1/sessions"], ["forget"])


def test_sign_out_without_network_forgets_all_the_same() -> None:
    credentials = FakeCredentials(Tokens(**token_pair()))
    account = account_over(FakeWire([httpx.ConnectError("off")]), credentials)
    asyncio.run(account.sign_out())
    assert credentials.done == ["forget"]
    with pytest.raises(SignInNeeded):
        asyncio.run(account.tokens())
