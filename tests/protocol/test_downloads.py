"""Photos that somebody wants to see: they come in chunks and count only with the right hash."""

import httpx
import pytest

from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_wire import bytes_saying
from tests.protocol.photo_bench import LARGE, OTHER, SMALL, Bench


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
