"""Every route × every role × own and foreign town: who gets what. A route that is not in the table fails.

A new route gets a row of `MATRIX`: how it is asked of a town's things by somebody (`Asker`), and what its answer is for
each role of that town, for the same role of another town on the same server, and for nobody. Where roles differ, a row
names those that get 200; the others get 404, as if the thing were not there.
"""

import asyncio
import gzip
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.routing import BaseRoute, Mount

from sync.core.ids import derived_id
from sync.protocol.addresses import (
    CHUNK_MEDIA_TYPE,
    ENROLMENTS,
    LENGTH_HEADER,
    LIVE,
    MAPS,
    OFFSET_HEADER,
    OIDC,
    OIDC_CALLBACK,
    OIDC_START,
    PARCELS,
    PHOTOS,
    PULL,
    PUSH,
    RECOVERIES,
    REFRESH,
    SESSIONS,
    SYNC,
    WIPES,
    map_address,
    photo_address,
)
from sync.protocol.messages import MapOffer, SignIn, Tokens
from sync.records.base import Role
from sync.server.accounts import add_account
from sync.server.app import HEALTH, create_app
from sync.server.outside.settings import set_value
from tests.server.device_in_hand import World
from tests.server.map.pack_in_hand import made_pack
from tests.server.server_in_hand import ADDRESS, PASSWORD, PASSWORDS, ServerInHand, sha256_of
from tests.server.town_in_hand import Town

PHOTO: Final = bytes(range(200))
PHOTO_OF: Final = f"{PHOTOS}/{{sha256}}"
MAP_OF: Final = f"{MAPS}/{{sha256}}"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks for the things of one town; `role` empty is nobody."""

    tokens: Tokens | None
    role: str
    things: "Things"


@dataclass(frozen=True, slots=True)
class Things:
    """What there is in a town."""

    tenant: str
    offer: MapOffer
    devices: dict[str, Tokens] = field(repr=False)
    """The town's own device of each role."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    body: Any = None
    query: str = ""
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    with_token: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """How a route is asked, and the status of its answer."""

    asks: Callable[[Asker], Ask]
    own: int
    foreign: int
    nobody: int
    roles: Collection[Role] = tuple(Role)
    """Who gets `own`; every other role 404."""

    def wanted(self, one: Asker) -> int:
        """Give the status of the answer to somebody."""
        if one.tokens is None:
            return self.nobody
        if one.tokens.tenant != one.things.tenant:
            return self.foreign
        return self.own if one.role in self.roles else 404


def _pull(one: Asker) -> Ask:
    return Ask({"device": _device(one), "epoch": "", "cursors": {}})


def _push(one: Asker) -> Ask:
    return Ask({"device": _device(one), "epoch": "", "changes": []})


def _device(one: Asker) -> str:
    """Give the device of the town that is asked for, of the same role."""
    return one.things.devices[one.role or Role.DPO].device


def _refresh(one: Asker) -> Ask:
    token = one.tokens.refresh_token if one.tokens is not None else f"{one.things.tenant}.made-up"
    return Ask({"refresh_token": token, "device": _device(one)}, with_token=False)


def _sign_in(one: Asker) -> Ask:
    town = one.tokens.tenant if one.tokens is not None else one.things.tenant
    account = account_of(one.role or "nobody", "ville" if town == one.things.tenant else "ailleurs")
    # A device of its own: a sign-in ends the session before it.
    device = derived_id("matrix", one.role)
    told = {"account": account, "password": PASSWORD, "device": device, "device_name": "Poste"}
    return Ask({**told, "tenant": one.things.tenant}, with_token=False)


def account_of(role: str, host: str) -> str:
    """Name the account of somebody."""
    return f"role.{role}@{host}.example"


def _recover(one: Asker) -> Ask:
    key = {"request": _device(one), "answer_key": "8a" * 32, "escrows": [{"to": "8a" * 32, "sealed": "AAAA"}]}
    return Ask({**(_sign_in(one).body), **key}, with_token=False)


def _chunk(one: Asker) -> Ask:
    headers = {OFFSET_HEADER: "0", LENGTH_HEADER: str(len(PHOTO)), "Content-Type": CHUNK_MEDIA_TYPE}
    return Ask(PHOTO, address=photo_address(sha256_of(PHOTO)), headers=headers)


def _nothing(one: Asker) -> Ask:
    return Ask()


def _same(ask: Ask, one: Asker) -> Ask:
    return ask


def _photo(one: Asker) -> Ask:
    return Ask(address=photo_address(sha256_of(PHOTO)))


