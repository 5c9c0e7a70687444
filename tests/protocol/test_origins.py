"""Where the door to the network leads: safe origins only, whatever the environment or a redirect says."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import pytest

from sync.client.http_transport import (
    Ask,
    Connection,
    checked_origin,
    tls_context,
)
from sync.client.ports import TransportTrouble
from sync.core.session import Trouble


@pytest.mark.parametrize(
    "origin", ["https://mairie.example", "https://mairie.example:8443/", "http://127.0.0.1:8000", "http://localhost:80"]
)
def test_safe_origin_is_taken(origin: str) -> None:
    assert checked_origin(origin) == origin.rstrip("/")


@pytest.mark.parametrize(
    "origin",
    [
        "http://mairie.example",
        "mairie.example",
        "https://",
        "https://mairie.example/app",
        "https://mairie.example?x=1",
        "https://user:secret@mairie.example",
        "ftp://mairie.example",
        "",
    ],
)
def test_unsafe_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValueError):
        checked_origin(origin)


def test_town_may_have_an_authority_of_its_own() -> None:
    assert tls_context().verify_mode is ssl.CERT_REQUIRED
    with pytest.raises(ssl.SSLError):
        tls_context("no certificate")


def on_loopback(play: Callable[[int, list[bytes]], Awaitable[None]]) -> list[bytes]:
    """Play against a real socket that redirects everything; give what it was asked."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            await play(server.sockets[0].getsockname()[1], heads)

    asyncio.run(main())
    return heads


def test_environment_and_redirects_lead_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def play(port: int, heads: list[bytes]) -> None:
        connection = Connection(f"http://127.0.0.1:{port}")
        with pytest.raises(TransportTrouble) as caught:
            await connection.asked(Ask("GET", "/v1/live"))
        await connection.close()
        assert caught.value.trouble is Trouble.STRANGE

    (head,) = on_loopback(play)
    assert head.startswith(b"GET /v1/live HTTP/1.1\r\n")
    assert b"python" not in head.lower()
