"""Liveness, readiness and metrics: true, without a person in them, and for whom they are."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.core.model import Op
from sync.protocol.addresses import PULL, PUSH
from sync.protocol.exchange_codec import pull_to_json, push_to_json
from sync.protocol.messages import PullRequest, PushRequest
from sync.server.app import create_app
from sync.server.backup.last import LastBackup, write_last
from sync.server.data_folder import FolderTrouble
from sync.server.sql_store import SqlServerStore
from sync.server.watching import readiness
from sync.server.watching.metrics import token_in
from tests.server.server_in_hand import ServerInHand, bearer

TOKEN = "jeton-de-la-supervision"


class Asker:
    """Asks the app from one address."""

    def __init__(self, server: ServerInHand, host: str) -> None:
        transport = httpx.ASGITransport(create_app(server.parts), client=(host, 40_000))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run(self._client.aclose())

    def request(self, method: str, path: str, **others: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, path, **others))

    def get(self, path: str, **others: Any) -> httpx.Response:
        return self.request("GET", path, **others)

    def post(self, path: str, **others: Any) -> httpx.Response:
        return self.request("POST", path, **others)


def client(server: ServerInHand, host: str = "127.0.0.1") -> Asker:
    return Asker(server, host)


def value(text: str, name: str) -> float:
    """Give the value of one line."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_metrics_count_answers_verdicts_rows_and_what_stands(server: ServerInHand, tmp_path: Path) -> None:
    device = server.town.device("terrain")
    write_last(tmp_path, LastBackup("x", "2026-11-28T02:00:00.000Z", "2026-11-28T02:00:01.000Z"))
    server.parts.metrics.folder = tmp_path
    with client(server) as http:
        http.get("/healthz")
        http.get("/quelque-chose/Durand")
        http.request("DURAND", "/healthz")
        device.pull()
        device.push(
            device.make("report", server.town.world.new_id(), Op.CREATE, server.town.report_fields()),
            device.make("report", server.town.world.new_id(), Op.CREATE, server.town.report_fields(author="chef")),
        )
        text = http.get("/metrics").text
    assert value(text, 'fieldserver_requests_total{route="GET /healthz",status="200"}') == 1
    assert value(text, 'fieldserver_requests_total{route="GET none",status="404"}') == 1
    assert value(text, 'fieldserver_judged_changes_total{verdict="accepted"}') >= 1
    assert value(text, "fieldserver_towns") == 1
    assert value(text, 'fieldserver_devices{state="active"}') == 1
    assert value(text, 'fieldserver_lane_waiting{lane="write"}') >= 0
    assert value(text, "fieldserver_last_backup_age_seconds") >= 0
    assert "Durand" not in text
    assert "DURAND" not in text
    for secret in (server.town.tenant, device.caller.device, server.town.ids["terrain"], "ville.example"):
        assert secret not in text


def test_pulled_rows_are_counted(server: ServerInHand) -> None:
    tokens = server.parts.auth.sign_in(server.asked("terrain"), "192.0.2.7")
    with client(server) as http:
        asked = pull_to_json(PullRequest(tokens.device, "", {}))
        lines = http.post(PULL, json=asked, headers=bearer(tokens)).text.splitlines()
        pushed = http.post(PUSH, json=push_to_json(PushRequest(tokens.device, "", ())), headers=bearer(tokens))
        assert pushed.status_code == 200
        assert value(http.get("/metrics").text, "fieldserver_pulled_rows_total") == len(lines) - 2


@pytest.mark.parametrize("host", ["192.0.2.9", "2001:db8::1", "testclient"])
def test_metrics_are_not_there_for_others(server: ServerInHand, host: str) -> None:
    with client(server, host) as http:
        assert http.get("/metrics").status_code == 404
        assert http.get("/livez").status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_metrics_are_not_there_for_who_comes_by_a_proxy(server: ServerInHand, name: str) -> None:
    with client(server) as http:
        assert http.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_metrics_ask_for_the_token_where_there_is_one(server: ServerInHand) -> None:
    server.parts.metrics.token = TOKEN
    for host in ("127.0.0.1", "192.0.2.9"):
        with client(server, host) as http:
            assert http.get("/metrics").status_code == 401
            assert http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 401
            assert http.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 401
            assert http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_token_comes_from_a_file_that_not_everybody_reads(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    assert token_in(path) == TOKEN
    path.chmod(0o644)
    with pytest.raises(FolderTrouble, match="everybody"):
        token_in(path)
    path.chmod(0o600)
    for content in ("", "kurz", f"{TOKEN} {TOKEN}", "é" * 30):
        path.write_text(content)
        with pytest.raises(FolderTrouble, match="token"):
            token_in(path)
    with pytest.raises(FolderTrouble):
        token_in(tmp_path / "nothing")


def test_server_is_ready_while_store_tables_and_disk_are_well(
    server: ServerInHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(server, "192.0.2.9") as http:
        answer = http.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ready")
        monkeypatch.setattr(readiness, "ROOM_BYTES_MIN", 2**62)
        answer = http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["looks"] == {"store": "ok", "tables": "ok", "room": "failed"}


def test_server_is_not_ready_where_tables_are_of_another_version_or_store_is_gone(
    tmp_path: Path, server: ServerInHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(server) as http:
        monkeypatch.setattr(readiness, "HEAD", "9999")
        assert http.get("/readyz").json()["looks"]["tables"] == "failed"
    store = SqlServerStore(tmp_path / "no folder" / "server.db")
    monkeypatch.setattr(server.parts.store, "version", store.version)
    with client(server) as http:
        assert http.get("/readyz").json()["looks"]["store"] == "failed"
        assert http.get("/livez").status_code == 200
