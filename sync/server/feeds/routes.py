"""The routes of feeds and calendars: public for reports, by secret link for notes and calendars.

A link's secret is its right, so nothing of it stands in an answer or in a log, and no cache may keep what it gives.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.problems import ProblemError
from sync.server.feeds.calendars import CALENDAR_MEDIA_TYPE, calendar_of
from sync.server.feeds.feed import ATOM_MEDIA_TYPE, JSON_FEED_MEDIA_TYPE, Feed, atom, json_feed
from sync.server.feeds.gathering import news_feed, reports_feed
from sync.server.feeds.links import LinkKind, opened_link, town_of_secret
from sync.server.lanes import Lanes
from sync.server.open_data.asked import town_asked
from sync.server.open_data.freshness import CACHE, is_known
from sync.server.outside.settings import settings_of
from sync.server.parts import Parts
from sync.server.routes import one_method

FEEDS = "/api/feeds"
CALENDARS = "/api/calendars"
PRIVATE = "private, no-cache"
"""Whoever fetched it may keep it, and asks each time whether it is still his to see."""


@dataclass(frozen=True, slots=True)
class FeedRoutes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def routes(self) -> list[Route]:
        """List the routes."""
        return [
            one_method(f"{FEEDS}/reports.atom", self.reports_atom, "GET"),
            one_method(f"{FEEDS}/reports.json", self.reports_json, "GET"),
            one_method(f"{FEEDS}/news/{{secret}}.atom", self.news_atom, "GET"),
            one_method(f"{FEEDS}/news/{{secret}}.json", self.news_json, "GET"),
            one_method(f"{CALENDARS}/{{secret}}.ics", self.calendar, "GET"),
        ]

    async def reports_atom(self, request: Request) -> Response:
        """Give the newest public reports as Atom."""
        return await self._given(request, lambda: atom(self._reports(request)), ATOM_MEDIA_TYPE, CACHE)

    async def reports_json(self, request: Request) -> Response:
        """Give the newest public reports as a JSON Feed."""
        return await self._given(request, lambda: json_feed(self._reports(request)), JSON_FEED_MEDIA_TYPE, CACHE)

    async def news_atom(self, request: Request) -> Response:
        """Give the notes of a link as Atom."""
        return await self._given(request, lambda: atom(self._news(request)), ATOM_MEDIA_TYPE, PRIVATE)

    async def news_json(self, request: Request) -> Response:
        """Give the notes of a link as a JSON Feed."""
        return await self._given(request, lambda: json_feed(self._news(request)), JSON_FEED_MEDIA_TYPE, PRIVATE)

    async def calendar(self, request: Request) -> Response:
        """Give the calendar of a link's agent."""
        return await self._given(request, lambda: self._calendar(request), CALENDAR_MEDIA_TYPE, PRIVATE)

    async def _given(self, request: Request, made: Callable[[], bytes], media_type: str, cache: str) -> Response:
        content = await self.lanes.reads.run(made)
        tag = hashlib.sha256(content).hexdigest()[:32]
        headers = {"ETag": f'"{tag}"', "Cache-Control": cache}
        if is_known(request, headers):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=media_type)

    def _reports(self, request: Request) -> Feed:
        with self.parts.store.reading(town_asked(self.parts.store, request.query_params)) as unit:
            if not settings_of(unit).open_data:
                raise ProblemError("not-found")
            return reports_feed(unit, request.query_params.get("lang"), self.parts.service.now())

    def _news(self, request: Request) -> Feed:
        secret = str(request.path_params["secret"])
        with self.parts.store.reading(town_of_secret(self.parts.store, secret)) as unit:
            return news_feed(unit, opened_link(unit, secret, LinkKind.NEWS), self.parts.service.now())

    def _calendar(self, request: Request) -> bytes:
        secret = str(request.path_params["secret"])
        with self.parts.store.reading(town_of_secret(self.parts.store, secret)) as unit:
            agent = opened_link(unit, secret, LinkKind.CALENDAR).subject
            content = calendar_of(unit, agent, self.parts.service.now())
        if content is None:
            raise ProblemError("not-found")
        return content