READERS: Final = frozenset(Role) - {Role.COMMUNICANT, Role.DPO, Role.ADMIN_SI}
"""Who sees the report that the photo is of."""
MATRIX: Final[dict[tuple[str, str], Expected]] = {
    ("POST", PUSH): Expected(_push, 200, 422, 401),
    ("POST", PULL): Expected(_pull, 200, 422, 401),
    ("GET", LIVE): Expected(_nothing, 200, 200, 401),
    ("POST", SYNC): Expected(lambda one: Ask(b"\x00" * 32), 404, 404, 404),
    # How far an upload stands is its sender's to know.
    ("HEAD", PHOTO_OF): Expected(_photo, 404, 404, 401),
    ("GET", PHOTO_OF): Expected(_photo, 200, 404, 401, READERS),
    ("PATCH", PHOTO_OF): Expected(_chunk, 404, 404, 401),
    ("GET", MAPS): Expected(_nothing, 200, 200, 401),
    ("GET", MAP_OF): Expected(lambda one: Ask(address=map_address(one.things.offer.sha256)), 200, 404, 401),
    ("POST", PARCELS): Expected(lambda one: Ask(b"no parcel"), 422, 422, 401),
    ("POST", SESSIONS): Expected(_sign_in, 201, 401, 401),
    ("POST", REFRESH): Expected(_refresh, 200, 401, 401),
    ("DELETE", SESSIONS): Expected(_nothing, 204, 204, 401),
    ("POST", ENROLMENTS): Expected(
        lambda one: Ask({"code": "902E-03M0-4R04-G00B", "device": _device(one), "device_name": "Poste"}), 401, 401, 401
    ),
    ("POST", RECOVERIES): Expected(_recover, 409, 401, 401),
    ("POST", WIPES): Expected(lambda one: Ask({"receipt": "no.receipt"}), 403, 403, 403),
    ("GET", OIDC): Expected(_nothing, 200, 200, 200),
    ("GET", OIDC_START): Expected(lambda one: Ask(query=f"tenant={one.things.tenant}"), 404, 404, 404),
    ("GET", OIDC_CALLBACK): Expected(lambda one: Ask(query=f"code=x&state={one.things.tenant}.x"), 403, 403, 403),
    ("GET", HEALTH): Expected(_nothing, 200, 200, 200),
}

_PAGES: Final = (
    "GET  / /accessibilite /carte.png /confidentialite /signalements /signalements/{number} /signaler /signaler/deja",
    "GET  /signalements/{number}/photos/{photo} /signaler/envoyer /signaler/lieu /suivi/{secret}",
    "GET  /suivi/{secret}/photos/{photo}",
    "POST /signalements/{number}/suivre /signaler/envoyer /suivi/{secret}/avis /suivi/{secret}/merci",
    "POST /suivi/{secret}/rouvrir /suivi/{secret}/suivre",
)
_FOR_MACHINES: Final = (
    ("ANY", "/open311{rest:path}"),
    ("GET", "/open311/photos/{tenant}/{photo}.jpg"),
    ("GET", "/pages/{version}/{name}"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/calendars/{secret}.ics"),
    *(("GET", f"/api/feeds/news/{{secret}}.{form}") for form in ("atom", "json")),
    *(("GET", f"/api/feeds/reports.{form}") for form in ("atom", "json")),
    *(("GET", f"/api/reports.{form}") for form in ("csv", "geojson", "xlsx")),
)


def _without_token() -> Iterator[tuple[str, str]]:
    yield from _FOR_MACHINES
    for line in _PAGES:
        method, *paths = line.split()
        for path in paths:
            yield method, path
            yield method, "/{town}" + path.removesuffix("/")


WITHOUT_TOKEN: Final = frozenset(_without_token())
"""What is public, or asks for a key or a secret of its own: no role of any town gets more of it than nobody."""
_GIVEN: Final = {"rest": "/v2/services.json", "town": "ville", "version": "1"}


@dataclass(frozen=True, slots=True)
class Hall:
    """One server with two towns, and somebody of each role in both."""

    server: ServerInHand
    things: Things
    own: dict[Role, Tokens]
    foreign: dict[Role, Tokens]


def routes_of(routes: Collection[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give method and path of each route, those of included routers and mounts too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes, prefix)
        elif isinstance(route, Mount) and route.routes:
            yield from routes_of(route.routes, prefix + route.path)
        else:
            methods = getattr(route, "methods", None) or {"ANY"}
            path = prefix + str(getattr(route, "path", route))
            # GET routes of Starlette answer HEAD by themselves; a HEAD that is routed alone has a row of its own.
            yield from ((method, path) for method in sorted(methods - {"HEAD"} if "GET" in methods else methods))


def people_of(server: ServerInHand, town: Town, host: str) -> dict[Role, Tokens]:
    """Let somebody of each role sign in."""
    found = {}
    password_hash = PASSWORDS.hash(PASSWORD)
    for role in Role:
        agent, account = town.world.new_id(), account_of(role.value, host)
        fields: dict[str, Any] = {
            "given_name": role.value,
            "family_name": "Roy",
            "role": role.value,
            "service": town.ids["voirie"],
        }
        town.write("agent", agent, **fields, team=town.ids["equipe"] if role is Role.AGENT_TERRAIN else None)
        with town.store.writing(town.tenant) as unit:
            add_account(unit, account, agent, password_hash, server.parts.service.now())
        asked = SignIn(account, PASSWORD, town.world.new_id(), "Poste", town.tenant)
        found[role] = server.parts.auth.sign_in(asked, ADDRESS)
    return found


@pytest.fixture
def hall(server: ServerInHand, tmp_path: Path) -> Hall:
    town = server.town
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    server.parts.uploads.append(device.caller, sha256_of(PHOTO), 0, PHOTO, len(PHOTO))
    offer = server.parts.maps.publish(town.tenant, made_pack(tmp_path), server.parts.service.now())
    other = Town(town.store, World(seed=2))
    own, foreign = people_of(server, town, "ville"), people_of(server, other, "ailleurs")
    return Hall(server, Things(town.tenant, offer, {role.value: one for role, one in own.items()}), own, foreign)


def asked(app: Any, method: str, path: str, one: Asker, how: Callable[[Asker], Ask]) -> int:
    """Ask the app itself and give the status; a live line hears after it that nobody is there."""
    ask = how(one)
    body, headers = ask.body, dict(ask.headers)
    if isinstance(body, dict):
        body, headers = gzip.compress(json.dumps(body).encode()), {"Content-Type": "application/json"}
        headers["Content-Encoding"] = "gzip"
    if one.tokens is not None and ask.with_token:
        headers["Authorization"] = f"Bearer {one.tokens.access_token}"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": ask.address or path,
        "raw_path": (ask.address or path).encode(),
        "query_string": ask.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": (f"192.0.2.{sum(map(ord, one.role)) % 250}", 1),  # guesses are counted per address
        "server": ("server.test", 443),
    }
    sent: list[int] = []

    async def play() -> None:
        begun, parts = asyncio.Event(), [body or b""]

        async def receive() -> dict[str, Any]:
            if parts:
                return {"type": "http.request", "body": parts.pop(), "more_body": False}
            await begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])
                begun.set()

        await app(scope, receive, send)

    asyncio.run(play())
    return sent[0]


