"""Whatever is sent, the answer is never a fault of ours: bad bytes, bad JSON, bad members, bad values."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.core.model import Op
from sync.protocol.addresses import LIVE, PULL, PUSH, REFRESH, SESSIONS, photo_address
from sync.protocol.exchange_codec import pull_to_json, push_to_json, sign_in_to_json
from sync.protocol.messages import PullRequest, PushRequest
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, problem_code
from sync.records import KINDS
from sync.server.app import create_app
from sync.server.memory_store import MemoryServerStore
from sync.server.sql_store import SqlServerStore
from sync.server.store import ServerStore
from tests.server.postgresql_in_hand import ON_POSTGRESQL
from tests.server.server_in_hand import ServerInHand, bearer
from tests.server.town_in_hand import Town

EXAMPLES = 150
STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e308, 2**70, "", "x", "\x00", "é" * 3_000, "2026-11-23T08:00:00.000Z"),
    *([], [None], [[]], {}, {"id": 1}, {"id": "a"}, [{"id": "a"}], [{"id": None}], {"everyone": 1}, {"services": 5}),
    *([{"id": "a", "deep": {"er": [[[[1]]]]}}], {"agents": [None]}, [1, "a"], ["b", "a"], "nouveau", "../.."),
    "018f0000-0000-7000-8000-000000000001",
)


class Door:
    """One server, one signed-in device, one loop; asks and checks the answer."""

    def __init__(self, folder: Path, store: ServerStore) -> None:
        self.server = ServerInHand(Town(store), folder)
        self.device, self.tokens = self.server.signed_in("bureau")
        self.app = create_app(self.server.parts)

    def ask(self, method: str, path: str, content: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://server.test") as client:
                return await client.request(method, path, content=content, headers=headers or bearer(self.tokens))

        answer = asyncio.run(asked())
        assert answer.status_code != 500, (answer.text, content[:500])
        if answer.status_code >= 400 and method != "HEAD":
            assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
            assert problem_code(answer.json()) is not None
        return answer


@pytest.fixture(scope="module")
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    store = request.getfixturevalue("postgresql_server").fresh_store() if ON_POSTGRESQL else MemoryServerStore()
    yield Door(tmp_path_factory.mktemp("photos"), store)
    if isinstance(store, SqlServerStore):
        store.close()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
quiet = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.parametrize("path", [PUSH, PULL, SESSIONS, REFRESH])
@quiet
@given(content=st.binary(max_size=200))
def test_any_bytes_are_answered(door: Door, path: str, content: bytes) -> None:
    assert door.ask("POST", path, content).status_code in (400, 413, 422, 429)


@pytest.mark.parametrize("path", [PUSH, PULL, SESSIONS, REFRESH])
@quiet
@given(value=anything)
def test_any_json_is_answered(door: Door, path: str, value: Any) -> None:
    door.ask("POST", path, json.dumps(value).encode())


def messages(door: Door) -> dict[str, dict[str, Any]]:
    """Give one good message per route."""
    device, town = door.device, door.server.town
    change = device.make("report", door.server.new_id(), Op.CREATE, town.report_fields("bureau"))
    change = device.make("report", change.id, Op.CREATE, town.report_fields("bureau"), n=1)
    pull = PullRequest(device.caller.device, "", {"town": 0}, purged={"town": 1})
    refresh = {"refresh_token": door.tokens.refresh_token, "device": door.tokens.device}
    return {
        PUSH: push_to_json(PushRequest(device.caller.device, "", (change,))),
        PULL: pull_to_json(pull),
        SESSIONS: sign_in_to_json(door.server.asked("elu")),
        REFRESH: refresh,
    }


@pytest.mark.parametrize("path", [PUSH, PULL, SESSIONS, REFRESH])
def test_any_strange_member_is_answered(door: Door, path: str) -> None:
    good = messages(door)[path]
    parts = [good, good["changes"][0]] if path == PUSH else [good]
    for part in parts:
        for name in list(part):
            for value in STRANGE:
                kept, part[name] = part[name], value
                door.ask("POST", path, json.dumps(good).encode())
                part[name] = kept
            kept = part.pop(name)
            door.ask("POST", path, json.dumps(good).encode())
            part[name] = kept


def test_any_strange_value_of_any_field_gets_a_verdict(door: Door) -> None:
    """A refused value is data: the queue of the device goes on after it."""
    device, town, random = door.device, door.server.town, Random(5)
    device.last_n = device.push().next_n - 1
    parents = {
        "report": device.create("report", town.report_fields("bureau")),
        "task": device.create("task", town.task_fields(author=town.ids["bureau"])),
    }
    parents["attachment"] = device.create("attachment", town.photo_fields(parents["report"], "bureau"))
    device.pull()
    good = {
        "report": town.report_fields("bureau"),
        "task": town.task_fields(),
        "attachment": town.photo_fields(parents["report"], "bureau"),
        "news": {"title": "x", "author": town.ids["bureau"], "status": "brouillon", "audience": {"everyone": True}},
        "acknowledgement": {"news": parents["report"], "agent": town.ids["bureau"], "content_hash": "a" * 32},
    }
    changes = []
    for kind in KINDS:
        fields = good.get(kind, {"name": "x"})
        for name in (*fields, *KINDS[kind].rules, "unknown"):
            for value in STRANGE:
                changes.append((kind, door.server.new_id(), Op.CREATE, {**fields, name: value}))
                pair = (value, random.choice(STRANGE))
                target = parents.get(kind, town.ids["nord"])
                changes.append((kind, target, random.choice([Op.PATCH, Op.APPEND, Op.REMOVE]), {name: pair}))
    for start in range(0, len(changes), 200):
        batch = [device.make(kind, name, op, edits) for kind, name, op, edits in changes[start : start + 200]]
        body = json.dumps(push_to_json(PushRequest(device.caller.device, "", tuple(batch)))).encode()
        answer = door.ask("POST", PUSH, body)
        assert (answer.status_code, len(answer.json()["verdicts"])) == (200, len(batch))
    device.pull()


@quiet
@given(headers=st.dictionaries(
    st.sampled_from(["upload-offset", "upload-length", "content-type", "range", "content-encoding", "accept-encoding"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=24),
), content=st.binary(max_size=64))  # fmt: skip
def test_any_headers_are_answered(door: Door, headers: dict[str, str], content: bytes) -> None:
    told = {**headers, **bearer(door.tokens)}
    for method in ("GET", "HEAD", "PATCH"):
        door.ask(method, photo_address("0" * 64), content if method == "PATCH" else b"", told)
    door.ask("POST", PULL, content, told)


@quiet
@given(token=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_any_token_is_answered(door: Door, token: str) -> None:
    for scheme in ("", "Bearer ", "bearer  "):
        answer = door.ask("GET", LIVE, b"", {"Authorization": scheme + token})
        assert answer.status_code == 401
