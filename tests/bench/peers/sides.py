"""Each peer: its server and its client, both processes of its own environment, ended by their own id."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.peers.installing import NotHereError, last_line, node_modules_of, python_of
from tests.bench.peers.steps import steps
from tests.bench.processes import READY_S_MAX, Started, started

HERE: Final = Path(__file__).parent
Steps = Iterator[tuple[str, float]]
Via = Callable[[str], str]
"""Gives the address that a client is told for a server's own: itself, or a line that counts."""
_KINTO_INI: Final = """[server:main]
use = egg:waitress
host = 127.0.0.1
port = {port}
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.userid_hmac_secret = bench
kinto.bucket_create_principals = system.Authenticated
kinto.batch_max_requests = 200
multiauth.policies = basicauth
"""
_ANKI_PAYLOAD_MEGS: Final = "1000"
"""A server's default of 100 would refuse a first upload of 100,000 notes."""


def straight(url: str) -> str:
    """Lead a client to the server itself."""
    return url


def anki(folder: Path, rows: Path, changes: int, via: Via = straight) -> Steps:
    """Sync notes: filled, up, down, bootstrap, and change after change."""
    python, port = python_of("anki"), _free_port()
    (folder / "server").mkdir()
    told = {
        "SYNC_USER1": "user:pass",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "MAX_SYNC_PAYLOAD_MEGS": _ANKI_PAYLOAD_MEGS,
        "RUST_LOG": "error",
    }
    with _serving(folder, python, "-m", "anki.syncserver", port=port, environment=told) as url:
        client = HERE / "anki_client.py"
        yield from steps(python, client, f"{via(url)}/", folder, rows, str(changes), log=folder / "client.log")


def kinto(folder: Path, rows: Path) -> Steps:
    """Put rows into memory by the batch endpoint: up."""
    python, port = python_of("kinto"), _free_port()
    settings = folder / "kinto.ini"
    settings.write_text(_KINTO_INI.format(port=port))
    with _serving(folder, python.with_name("kinto"), "start", "--ini", settings, port=port) as url:
        yield from steps(python, HERE / "kinto_client.py", url, rows, log=folder / "client.log")


def pouchdb(folder: Path, rows: Path) -> Steps:
    """Replicate documents: up, down."""
    told = {"NODE_PATH": str(node_modules_of("pouchdb"))}
    for name in ("server", "client"):
        (folder / name).mkdir()
    server = HERE / "pouchdb_server.js"
    with _serving(folder, "node", server, folder / "server", environment=told) as url:
        client = HERE / "pouchdb_client.js"
        yield from steps("node", client, url, folder / "client", rows, log=folder / "client.log", environment=told)


def tus(folder: Path, photos: list[Path]) -> Steps:
    """Upload photos: photos."""
    python = python_of("tus")
    with _serving(folder, python, HERE / "tus_server.py", folder / "server") as url:
        yield from steps(python, HERE / "tus_client.py", url, *photos, log=folder / "client.log")


@contextmanager
def _serving(
    folder: Path, *command: str | Path, port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Start a peer's server and give its address: told by itself, or at a port once that answers."""
    log = folder / "server.log"
    told = {"PYTHONPATH": "", **(environment or {})}
    program, *words = command
    try:
        with started(*words, program=program, ready="" if port else "ready ", log=log, environment=told) as server:
            if port:
                _answered(server, port)
            yield server.url or f"http://127.0.0.1:{port}"
    except AssertionError as failure:
        raise NotHereError(f"its server failed: {last_line(log.read_text()) or failure}") from None


def _answered(server: Started, port: int) -> None:
    until = time.monotonic() + READY_S_MAX
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port
