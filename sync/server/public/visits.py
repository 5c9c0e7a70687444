"""Who is looking at which town, in which language: what every page of the citizens is drawn from.

/signaler                 a server of one town
/sainte-aldegonde/…       a server of several: the town's jurisdiction, or its name as an address writes it
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from sync.records.geometry import Box, Point
from sync.server.outside.settings import settings_of
from sync.server.public.words import Language
from sync.server.rows import RecordRow, TownRow
from sync.server.store import ServerStore, Unit

LANGUAGE_COOKIE: Final = "langue"
LANGUAGE_FIELD: Final = "langue"
ACCEPTED_CHARACTERS_MAX: Final = 400
AROUND_DEGREES: Final = 0.25
"""How far from its centre a town without bounds may reach: 28 km."""


@dataclass(frozen=True, slots=True)
class TownFace:
    """What the public sees of a town."""

    tenant: str
    name: str
    slug: str
    phone: str
    contact: str
    centre: Point
    box: Box


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page."""

    town: TownFace | None
    towns: tuple[TownFace, ...]
    """All that this server hosts, where the page is about none."""
    base: str
    """What stands before every address of the town: empty on a server of one."""
    language: Language
    path: str
    query: tuple[tuple[str, str], ...]
    is_secure: bool
    jar: str
    """The cookie that binds a form to its browser; empty on a first visit."""

    @property
    def face(self) -> TownFace:
        """Give the town of a page that is about one."""
        assert self.town is not None, "a page of a town"
        return self.town

    def asked(self, name: str) -> str:
        """Give a value of the query, trimmed; empty where it is absent."""
        return next((value.strip() for key, value in self.query if key == name), "")


def visit_of(store: ServerStore, request: Request) -> Visit:
    """Find out who is looking at what; a town that nobody knows leaves `town` empty."""
    wanted = str(request.path_params.get("town", ""))
    tenants = store.tenants()
    town: TownFace | None = None
    towns: tuple[TownFace, ...] = ()
    base = ""
    if wanted:
        town = next((one for one in _faces(store, tenants) if one.slug == wanted), None)
        base = f"/{wanted}" if town else ""
    elif len(tenants) == 1:
        town = _face_of(store, tenants[0])
    else:
        towns = tuple(sorted(_faces(store, tenants), key=lambda one: one.name))
    return Visit(
        town=town,
        towns=towns,
        base=base,
        language=language_of(request),
        path=request.url.path,
        query=tuple(request.query_params.multi_items()),
        is_secure=request.headers.get("x-forwarded-proto", request.url.scheme) == "https",
        jar=request.cookies.get("formulaire", ""),
    )


def language_of(request: Request) -> Language:
    """Give the language that was asked for: by the switch, before, by the browser; else French."""
    for asked in (request.query_params.get(LANGUAGE_FIELD), request.cookies.get(LANGUAGE_COOKIE)):
        if asked in set(Language):
            return Language(asked)
    return _accepted(request.headers.get("accept-language", "")[:ACCEPTED_CHARACTERS_MAX])


def slug_of(name: str) -> str:
    """Write a town's name as an address does: « Sainte-Aldegonde » is `sainte-aldegonde`."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _accepted(header: str) -> Language:
    """Read `Accept-Language` (RFC 9110, 12.5.4): the higher weight of the two, French when they are equal."""
    weights = dict.fromkeys(Language, 0.0)
    for part in header.split(","):
        tag, _, weight = part.replace(" ", "").lower().partition(";q=")
        try:
            worth = float(weight or 1)
        except ValueError:
            continue
        main = tag.partition("-")[0]
        if main in weights:
            weights[Language(main)] = max(weights[Language(main)], worth)
    return Language.ENGLISH if weights[Language.ENGLISH] > weights[Language.FRENCH] else Language.FRENCH


def _faces(store: ServerStore, tenants: tuple[str, ...]) -> list[TownFace]:
    return [_face_of(store, tenant) for tenant in tenants]


def _face_of(store: ServerStore, tenant: str) -> TownFace:
    with store.reading(tenant) as unit:
        return face_of(unit)


def face_of(unit: Unit) -> TownFace:
    """Read what the public sees of a town."""
    settings = settings_of(unit)
    fields = unit.get(RecordRow, [("town", unit.tenant)])["town", unit.tenant].fields()
    name = settings.public_name or unit.get(TownRow, [("town",)])[("town",)].name
    centre = Point(float(fields["centre_lat"]), float(fields["centre_long"]))
    return TownFace(
        tenant=unit.tenant,
        name=name,
        slug=settings.jurisdiction_id or slug_of(name),
        phone=str(fields.get("phone") or ""),
        contact=settings.contact,
        centre=centre,
        box=_box(fields.get("bounds"), centre),
    )


def _box(bounds: object, centre: Point) -> Box:
    if isinstance(bounds, list) and len(bounds) == 4:
        west, south, east, north = (float(side) for side in bounds)
        return Box(south, west, north, east)
    reach = AROUND_DEGREES
    return Box(centre.lat - reach, centre.long - reach, centre.lat + reach, centre.long + reach)
