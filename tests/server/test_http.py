"""The app over HTTP: each route as a device asks it, packed and plain, and what surrounds every answer."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import httpx
import pytest
import zstandard

from sync.core.model import Op
from sync.protocol.addresses import (
    HASH_HEADER,
    LIVE,
    OFFSET_HEADER,
    PULL,
    PUSH,
    REFRESH,
    SESSIONS,
    hash_header,
    photo_address,
)
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import (
    pull_to_json,
    push_answer_of_json,
    push_to_json,
    sign_in_to_json,
    tokens_of_json,
)
from sync.protocol.messages import CHUNK_BYTES, PUSH_BYTES_MAX, PullRequest, PushRequest
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, problem_code
from tests.server.server_in_hand import PASSWORD, ServerInHand, bearer, chunk_request, chunks_of, sha256_of

Scenario = Callable[[ServerInHand], Awaitable[None]]
PHOTO = bytes(range(256)) * 4_000


def scenario(test: Scenario) -> Callable[[ServerInHand], None]:
    """Run an async test."""

    @wraps(test)
    def run(server: ServerInHand) -> None:
        asyncio.run(test(server))  # type: ignore[arg-type]  # every scenario is a coroutine function

    return run


def code_of(answer: httpx.Response) -> str | None:
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert answer.json()["status"] == answer.status_code
    return problem_code(answer.json())


def pull_body(device: str, **others: Any) -> dict[str, Any]:
    return pull_to_json(PullRequest(device, "", {}, **others))


@scenario
async def test_day_of_a_device_over_http(server: ServerInHand) -> None:
    async with server.client() as client:
        asked = sign_in_to_json(server.asked("terrain"))
        answer = await client.post(SESSIONS, json=asked)
        assert answer.status_code == 201
        tokens = tokens_of_json(answer.json())
        device, _ = server.signed_in("terrain")
        device.caller = type(device.caller)(tokens.tenant, tokens.agent, tokens.device)
        change = device.make("report", server.new_id(), Op.CREATE, server.town.report_fields())
        push = PushRequest(tokens.device, "", (change,))
        answer = await client.post(PUSH, json=push_to_json(push), headers=bearer(tokens))
        told = push_answer_of_json(answer.json())
        assert (answer.status_code, told.next_n, told.verdicts[0].rv) == (200, 2, 1)
        answer = await client.post(PULL, json=pull_body(tokens.device), headers=bearer(tokens))
        page = page_of_lines(answer.content.splitlines())
        assert answer.headers["content-type"] == "application/jsonl"
        assert change.id in {row.id for row in page.rows}
        answer = await client.post(REFRESH, json={"refresh_token": tokens.refresh_token, "device": tokens.device})
        renewed = tokens_of_json(answer.json())
        assert (await client.delete(SESSIONS, headers=bearer(renewed))).status_code == 204
        answer = await client.post(PULL, json=pull_body(tokens.device), headers=bearer(renewed))
        assert code_of(answer) == "not-signed-in"


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
def test_bodies_are_packed_both_ways(server: ServerInHand, encoding: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "zstd": zstandard.ZstdCompressor().compress,
        "identity": bytes,
    }

    async def ask() -> None:
        device, tokens = server.signed_in("terrain")
        body = packers[encoding](json.dumps(pull_body(device.caller.device)).encode())
        headers = {**bearer(tokens), "Content-Encoding": encoding, "Accept-Encoding": encoding}
        async with server.client() as client, client.stream("POST", PULL, content=body, headers=headers) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
            assert answer.headers.get("content-encoding", "identity") == encoding
        unpack: dict[str, Callable[[bytes], bytes]] = {
            "gzip": gzip.decompress,
            "zstd": lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed),
            "identity": bytes,
        }
        assert page_of_lines(unpack[encoding](raw).splitlines()).opened.granted

    asyncio.run(ask())


@scenario
async def test_gap_tells_the_next_number(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    change = device.make("report", server.new_id(), Op.CREATE, server.town.report_fields(), n=5)
    async with server.client() as client:
        push = push_to_json(PushRequest(tokens.device, "", (change,)))
        answer = await client.post(PUSH, json=push, headers=bearer(tokens))
    assert (code_of(answer), answer.status_code, answer.json()["next_n"]) == ("number-gap", 409, 1)


@scenario
async def test_wrong_password_is_a_problem_and_too_many_tell_when(server: ServerInHand) -> None:
    async with server.client() as client:
        body = sign_in_to_json(server.asked("terrain", password="faux"))
        for _ in range(5):
            assert code_of(await client.post(SESSIONS, json=body)) == "wrong-password"
        answer = await client.post(SESSIONS, json=body)
        assert (code_of(answer), answer.status_code) == ("too-many-tries", 429)
        assert int(answer.headers["retry-after"]) >= 1


@scenario
async def test_photo_goes_up_and_comes_down_in_parts(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    server.announced(device, PHOTO)
    address, headers = photo_address(sha256_of(PHOTO)), bearer(tokens)
    async with server.client() as client:
        standing = await client.head(address, headers=headers)
        assert (standing.status_code, standing.headers[OFFSET_HEADER]) == (200, "0")
        for offset, chunk in chunks_of(PHOTO):
            answer = await client.request(**chunk_request(PHOTO, offset, chunk, tokens))
            assert (answer.status_code, answer.headers[OFFSET_HEADER]) == (204, str(offset + len(chunk)))
        assert answer.headers[HASH_HEADER] == hash_header(sha256_of(PHOTO))
        assert (await client.head(address, headers=headers)).headers[HASH_HEADER] == hash_header(sha256_of(PHOTO))
        whole = await client.get(address, headers=headers)
        assert (whole.status_code, whole.content) == (200, PHOTO)
        part = await client.get(address, headers={**headers, "Range": "bytes=100-299"})
        assert (part.status_code, part.content) == (206, PHOTO[100:300])
        assert part.headers["content-range"] == f"bytes 100-299/{len(PHOTO)}"
        tail = await client.get(address, headers={**headers, "Range": "bytes=-7"})
        assert tail.content == PHOTO[-7:]
        for odd in ("bytes=9-2", "bytes=a-b", "bytes=0-1,5-6", f"bytes={len(PHOTO)}-", "bytes=-", "lines=1-2"):
            assert (await client.get(address, headers={**headers, "Range": odd})).status_code == 200


@scenario
async def test_chunk_out_of_place_tells_where_the_upload_stands(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    server.announced(device, PHOTO)
    async with server.client() as client:
        answer = await client.request(**chunk_request(PHOTO, 7, PHOTO[7:100], tokens))
        assert (code_of(answer), answer.headers[OFFSET_HEADER]) == ("chunk-out-of-place", "0")
        answer = await client.request(**chunk_request(PHOTO, 0, PHOTO[: CHUNK_BYTES + 1], tokens))
        assert code_of(answer) == "too-large"


@scenario
async def test_photo_that_is_not_there_for_the_asker_is_not_found(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    _, tokens = server.signed_in("voisin")
    async with server.client() as client:
        for name in (sha256_of(PHOTO), "0" * 64, "..", "x"):
            answer = await client.get(f"/v1/photos/{name}", headers=bearer(tokens))
            assert code_of(answer) == "not-found"
        assert (await client.head(photo_address(sha256_of(PHOTO)), headers=bearer(tokens))).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PUSH),
        ("POST", PULL),
        ("GET", LIVE),
        ("GET", photo_address("0" * 64)),
        ("PATCH", photo_address("0" * 64)),
        ("DELETE", SESSIONS),
    ],
)
@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer x.y.z"}])
def test_every_door_wants_a_token(server: ServerInHand, method: str, path: str, header: dict[str, str]) -> None:
    async def ask() -> None:
        async with server.client() as client:
            answer = await client.request(method, path, headers=header)
        assert (code_of(answer), answer.headers["www-authenticate"]) == ("not-signed-in", "Bearer")

    asyncio.run(ask())


@scenario
async def test_unknown_address_and_method_are_problems(server: ServerInHand) -> None:
    async with server.client() as client:
        for path in ("/nowhere/at/all", "/v1", "/v2/push", "/v1/push/", "/docs", "/openapi.json", "/v1/photos/"):
            assert code_of(await client.get(path)) in ("not-found", "wrong-method")
        for method, path in (("GET", PUSH), ("PUT", SESSIONS), ("POST", LIVE), ("DELETE", photo_address("0" * 64))):
            answer = await client.request(method, path)
            assert (code_of(answer), answer.status_code) == ("wrong-method", 405)


@scenario
async def test_body_beyond_its_limit_is_too_large_announced_or_not(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    large = b"x" * (PUSH_BYTES_MAX + 1)

    async def unannounced() -> Any:
        for start in range(0, len(large), 1 << 20):
            yield large[start : start + (1 << 20)]

    async with server.client() as client:
        for content in (large, unannounced(), gzip.compress(b"x" * (PUSH_BYTES_MAX * 2), 1)):
            headers = bearer(tokens)
            if isinstance(content, bytes) and content is not large:
                headers["Content-Encoding"] = "gzip"
            answer = await client.post(PUSH, content=content, headers=headers)
            assert (code_of(answer), answer.status_code) == ("too-large", 413)


@scenario
async def test_healthz_answers_without_a_token(server: ServerInHand) -> None:
    async with server.client() as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "towns": 1})


@scenario
async def test_every_answer_forbids_a_browser_to_make_anything_of_it(server: ServerInHand) -> None:
    async with server.client() as client:
        for path in ("/healthz", "/nowhere", PUSH):
            headers = (await client.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert "default-src 'none'" in headers["content-security-policy"]


@scenario
async def test_answer_to_a_token_is_no_document_and_says_only_what_binds_it(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    async with server.client() as client:
        headers = (await client.post(PULL, json=pull_body(tokens.device), headers=bearer(tokens))).headers
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert "content-security-policy" not in headers


@scenario
async def test_fault_of_ours_is_internal_with_an_incident_and_says_nothing_else(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")

    def broken(*_: object) -> None:
        raise RuntimeError(f"a secret: {PASSWORD}")

    server.parts.service.read = broken  # type: ignore[method-assign, assignment]  # a fault, planted
    async with server.client() as client:
        answer = await client.post(PULL, json=pull_body(tokens.device), headers=bearer(tokens))
    assert (code_of(answer), answer.status_code) == ("internal", 500)
    assert len(answer.json()["incident"]) == 8
    assert PASSWORD not in answer.text
    assert answer.headers["cache-control"] == "no-store"
