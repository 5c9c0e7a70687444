"""The photo queue: bytes move after rows, one chunk a step, both ways, and start again where they stopped.

    1. my thumbnails up      a report at the desk has its picture at once
    2. others' thumbnails    what my lists show
    3. photos asked for      someone is looking at this screen
    4. my photos up          in chunks of 512 KiB, resumed by HEAD after a kill of either side
    5. what will be needed   what hangs on a note that must be read

A photo counts as received only when the server has said the hash of all its bytes. What cannot move now (the server
does not know it yet, or its file is damaged) is put aside for a while and does not hold up the rest.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from sync.client.http_transport import ANSWER_BYTES_MAX, Answer, Ask
from sync.client.ports import (
    Clock,
    DeviceRevoked,
    LeaseEnded,
    PhotoBytes,
    PhotoMissing,
    PhotoShelf,
    TransportTrouble,
)
from sync.core.session import Trouble
from sync.protocol.addresses import (
    CHUNK_MEDIA_TYPE,
    HASH_HEADER,
    LENGTH_HEADER,
    OFFSET_HEADER,
    hash_header,
    photo_address,
)
from sync.protocol.messages import CHUNK_BYTES
from sync.protocol.problems import ProblemError

PHOTO_BYTES_MAX = 25 * 1024 * 1024
ASIDE_MS = 10 * 60_000
"""How long a photo that could not move waits before the next try."""
_logger = logging.getLogger(__name__)


class PhotoPolicy(StrEnum):
    """What may move on the network as it is now."""

    EVERYTHING = "everything"
    SPARING = "sparing"
    """Metered: thumbnails, and photos that someone asked for."""
    SENDING = "sending"
    """What is mine goes up, whatever it costs; nothing comes: this device reads nothing any more."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _Move:
    """The photo that is moving: a direction and how far it is; `content` is what has come so far."""

    photo: PhotoBytes
    is_outgoing: bool
    offset: int | None
    """None while only the server knows."""
    content: bytes = b""
    refused_at: int | None = None
    """Where a chunk was refused: a server that then names the same place contradicts itself."""


