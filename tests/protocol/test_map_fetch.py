"""A part of a map pack is taken only as the server of the town gives it, never from a portal."""

import asyncio
import hashlib

import pytest

from sync.client.http_transport import Answer, Ask
from sync.client.map_packs import Fetched, fetch, offered
from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.addresses import HASH_HEADER, hash_header
from sync.protocol.messages import CHUNK_BYTES, MapOffer

PACK = bytes(range(256)) * 3_000
SHA256 = hashlib.sha256(PACK).hexdigest()
OFFER = MapOffer("Saint-Clair", SHA256, len(PACK), 1, "2026-11-27T09:00:00.000Z")
OTHER = hash_header("0" * 64)


class MemoryPackShelf:
    """A pack in memory."""

    def __init__(self) -> None:
        self.content = b""

    def length(self, offer: MapOffer) -> int:
        return len(self.content)

    def append(self, offer: MapOffer, offset: int, part: bytes) -> None:
        assert offset == len(self.content), "a part goes where the file ends"
        self.content += part

    def finish(self, offer: MapOffer) -> bool:
        return hashlib.sha256(self.content).hexdigest() == offer.sha256


class OneAnswer:
    """Whoever asks gets this answer; a range is cut out of the pack where nothing else is said."""

    def __init__(self, **said: object) -> None:
        self.said = said

    async def asked(self, ask: Ask, *, bytes_max: int = 0) -> Answer:
        start, end = map(int, (ask.headers or {})["Range"].removeprefix("bytes=").split("-"))
        headers = {HASH_HEADER: hash_header(SHA256), "Content-Range": f"bytes {start}-{end}/{len(PACK)}"}
        headers |= dict(self.said.get("headers", {}))  # type: ignore[call-overload]  # a test gives a dict
        body = self.said.get("body", PACK[start : end + 1])
        assert isinstance(body, bytes)
        return Answer(int(str(self.said.get("status", 206))), headers, body)


def fetched(asking: OneAnswer, shelf: MemoryPackShelf) -> Fetched:
    return asyncio.run(fetch(asking, shelf, OFFER, lambda: True, lambda done: None))


def test_pack_comes_in_parts_from_where_the_file_ends() -> None:
    shelf = MemoryPackShelf()
    shelf.content = PACK[:1_000]
    assert fetched(OneAnswer(), shelf) is Fetched.WHOLE
    assert shelf.content == PACK


@pytest.mark.parametrize(
    "said",
    [
        {"status": 200},
        {"headers": {HASH_HEADER: OTHER}},
        {"headers": {HASH_HEADER: ""}},
        {"headers": {"Content-Range": f"bytes 5-{CHUNK_BYTES + 4}/{len(PACK)}"}},
        {"headers": {"Content-Range": f"bytes 0-{CHUNK_BYTES - 1}/{len(PACK) + 1}"}},
        {"body": b""},
        {"body": PACK[: CHUNK_BYTES - 1]},
    ],
)
def test_part_that_is_not_as_it_was_asked_for_is_strange(said: dict[str, object]) -> None:
    shelf = MemoryPackShelf()
    with pytest.raises(TransportTrouble) as caught:
        fetched(OneAnswer(**said), shelf)
    assert caught.value.trouble is Trouble.STRANGE
    assert shelf.content == b""


@pytest.mark.parametrize(
    "document",
    ["{}", '{"maps": [{}]}', '{"maps": [1]}', '{"maps": [{"name": "a", "sha256": "../x", "size_bytes": 1}]}', "[]"],
)
def test_list_that_is_none_is_strange(document: str) -> None:
    class Portal:
        async def asked(self, ask: Ask, *, bytes_max: int = 0) -> Answer:
            return Answer(200, {"Content-Type": "application/json"}, document.encode())

    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(offered(Portal()))
    assert caught.value.trouble is Trouble.STRANGE
