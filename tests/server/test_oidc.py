"""Sign-in through the town's own service, with a real provider on the loopback, and what does not get in."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import oidc_provider_mock  # type: ignore[import-untyped]
import pytest

from sync.protocol.addresses import OIDC, OIDC_CALLBACK, OIDC_START
from sync.protocol.codes import read_enrolment
from sync.protocol.enrolment import EnrolAsk, Enrolled
from sync.protocol.proofs import Proof, Proved
from sync.protocol.sign_in_services import services_of_json
from sync.records.base import Role
from sync.server import audit
from sync.server.accounts import find_account
from sync.server.app import create_app
from sync.server.oidc import FLOW_MS
from sync.server.oidc_pages import refusal_page
from sync.server.oidc_routes import COOKIE
from sync.server.rows import RecordRow
from sync.server.rows_access import AddressRow
from sync.server.rows_identity import ProviderRow
from sync.server.sessions import BY_SERVICE, open_sessions
from sync.server.staff import close_account
from tests.server.proving_in_hand import OWNER
from tests.server.server_in_hand import ADDRESS, ServerInHand

SERVER = "https://sync.ville.example"
SIRET = "21750001600019"
DESK = "bureau@ville.example"
SECRET = "a client's secret"
PEOPLE = (
    oidc_provider_mock.User(sub="sub-desk", claims={"email": "Bureau@ville.example", "siret": SIRET}),
    oidc_provider_mock.User(sub="sub-other", claims={"email": DESK, "siret": SIRET}),
    oidc_provider_mock.User(sub="sub-unverified", claims={"email": DESK, "email_verified": False}),
    oidc_provider_mock.User(
        sub="sub-new",
        claims={"email": "new@ville.example", "given_name": "Inès", "usual_name": "Caron", "siret": SIRET},
    ),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@dataclass
class Hall:
    """A server whose town has a sign-in service, and what a browser does there."""

    server: ServerInHand
    issuer: str

    def __post_init__(self) -> None:
        self.service = self.server.parts.sign_in_service
        with self.server.parts.store.writing(self.tenant) as unit:
            unit.put([AddressRow(SERVER, "[]", True)])
        self.service.keep(self.tenant, ProviderRow("ProConnect", self.issuer, "town", "", "", ""), SECRET)

    @property
    def tenant(self) -> str:
        return self.server.town.tenant

    def browser(self) -> httpx.AsyncClient:
        """Give a browser: over HTTPS, for the cookie is for that alone."""
        transport = httpx.ASGITransport(create_app(self.server.parts), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=SERVER)

    async def begun(self, client: httpx.AsyncClient) -> httpx.Response:
        (offered,) = services_of_json((await client.get(OIDC)).json())
        assert offered.label == "ProConnect"
        return await client.get(offered.start)

    async def came_back(self, client: httpx.AsyncClient, subject: str) -> str:
        """Go to the service and agree there as somebody; give the address to which the browser is sent back."""
        begun = await self.begun(client)
        assert begun.status_code == 303
        async with httpx.AsyncClient(trust_env=False) as browser:
            agreed = await browser.post(begun.headers["location"], data={"sub": subject})
        location = str(agreed.headers["location"])
        assert location.startswith(f"{SERVER}{OIDC_CALLBACK}?")
        return f"{OIDC_CALLBACK}?{urlsplit(location).query}"

    def through(self, subject: str) -> httpx.Response:
        """Go all the way; give the last page."""

        async def play() -> httpx.Response:
            async with self.browser() as client:
                return await client.get(await self.came_back(client, subject))

        return asyncio.run(play())

    def enrolled(self, page: httpx.Response) -> Enrolled:
        """Take the code of a page to a device."""
        assert page.status_code == 200, page.text
        link = read_enrolment(unescape(re.findall(r"<code>(fieldapp:[^<]+)</code>", page.text)[0]))
        assert link is not None
        assert (link.server, link.tenant) == (SERVER, self.tenant)
        ask = EnrolAsk(link.code, self.server.new_id(), "Tablette", link.tenant)
        proof = Proof(OWNER.public, Proved("POST", "/v1/enrolments"), "jti")
        return self.server.parts.enrolments.take(ask, ADDRESS, proof)

    def said(self) -> list[str]:
        with self.server.parts.store.reading(self.tenant) as unit:
            return [line.what for line in audit.read(unit) if line.what.startswith(("sign-in", "enrolment", "signed"))]


@pytest.fixture
def hall(server: ServerInHand, issuer: str) -> Hall:
    # The provider's clock is the real one.
    server.town.world.now = time.time_ns() // 1_000_000
    return Hall(server, issuer)


def refused(page: httpx.Response) -> str:
    """Give the code of the refusal whose words a page says."""
    assert page.status_code in (403, 502), page.text
    names = (
        "another-browser too-late served-already not-known no-email another-establishment closed linked-to-another "
        "silent not-vouched denied"
    )
    return next(name for name in names.split() if refusal_page(name, "") == page.text)


def test_somebody_whom_the_town_knows_gets_a_code_that_lets_one_device_in(hall: Hall) -> None:
    enrolled = hall.enrolled(hall.through("sub-desk"))
    assert enrolled.account == DESK
    assert enrolled.tokens.agent == hall.server.town.ids["bureau"]
    with hall.server.parts.store.reading(hall.tenant) as unit:
        (session,) = open_sessions(unit, DESK)
    assert session.how == BY_SERVICE
    assert hall.said() == [
        "sign-in-service-set",
        "enrolment-made",
        "sign-in-service-vouched",
        "enrolment-used",
        "signed-in",
    ]


def test_browser_is_sent_with_state_nonce_and_challenge_and_told_nothing_to_keep_but_a_sealed_cookie(
    hall: Hall,
) -> None:
    async def play() -> httpx.Response:
        async with hall.browser() as client:
            return await hall.begun(client)

    begun = asyncio.run(play())
    asked = {name: value for name, (value,) in parse_qs(urlsplit(begun.headers["location"]).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert (asked["redirect_uri"], asked["scope"].split()[0]) == (f"{SERVER}{OIDC_CALLBACK}", "openid")
    cookie = begun.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", f"Path={OIDC}"))
    assert asked["state"] not in cookie
    assert asked["nonce"] not in cookie
    assert len({asked[name] for name in ("state", "nonce", "code_challenge")}) == 3


def test_nobody_unknown_is_let_in_unless_the_town_says_so(hall: Hall) -> None:
    assert refused(hall.through("sub-new")) == "not-known"
    hall.service.admit(hall.tenant, "", Role.AGENT_BUREAU)
    enrolled = hall.enrolled(hall.through("sub-new"))
    with hall.server.parts.store.reading(hall.tenant) as unit:
        row = find_account(unit, "new@ville.example")
        assert row is not None
        fields = unit.get(RecordRow, [("agent", row.agent)])["agent", row.agent].fields()
    assert enrolled.tokens.agent == row.agent
    assert (fields["given_name"], fields["family_name"], fields["role"]) == ("Inès", "Caron", "agent_bureau")
    hall.enrolled(hall.through("sub-new"))


def test_establishment_address_and_account_are_held_to(hall: Hall) -> None:
    assert refused(hall.through("sub-unverified")) == "no-email"
    hall.service.admit(hall.tenant, "99999999999999", "")
    assert refused(hall.through("sub-desk")) == "another-establishment"
    hall.service.admit(hall.tenant, SIRET, "")
    hall.enrolled(hall.through("sub-desk"))
    assert refused(hall.through("sub-other")) == "linked-to-another", "an address given to somebody new"
    hall.service.link(hall.tenant, "chef@ville.example", "sub-new")
    assert hall.enrolled(hall.through("sub-new")).account == "chef@ville.example"
    close_account(hall.server.parts, hall.tenant, DESK)
    assert refused(hall.through("sub-desk")) == "closed"


def test_way_back_is_for_the_browser_that_began_in_time_and_once(hall: Hall) -> None:
    async def play() -> list[str]:
        found = []
        async with hall.browser() as client, hall.browser() as victim:
            address = await hall.came_back(client, "sub-desk")
            found.append(refused(await victim.get(address)))
            await hall.came_back(victim, "sub-desk")
            found.append(refused(await victim.get(address)))
            first = await client.get(address, headers={"Accept-Language": "en-GB,en"})
            assert "Your code" in first.text
            found.append(refused(await client.get(address, headers={"Cookie": f"{COOKIE}=x"})))
            late = await hall.came_back(client, "sub-desk")
            hall.server.clock.advance(FLOW_MS)
            found.append(refused(await client.get(late)))
        return found

    assert asyncio.run(play()) == ["another-browser", "another-browser", "another-browser", "too-late"]


def test_same_way_back_serves_once_even_with_its_cookie(hall: Hall) -> None:
    async def play() -> str:
        async with hall.browser() as client:
            address = await hall.came_back(client, "sub-desk")
            kept = client.cookies[COOKIE]
            assert (await client.get(address)).status_code == 200
            return refused(await client.get(address, headers={"Cookie": f"{COOKIE}={kept}"}))

    assert asyncio.run(play()) == "served-already"


def test_made_up_code_and_a_no_of_the_person_are_refused_and_guesses_wait(hall: Hall) -> None:
    async def play() -> list[int]:
        statuses = []
        async with hall.browser() as client:
            for number in range(7):
                address = await hall.came_back(client, "sub-desk")
                query = parse_qs(urlsplit(address).query) | {"code": [f"made-up-{number}"]}
                page = await client.get(f"{OIDC_CALLBACK}?{urlencode(query, doseq=True)}")
                statuses.append(page.status_code)
            denied = await client.get(f"{OIDC_CALLBACK}?error=access_denied&state=x")
            assert refused(denied) == "denied"
        return statuses

    assert asyncio.run(play()) == [502] * 5 + [429] * 2


@pytest.mark.parametrize(
    "change", [{"issuer": "http://localhost:1"}, {"issuer": "http://provider.example"}, {"issuer": "{issuer}/"}]
)
def test_service_that_is_silent_or_another_says_so(hall: Hall, change: dict[str, str]) -> None:
    row = ProviderRow("ProConnect", hall.issuer, "town", "", "", "")
    other = replace(row, **{name: value.format(issuer=hall.issuer) for name, value in change.items()})
    hall.service.keep(hall.tenant, other, "")

    async def play() -> httpx.Response:
        async with hall.browser() as client:
            return await hall.begun(client)

    assert refused(asyncio.run(play())) in ("silent", "not-vouched")


def test_town_without_a_service_offers_none_and_begins_none(server: ServerInHand) -> None:
    async def play() -> None:
        async with server.client() as client:
            assert services_of_json((await client.get(OIDC)).json()) == ()
            for tenant in (server.town.tenant, "nobody", server.new_id()):
                assert (await client.get(f"{OIDC_START}?tenant={tenant}")).status_code == 404

    asyncio.run(play())


def test_secret_is_kept_sealed_and_goes_with_the_service(hall: Hall) -> None:
    with hall.server.parts.store.reading(hall.tenant) as unit:
        (row,) = unit.every(ProviderRow)
    assert SECRET not in str([row.sealed_secret, row])
    hall.service.drop(hall.tenant)
    assert hall.service.offered() == []


def test_account_with_a_second_factor_is_vouched_for_by_the_service_alone(hall: Hall) -> None:
    randomness: Any = hall.server.town.world.random.randbytes
    hall.server.parts.auth.second_factors.turn_on(hall.tenant, DESK, randomness)
    assert hall.enrolled(hall.through("sub-desk")).account == DESK
