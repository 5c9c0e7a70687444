"""The routes of open data: `/api/reports.geojson`, `.csv`, `.xlsx`, for anybody, where the town opened them.

A question is answered in pieces of 500 reports, each read in a transaction of its own: somebody on a slow line holds
no snapshot of the database. What was hidden meanwhile is left out. More reports than `ROWS_MAX` in one answer are
refused, never cut: the asker takes fewer days, or pages.
"""

import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sync.protocol.json_parts import not_valid
from sync.protocol.problems import ProblemError
from sync.server.lanes import Lanes
from sync.server.open_data.asked import Asked, read_question, town_asked
from sync.server.open_data.bulk import Cell, Telling, bulk_row, telling_of
from sync.server.open_data.freshness import Freshness, State, is_known
from sync.server.open_data.writing import CSV, GEOJSON, WORKBOOK_MEDIA_TYPE, Form, write_workbook
from sync.server.outside.publication import PublicReader
from sync.server.outside.settings import settings_of
from sync.server.parts import Parts
from sync.server.routes import one_method
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit

REPORTS = "/api/reports"
ROWS_MAX = 100_000
PIECE = 500
BLOCK_BYTES = 256 * 1024
LICENCE = "<https" + '://www.etalab.gouv.fr/licence-ouverte-open-licence/>; rel="license"'
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Link": LICENCE}
"""Anybody's page may draw it; Licence Ouverte 2.0, as the law wants it of towns (DOMAIN E)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent: which reports of which town, told how, and its state when it was asked."""

    tenant: str
    reports: list[str]
    telling: Telling
    state: State
    next_page: int

    def pieces(self) -> list[list[str]]:
        """Cut the reports into pieces."""
        return [self.reports[start : start + PIECE] for start in range(0, len(self.reports), PIECE)]


@dataclass(frozen=True, slots=True)
class OpenDataRoutes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes
    freshness: Freshness

    def routes(self) -> list[Route]:
        """List the routes."""
        return [
            one_method(f"{REPORTS}.geojson", self.geojson, "GET"),
            one_method(f"{REPORTS}.csv", self.csv, "GET"),
            one_method(f"{REPORTS}.xlsx", self.workbook, "GET"),
        ]

    async def geojson(self, request: Request) -> Response:
        """Give the reports as GeoJSON."""
        return await self._written(request, GEOJSON)

    async def csv(self, request: Request) -> Response:
        """Give the reports as CSV."""
        return await self._written(request, CSV)

    async def _written(self, request: Request, form: Form) -> Response:
        answer = await self.lanes.reads.run(lambda: self._answer(request))
        headers = self._headers(request, answer, form.media_type)
        if is_known(request, headers):
            return Response(status_code=304, headers=headers)
        return StreamingResponse(self._stream(answer, form), headers=headers, media_type=form.media_type)

    async def workbook(self, request: Request) -> Response:
        """Give the reports as a workbook, which is written whole before it is sent."""
        answer = await self.lanes.reads.run(lambda: self._answer(request))
        headers = self._headers(request, answer, WORKBOOK_MEDIA_TYPE)
        if is_known(request, headers):
            return Response(status_code=304, headers=headers)
        file = await self.lanes.files.run(lambda: self._workbook(answer))
        return StreamingResponse(self._blocks(file), headers=headers, media_type=WORKBOOK_MEDIA_TYPE)

    def _answer(self, request: Request) -> Answer:
        tenant = town_asked(self.parts.store, request.query_params)
        with self.parts.store.reading(tenant) as unit:
            settings = settings_of(unit)
            if not settings.open_data:
                raise ProblemError("not-found")
            asked = read_question(request.query_params, self.parts.service.now())
            reports, next_page = _page(_found(unit, asked), asked)
            telling = telling_of(settings, asked.language)
            return Answer(tenant, reports, telling, self.freshness.state(unit), next_page)

    def _headers(self, request: Request, answer: Answer, media_type: str) -> dict[str, str]:
        asked = read_question(request.query_params, self.parts.service.now())
        headers = answer.state.headers(f"{media_type} {asked} {answer.telling}") | OPEN
        if answer.next_page:
            following = request.url.include_query_params(page=answer.next_page)
            headers["Link"] += f', <{following.path}?{following.query}>; rel="next"'
        return headers

    def _rows(self, answer: Answer, reports: list[str]) -> list[dict[str, Cell]]:
        with self.parts.store.reading(answer.tenant) as unit:
            return [bulk_row(report, answer.telling) for report in PublicReader(unit).of_ids(reports)]

    async def _stream(self, answer: Answer, form: Form) -> AsyncIterator[bytes]:
        yield form.head.encode()
        is_first = True
        for piece in answer.pieces():
            text = await self.lanes.reads.run(lambda piece=piece: form.rows(self._rows(answer, piece)))  # type: ignore[misc]
            if text:
                yield (text if is_first else form.between + text).encode()
                is_first = False
        yield form.tail.encode()

    def _workbook(self, answer: Answer) -> IO[bytes]:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed, and so gone, once it is sent
        write_workbook(file, self._pages(answer))
        file.seek(0)
        return file

    def _pages(self, answer: Answer) -> Iterator[list[dict[str, Cell]]]:
        yield from (self._rows(answer, piece) for piece in answer.pieces())

    async def _blocks(self, file: IO[bytes]) -> AsyncIterator[bytes]:
        with file:
            while block := await self.lanes.files.run(lambda: file.read(BLOCK_BYTES)):
                yield block


def _found(unit: Unit, asked: Asked) -> list[str]:
    """Give the public reports of these days, the oldest first."""
    reader = PublicReader(unit)
    rows = (row for row in unit.find(PublicRow, "requested_on", asked.days()) if reader.is_public(row.publication))
    return [row.report for row in sorted(rows, key=lambda row: (row.requested_on, row.report))]


def _page(reports: list[str], asked: Asked) -> tuple[list[str], int]:
    """Give the reports of the page that is asked for, and the next one's number (0: this is the last)."""
    if not asked.page:
        if len(reports) > ROWS_MAX:
            raise not_valid("/start_date", "too-many")
        return reports, 0
    end = asked.page * asked.page_size
    return reports[end - asked.page_size : end], asked.page + 1 if end < len(reports) else 0
