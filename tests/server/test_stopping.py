"""SIGTERM: what is under way ends well, nobody new is let in, and nothing holds the process up for ever.

`STOPS=1 pytest tests/server/test_stopping.py` also waits for a client that never ends its request.
"""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from sync.core.model import Op
from sync.protocol.addresses import LENGTH_HEADER, OFFSET_HEADER, photo_address
from sync.server.serving import GOODBYE_S
from tests.server.process_in_hand import Tablet, made_town, running
from tests.server.server_in_hand import sha256_of
from tests.server.test_process import hand_of

pytestmark = pytest.mark.slow
PHOTO = b"p" * 20_000
LOOKS_S_MAX = 10.0


def is_refused(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2) as line:
            line.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            return line.recv(100) == b""
    except OSError:
        return True


@pytest.mark.parametrize("ends", [False, True] if "STOPS" in os.environ else [True], ids=str)
def test_request_under_way_ends_and_no_new_one_is_taken(tmp_path: Path, ends: bool) -> None:
    folder = tmp_path / "data"
    town = made_town(folder)
    with running(folder) as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        device = hand_of(town, tablet)
        report = town.world.new_id()
        told = town.photo_fields(report, sha256=sha256_of(PHOTO), size_bytes=len(PHOTO))
        tablet.push(
            device.make("report", report, Op.CREATE, town.report_fields()),
            device.make("attachment", town.world.new_id(), Op.CREATE, told),
        )
        host, port = server.url.removeprefix("http://").split(":")
        head = (
            f"PATCH {photo_address(sha256_of(PHOTO))} HTTP/1.1",
            f"Host: {host}",
            f"Authorization: Bearer {tablet.tokens.access_token}",
            "Content-Type: application/offset+octet-stream",
            f"{OFFSET_HEADER}: 0",
            f"{LENGTH_HEADER}: {len(PHOTO)}",
            f"Content-Length: {len(PHOTO)}",
        )
        with socket.create_connection((host, int(port)), timeout=GOODBYE_S + 20) as line:
            line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + PHOTO[:5_000])
            time.sleep(0.3)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            while not is_refused(host, int(port)):
                assert time.monotonic() - begun < LOOKS_S_MAX, "nobody new is let in"
                time.sleep(0.05)
            if ends:
                line.sendall(PHOTO[5_000:])
                assert line.recv(1_000).startswith(b"HTTP/1.1 204")
            assert server.process.wait(GOODBYE_S + 20) == 0
        assert time.monotonic() - begun < GOODBYE_S + 10
