"""The addresses of GeoReport v2, below `/open311`; whatever is asked there is answered in its own words.

/open311/discovery.{xml,json}                  GET
/open311/v2/services.…  services/{code}.…      GET
/open311/v2/requests.…                         GET, POST
/open311/v2/requests/{id}.…  tokens/{token}.…  GET
/open311/v2/servicerequestupdates.…            GET, POST
/open311/photos/{tenant}/{attachment}.jpg      GET, once it is published
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.problems import ProblemError
from sync.records.report import Channel
from sync.server.file_answers import file_answer
from sync.server.lanes import Lanes
from sync.server.open311.asking import Asked, asked_by_form, asked_of, language_of
from sync.server.open311.documents import MEDIA_TYPES, Document, Format, written
from sync.server.open311.requests import Teller, found, question_of
from sync.server.open311.services import definition, services
from sync.server.open311.taking import Sender, admitted, given_of, looked_at, receipt, taken
from sync.server.open311.towns import Place, discovery, origin_of, place_of
from sync.server.open311.trouble import ENGLISH, FRENCH, GeoTrouble, trouble
from sync.server.open311.updates import given_update, take_update, updates
from sync.server.outside.publication import PublicReader
from sync.server.parts import Parts
from sync.server.rows_outside import PublicRow
from sync.server.store import StoreBusy, TownUnknown

ROOT = "/open311"
V2 = f"{ROOT}/v2"
OPEN_TO_PAGES = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
"""What is public may be shown by any page."""
BUSY_RETRY_AFTER_S = 5
_ENDING = re.compile(r"(?P<path>.*)\.(?P<form>xml|json)", re.ASCII)
Answering = Callable[[Request, Asked], Awaitable[Document]]


@dataclass(frozen=True, slots=True)
class Open311Routes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def routes(self) -> list[Route]:
        """List the routes."""
        everything = Route(ROOT + "{rest:path}", self.answer)
        # Also a method that is not taken is answered in GeoReport's words.
        everything.methods = None
        return [Route(f"{ROOT}/photos/{{tenant}}/{{photo}}.jpg", self.photo), everything]

    async def answer(self, request: Request) -> Response:
        """Answer whatever is asked below `/open311`."""
        ending = _ENDING.fullmatch(request.path_params["rest"])
        form = Format(ending["form"]) if ending else Format.XML
        language, retry_after_s = FRENCH, None
        try:
            if ending is None:
                raise trouble("no-address")
            work = self._work(request, ending["path"])
            asked = await asked_by_form(request) if request.method == "POST" else asked_of(request)
            language = language_of(asked, (FRENCH, ENGLISH))
            document, status = await work(request, asked), 200
        except GeoTrouble as refused:
            document, status, retry_after_s = refused.document(language), refused.status, refused.retry_after_s
        except (ProblemError, StoreBusy):
            # A lane that is full, or a database that is held: of the two this is all that others can know.
            busy = trouble("busy")
            document, status, retry_after_s = busy.document(language), busy.status, BUSY_RETRY_AFTER_S
        headers = dict(OPEN_TO_PAGES)
        if retry_after_s is not None:
            headers["retry-after"] = str(retry_after_s)
        return Response(written(document, form), status, headers, MEDIA_TYPES[form])

    def _work(self, request: Request, path: str) -> Answering:
        """Give what answers an address; raise `GeoTrouble` where nothing does."""
        for pattern, by_method in self._works().items():
            match = re.fullmatch(pattern, path)
            if match is not None:
                request.state.name = next(iter(match.groups()), "")
                method = "GET" if request.method == "HEAD" else request.method
                if method not in by_method:
                    raise trouble("method")
                return by_method[method]
        raise trouble("no-address")

    def _works(self) -> dict[str, dict[str, Answering]]:
        return {
            "/discovery": {"GET": self.discovery},
            "/v2/services": {"GET": self.services},
            "/v2/services/([^/]+)": {"GET": self.definition},
            "/v2/requests": {"GET": self.requests, "POST": self.take_request},
            "/v2/requests/([^/]+)": {"GET": self.request},
            "/v2/tokens/([^/]+)": {"GET": self.token},
            "/v2/servicerequestupdates": {"GET": self.updates, "POST": self.take_update},
        }

    async def discovery(self, request: Request, asked: Asked) -> Document:
        """Tell where the service is."""

        def work() -> Document:
            place = place_of(self.parts.store, asked)
            with self.parts.store.reading(place.tenant) as unit:
                return discovery(unit, place, origin_of(unit, str(request.base_url)) + V2)

        return await self.lanes.reads.run(work)

    async def services(self, request: Request, asked: Asked) -> Document:
        """Tell what can be reported."""
        place = await self._place(asked)
        return services(place.settings, place.language)

    async def definition(self, request: Request, asked: Asked) -> Document:
        """Tell what is asked about a service."""
        return definition(request.state.name, (await self._place(asked)).language)

    async def requests(self, request: Request, asked: Asked) -> Document:
        """Tell the requests that fit."""

        def work() -> Document:
            place = place_of(self.parts.store, asked)
            question = question_of(asked, self.parts.service.now())
            with self.parts.store.reading(place.tenant) as unit:
                reader = PublicReader(unit)
                return self._teller(request, asked, place, reader).document(found(reader, question))

        return await self.lanes.reads.run(work)

    async def request(self, request: Request, asked: Asked) -> Document:
        """Tell one request."""

        def work() -> Document:
            place = place_of(self.parts.store, asked)
            with self.parts.store.reading(place.tenant) as unit:
                reader = PublicReader(unit)
                reports = reader.by_numbers([request.state.name])
                if not reports:
                    raise trouble("request")
                return self._teller(request, asked, place, reader).document(reports)

        return await self.lanes.reads.run(work)

    async def token(self, request: Request, asked: Asked) -> Document:
        """Tell the number of the request that was answered with a token."""
        token = str(request.state.name)

        def work() -> Document:
            place = place_of(self.parts.store, asked)
            with self.parts.store.reading(place.tenant) as unit:
                row = unit.get(PublicRow, [(token,)]).get((token,))
                report = PublicReader(unit).by_id(token) if row is not None else None
            if report is None or report.channel != Channel.OPEN311:
                raise trouble("token")
            return Document("service_requests", [{"service_request_id": report.number, "token": token}])

        return await self.lanes.reads.run(work)

    async def updates(self, request: Request, asked: Asked) -> Document:
        """Tell what became of requests."""

        def work() -> Document:
            place = place_of(self.parts.store, asked)
            with self.parts.store.reading(place.tenant) as unit:
                return updates(PublicReader(unit), asked, self.parts.service.now(), place.language)

        return await self.lanes.reads.run(work)

    async def take_request(self, request: Request, asked: Asked) -> Document:
        """Take a request in."""
        place = await self._place(asked)
        writes = self.lanes.writes_of(place.tenant)
        key = await writes.run(partial(admitted, self.parts, _sender(request, asked, place)))
        given = given_of(asked, key, request.headers.get("idempotency-key", ""))
        # Pictures are decoded on another lane: meanwhile the writer works for others.
        seen = await self.lanes.files.run(partial(looked_at, given))
        received = await writes.run(partial(taken, self.parts, place.tenant, given, seen))
        return receipt(received, given.service_code, place.settings, place.language)

    async def take_update(self, request: Request, asked: Asked) -> Document:
        """Take an update in."""
        place = await self._place(asked)
        writes = self.lanes.writes_of(place.tenant)
        key = await writes.run(partial(admitted, self.parts, _sender(request, asked, place)))
        return await writes.run(partial(take_update, self.parts, place.tenant, key, given_update(asked)))

    async def photo(self, request: Request) -> Response:
        """Give a photo that is published."""
        tenant, photo = str(request.path_params["tenant"]), str(request.path_params["photo"])
        try:
            path = await self.lanes.files.run(partial(self._photo_path, tenant, photo))
        except GeoTrouble as refused:
            return Response(status_code=refused.status)
        return file_answer(path, request.headers.get("range", ""), {"content-type": "image/jpeg", **OPEN_TO_PAGES})

    def _photo_path(self, tenant: str, photo: str) -> Path:
        try:
            with self.parts.store.reading(tenant) as unit:
                fields = PublicReader(unit).photo(photo)
        except TownUnknown:
            fields = None
        path = self.parts.uploads.files.whole(tenant, str(fields["sha256"])) if fields is not None else None
        if path is None or not path.exists():
            raise trouble("photo")
        return path

    async def _place(self, asked: Asked) -> Place:
        return await self.lanes.reads.run(partial(place_of, self.parts.store, asked))

    def _teller(self, request: Request, asked: Asked, place: Place, reader: PublicReader) -> Teller:
        base = f"{origin_of(reader.unit, str(request.base_url))}{ROOT}/photos/{place.tenant}"
        return Teller(place.language, base, asked.text("extensions").lower() == "true")


def _sender(request: Request, asked: Asked, place: Place) -> Sender:
    address = request.client.host if request.client is not None else ""
    return Sender(place.tenant, asked.text("api_key"), address)
