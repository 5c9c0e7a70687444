"""Fetching the town's map pack: asked for by a person, in parts, going on where the file here ends.

    offered      what the town publishes
    fetch        part after part until the pack is whole, may not move now, is gone, or turns out damaged

A part counts only with the hash of the whole beside it (`Repr-Digest`), so that a portal's page never gets into the
file; the file counts only when all of it has that hash. What is kept is durable before the next part is asked for.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from sync.client.http_transport import Answer, Ask
from sync.client.ports import TransportTrouble
from sync.client.uploads import Asking
from sync.core.session import Trouble
from sync.protocol.addresses import HASH_HEADER, MAPS, hash_header, map_address
from sync.protocol.map_codec import maps_of_json
from sync.protocol.messages import CHUNK_BYTES, MapOffer
from sync.protocol.problems import ProblemError

_PARTIAL = 206


class PackShelf(Protocol):
    """Where a pack is put while it comes. Its functions wait for the disk: they are called on a thread."""

    def length(self, offer: MapOffer) -> int:
        """Say how many bytes of the pack are here."""
        ...

    def append(self, offer: MapOffer, offset: int, part: bytes) -> None:
        """Add a part where the file ends, durably."""
        ...

    def finish(self, offer: MapOffer) -> bool:
        """Take the whole into use if it has its hash; else throw it away and give false."""
        ...


class Fetched(StrEnum):
    """How a fetch ended."""

    WHOLE = "whole"
    HELD_UP = "held-up"
    """It may not move now: what has come stays."""
    GONE = "gone"
    """The town publishes it no more: ask again what it does publish."""
    DAMAGED = "damaged"
    """All of it came and its hash was wrong: thrown away."""


async def offered(account: Asking) -> tuple[MapOffer, ...]:
    """Ask what the town publishes; raise as `Asking.asked`."""
    document = (await account.asked(Ask("GET", MAPS))).document()
    try:
        return maps_of_json(document)
    except ProblemError:
        raise TransportTrouble(Trouble.STRANGE) from None


async def fetch(
    account: Asking, shelf: PackShelf, offer: MapOffer, may_move: Callable[[], bool], told: Callable[[int], None]
) -> Fetched:
    """Bring a pack here; `told` hears how many bytes are. Raise as `Asking.asked` and as the shelf."""
    length = await asyncio.to_thread(shelf.length, offer)
    while length < offer.size_bytes:
        told(length)
        if not may_move():
            return Fetched.HELD_UP
        try:
            part = await _part(account, offer, length)
        except ProblemError as problem:
            if problem.kind.code != "not-found":
                raise TransportTrouble(Trouble.STRANGE) from None
            return Fetched.GONE
        await asyncio.to_thread(shelf.append, offer, length, part)
        length += len(part)
    told(length)
    return Fetched.WHOLE if await asyncio.to_thread(shelf.finish, offer) else Fetched.DAMAGED


async def _part(account: Asking, offer: MapOffer, start: int) -> bytes:
    end = min(start + CHUNK_BYTES, offer.size_bytes) - 1
    headers = {"Range": f"bytes={start}-{end}", "Accept-Encoding": "identity"}
    answer = await account.asked(Ask("GET", map_address(offer.sha256), headers=headers), bytes_max=CHUNK_BYTES)
    if not _is_part(answer, offer, start, end):
        raise TransportTrouble(Trouble.STRANGE)
    return answer.body


def _is_part(answer: Answer, offer: MapOffer, start: int, end: int) -> bool:
    is_ours = answer.headers.get(HASH_HEADER) == hash_header(offer.sha256)
    is_there = answer.headers.get("Content-Range") == f"bytes {start}-{end}/{offer.size_bytes}"
    return answer.status == _PARTIAL and is_ours and is_there and len(answer.body) == end - start + 1
