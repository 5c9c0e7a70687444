"""The routes of the town's own sign-in service: which there are, where a browser begins and ends."""

import secrets
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.protocol.addresses import OIDC, OIDC_CALLBACK, OIDC_START
from sync.protocol.problems import ProblemError
from sync.protocol.sign_in_services import OfferedService, services_to_json
from sync.server import logs
from sync.server.accounts import AccountTrouble
from sync.server.bodies import json_answer
from sync.server.lanes import Lanes
from sync.server.oidc import FLOW_MS, Begun, Return, SignInRefused
from sync.server.oidc_pages import code_page, refusal_page
from sync.server.oidc_provider import ServiceSilent
from sync.server.oidc_tokens import Identity, NotVouched
from sync.server.parts import Parts
from sync.server.staff import NewAgent, add_agent

COOKIE = "fieldapp-sign-in"
QUERY_CHARACTERS_MAX = 4_096


def oidc_routes(parts: Parts, lanes: Lanes) -> APIRouter:
    """Give the router of `OIDC`, `OIDC_START` and `OIDC_CALLBACK`."""
    router = APIRouter()

    @router.get(OIDC)
    async def offered(request: Request) -> Response:
        found = await lanes.reads.run(parts.sign_in_service.offered)
        services = [OfferedService(label, f"{OIDC_START}?tenant={tenant}", tenant) for tenant, label in found]
        return json_answer(services_to_json(services))

    @router.get(OIDC_START)
    async def start(request: Request) -> Response:
        tenant = _asked(request, "tenant")
        try:
            begun = await lanes.outward.run(partial(parts.sign_in_service.start, tenant))
        except (ServiceSilent, NotVouched) as trouble:
            return _refusal(request, trouble)
        return _to_service(begun)

    @router.get(OIDC_CALLBACK)
    async def callback(request: Request) -> Response:
        address = request.client.host if request.client is not None else ""
        back = Return(_asked(request, "state"), _asked(request, "code"), request.cookies.get(COOKIE, ""), address)
        try:
            if _asked(request, "error"):
                raise SignInRefused("denied")
            work = partial(parts.sign_in_service.finish, back, partial(_open_account, parts))
            ended = await lanes.outward.run(work)
        except (ServiceSilent, NotVouched, SignInRefused) as trouble:
            return _refusal(request, trouble)
        page = HTMLResponse(code_page(ended.code, ended.link, _language(request)))
        page.delete_cookie(COOKIE, path=OIDC)
        return page

    return router


def _asked(request: Request, name: str) -> str:
    value = request.query_params.get(name, "")
    if len(value) > QUERY_CHARACTERS_MAX:
        raise ProblemError("not-valid")
    return value


def _language(request: Request) -> str:
    return request.headers.get("accept-language", "")


def _to_service(begun: Begun) -> Response:
    answer = RedirectResponse(begun.location, status_code=303)
    # Lax: it must come along when the service sends the browser back, and with nothing that another page does.
    age_s = FLOW_MS // 1000
    answer.set_cookie(
        COOKIE, begun.cookie, max_age=age_s, path=OIDC, secure=begun.is_https, httponly=True, samesite="lax"
    )
    return answer


def _refusal(request: Request, trouble: Exception) -> Response:
    """Say why nobody is let in; the log says what of the answer was wrong, and nothing of whom."""
    match trouble:
        case SignInRefused():
            why, status = str(trouble), 403
        case ServiceSilent():
            why, status = "silent", 502
        case _:
            why, status = "not-vouched", 403
    logs.event("sign-in-service", why=why, what="" if isinstance(trouble, SignInRefused) else str(trouble))
    return HTMLResponse(refusal_page(why, _language(request)), status_code=status)


def _open_account(parts: Parts, tenant: str, who: Identity, role: str) -> None:
    """Open an account for somebody whom the service vouches for, with a password that nobody knows."""
    family_name = who.usual_name or who.email.partition("@")[0]
    try:
        add_agent(
            parts,
            tenant,
            who.email,
            secrets.token_urlsafe(),
            NewAgent(who.given_name or family_name, family_name, role),
        )
    except AccountTrouble:
        raise SignInRefused("no-email") from None
