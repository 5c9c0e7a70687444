"""The routes by which other programs read a town: open data, feeds, calendars, and the document of them."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.json_parts import write_json
from sync.server.bodies import packed
from sync.server.feeds.routes import FeedRoutes
from sync.server.lanes import Lanes
from sync.server.open_data.freshness import Freshness
from sync.server.open_data.openapi import OPENAPI, openapi_document
from sync.server.open_data.routes import OpenDataRoutes
from sync.server.parts import Parts
from sync.server.routes import one_method


def interop_routes(parts: Parts, lanes: Lanes) -> list[Route]:
    """List the routes."""
    data = OpenDataRoutes(parts, lanes, Freshness(parts.now_ms))
    return [*data.routes(), *FeedRoutes(parts, lanes).routes(), one_method(OPENAPI, openapi, "GET")]


async def openapi(request: Request) -> Response:
    """Give the document that tells of these routes."""
    return packed(request, _document(), "application/json")


@lru_cache(maxsize=1)
def _document() -> bytes:
    return write_json(openapi_document())
