"""`/livez`, `/readyz` and `/metrics`.

Whoever asks `/livez` or `/readyz` learns a word. `/metrics` is for this machine alone, or for who shows the token that
its administrator wrote into a file. What a proxy on this machine sends on is from elsewhere: it says so in a header.
"""

import asyncio
import hmac
import ipaddress
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.problems import ProblemError
from sync.server.bodies import json_answer
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.watching.metrics import Standing
from sync.server.watching.readiness import look

LIVE, READY, METRICS = "/livez", "/readyz", "/metrics"
LOOK_S_MAX: Final = 5.0
_SENT_ON: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class WatchRoutes:
    """The handlers, over the parts of one server."""

    def __init__(self, parts: Parts, lanes: Lanes) -> None:
        self._parts, self._lanes = parts, lanes
        self._standing = Standing(parts.metrics, parts.store, parts.board, lanes)
        parts.metrics.registry.register(self._standing)

    def routes(self) -> list[Route]:
        """List the routes."""
        told = ((LIVE, self.live), (READY, self.ready), (METRICS, self.metrics))
        return [Route(path, handler, methods=["GET"]) for path, handler in told]

    async def live(self, request: Request) -> Response:
        """Say that requests are answered: who hears nothing may end the process."""
        return json_answer({"status": "alive"})

    async def ready(self, request: Request) -> Response:
        """Say whether the server can work now; 503 where requests are better sent elsewhere."""
        try:
            async with asyncio.timeout(LOOK_S_MAX):
                found = await self._lanes.reads.run(lambda: look(self._parts))
        except TimeoutError:
            return json_answer({"status": "not-ready", "looks": {"store": "failed"}}, 503)
        if found.is_ready:
            return json_answer({"status": "ready", "looks": found.told()})
        return json_answer({"status": "not-ready", "looks": found.told()}, 503)

    async def metrics(self, request: Request) -> Response:
        """Tell what is counted; raise `not-found` or `not-signed-in` for who may not know."""
        self._check_reader(request)
        await self._lanes.reads.run(self._standing.count)
        return Response(self._parts.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    def _check_reader(self, request: Request) -> None:
        wanted = self._parts.metrics.token
        if wanted:
            scheme, _, shown = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), wanted.encode()):
                raise ProblemError("not-signed-in")
        elif not _is_from_here(request):
            raise ProblemError("not-found")


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _SENT_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
