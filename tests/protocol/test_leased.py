"""What a renewal may not bring, and a transport that reads nothing past its lease but lets the work through."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from sync.client.account import Account
from sync.client.leased import LeasedTransport
from sync.client.ports import LeaseEnded, Transport
from sync.client.uploads import PhotoPolicy
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest, Tokens
from sync.protocol.orders import Lease, lease_text
from sync.protocol.parcel_keys import signer_public
from tests.protocol.fake_wire import DEVICE, FakeCredentials, FakeWire, account_over, saying, token_pair
from tests.protocol.photo_bench import LARGE, OTHER, Bench

TOWN, PORTAL = bytes([1]) * 32, bytes([2]) * 32
PULL, PUSH = PullRequest(DEVICE, "e", {}), PushRequest(DEVICE, "e", ())


def day(number: int) -> str:
    return f"2026-11-{number:02}T09:00:00.000Z"


def with_lease(given: int, seed: bytes = TOWN) -> dict[str, str]:
    return {"order_key": signer_public(seed), "lease": lease_text(seed, Lease(DEVICE, day(given), day(30)))}


@pytest.mark.parametrize(
    ("offered", "is_taken"),
    [(with_lease(12), True), (with_lease(9), False), (with_lease(12, PORTAL), False), ({"lease": "x"}, False)],
)
def test_renewal_brings_a_later_lease_of_the_same_town_and_nothing_else(
    offered: dict[str, str], is_taken: bool
) -> None:
    known = Tokens(**token_pair(), **with_lease(10))
    credentials = FakeCredentials(known)
    account = account_over(FakeWire([saying(token_pair(2) | offered)]), credentials)
    given = asyncio.run(account.renewed(known))
    assert given.access_token == "access-2"
    assert given.order_key == known.order_key
    assert given.lease == (offered["lease"] if is_taken else known.lease)
    assert credentials.tokens == given


def test_device_from_before_learns_the_key_of_orders_with_a_renewal() -> None:
    known = Tokens(**token_pair())
    account = account_over(FakeWire([saying(token_pair(2) | with_lease(12))]), FakeCredentials(known))
    assert asyncio.run(account.renewed(known)).order_key == signer_public(TOWN)


@dataclass
class Told:
    """A transport, an account and a lease that note what is asked of them."""

    over: list[bool]
    asked: list[str] = field(default_factory=list)

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        self.asked.append(f"begin {type(request).__name__}{' and a page' if then else ''}")

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        self.asked.append("push")
        return cast(PushAnswer, None)

    async def pull(self, request: PullRequest) -> PullPage:
        self.asked.append("pull")
        return cast(PullPage, None)

    async def tokens(self) -> Tokens:
        return Tokens(**token_pair())

    async def renewed(self, used: Tokens) -> Tokens:
        self.asked.append("renew")
        return replace(used)

    async def is_over(self) -> bool:
        return self.over.pop(0)


def leased(told: Told) -> LeasedTransport:
    return LeasedTransport(cast(Transport, told), cast(Account, told), told)


def test_lease_that_runs_lets_everything_through() -> None:
    told = Told([False])
    transport = leased(told)
    asyncio.run(transport.pull(PULL))
    transport.begin(PUSH, PULL)
    assert told.asked == ["pull", "begin PushRequest and a page"]


def test_lease_that_is_over_reads_nothing_and_still_pushes() -> None:
    told = Told([True, True])
    transport = leased(told)
    with pytest.raises(LeaseEnded):
        asyncio.run(transport.pull(PULL))
    transport.begin(PUSH, PULL)
    transport.begin(PULL)
    asyncio.run(transport.push(PUSH))
    assert told.asked == ["renew", "begin PushRequest", "push"]


def test_tokens_that_say_what_time_it_is_mend_a_wrong_clock() -> None:
    told = Told([True, False])
    asyncio.run(leased(told).pull(PULL))
    assert told.asked == ["renew", "pull"]


def test_device_that_only_sends_moves_its_own_photos_and_fetches_none() -> None:
    bench = Bench()
    bench.policy = PhotoPolicy.SENDING
    mine = bench.shelf.has(LARGE)
    bench.shelf.wants(OTHER)
    bench.server.serves(OTHER)
    bench.run()
    assert bench.shelf.sent == {mine.sha256}
    assert bench.shelf.kept == {}
