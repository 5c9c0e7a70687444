"""Reads what is asked: a query, a form, or one with files; UTF-8, within limits, an empty value being none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qsl

from starlette.requests import Request

from sync.core.instants import YEAR_MAX, YEAR_MIN, instant
from sync.protocol.problems import ProblemError
from sync.records.delays import PARIS
from sync.server.bodies import read_body
from sync.server.open311.forms import NotAForm, form_of
from sync.server.open311.trouble import trouble
from sync.server.outside.pictures import PHOTO_BYTES_MAX

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
FORM_BYTES_MAX = 256 * 1024
"""4,000 letters of four bytes, each written as %XX, twice over."""
MULTIPART_BYTES_MAX = PHOTO_BYTES_MAX + FORM_BYTES_MAX
FIELDS_MAX = 200
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters, each with all its values, and the files of a form."""

    values: Mapping[str, tuple[str, ...]]
    files: tuple[bytes, ...] = field(default=(), repr=False)

    def text(self, name: str) -> str:
        """Give a parameter; empty when it is not there."""
        return next((value.strip() for value in self.values.get(name, ()) if value.strip()), "")

    def listed(self, name: str) -> tuple[str, ...]:
        """Give the parts of a parameter that lists some, by commas or by being there several times."""
        parts = (part.strip() for value in self.values.get(name, ()) for part in value.split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def number(self, name: str, least: float, most: float) -> float | None:
        """Give a number within its bounds; raise `GeoTrouble`."""
        text = self.text(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise trouble("not-valid", name)
        if not least <= float(text) <= most:
            raise trouble("out-of-range", name)
        return float(text)

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Give a whole number within its bounds; raise `GeoTrouble`."""
        number = self.number(name, least, most)
        if number is not None and number != int(number):
            raise trouble("not-valid", name)
        return None if number is None else int(number)

    def moment(self, name: str) -> str | None:
        """Give a W3C moment with its zone, or the beginning of a day in France; raise `GeoTrouble`."""
        text = self.text(name)
        return moment_of(text, name) if text else None

    def choice(self, name: str, choices: frozenset[str]) -> frozenset[str]:
        """Give the listed values, each one of the choices; raise `GeoTrouble`."""
        listed = frozenset(self.listed(name))
        if not listed <= choices:
            raise trouble("not-a-choice", name)
        return listed

    def attributes(self) -> dict[str, list[str]]:
        """Give `attribute[code]` and `attribute[code][]`, by code."""
        found: dict[str, list[str]] = {}
        for name, values in self.values.items():
            match = re.fullmatch(r"attribute\[([^\[\]]{1,60})\](?:\[\d{0,3}\])?", name)
            if match is not None:
                found.setdefault(match[1], []).extend(values)
        return found


def moment_of(text: str, name: str) -> str:
    """Read a W3C moment as an instant; raise `GeoTrouble`, naming the parameter."""
    # A plus that nobody escaped comes as a space.
    match = _MOMENT.fullmatch(text.replace(" ", "+"))
    if match is None:
        raise trouble("not-valid", name)
    try:
        if match[2] is None:
            moment = datetime.combine(datetime.fromisoformat(match[1]), time.min, PARIS)
        else:
            moment = datetime.fromisoformat(match[0])
        told = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise trouble("not-valid", name) from None
    if not YEAR_MIN + 1 <= told.year <= YEAR_MAX - 1:
        raise trouble("out-of-range", name)
    return instant(told)


def moved(moment: str, days: int) -> str:
    """Give the instant so many days later."""
    return instant(datetime.fromisoformat(moment) + timedelta(days=days))


def asked_of(request: Request) -> Asked:
    """Read the query; raise `GeoTrouble`."""
    return Asked(_parsed(request.scope["query_string"]))


async def asked_by_form(request: Request) -> Asked:
    """Read a form, and the query beside it; raise `GeoTrouble`."""
    query = _parsed(request.scope["query_string"])
    media_type = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    try:
        if media_type == MULTIPART:
            body = await read_body(request, MULTIPART_BYTES_MAX)
            fields, files = form_of(request.headers["content-type"], body, FIELDS_MAX)
            form = _gathered(fields)
        elif media_type == FORM:
            form, files = _parsed(await read_body(request, FORM_BYTES_MAX)), ()
        else:
            raise trouble("not-a-form")
    except NotAForm:
        raise trouble("not-a-form") from None
    except ProblemError as problem:
        if problem.kind.code == "too-large":
            raise trouble("too-large", value=problem.members["bytes_max"]) from None
        if problem.kind.status < 500:
            raise trouble("not-a-form") from None
        raise
    return Asked({**query, **form}, files)


def _parsed(text: bytes) -> dict[str, tuple[str, ...]]:
    try:
        pairs = parse_qsl(
            text.decode(),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=FIELDS_MAX,
        )
    except ValueError:
        raise trouble("not-a-form") from None
    return _gathered(pairs)


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value)
    return values


def language_of(asked: Asked, languages: tuple[str, ...]) -> str:
    """Give the language of an answer: the `locale` that was asked for if spoken here, else the first."""
    wanted = asked.text("locale")[:2].lower()
    return wanted if wanted in languages else languages[0]
