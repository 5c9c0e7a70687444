"""The photo queue: what goes first, how it resumes, what counts as received, and what is put aside."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest

from sync.client.ports import PhotoBytes, SignInNeeded, StoreFull, TransportTrouble
from sync.client.uploads import ASIDE_MS, PhotoPolicy, PhotoQueue
from sync.core.session import Trouble
from sync.protocol.addresses import OFFSET_HEADER
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_photos import MemoryPhotoShelf, PhotoServer, photo_of
from tests.protocol.fake_wire import FakeWire, account_over, bytes_saying, refusing

STEPS_MAX = 200
SMALL, OTHER = b"small picture", b"another small picture"
LARGE = random.Random(7).randbytes(2 * CHUNK_BYTES + 1_000)


class SteppedClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        """Give the moment."""
        return self.ms

    def monotonic_ms(self) -> int:
        """Give the moment."""
        return self.ms


class Bench:
    """A queue between a shelf and a server."""

    def __init__(self, answering: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.shelf, self.server, self.clock = MemoryPhotoShelf(), PhotoServer(), SteppedClock()
        self.policy = PhotoPolicy.EVERYTHING
        self.wire = FakeWire([answering or self.server])
        self.queue = self.restarted()

    def restarted(self) -> PhotoQueue:
        """Give the queue of a new process on the same shelf."""
        self.queue = PhotoQueue(account_over(self.wire), self.shelf, self.clock, lambda: self.policy)
        return self.queue

    def step(self) -> bool:
        """Move one chunk."""
        return asyncio.run(self.queue.step())

    def run(self) -> int:
        """Move everything that may move; give the steps."""
        for steps in range(STEPS_MAX):
            if not self.step():
                return steps
        raise AssertionError("the queue does not end")

    def moved(self) -> list[tuple[str, str]]:
        """Give method and the first letters of the hash of what was asked."""
        return [(request.method, request.url.path.rsplit("/", 1)[-1][:6]) for request in self.wire.asked]


def name(photo: PhotoBytes) -> str:
    """Give the first letters of a photo's hash."""
    return photo.sha256[:6]


def test_empty_queue_asks_nothing() -> None:
    bench = Bench()
    assert bench.run() == 0
    assert bench.wire.asked == []


def test_small_photo_goes_up_in_one_request_and_counts_as_received() -> None:
    bench = Bench()
    photo = bench.shelf.has(SMALL)
    assert bench.run() == 1
    assert bench.moved() == [("PATCH", name(photo))]
    assert bench.server.whole[photo.sha256] == SMALL
    assert bench.shelf.sent == {photo.sha256}


def test_large_photo_goes_up_in_chunks_one_a_step() -> None:
    bench = Bench()
    photo = bench.shelf.has(LARGE)
    assert bench.run() == 3
    assert [len(request.content) for request in bench.wire.asked] == [CHUNK_BYTES, CHUNK_BYTES, 1_000]
    assert bench.shelf.marks == [(photo.sha256, n) for n in (CHUNK_BYTES, 2 * CHUNK_BYTES, len(LARGE))]
    assert bench.server.whole[photo.sha256] == LARGE


def test_thumbnails_go_first_then_what_is_wanted_then_my_photos() -> None:
    bench = Bench()
    mine, my_thumbnail = bench.shelf.has(LARGE), bench.shelf.has(SMALL, is_thumbnail=True)
    for content in (b"their thumbnail", b"their photo"):
        bench.server.serves(content)
    their_photo = bench.shelf.wants(b"their photo")
    their_thumbnail = bench.shelf.wants(b"their thumbnail", is_thumbnail=True)
    bench.run()
    assert [first for _, first in bench.moved()][:4] == [
        name(my_thumbnail),
        name(their_thumbnail),
        name(their_photo),
        name(mine),
    ]


@pytest.mark.parametrize("at_bytes", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 5, len(LARGE) - 1, len(LARGE)])
def test_upload_resumes_where_the_server_has_it_after_a_kill(at_bytes: int) -> None:
    bench = Bench()
    photo = bench.shelf.has(LARGE, sent_bytes=1)
    bench.server.parts[photo.sha256] = LARGE[:at_bytes]
    if at_bytes == len(LARGE):
        bench.server.serves(bench.server.parts.pop(photo.sha256))
    bench.run()
    assert bench.moved()[0][0] == "HEAD"
    assert bench.server.whole[photo.sha256] == LARGE
    sent_again = sum(len(request.content) for request in bench.wire.asked)
    assert sent_again == len(LARGE) - at_bytes


def test_upload_of_which_the_device_forgot_the_beginning_resumes() -> None:
    bench = Bench()
    photo = bench.shelf.has(LARGE)
    bench.server.parts[photo.sha256] = LARGE[:CHUNK_BYTES]
    bench.run()
    assert [method for method, _ in bench.moved()] == ["PATCH", "HEAD", "PATCH", "PATCH"]
    assert bench.server.whole[photo.sha256] == LARGE


def test_upload_goes_on_after_a_lost_answer() -> None:
    bench = Bench()
    photo = bench.shelf.has(LARGE)
    bench.step()

    def lose(request: httpx.Request) -> httpx.Response:
        bench.server(request)
        raise httpx.ReadTimeout("lost")

    bench.wire.script.insert(0, lose)
    with pytest.raises(TransportTrouble):
        bench.step()
    bench.run()
    assert bench.server.whole[photo.sha256] == LARGE


