"""What is no answer of our server, or asked nobody at all: the queue calls nobody online for it."""

import pytest

from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.messages import CHUNK_BYTES
from tests.protocol.fake_photos import photo_of
from tests.protocol.fake_wire import bytes_saying
from tests.protocol.photo_bench import LARGE, SMALL, Bench


@pytest.mark.parametrize("status", [200, 206])
@pytest.mark.parametrize("page", [b"<html>Bienvenue</html>", b"x" * (CHUNK_BYTES + 7)])
def test_page_of_a_portal_is_no_photo_and_no_contact(status: int, page: bytes) -> None:
    """A portal answers everything with its login page: the photo waits, nobody is called online."""
    bench = Bench(bytes_saying(page, status))
    photo = bench.shelf.wants(LARGE)
    with pytest.raises(TransportTrouble) as trouble:
        bench.step()
    assert trouble.value.trouble is Trouble.STRANGE
    bench.wire.script = [bench.server]
    bench.server.serves(LARGE)
    bench.run()
    assert bench.shelf.kept == {photo.sha256: LARGE}


def test_photo_whose_file_is_gone_is_no_contact() -> None:
    bench = Bench()
    gone = photo_of(LARGE)
    bench.shelf.to_send[gone] = b""
    assert bench.step() is False
    assert bench.wire.asked == []


def test_photo_whose_file_is_gone_does_not_hold_up_the_next() -> None:
    bench = Bench()
    bench.shelf.to_send[photo_of(LARGE)] = b""
    photo = bench.shelf.has(SMALL)
    assert bench.step() is True
    assert bench.shelf.sent == {photo.sha256}