class Asking(Protocol):
    """Whoever asks the server as the signed-in device: the account, or what stands for it in a simulation."""

    async def asked(self, ask: Ask, *, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        """Ask, and read the answer whole; raise as `Transport.push`, or `ProblemError`."""
        ...


class PhotoQueue:
    """The engine's `Photos` over HTTP."""

    def __init__(self, account: Asking, shelf: PhotoShelf, clock: Clock, policy: Callable[[], PhotoPolicy]) -> None:
        self._account = account
        self._shelf = shelf
        self._clock = clock
        self._policy = policy
        self._move: _Move | None = None
        self._aside: dict[str, int] = {}

    async def step(self) -> bool:
        """Move one chunk of the next photo that may move now; say whether one did."""
        while (move := await self._next()) is not None:
            # Forgotten while it moves: after a failure the server is asked again where it stands.
            self._move = None
            try:
                self._move = await (self._send(move) if move.is_outgoing else self._fetch(move))
            except PhotoMissing:
                # The next one then: this step asked nobody, and must not pass for an answer of the server.
                self._put_aside(move.photo, "its file is gone or damaged")
                continue
            except ProblemError as problem:
                self._put_aside(move.photo, problem.kind.code)
            except (DeviceRevoked, LeaseEnded) as refusal:
                if move.is_outgoing:
                    raise
                # A withdrawn device reads nothing; what it has to send must not wait behind that.
                self._put_aside(move.photo, type(refusal).__name__)
            return True
        return False

    async def _next(self) -> _Move | None:
        policy = self._policy()
        if policy is PhotoPolicy.NOTHING:
            return None
        if self._move is not None and _may_go_on(self._move, policy):
            return self._move
        outgoing = await self._shelf.outgoing()
        incoming = await self._shelf.incoming() if policy is not PhotoPolicy.SENDING else ()
        ordered = [_outgoing(photo) for photo in outgoing if photo.is_thumbnail]
        asked_for = [photo for photo in incoming if not photo.is_ahead]
        ordered += [_Move(photo, False, 0) for photo in sorted(asked_for, key=lambda photo: not photo.is_thumbnail)]
        if policy is not PhotoPolicy.SPARING:
            ordered += [_outgoing(photo) for photo in outgoing if not photo.is_thumbnail]
            ordered += [_Move(photo, False, 0) for photo in incoming if photo.is_ahead]
        return self._first_not_aside(ordered)

    def _first_not_aside(self, moves: Iterable[_Move]) -> _Move | None:
        now_ms = self._clock.monotonic_ms()
        self._aside = {sha256: until_ms for sha256, until_ms in self._aside.items() if until_ms > now_ms}
        return next((move for move in moves if move.photo.sha256 not in self._aside), None)

    def _put_aside(self, photo: PhotoBytes, why: str) -> None:
        _logger.info("photo of attachment %s put aside: %s", photo.attachment, why)
        self._aside[photo.sha256] = self._clock.monotonic_ms() + ASIDE_MS

    async def _send(self, move: _Move) -> _Move | None:
        photo = move.photo
        if move.offset is None:
            return await self._sent_to(move, await self._asked("HEAD", photo))
        chunk = await self._shelf.read(photo, move.offset, CHUNK_BYTES)
        if len(chunk) != min(CHUNK_BYTES, photo.size_bytes - move.offset):
            raise PhotoMissing
        headers = {
            "Content-Type": CHUNK_MEDIA_TYPE,
            OFFSET_HEADER: str(move.offset),
            LENGTH_HEADER: str(photo.size_bytes),
        }
        try:
            answer = await self._asked("PATCH", photo, headers, chunk)
        except ProblemError as problem:
            return await self._after_refused_chunk(move, problem)
        return await self._sent_to(move, answer)

    async def _sent_to(self, move: _Move, answer: Answer) -> _Move | None:
        """Note how far the server has it; None once it has all, and has said so by the hash."""
        photo, offset = move.photo, _offset_of(answer, move.photo.size_bytes)
        if offset in (move.offset, move.refused_at):
            raise TransportTrouble(Trouble.STRANGE)
        if offset == photo.size_bytes and answer.headers.get(HASH_HEADER) != hash_header(photo.sha256):
            raise TransportTrouble(Trouble.STRANGE)
        await self._shelf.mark_sent(photo, offset)
        return None if offset == photo.size_bytes else replace(move, offset=offset)

    async def _after_refused_chunk(self, move: _Move, problem: ProblemError) -> _Move:
        match problem.kind.code:
            case "chunk-out-of-place":
                return replace(move, offset=None, refused_at=move.offset)
            case "hash-differs" if await self._is_whole(move.photo):
                # The file here is right, so what arrived was not: the server has let it go. Later, from the start.
                await self._shelf.mark_sent(move.photo, 0)
        raise problem

    async def _is_whole(self, photo: PhotoBytes) -> bool:
        digest = hashlib.sha256()
        for offset in range(0, photo.size_bytes, CHUNK_BYTES):
            digest.update(await self._shelf.read(photo, offset, CHUNK_BYTES))
        return digest.hexdigest() == photo.sha256

    async def _fetch(self, move: _Move) -> _Move | None:
        photo, start = move.photo, len(move.content)
        if not 0 < photo.size_bytes <= PHOTO_BYTES_MAX:
            raise PhotoMissing
        end = min(start + CHUNK_BYTES, photo.size_bytes) - 1
        answer = await self._asked("GET", photo, {"Range": f"bytes={start}-{end}", "Accept-Encoding": "identity"})
        if answer.headers.get(HASH_HEADER) != hash_header(photo.sha256):
            # Our server names the hash of what it gives; a portal that says yes to everything does not.
            raise TransportTrouble(Trouble.STRANGE)
        content = move.content + answer.body if answer.status == 206 else answer.body
        if not answer.body or len(content) > photo.size_bytes:
            raise TransportTrouble(Trouble.STRANGE)
        if len(content) < photo.size_bytes:
            return replace(move, content=content)
        if hashlib.sha256(content).hexdigest() != photo.sha256:
            raise PhotoMissing
        await self._shelf.keep(photo, content)
        return None

    async def _asked(
        self, method: str, photo: PhotoBytes, headers: dict[str, str] | None = None, content: bytes | None = None
    ) -> Answer:
        ask = Ask(method, photo_address(photo.sha256), content=content, headers=headers)
        return await self._account.asked(ask, bytes_max=max(photo.size_bytes, ANSWER_BYTES_MAX))


def _outgoing(photo: PhotoBytes) -> _Move:
    # What was begun before is asked after; what was not begins at once, without a question.
    return _Move(photo, True, None if photo.sent_bytes else 0)


def _may_go_on(move: _Move, policy: PhotoPolicy) -> bool:
    if policy is PhotoPolicy.SENDING:
        return move.is_outgoing
    return policy is PhotoPolicy.EVERYTHING or not _can_wait(move)


def _can_wait(move: _Move) -> bool:
    return move.photo.is_ahead or (move.is_outgoing and not move.photo.is_thumbnail)


def _offset_of(answer: Answer, size_bytes: int) -> int:
    text = answer.headers.get(OFFSET_HEADER, "")
    if not (text.isascii() and text.isdigit() and int(text) <= size_bytes):
        raise TransportTrouble(Trouble.STRANGE)
    return int(text)