def test_every_route_is_in_the_matrix(server: ServerInHand) -> None:
    assert sorted(routes_of(create_app(server.parts).routes)) == sorted([*MATRIX, *WITHOUT_TOKEN])


def test_each_role_gets_what_the_matrix_says_and_no_other_town_s(hall: Hall) -> None:
    app, wrong, count = create_app(hall.server.parts), [], 0
    askers = [Asker(tokens, role.value, hall.things) for role, tokens in hall.own.items()]
    askers += [Asker(tokens, role.value, hall.things) for role, tokens in hall.foreign.items()]
    for (method, path), expected in MATRIX.items():
        for one in (*askers, Asker(None, "", hall.things)):
            status, wanted = asked(app, method, path, one, expected.asks), expected.wanted(one)
            count += 1
            if status != wanted:
                is_own = one.tokens is not None and one.tokens.tenant == hall.things.tenant
                wrong.append(f"{method} {path} {one.role} own={is_own}: {status}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert count == len(MATRIX) * (2 * len(Role) + 1)


def test_what_asks_for_no_token_answers_everybody_alike(hall: Hall) -> None:
    with hall.server.town.store.writing(hall.things.tenant) as unit:
        for name, value in (("jurisdiction_id", "ville"), ("open311", True)):
            set_value(unit, name, value, who="admin", at=hall.server.parts.service.now())
    app, wrong, found = create_app(hall.server.parts), [], set()
    told = [(Role.DIRECTION, hall.own), (Role.DPO, hall.own), (Role.ADMIN_SI, hall.foreign)]
    askers = [Asker(tokens[role], role.value, hall.things) for role, tokens in told]
    for method, path in sorted(WITHOUT_TOKEN):
        address = re.sub(r"\{(\w+)(:path)?\}", lambda part: _GIVEN.get(part[1], "made-up"), path)
        ask, verb = Ask(query="jurisdiction_id=ville", address=address), "GET" if method == "ANY" else method
        answers = {asked(app, verb, path, one, partial(_same, ask)) for one in askers}
        nobody = asked(app, verb, path, Asker(None, "", hall.things), partial(_same, ask))
        found.add((path, nobody))
        if answers != {nobody} or nobody >= 500:
            wrong.append(f"{method} {path}: {nobody} to nobody, {sorted(answers)} to somebody")
    assert not wrong, "\n".join(wrong)
    assert {("/{town}/signaler", 200), ("/open311{rest:path}", 200), ("/{town}/suivi/{secret}", 404)} <= found
