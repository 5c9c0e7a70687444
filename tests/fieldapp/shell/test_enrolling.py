"""A tablet enrols by a code: its vault is made around a phrase that the town hall never hears."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from fieldapp.account.actions import Answer, Entered, Obstacle, Step
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.gate import Shown
from fieldapp.shell.house import House, Means
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.shell.root import PageDoor, Threshold
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.passphrase import COST_FLOOR
from sync.client.http_transport import Connection
from sync.core.session import Halt
from sync.protocol.addresses import ENROLMENTS, SESSIONS
from sync.protocol.codes import Enrolment, code_of, read_code
from sync.protocol.pins import ServerTrust
from sync.protocol.proofs import thumbprint
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.shell.opening import ACCOUNT, house_of, opened, run, until
from tests.fieldapp.shell.test_gate import LATER_MS, Clocks
from tests.fieldapp.shell.town_hall import ADDRESS, PASSPHRASE, TownHall

PHRASE = "une phrase que la mairie ignore"
PIN = "sha256/" + "A" * 43 + "="


@pytest.fixture
def hall(tmp_path: Path) -> TownHall:
    return TownHall(tmp_path / "photos")


def handed(hall: TownHall) -> Enrolment:
    """Give what the administrator hands over: a code that was typed in."""
    code = read_code(hall.parts.enrolments.make(hall.tenant, ACCOUNT, 24).code)
    assert code is not None
    return Enrolment(code)


async def enrolled(house: House, enrolment: Enrolment, phrase: str = PHRASE) -> tuple[Answer, Office | None]:
    return await house.enrol(enrolment, phrase, lambda step: None)


def test_code_opens_an_office_whose_requests_are_proven(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        answer, office = await enrolled(house, handed(hall))
        assert answer == Entered()
        assert office is not None
        await until(lambda: office.agent is not None)
        tokens = await office.line.account.tokens()
        assert tokens.jkt == thumbprint(tokens.device_key) != ""
        assert office.choices.account == ACCOUNT
        await house.close()

    run(story)


def test_phrase_opens_the_vault_later_without_the_town_hall(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        await enrolled(house, handed(hall))
        await house.close()
        hall.is_reachable = False
        again = house_of(tmp_path / "profile", hall)
        answer, office = await again.enter(ACCOUNT, PHRASE, lambda step: None)
        assert answer == Entered()
        assert office is not None
        await again.close()

    run(story)


def test_phrase_stays_here_when_the_lease_ends_and_a_password_brings_all_back(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "profile", hall, clocks.world)
        _, first = await enrolled(house, handed(hall))
        assert first is not None
        await until(lambda: first.agent is not None)
        assert (await first.line.account.tokens()).lease
        await house.close()
        hall.later_ms, clocks.days = LATER_MS, 31
        hall.asked.clear()
        again = house_of(tmp_path / "profile", hall, clocks.world)
        answer, office = await again.enter(ACCOUNT, PHRASE, lambda step: None)
        assert answer == Entered()
        assert office is not None
        await until(lambda: office.engine.status.halt is Halt.LEASE_ENDED)
        assert office.gate.shown is Shown.SEND_ONLY
        assert SESSIONS not in hall.asked
        assert await OfficeDesk(office).sign_in_again(PASSPHRASE) == Entered()
        assert office.gate.is_open
        await again.close()

    run(story)


async def steps_to_signed_out(house: House) -> list[Step]:
    """Enter by the phrase, until the town hall no longer knows this device; give what was told on the way."""
    steps: list[Step] = []
    answer, office = await house.enter(ACCOUNT, PHRASE, steps.append)
    assert answer == Entered()
    assert office is not None
    engine = office.engine
    await until(lambda: engine.status.halt is Halt.SIGNED_OUT)
    await office.close()
    return steps


def test_phrase_stays_here_when_the_keys_are_renewed(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        _, first = await enrolled(house, handed(hall))
        assert first is not None
        await until(lambda: first.agent is not None)
        assert await OfficeDesk(first).renew_keys() == Entered()
        hall.asked.clear()
        assert await steps_to_signed_out(house) == [Step.UNLOCKING, Step.RENEWING]
        assert await steps_to_signed_out(house) == [Step.UNLOCKING], "what was chosen goes along"
        assert SESSIONS not in hall.asked
        await house.close()

    run(story)


def test_code_that_serves_no_more_is_told(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        enrolment = handed(hall)
        first, second = house_of(tmp_path / "one", hall), house_of(tmp_path / "two", hall)
        await enrolled(first, enrolment)
        await first.close()
        made_up = Enrolment(read_code(code_of(bytes(10))) or "")
        for one in (enrolment, made_up):
            assert (await enrolled(second, one))[0] is Obstacle.CODE_WRONG
        await second.close()

    run(story)


def test_lost_answer_is_asked_for_again_with_the_same_code(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile = tmp_path / "profile"
        profile.mkdir()
        settings = SettingsFile(profile)
        settings.keep_server(ADDRESS)
        house = House(profile, settings, Means(FileDeviceSecret(profile), _losing_one(hall), COST_FLOOR))
        enrolment = handed(hall)
        assert (await enrolled(house, enrolment))[0] is Obstacle.UNREACHABLE
        answer, office = await enrolled(house, enrolment)
        assert answer == Entered()
        assert office is not None
        await house.close()

    run(story)


def test_who_is_here_already_keeps_his_vault(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        await (await opened(house)).close()
        assert (await enrolled(house, handed(hall)))[0] is Obstacle.HERE_ALREADY
        await (await opened(house)).close()
        await house.close()

    run(story)


def test_first_sign_in_is_proven_by_the_key_that_its_vault_will_have(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        hall.parts.auth.requires_proofs = True
        office = await opened(house)
        tokens = await office.line.account.tokens()
        assert tokens.jkt == thumbprint(tokens.device_key) != ""
        assert "/v1/sessions/refresh" not in hall.asked, "bound from the first token on"
        await house.close()

    run(story)


def test_copied_tokens_serve_no_other_machine(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        office = await opened(house)
        tokens = await office.line.account.tokens()
        connection = hall.connect(ADDRESS)
        for scheme in ("Bearer", "DPoP"):
            wire = httpx.AsyncClient(transport=connection._http._transport, base_url=ADDRESS)
            answer = await wire.get("/v1/maps", headers={"Authorization": f"{scheme} {tokens.access_token}"})
            assert answer.status_code == 401
        await house.close()

    run(story)


def test_link_brings_server_and_pins_and_weakens_neither(tmp_path: Path, hall: TownHall) -> None:
    settings = SettingsFile(tmp_path)
    other = "https://autre.example"
    settings.keep_server(ADDRESS)
    settings.keep_trust(ADDRESS, ServerTrust((PIN,)))
    settings.keep_trust(ADDRESS, ServerTrust((PIN[:-2] + "B=",), roots=False))
    settings.keep_trust(other, ServerTrust((PIN,), roots=False))
    settings.keep_trust("https://sans.example", ServerTrust())
    assert SettingsFile(tmp_path).settings.trust == {ADDRESS: ServerTrust((PIN,)), other: ServerTrust((PIN,), False)}


def test_link_cannot_send_agents_past_the_authorities(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        office = await opened(house)
        await until(lambda: office.agent is not None)
        await house.close()
        settings = SettingsFile(tmp_path / "profile")
        assert settings.knows_names
        settings.keep_trust(ADDRESS, ServerTrust((PIN,), roots=False))
        assert settings.settings.trust == {}
        settings.keep_trust(ADDRESS, ServerTrust((PIN,)))
        assert settings.settings.server_trust == ServerTrust((PIN,))

    run(story)


def test_page_enrols_at_the_server_of_the_link(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "profile", hall)
        settings = house._file
        settings.keep_server("https://avant.example")

        async def given() -> House:
            return house

        threshold = Threshold(FixedDevice(), settings, given)
        taken: list[Office] = []
        door = PageDoor(threshold, taken.append)
        code = handed(hall).code
        assert await door.enrol(Enrolment(code, ADDRESS, "", (PIN,)), PHRASE, lambda step: None) == Entered()
        assert settings.settings.server == ADDRESS
        assert settings.settings.server_trust == ServerTrust((PIN,))
        assert len(taken) == 1
        await house.close()

    run(story)


def _losing_one(hall: TownHall) -> Callable[[str], Connection]:
    """Give a line on which the first answer to an enrolment is lost."""
    inner = hall.connect(ADDRESS)._http._transport
    assert isinstance(inner, httpx.AsyncBaseTransport)
    lost: list[str] = []
    return lambda origin: Connection(origin, wire=_Losing(inner, lost))


class _Losing(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, lost: list[str]) -> None:
        self._inner, self._lost = inner, lost

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if request.url.path == ENROLMENTS and response.status_code == 201 and not self._lost:
            self._lost.append(request.url.path)
            raise httpx.ReadError("cut")
        return response
