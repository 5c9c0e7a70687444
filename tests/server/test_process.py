"""A real `fieldserver run`: killed after a commit, killed within a photo, stopped politely, with others beside."""

import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from random import Random

import httpx
import pytest

from sync.core.model import Op, VerdictCode
from sync.protocol.addresses import LENGTH_HEADER, LIVE, OFFSET_HEADER, photo_address
from sync.protocol.messages import CHUNK_BYTES
from sync.records import KINDS
from sync.server.checking import check_town
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from tests.server.device_in_hand import Device
from tests.server.process_in_hand import ROOT, RunningServer, Tablet, made_town, running
from tests.server.server_in_hand import bearer, chunk_request, chunks_of, sha256_of
from tests.server.town_in_hand import Town

pytestmark = pytest.mark.slow
KILLS = 4


def hand_of(town: Town, tablet: Tablet) -> Device:
    """Give the device that makes the tablet's changes."""
    device = town.device("terrain")
    device.caller = type(device.caller)(tablet.tokens.tenant, tablet.tokens.agent, tablet.tokens.device)
    return device


def sound(folder: Path, town: Town) -> bool:
    with opened(DataFolder(folder)) as parts, parts.store.reading(town.tenant) as unit:
        return check_town(unit, KINDS, parts.uploads.files, lambda what, count: None) == []


def test_change_survives_a_kill_between_commit_and_answer_and_counts_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    town = made_town(folder)
    with running(folder, "-m", "tests.server.mortal_server", "1", "0") as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        device = hand_of(town, tablet)
        changes = [device.make("report", town.world.new_id(), Op.CREATE, town.report_fields()) for _ in range(3)]
        with pytest.raises(httpx.TransportError):
            tablet.push(*changes)
        assert server.process.wait(30) == -signal.SIGKILL
    with running(folder) as server:
        tablet.url = server.url
        answer = tablet.push(*changes)
        assert [(verdict.code, verdict.rv) for verdict in answer.verdicts] == [(VerdictCode.ACCEPTED, 1)] * 3
        assert answer.next_n == 4
        reports = [row for row in tablet.pull().rows if row.kind == "report"]
        assert sorted(row.id for row in reports) == sorted(change.id for change in changes)
        assert server.stop() == 0
    assert sound(folder, town)


def test_photo_survives_kills_at_any_byte(tmp_path: Path) -> None:
    folder, random = tmp_path / "data", Random(4)
    town = made_town(folder)
    photo = random.randbytes(2 * CHUNK_BYTES + 999)
    sent = 0
    with running(folder) as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        device = hand_of(town, tablet)
        report, attachment = town.world.new_id(), town.world.new_id()
        told = town.photo_fields(report, sha256=sha256_of(photo), size_bytes=len(photo))
        tablet.push(
            device.make("report", report, Op.CREATE, town.report_fields()),
            device.make("attachment", attachment, Op.CREATE, told),
        )
    for _ in range(KILLS):
        with running(folder) as server:
            offset = standing(server, tablet, photo)
            length = random.choice([random.randrange(1, CHUNK_BYTES), CHUNK_BYTES])
            sent += killed_within(server, tablet, photo, offset, min(length, len(photo) - offset))
    with running(folder) as server:
        for offset, chunk in chunks_of(photo):
            if offset >= standing(server, tablet, photo):
                request = chunk_request(photo, offset, chunk, tablet.tokens)
                request["url"] = server.url + request["url"]
                assert httpx.request(**request).status_code == 204
                sent += len(chunk)
        assert sent - len(photo) <= KILLS * CHUNK_BYTES
        answer = httpx.get(server.url + photo_address(sha256_of(photo)), headers=bearer(tablet.tokens))
        assert answer.content == photo
        tablet.url = server.url
        (row,) = [row for row in tablet.pull().rows if row.id == attachment]
        assert "received_at" in getattr(row, "fields", {})
        assert server.stop() == 0
    assert sound(folder, town)


def standing(server: RunningServer, tablet: Tablet, photo: bytes) -> int:
    """Ask how far the upload has come."""
    answer = httpx.head(server.url + photo_address(sha256_of(photo)), headers=bearer(tablet.tokens))
    return int(answer.headers[OFFSET_HEADER])


