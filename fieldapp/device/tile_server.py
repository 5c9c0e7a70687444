"""A server of map tiles on the loopback, for tiles and nothing else: the map reads them over HTTP only.

    GET /<word>/<theme>/<zoom>/<x>/<y>.png

The word is 32 random bytes per source and process: another program of this machine that finds the port gets nothing.
There is no file system behind an address, only a question to the source; outside of what it has, the answer is one
clear pixel, so that the paper below shows. It runs on a thread of its own: tiles wait for no screen, screens for no
tile. asyncio switches Nagle's algorithm off on every connection (3,942 tiles a second; 23 with it).
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import secrets
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Final

LOOPBACK: Final = "127.0.0.1"
Source = Callable[[str, int, int, int], bytes | None]
"""Gives the PNG of (theme, zoom, x, y), y counted from the north; None where there is none."""

CONNECTIONS_MAX: Final = 64
HEAD_BYTES_MAX: Final = 16 * 1024
IDLE_S_MAX: Final = 60.0
START_S_MAX: Final = 5.0
_ASKED: Final = re.compile(
    rb"GET /([\w-]{43})/(light|dark|outdoor)/(\d{1,2})/(\d{1,8})/(\d{1,8})\.png HTTP/1\.[01]", re.ASCII
)
CLEAR: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)
_FOUND: Final = (
    "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n"
    "Cache-Control: private, max-age=86400, immutable\r\nX-Content-Type-Options: nosniff\r\n"
    # The page is of another origin (its port differs) and reads pictures with `fetch`; the word is the lock.
    "Access-Control-Allow-Origin: *\r\nCross-Origin-Resource-Policy: cross-origin\r\n\r\n"
)
_NOT_FOUND: Final = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class TileServer:
    """The tile server of this process. It starts with its first source; `close` ends it."""

    def __init__(self) -> None:
        self._sources: dict[bytes, Source] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._port = 0
        self._connections: set[asyncio.StreamWriter] = set()

    def serve(self, source: Source) -> str:
        """Give the address under which a source is served: `…/<theme>/<zoom>/<x>/<y>.png` goes behind it."""
        if self._loop is None:
            self._start()
        word = secrets.token_urlsafe(32)
        self._sources[word.encode()] = source
        return f"http://{LOOPBACK}:{self._port}/{word}"

    def withdraw(self, address: str) -> None:
        """Serve a source no more."""
        self._sources.pop(address.rpartition("/")[2].encode(), None)

    def close(self) -> None:
        """End the server and its thread."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)

    def _start(self) -> None:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="tiles", daemon=True)
        self._thread.start()
        self._port = _on(loop, self._listen())
        self._loop = loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            for writer in list(self._connections):
                writer.transport.abort()
            self._server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._answer, LOOPBACK, 0, limit=HEAD_BYTES_MAX)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends, asks for something else, or is silent for long."""
        if len(self._connections) >= CONNECTIONS_MAX:
            writer.close()
            return
        self._connections.add(writer)
        try:
            while (head := await _head(reader)) and (found := self._tile(head)) is not None:
                writer.write(_FOUND.format(length=len(found)).encode() + found)
                await writer.drain()
            if head:
                writer.write(_NOT_FOUND)
                await writer.drain()
        except OSError:
            return  # the page went away
        finally:
            self._connections.discard(writer)
            writer.close()

    def _tile(self, head: bytes) -> bytes | None:
        """Give the tile that a request asks for; None when it asks for anything else."""
        request, _, fields = head.partition(b"\r\n")
        match = _ASKED.fullmatch(request)
        if match is None or not self._is_for_us(fields):
            return None
        source = next((one for word, one in list(self._sources.items()) if hmac.compare_digest(word, match[1])), None)
        if source is None:
            return None
        return source(match[2].decode(), int(match[3]), int(match[4]), int(match[5])) or CLEAR

    def _is_for_us(self, fields: bytes) -> bool:
        """Refuse a page that reached us by another name (DNS rebinding)."""
        host = next((line[5:].strip() for line in fields.lower().split(b"\r\n") if line.startswith(b"host:")), b"")
        return host == f"{LOOPBACK}:{self._port}".encode()


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Read the head of a request; nothing when there is none in time, or no end of it."""
    try:
        return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_S_MAX)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
        return b""


def _on(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, int]) -> int:
    future: Future[int] = asyncio.run_coroutine_threadsafe(work, loop)
    return future.result(START_S_MAX)
