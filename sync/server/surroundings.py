"""What surrounds every answer: headers that forbid a browser to make anything of it, and one line in the log."""

import time
from collections.abc import MutableMapping, Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol.addresses import SYNC
from sync.protocol.proofs import NONCE_HEADER
from sync.server import logs
from sync.server.watching.metrics import Metrics

HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_ENCODED = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())
_WITH_TOKEN = tuple(one for one in _ENCODED if one[0] in (b"x-content-type-options", b"cache-control"))
"""What an answer to a request with a token needs. The others bind documents and what documents embed: a browser asks
for neither with that header, and they were a tenth of what one change costs on the line."""


class Surroundings:
    """An ASGI layer around the whole app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through; log its route, status, time and device, never its path or address."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        begun = time.monotonic()
        wanted = _wanted(scope)
        status = 500  # unless an answer begins: a fault is answered outside of this layer

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_missing(message, wanted), *_nonce(state)]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            seconds, pattern = time.monotonic() - begun, _pattern(scope)
            self._metrics.answered(scope["method"], pattern, status, seconds)
            route = f"{scope['method']} {pattern}"
            logs.event("request", route=route, status=status, ms=round(seconds * 1000), **_told(state))


def _wanted(scope: Scope) -> Sequence[tuple[bytes, bytes]]:
    if scope["path"] == SYNC and scope["method"] == "POST":
        # Bytes that only who holds a handle can read, in answer to a POST, which nobody may keep (RFC 9110, 9.3.3).
        return ()
    return _WITH_TOKEN if any(name == b"authorization" for name, _ in scope["headers"]) else _ENCODED


def _missing(message: MutableMapping[str, Any], wanted: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message.get("headers", ())}
    return [one for one in wanted if one[0] not in present]


def _nonce(state: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """Give the next proof's nonce to a device whose own is missing or ages (RFC 9449, 8.2)."""
    nonce = state.get("fresh_nonce")
    return [(NONCE_HEADER.lower().encode(), nonce.encode())] if nonce else []


def _pattern(scope: Scope) -> str:
    """Name the route that answered, by its pattern: a path may hold what a person typed."""
    route = scope.get("route")
    endpoint = scope.get("endpoint")
    return str(getattr(route, "path", None) or getattr(endpoint, "__name__", "none"))


def _told(state: dict[str, Any]) -> dict[str, Any]:
    return {name: state[name] for name in ("device", "problem") if state.get(name) is not None}