def killed_within(server: RunningServer, tablet: Tablet, photo: bytes, offset: int, length: int) -> int:
    """Send the beginning of a chunk (or all of it) and kill the server; give how many bytes were sent."""
    chunk = photo[offset : offset + CHUNK_BYTES]
    host, port = server.url.removeprefix("http://").split(":")
    head = [
        f"PATCH {photo_address(sha256_of(photo))} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer {tablet.tokens.access_token}",
        "Content-Type: application/offset+octet-stream",
        f"{OFFSET_HEADER}: {offset}",
        f"{LENGTH_HEADER}: {len(photo)}",
        f"Content-Length: {len(chunk)}",
    ]
    with socket.create_connection((host, int(port))) as line:
        line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + chunk[:length])
        server.kill()
    return length


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_server_stops_politely_also_while_somebody_listens(tmp_path: Path, sig: signal.Signals) -> None:
    folder = tmp_path / "data"
    town = made_town(folder)
    with running(folder) as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        heard: list[str] = []
        first = threading.Event()

        def listen() -> None:
            with httpx.stream("GET", server.url + LIVE, headers=bearer(tablet.tokens), timeout=30) as lines:
                for line in lines.iter_lines():
                    heard.append(line)
                    first.set()

        listening = threading.Thread(target=listen)
        listening.start()
        assert first.wait(30)
        assert server.stop(sig) == 0
        listening.join(30)
        assert not listening.is_alive()
    assert heard[0] == "event: pull"
    assert sound(folder, town)
    assert not list(folder.glob("*-wal"))


def test_command_line_works_beside_a_running_server_which_then_wakes_who_listens(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    town = made_town(folder)
    with running(folder) as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        rings = threading.Semaphore(0)

        def listen() -> None:
            # The line is cut when the server is killed at the end.
            with (
                suppress(httpx.TransportError),
                httpx.stream("GET", server.url + LIVE, headers=bearer(tablet.tokens), timeout=60) as lines,
            ):
                for line in lines.iter_lines():
                    if line == "event: pull":
                        rings.release()

        threading.Thread(target=listen, daemon=True).start()
        assert rings.acquire(timeout=30)
        added = cli(
            folder, "user", "add", "nouveau@ville.example", "--name", "Nora Petit", stdin="un-mot-de-passe-long\n"
        )
        assert added.returncode == 0, added.stderr
        assert rings.acquire(timeout=30)
        names = {row.fields.get("family_name") for row in tablet.pull().rows if hasattr(row, "fields")}
        assert "Petit" in names
        revoked = cli(folder, "device", "revoke", tablet.tokens.device, "--lost")
        assert revoked.returncode == 0, revoked.stderr
        assert tablet.post("/v1/push", {}).status_code == 401
    assert cli(folder, "check").returncode == 0


def cli(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sync.server.cli", *words, "--data", str(folder)]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=60, check=False)


def test_port_that_is_taken_is_told_in_plain_words(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made_town(folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = cli(folder, "run", "--port", str(port))
    assert told.returncode == 1
    assert re.search(rf"Port {port} .* cannot be used", told.stderr)
    assert "Traceback" not in told.stderr


def test_logs_hold_nothing_that_a_person_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    town = made_town(folder)
    marker = "Zanzibar-le-Marqueur"
    with running(folder) as server:
        tablet = Tablet.signed_in(town, server.url, "terrain")
        device = hand_of(town, tablet)
        tablet.push(device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(description=marker)))
        tablet.push(device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(lat=marker)))
        for path in (f"/{marker}", f"/v1/photos/{marker}"):
            httpx.get(server.url + path, headers={**bearer(tablet.tokens), "X-Marker": marker})
        httpx.post(server.url + "/v1/sessions", json={"account": marker, "password": marker})
        httpx.post(server.url + "/v1/push", content=marker.encode(), headers=bearer(tablet.tokens))
        server.stop()
    logged = (tmp_path / "server.log").read_text()
    assert '"event": "request"' in logged
    assert marker.lower() not in logged.lower()
    assert "terrain" not in logged
    assert "127.0.0.1" not in logged
    assert tablet.tokens.access_token not in logged
