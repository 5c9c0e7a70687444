"""The routes by which other programs read a town: open data, feeds, calendars, and the document that tells of them."""

from starlette.routing import Route

from sync.server.feeds.routes import FeedRoutes
from sync.server.lanes import Lanes
from sync.server.open_data.freshness import Freshness
from sync.server.open_data.routes import OpenDataRoutes
from sync.server.parts import Parts


def interop_routes(parts: Parts, lanes: Lanes) -> list[Route]:
    """List the routes."""
    freshness = Freshness(parts.now_ms)
    return [*OpenDataRoutes(parts, lanes, freshness).routes(), *FeedRoutes(parts, lanes).routes()]
