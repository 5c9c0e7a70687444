"""What the photo queue tells the engine, what a policy holds back, and photos through kills and losses."""

import random
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest

from sync.client.ports import PhotoBytes, SignInNeeded, StoreFull, TransportTrouble
from sync.client.uploads import PhotoPolicy
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_photos import MemoryPhotoShelf
from tests.protocol.fake_wire import refusing
from tests.protocol.photo_bench import LARGE, OTHER, SMALL, STEPS_MAX, Bench


def test_full_device_is_told_to_the_engine() -> None:
    class FullShelf(MemoryPhotoShelf):
        async def keep(self, photo: PhotoBytes, content: bytes) -> None:
            raise StoreFull

    bench = Bench()
    bench.shelf = FullShelf()
    bench.server.serves(SMALL)
    bench.shelf.wants(SMALL)
    bench.restarted()
    with pytest.raises(StoreFull):
        bench.step()


def test_ended_sign_in_is_told_to_the_engine() -> None:
    bench = Bench(refusing("not-signed-in"))
    bench.shelf.has(SMALL)
    with pytest.raises(SignInNeeded):
        bench.step()


def test_sparing_policy_holds_back_my_large_photos_only() -> None:
    bench = Bench()
    bench.policy = PhotoPolicy.SPARING
    large, thumbnail = bench.shelf.has(LARGE), bench.shelf.has(SMALL, is_thumbnail=True)
    wanted = bench.shelf.wants(OTHER)
    bench.server.serves(OTHER)
    bench.run()
    assert bench.shelf.sent == {thumbnail.sha256}
    assert bench.shelf.kept.keys() == {wanted.sha256}
    bench.policy = PhotoPolicy.EVERYTHING
    bench.run()
    assert large.sha256 in bench.shelf.sent


def test_what_nobody_asked_for_yet_comes_last_and_not_on_a_metered_network() -> None:
    bench = Bench()
    ahead, wanted = bench.shelf.wants(LARGE, is_ahead=True), bench.shelf.wants(OTHER)
    bench.server.serves(LARGE)
    bench.server.serves(OTHER)
    bench.policy = PhotoPolicy.SPARING
    bench.run()
    assert bench.shelf.kept.keys() == {wanted.sha256}
    bench.policy = PhotoPolicy.EVERYTHING
    bench.step()
    bench.policy = PhotoPolicy.SPARING
    assert bench.run() == 0
    bench.policy = PhotoPolicy.EVERYTHING
    bench.run()
    assert ahead.sha256 in bench.shelf.kept


def test_sparing_policy_interrupts_a_large_upload() -> None:
    bench = Bench()
    bench.shelf.has(LARGE)
    bench.step()
    bench.policy = PhotoPolicy.SPARING
    assert bench.run() == 0
    bench.policy = PhotoPolicy.EVERYTHING
    assert bench.run() == 2


def test_policy_of_nothing_moves_nothing() -> None:
    bench = Bench()
    bench.policy = PhotoPolicy.NOTHING
    bench.shelf.has(SMALL, is_thumbnail=True)
    assert bench.run() == 0


def unsure(bench: Bench, chance: random.Random) -> Callable[[httpx.Request], httpx.Response]:
    """Give a wire that loses requests and answers."""

    def answer(request: httpx.Request) -> httpx.Response:
        fate = chance.random()
        if fate < 0.2:
            raise httpx.ConnectError("off")
        response = bench.server(request)
        if fate < 0.4:
            raise httpx.ReadTimeout("lost")
        return response

    return answer


@pytest.mark.parametrize("seed", range(20))
def test_photos_survive_kills_and_losses_at_any_chunk(seed: int) -> None:
    chance, bench = random.Random(seed), Bench()
    contents = [chance.randbytes(chance.randrange(1, 3 * CHUNK_BYTES)) for _ in range(3)]
    for content in contents:
        bench.shelf.has(content)
    bench.wire.script[:] = [unsure(bench, chance)]
    moves = True
    for _ in range(STEPS_MAX):
        with suppress(TransportTrouble):
            moves = bench.step()
        if chance.random() < 0.2:
            bench.restarted()
    assert not moves
    assert sorted(bench.server.whole.values()) == sorted(contents)
    assert len(bench.shelf.sent) == len(contents)
