"""No secret in a log or a crash report, on either side: all that is said is searched for each of them."""

import io
import json
import logging
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from fieldapp.account.actions import Entered, Obstacle
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.house import House, Means
from fieldapp.shell.logs import keep_logs_plain
from fieldapp.shell.office import Office
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.passphrase import COST_FLOOR
from sync.client.account import Account
from sync.client.http_transport import Ask, Connection
from sync.core.session import Halt, Phase, Wake
from sync.protocol.addresses import PULL, SYNC
from sync.protocol.codes import Enrolment, code_of, read_code
from sync.protocol.enrolment import EnrolAsk
from sync.protocol.messages import SignIn, Tokens
from sync.server import logs
from sync.server.app import create_app
from tests.fieldapp.shell.opening import ACCOUNT, run, until
from tests.fieldapp.shell.town_hall import ADDRESS, PASSPHRASE, TownHall
from tests.protocol.fake_wire import Parts

PHRASE = "une phrase que la mairie ignore"
WRONG = "une phrase qui n'ouvre rien"
SECRET_MEMBERS = ("access_token", "refresh_token", "password", "code", "handle")


class Ear(httpx.AsyncBaseTransport):
    """Passes everything on, and keeps each secret that crosses the wire."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.secrets: set[str] = set()
        self.asked: list[tuple[str, int]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hear a request and its answer."""
        await request.aread()
        self._hear_json(request.content)
        for name in ("authorization", "dpop"):
            self.secrets |= {word for word in request.headers.get(name, "").split() if len(word) > 10}
        if request.url.path == SYNC:
            self.secrets |= _forms(request.content[:16])
        response = await self._inner.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])
        self._hear_json(content.split(b"\n")[0])
        self.asked.append((request.url.path, response.status_code))
        return httpx.Response(response.status_code, headers=response.headers, stream=Parts(content), request=request)

    def _hear_json(self, content: bytes) -> None:
        try:
            self._hear(json.loads(content))
        except ValueError:
            return

    def _hear(self, value: Any) -> None:
        for name, item in value.items() if isinstance(value, dict) else ():
            if name in SECRET_MEMBERS and isinstance(item, str):
                self.secrets.add(item)
                self.secrets |= {item.rpartition(".")[2]} if name == "refresh_token" else set()
                self.secrets |= _forms(b64decode(item)) if name == "handle" else set()
            self._hear(item)


def _forms(secret: bytes) -> set[str]:
    return {
        secret.hex(),
        b64encode(secret).decode(),
        urlsafe_b64encode(secret).decode().rstrip("="),
        repr(secret)[2:-1],
    }


@contextmanager
def all_told() -> Iterator[io.StringIO]:
    """Let both sides say all that they ever say, debugging included; the server's log is given."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level, logging.raiseExceptions
    keep_logs_plain(logging.DEBUG)
    logs.configure(stream)
    try:
        yield stream
    finally:
        root.handlers, root.level, logging.raiseExceptions = before
        structlog.reset_defaults()


def house_at(profile: Path, ear: Ear) -> House:
    profile.mkdir()
    settings = SettingsFile(profile)
    settings.keep_server(ADDRESS)
    return House(profile, settings, Means(FileDeviceSecret(profile), lambda o: Connection(o, wire=ear), COST_FLOOR))


async def at_rest(office: Office) -> None:
    await until(lambda: office.agent is not None and office.engine.status.doing is Phase.IDLE)


async def lived(hall: TownHall, ear: Ear, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Sign in, sync, refresh, fail, enrol, crash on both sides; give the secrets that never crossed."""
    house = house_at(folder / "one", ear)
    assert (await house.enter(ACCOUNT, WRONG, lambda step: None))[0] is Obstacle.NOT_KNOWN
    answer, office = await house.enter(ACCOUNT, PASSPHRASE, lambda step: None)
    assert answer == Entered()
    assert office is not None
    await at_rest(office)
    hall.write("service", "00000000-0000-7000-8000-00000000beef", {"name": "Voirie bis", "code": "bis"})
    office.engine.wake(Wake.PERSON)
    await until(lambda: (SYNC, 200) in ear.asked)
    await office.line.account.renewed(await office.line.account.tokens())
    await _refused(ear, await office.line.account.tokens())
    seeds = {form for secret in (office.replica.parcel_seed(), b"k" * 32) for form in _forms(secret)}
    await _broken_server(hall, ear, office, monkeypatch)
    await _broken_client(office, monkeypatch)
    await house.close()
    code = hall.parts.enrolments.make(hall.tenant, ACCOUNT, 24).code
    other = house_at(folder / "two", ear)
    made_up = read_code(code_of(bytes(range(10)))) or ""
    assert (await other.enrol(Enrolment(made_up), PHRASE, lambda step: None))[0] is Obstacle.CODE_WRONG
    assert (await other.enrol(Enrolment(read_code(code) or ""), PHRASE, lambda step: None))[0] == Entered()
    await other.close()
    return {*seeds, code, code.replace("-", ""), made_up, PHRASE, PASSPHRASE, WRONG}


