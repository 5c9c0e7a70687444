"""Says in the reader's language what cannot be done; programs get the same as `application/problem+json`."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sync.protocol.problems import ProblemError
from sync.server.public.drawing import page
from sync.server.public.visits import Visit, language_of
from sync.server.public.words import keys, said

_MACHINES: Final = ("/v1/", "/open311/", "/api/")
"""What no person opens in a browser; there a problem is a problem document, whatever is accepted."""


def page_of_problem(request: Request, problem: ProblemError) -> Response | None:
    """Give the page for a browser; None for a program."""
    is_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(_MACHINES)
    if not is_page:
        return None
    visit = getattr(request.state, "visit", None) or _nowhere(request)
    incident = str(problem.members.get("incident", ""))
    answer = problem_page(visit, problem.kind.code, problem.kind.status, incident)
    if "retry_after_s" in problem.members:
        answer.headers["Retry-After"] = str(problem.members["retry_after_s"])
    return answer


def problem_page(visit: Visit, code: str, status: int, incident: str = "") -> Response:
    """Draw what cannot be done, and that nothing was sent."""
    name = code if f"problem.{code}" in keys() else "not-found" if status == 404 else "not-valid"
    heading, text = (said(visit.language, f"problem.{name}{suffix}") for suffix in ("", "_text"))
    return page(visit, "problem.html", status, heading=heading, text=text, incident=incident)


def _nowhere(request: Request) -> Visit:
    """Give a visit to no town: what is asked for may be none of ours."""
    return Visit(None, (), "", language_of(request), request.url.path, (), is_secure=False, jar="")
