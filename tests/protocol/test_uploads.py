"""The photo queue: what goes first, how it resumes, what counts as received, and what is put aside."""

import httpx
import pytest

from sync.client.ports import DeviceRevoked, TransportTrouble
from sync.client.uploads import ASIDE_MS
from sync.core.session import Trouble
from sync.protocol.addresses import OFFSET_HEADER
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_photos import photo_of
from tests.protocol.fake_wire import bytes_saying, refusing
from tests.protocol.photo_bench import LARGE, OTHER, SMALL, Bench, name


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


def test_withdrawn_device_sends_behind_what_it_may_no_longer_fetch() -> None:
    bench = Bench()
    mine = bench.shelf.has(SMALL)
    wanted = bench.shelf.wants(b"their thumbnail", is_thumbnail=True)
    bench.wire.script.insert(0, refusing("revoked"))
    bench.run()
    assert bench.moved() == [("GET", name(wanted)), ("PATCH", name(mine))]
    assert bench.shelf.sent == {mine.sha256}


def test_lost_device_stops_at_the_first_photo_that_is_not_taken() -> None:
    bench = Bench()
    bench.shelf.has(SMALL)
    bench.wire.script.insert(0, refusing("revoked"))
    with pytest.raises(DeviceRevoked):
        bench.run()
    assert bench.shelf.sent == set()


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
