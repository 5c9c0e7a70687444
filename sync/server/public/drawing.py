"""Draws pages: templates, the words of their language, dates in plain words, and the headers of every answer.

No script is allowed by the policy, so that what was slipped into a text by anybody stays a text.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from sync.server.public.visits import LANGUAGE_COOKIE, LANGUAGE_FIELD, Visit
from sync.server.public.words import Language, said

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
ZONE: Final = ZoneInfo("Europe/Paris")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}
LANGUAGE_S: Final = 180 * 24 * 3_600
OTHER: Final = {Language.FRENCH: (Language.ENGLISH, "English"), Language.ENGLISH: (Language.FRENCH, "Français")}
_MONTHS_FR: Final = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_MONTHS_EN: Final = "January February March April May June July August September October November December".split()


def page(visit: Visit, template: str, status: int = 200, **told: Any) -> Response:
    """Draw a page in the visit's language."""
    words = partial(said, visit.language)
    values = {
        "t": words,
        "language": visit.language.value,
        "other": _other(visit),
        "town": visit.town,
        "base": visit.base,
        "at": "",
        "asset": asset_address,
        **told,
    }
    text = _environment().get_template(template).render(values)
    answer = Response(text, status, media_type="text/html; charset=utf-8", headers=dict(HEADERS))
    if visit.asked(LANGUAGE_FIELD) in set(Language):
        keep_cookie(answer, visit, LANGUAGE_COOKIE, visit.language.value, LANGUAGE_S)
    return answer


def keep_cookie(answer: Response, visit: Visit, name: str, value: str, age_s: int | None) -> None:
    """Have the browser keep a value for these pages alone; without an age, until it is closed."""
    path = visit.base or "/"
    answer.set_cookie(name, value, age_s, path=path, secure=visit.is_secure, httponly=True, samesite="lax")


def sent_to(address: str) -> Response:
    """Send the browser to another page, by GET."""
    return Response(status_code=303, headers={**HEADERS, "Location": address})


def asset_address(name: str) -> str:
    """Give the address of a file of `static`; another version of it has another address."""
    return f"/pages/{_version()}/{name}"


@cache
def _version() -> str:
    files = (path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(b"".join(files)).hexdigest()[:12]


def day(instant: str, language: Language) -> str:
    """Write the day of an instant as people say it, by the clock of France."""
    at = datetime.fromisoformat(instant).astimezone(ZONE)
    if language is Language.FRENCH:
        return f"{'1er' if at.day == 1 else at.day} {_MONTHS_FR[at.month - 1]} {at.year}"
    return f"{at.day} {_MONTHS_EN[at.month - 1]} {at.year}"


def counted(language: Language, key: str, count: int) -> str:
    """Say how many, by the three sentences `key.none` or `key.nobody`, `key.one` and `key.many`."""
    zero = {"follow": "nobody"}.get(key, "none")
    name = zero if count == 0 else "one" if count == 1 else "many"
    return said(language, f"{key}.{name}", n=count)


def _other(visit: Visit) -> Mapping[str, str]:
    language, word = OTHER[visit.language]
    kept = [pair for pair in visit.query if pair[0] != LANGUAGE_FIELD]
    href = f"{visit.path}?{urlencode([*kept, (LANGUAGE_FIELD, language.value)])}"
    return {"language": language.value, "word": word, "href": href}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["icons"] = json.loads((STATIC / "icons.json").read_bytes())
    return environment


Draw = Callable[[Visit], Response]