async def _refused(ear: Ear, tokens: Tokens) -> None:
    """Be refused as a thief is: without a proof, and with nonsense."""
    async with httpx.AsyncClient(transport=ear, base_url=ADDRESS) as wire:
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        for content in (b"{}", b"\xff", tokens.refresh_token.encode()):
            await wire.post(PULL, content=content, headers=bearer)
            await wire.post(SYNC, content=content)
            await wire.post("/v1/sessions", content=content)
        await wire.get(f"/v1/nothing?token={tokens.access_token}")


async def _broken_server(hall: TownHall, ear: Ear, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = await office.line.account.tokens()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{tokens} {tokens.access_token} {tokens.refresh_token} {PASSPHRASE}")

    with monkeypatch.context() as patch:
        patch.setattr(hall.parts.service, "read", broken)
        connection = Connection(ADDRESS, wire=ear)
        for account in (office.line.account, Account(connection, _Held(tokens))):
            with pytest.raises(Exception):  # noqa: B017  # whatever it is, its words must be nowhere
                await account.asked(Ask("POST", PULL, {"device": tokens.device, "epoch": "", "cursors": {}}))
        await connection.close()


async def _broken_client(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = await office.line.account.tokens()

    async def broken(*_: object, **__: object) -> None:
        raise AssertionError(f"{tokens} {tokens.access_token} {tokens.refresh_token} {PASSPHRASE}")

    with monkeypatch.context() as patch:
        patch.setattr(office.line.account, "asked", broken)
        patch.setattr(office.line.account, "asked_by_handle", broken)
        office.engine.wake(Wake.PERSON)
        await until(lambda: office.engine.status.halt is Halt.BROKEN)


class _Held:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    async def load(self) -> Tokens:
        return self.tokens

    async def save(self, tokens: Tokens) -> None:
        self.tokens = tokens

    async def forget(self) -> None:
        raise AssertionError("nobody signs out here")


def test_no_secret_is_said_on_either_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = TownHall(tmp_path / "photos")
    inner = httpx.ASGITransport(create_app(hall.parts), raise_app_exceptions=False)
    ear, never_sent = Ear(inner), set[str]()

    async def story() -> None:
        never_sent.update(await lived(hall, ear, tmp_path, monkeypatch))

    with all_told() as told:
        run(story)
    said = capsys.readouterr()
    everything = said.err + said.out + told.getvalue()
    statuses = {status for _, status in ear.asked}
    assert {200, 201, 401, 500} <= statuses, "it was driven through errors of both kinds"
    assert "BrokenPromise" in said.err, "the app's fault is told"
    assert "RuntimeError" in told.getvalue(), "the server's fault is told"
    assert len(ear.secrets) > 20
    found = [secret for secret in ear.secrets | never_sent if len(secret) > 5 and secret in everything]
    assert found == []


def test_values_say_nothing_of_their_secrets() -> None:
    tokens = Tokens("t", "a", "d", "ACCESS-1", "now", "REFRESH-1", "e")
    asked = Ask("POST", "/v1/x", {"password": "PASSWORD-1"}, b"CONTENT-1", {"Authorization": "HEADER-1"})
    sign_in = SignIn("karim", "PASSWORD-2", "d", "Tablette")
    values = (tokens, asked, sign_in, Enrolment("CODE-1"), EnrolAsk("CODE-2", "d", "Tablette"))
    told = " ".join(map(repr, values))
    assert "karim" in told
    for secret in ("ACCESS", "REFRESH", "PASSWORD", "CONTENT", "HEADER", "CODE"):
        assert f"{secret}-" not in told
