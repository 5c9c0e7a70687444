"""The addresses of the citizens' pages: each is told once, and stands with and without a town before it.

A look runs on the readers' lane, a sending on its town's writers' lane, a report with photos on the files' lane: to
decode a photo takes longer than to write all the rest. The log names an address by its pattern, never what it holds.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.problems import ProblemError
from sync.server.lanes import Lane, Lanes
from sync.server.parts import Parts
from sync.server.public import listing, prose, sending, steps, tracking
from sync.server.public.drawing import STATIC
from sync.server.public.form_reading import Sent, read_form
from sync.server.public.guarding import SENDINGS_PER_HOUR_MAX, TOKEN_FIELD, TRAP_FIELD, FormOver, check_origin
from sync.server.public.problem_pages import problem_page
from sync.server.public.tracking import Link
from sync.server.public.visits import Visit, visit_of

Look = Callable[[Request, Visit], Response]
Take = Callable[[Request, Visit, Sent], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
_MEDIA: Final = {
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_YEAR_S: Final = 365 * 24 * 3_600


@dataclass(frozen=True, slots=True)
class PublicRoutes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def routes(self) -> list[Route]:
        """List the routes; those without a town come first, so that no town's name hides a page."""
        parts = self.parts
        looks: tuple[tuple[str, Look], ...] = (
            ("/signaler", lambda request, visit: steps.choose_category(parts, visit)),
            ("/signaler/lieu", lambda request, visit: steps.choose_place(parts, visit)),
            ("/signaler/deja", lambda request, visit: steps.look_around(parts, visit)),
            ("/signaler/envoyer", lambda request, visit: sending.ask_rest(parts, visit)),
            ("/signalements", lambda request, visit: listing.published(parts, visit)),
            (
                "/signalements/{number}",
                lambda request, visit: listing.report_page(parts, visit, _in(request, "number")),
            ),
            (
                "/signalements/{number}/photos/{photo}",
                lambda request, visit: listing.public_photo(
                    parts, visit, _in(request, "number"), _in(request, "photo")
                ),
            ),
            (
                "/suivi/{secret}",
                lambda request, visit: tracking.tracking_page(parts, _link(request, visit), _origin(request)),
            ),
            (
                "/suivi/{secret}/photos/{photo}",
                lambda request, visit: tracking.own_photo(parts, _link(request, visit), _in(request, "photo")),
            ),
            ("/carte.png", lambda request, visit: steps.map_picture(parts, visit)),
            ("/accessibilite", lambda request, visit: prose.accessibility(visit)),
            ("/confidentialite", lambda request, visit: prose.privacy(visit)),
        )
        takes: tuple[tuple[str, Take], ...] = (
            ("/signaler/envoyer", lambda request, visit, sent: sending.send(parts, visit, sent)),
            (
                "/signalements/{number}/suivre",
                lambda request, visit, sent: tracking.follow_public(parts, visit, _in(request, "number"), sent),
            ),
            ("/suivi/{secret}/merci", _by_link(parts, tracking.thank)),
            ("/suivi/{secret}/avis", _by_link(parts, tracking.judge)),
            ("/suivi/{secret}/rouvrir", _by_link(parts, tracking.reopen)),
            ("/suivi/{secret}/suivre", _by_link(parts, tracking.set_follows)),
        )
        endpoints = [(path, "GET", self._looking(look, path)) for path, look in looks]
        endpoints += [(path, "POST", self._taking(take, path)) for path, take in takes]
        homes = self._looking(lambda request, visit: listing.home(parts, visit), "/", is_of_town=False)
        return [
            Route("/", homes, methods=["GET"]),
            Route("/pages/{version}/{name}", self.asset, methods=["GET"]),
            *(Route(path, endpoint, methods=[method]) for path, method, endpoint in endpoints),
            Route("/{town}", self._looking(lambda request, visit: listing.home(parts, visit), "/"), methods=["GET"]),
            *(Route(f"/{{town}}{path}", endpoint, methods=[method]) for path, method, endpoint in endpoints),
        ]

    def _looking(self, look: Look, path: str, *, is_of_town: bool = True) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            def work() -> Response:
                visit = self._visit(request, is_of_town=is_of_town)
                return look(request, visit)

            return await self.lanes.reads.run(work)

        return _named(endpoint, path)

    def _taking(self, take: Take, path: str) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            visit = await self.lanes.reads.run(partial(self._visit, request, is_of_town=True))
            try:
                check_origin(request)
                sent = await read_form(request)
                self.parts.forms.check(visit, sent.value(TOKEN_FIELD), sent.value(TRAP_FIELD))
            except FormOver:
                return problem_page(visit, "form-over", 403)
            address = request.client.host if request.client is not None else ""
            await self.lanes.writes_of(visit.face.tenant).run(partial(self._count, visit.face.tenant, address))
            return await self._lane(visit, path).run(partial(take, request, visit, sent))

        return _named(endpoint, path)

    def _lane(self, visit: Visit, path: str) -> Lane:
        return self.lanes.files if path == "/signaler/envoyer" else self.lanes.writes_of(visit.face.tenant)

    def _count(self, tenant: str, address: str) -> None:
        with self.parts.store.writing(tenant) as unit:
            self.parts.pace.count(unit, f"public:{address}", SENDINGS_PER_HOUR_MAX, self.parts.now_ms())

    def _visit(self, request: Request, *, is_of_town: bool) -> Visit:
        visit = visit_of(self.parts.store, request)
        request.state.visit = visit
        if is_of_town and visit.town is None:
            raise ProblemError("not-found")
        return visit

    async def asset(self, request: Request) -> Response:
        """Give the style sheet, a font or the icon; whatever version is asked for."""
        path = next((one for one in STATIC.iterdir() if one.name == request.path_params["name"]), None)
        if path is None or path.suffix not in _MEDIA:
            raise ProblemError("not-found")
        content = await self.lanes.reads.run(path.read_bytes)
        headers = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable"}
        return Response(content, media_type=_MEDIA[path.suffix], headers=headers)


def _named(endpoint: Endpoint, path: str) -> Endpoint:
    """Give an endpoint the name under which the log tells of it."""
    endpoint.__name__ = path
    return endpoint


def _by_link(parts: Parts, work: Callable[[Parts, Link, Sent], Response]) -> Take:
    return lambda request, visit, sent: work(parts, _link(request, visit), sent)


def _link(request: Request, visit: Visit) -> Link:
    return Link(visit, _in(request, "secret"))


def _in(request: Request, name: str) -> str:
    return str(request.path_params[name])


def _origin(request: Request) -> str:
    """Give what stands before the path in a link that somebody keeps."""
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    return f"{'https' if scheme == 'https' else 'http'}://{request.url.netloc}"
