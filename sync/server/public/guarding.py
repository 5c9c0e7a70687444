"""What guards a form that anybody may fill in: where it was sent from, by whom it was fetched, how often.

origin     the browser says that the form was sent from our own page (Fetch Metadata; else `Origin`)
token      HMAC(key, town + moment + cookie): the form was fetched by the browser that sends it, within a day
trap       a field that no person sees; programs fill it in
pace       what an address may send in an hour (`sync.server.outside.pace`)
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sync.protocol.problems import ProblemError
from sync.server.public.drawing import keep_cookie
from sync.server.public.visits import Visit
from sync.server.public.words import said

JAR: Final = "formulaire"
JAR_BYTES: Final = 16
KEY_BYTES: Final = 16
TOKEN_MS_MAX: Final = 24 * 3_600_000
TOKEN_FIELD: Final = "jeton"  # noqa: S105  # the name of a field
KEY_FIELD: Final = "cle"
TRAP_FIELD: Final = "site_web"
SENDINGS_PER_HOUR_MAX: Final = 60
"""Of one address: a school's or a town hall's many share one."""


class FormOver(Exception):
    """The form is of another browser or site, or older than a day: nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form carries of its own."""

    token: str
    key: str
    """Names this sending: the same form sent twice is one report."""
    trap: str


class Guard:
    """Makes the words of forms and checks them when they come back."""

    def __init__(self, key: bytes, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self._key = hmac.digest(key, b"fieldserver public forms 1", "sha256")
        self._now_ms = now_ms
        self._random_bytes = random_bytes

    def jar(self, visit: Visit) -> str:
        """Give the cookie of this browser, a new one for a first visit."""
        return visit.jar or self._random_bytes(JAR_BYTES).hex()

    def words(self, visit: Visit, jar: str) -> FormWords:
        """Give what a form on a page carries."""
        moment = f"{self._now_ms():x}"
        token = f"{moment}.{self._seal(visit.face.tenant, moment, jar)}"
        return FormWords(token, self._random_bytes(KEY_BYTES).hex(), said(visit.language, "send.trap"))

    def keep(self, answer: Response, visit: Visit, jar: str) -> Response:
        """Have the browser keep its cookie with the page that holds a form."""
        if jar != visit.jar:
            keep_cookie(answer, visit, JAR, jar, None)
        return answer

    def check(self, visit: Visit, token: str, trap: str) -> None:
        """Raise `FormOver` for a form of another browser, town or day, `not-valid` for a program's."""
        moment, _, seal = token.partition(".")
        is_ours = hmac.compare_digest(seal.encode(), self._seal(visit.face.tenant, moment, visit.jar).encode())
        # The moment is read only once its seal holds: until then it is anybody's text.
        if not visit.jar or not is_ours or self._now_ms() - int(moment, 16) > TOKEN_MS_MAX:
            raise FormOver
        if trap:
            raise ProblemError("not-valid")

    def _seal(self, tenant: str, moment: str, jar: str) -> str:
        return hmac.digest(self._key, f"{tenant}\x1f{moment}\x1f{jar}".encode(), "sha256").hex()


def check_origin(request: Request) -> None:
    """Raise `FormOver` when a browser says that a form was sent from somebody else's page.

    `Origin` is `null` under our own policy not to tell referrers, so that it decides only where it names a site.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        is_ours = origin == "null" or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours:
        raise FormOver