def test_photo_without_the_servers_proof_does_not_count_as_received() -> None:
    bench = Bench()
    bench.shelf.has(SMALL)
    bench.server.proves = False
    with pytest.raises(TransportTrouble) as caught:
        bench.step()
    assert caught.value.trouble is Trouble.STRANGE
    assert bench.shelf.sent == set()


def test_photo_that_arrived_garbled_is_sent_again_later() -> None:
    bench = Bench()
    photo = bench.shelf.has(SMALL)
    bench.server.garbles_next = True
    bench.run()
    assert bench.shelf.sent == set()
    assert bench.shelf.marks == [(photo.sha256, 0)]
    bench.clock.ms += ASIDE_MS
    bench.run()
    assert bench.server.whole[photo.sha256] == SMALL


def test_photo_whose_file_is_damaged_does_not_hold_up_the_others() -> None:
    bench = Bench()
    damaged = photo_of(b"what it was before")
    bench.shelf.to_send[damaged] = b"what it is now is other"[: damaged.size_bytes]
    whole = bench.shelf.has(SMALL)
    bench.run()
    assert bench.shelf.sent == {whole.sha256}


def test_photo_whose_file_is_too_short_does_not_hold_up_the_others() -> None:
    bench = Bench()
    damaged = photo_of(b"what it was before")
    bench.shelf.to_send[damaged] = b"short"
    whole = bench.shelf.has(SMALL)
    bench.run()
    assert bench.shelf.sent == {whole.sha256}


@pytest.mark.parametrize("code", ["not-found", "forbidden", "not-valid", "too-large"])
def test_photo_that_the_server_does_not_take_does_not_hold_up_the_others(code: str) -> None:
    bench = Bench()
    bench.wire.script.insert(0, refusing(code))
    bench.shelf.has(SMALL)
    other = bench.shelf.has(OTHER)
    if code == "too-large":
        with pytest.raises(TransportTrouble):
            bench.step()
        return
    bench.run()
    assert bench.shelf.sent == {other.sha256}


def test_photo_put_aside_is_tried_again_after_a_while() -> None:
    bench = Bench()
    bench.wire.script.insert(0, refusing("not-found"))
    photo = bench.shelf.has(SMALL)
    bench.run()
    assert bench.shelf.sent == set()
    bench.clock.ms += ASIDE_MS
    bench.run()
    assert bench.shelf.sent == {photo.sha256}


@pytest.mark.parametrize("offset", ["", "-1", "x", "99999999", "٣"])
def test_answer_that_names_no_place_is_strange(offset: str) -> None:
    headers = {OFFSET_HEADER: offset} if offset.isascii() else {}
    bench = Bench(bytes_saying(b"", 204, "text/plain", headers))
    bench.shelf.has(SMALL)
    with pytest.raises(TransportTrouble) as caught:
        bench.step()
    assert caught.value.trouble is Trouble.STRANGE


def test_server_that_does_not_move_is_strange() -> None:
    bench = Bench(bytes_saying(b"", 204, "text/plain", {OFFSET_HEADER: "0"}))
    bench.shelf.has(LARGE)
    with pytest.raises(TransportTrouble):
        bench.run()
    assert len(bench.wire.asked) == 1


def test_server_that_contradicts_itself_is_strange() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            return bytes_saying(b"", 200, "text/plain", {OFFSET_HEADER: "0"})(request)
        return refusing("chunk-out-of-place")(request)

    bench = Bench(answer)
    bench.shelf.has(LARGE)
    with pytest.raises(TransportTrouble):
        bench.run()
    assert len(bench.wire.asked) == 2


def test_wanted_photo_comes_in_chunks_and_is_kept_when_its_hash_is_right() -> None:
    bench = Bench()
    bench.server.serves(LARGE)
    photo = bench.shelf.wants(LARGE)
    assert bench.run() == 3
    assert bench.shelf.kept == {photo.sha256: LARGE}
    assert bench.wire.asked[1].headers["Range"] == f"bytes={CHUNK_BYTES}-{2 * CHUNK_BYTES - 1}"
    assert bench.wire.asked[0].headers["Accept-Encoding"] == "identity"


def test_download_that_fails_on_the_way_starts_again() -> None:
    bench = Bench()
    bench.server.serves(LARGE)
    bench.shelf.wants(LARGE)
    bench.step()
    bench.wire.script.insert(0, httpx.ReadError("reset"))
    with pytest.raises(TransportTrouble):
        bench.step()
    bench.run()
    assert list(bench.shelf.kept.values()) == [LARGE]


def test_wanted_photo_with_wrong_bytes_is_not_kept() -> None:
    bench = Bench()
    photo = bench.shelf.wants(SMALL)
    bench.server.whole[photo.sha256] = b"x" * len(SMALL)
    bench.run()
    assert bench.shelf.kept == {}


@pytest.mark.parametrize("content", [b"", SMALL + b"x"])
def test_wanted_photo_of_another_size_is_strange(content: bytes) -> None:
    bench = Bench(bytes_saying(content, 200, "image/jpeg"))
    bench.shelf.wants(SMALL)
    with pytest.raises(TransportTrouble) as caught:
        bench.step()
    assert caught.value.trouble is Trouble.STRANGE


def test_photo_that_has_not_come_yet_does_not_hold_up_the_others() -> None:
    bench = Bench()
    bench.shelf.wants(SMALL)
    other = bench.shelf.wants(OTHER)
    bench.server.serves(OTHER)
    bench.run()
    assert bench.shelf.kept.keys() == {other.sha256}


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
