"""The app: routes, the one place where problems are written, and what surrounds every answer.

Whatever is wrong with a request becomes `application/problem+json`. A fault of our own becomes `internal` with an
incident code that the log carries too; neither tells what a person wrote.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.bodies import json_answer, problem_answer
from sync.server.escalating import WORK, Escalating
from sync.server.housekeeping import keep_house
from sync.server.interop import interop_routes
from sync.server.job_running import JobRunner, run_jobs
from sync.server.lanes import Lanes
from sync.server.map_routes import MapRoutes
from sync.server.oidc_routes import oidc_routes
from sync.server.open311.routes import Open311Routes
from sync.server.parcel_routes import parcel_route
from sync.server.parts import Parts
from sync.server.privacy.nightly import keep_policy
from sync.server.privacy.receipts import write_receipts
from sync.server.public.problem_pages import page_of_problem
from sync.server.public.routes import PublicRoutes
from sync.server.reaching import write_reach
from sync.server.releasing import release_notes
from sync.server.routes import SyncRoutes
from sync.server.session_routes import session_routes
from sync.server.small_route import SmallRoute
from sync.server.store import NotStorable, StoreBusy, TownUnknown
from sync.server.surroundings import HEADERS, Surroundings
from sync.server.watching.routes import WatchRoutes
from sync.server.webhooks.sending import send_webhooks

STORE_RETRY_AFTER_S = 5
HEALTH = "/healthz"
_CODES = {404: "not-found", 405: "wrong-method", 413: "too-large", 503: "busy"}


def create_app(parts: Parts) -> FastAPI:
    """Build the app over a server's parts."""
    lanes = Lanes(has_one_writer=parts.store.has_one_writer)
    escalating = Escalating(parts.service)
    runner = JobRunner(parts.service, {WORK: escalating.work})

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        jobs = (keep_house(parts, lanes.writes), release_notes(parts, lanes), write_reach(parts.reaching, lanes))
        privacy = (keep_policy(parts, lanes), write_receipts(parts.receipts, lanes))
        own_jobs = run_jobs(runner, [escalating.look], lanes)
        sending = send_webhooks(parts.deliveries, lanes)
        tasks = [asyncio.create_task(work) for work in (parts.board.watch(), own_jobs, sending, *jobs, *privacy)]
        yield
        parts.board.end_all()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        lanes.close()

    app = FastAPI(title="Fieldapp", openapi_url=None, lifespan=lifespan, redirect_slashes=False)
    app.router.routes.extend(SyncRoutes(parts, lanes).routes())
    app.router.routes.append(SmallRoute(parts, lanes).route())
    app.router.routes.extend(MapRoutes(parts, lanes).routes())
    app.router.routes.append(parcel_route(parts, lanes))
    app.router.routes.extend(Open311Routes(parts, lanes).routes())
    app.router.routes.extend(WatchRoutes(parts, lanes).routes())
    app.router.routes.extend(interop_routes(parts, lanes))
    app.include_router(session_routes(parts, lanes))
    app.include_router(oidc_routes(parts, lanes))

    @app.get(HEALTH)
    async def health() -> Response:
        """Say that the server answers and that its store can be read."""
        towns = await lanes.reads.run(parts.store.tenants)
        return json_answer({"status": "ok", "towns": len(towns)})

    # Last: a town's name is the first part of an address, and must hide none of ours.
    app.router.routes.extend(PublicRoutes(parts, lanes).routes())
    _answer_problems(app)
    app.add_middleware(Surroundings, metrics=parts.metrics)
    return app


def _answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(StoreBusy, _busy)
    app.add_exception_handler(NotStorable, _not_valid)
    app.add_exception_handler(TownUnknown, _unknown_town)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _fault)


async def _problem(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, ProblemError), "registered for problems"
    request.state.problem = trouble.kind.code
    return page_of_problem(request, trouble) or problem_answer(trouble)


async def _http_problem(request: Request, trouble: Exception) -> Response:
    status = trouble.status_code if isinstance(trouble, HTTPException) else 0
    return await _problem(request, ProblemError(_CODES.get(status, "not-valid")))


async def _not_valid(request: Request, trouble: Exception) -> Response:
    return await _problem(request, ProblemError("not-valid"))


async def _busy(request: Request, trouble: Exception) -> Response:
    logs.event("store-busy", why=str(trouble))
    return await _problem(request, ProblemError("busy", retry_after_s=STORE_RETRY_AFTER_S))


async def _unknown_town(request: Request, trouble: Exception) -> Response:
    return await _problem(request, ProblemError("unknown-tenant"))


async def _gone(request: Request, trouble: Exception) -> Response:
    # Nobody is there to read it; the log says so without calling it a fault.
    return await _problem(request, ProblemError("busy", retry_after_s=1))


async def _fault(request: Request, trouble: Exception) -> Response:
    incident = logs.incident("fault", trouble, device=getattr(request.state, "device", None))
    problem = ProblemError("internal", incident=incident)
    return page_of_problem(request, problem) or problem_answer(problem, HEADERS)
