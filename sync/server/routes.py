"""The routes of sync as raw handlers: measured in November 2026, they cost a third of validated ones.

Each reads its token first (without the store), asks whether there is room, reads its body within limits, then works on
a thread. Everything that may be wrong with a request is a `ProblemError`; the app writes it.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.addresses import (
    CHUNK_MEDIA_TYPE,
    HASH_HEADER,
    JSON_MEDIA_TYPE,
    LENGTH_HEADER,
    LINES_MEDIA_TYPE,
    LIVE,
    OFFSET_HEADER,
    PHOTOS,
    PULL,
    PUSH,
    TABLES_MEDIA_TYPE,
    hash_header,
)
from sync.protocol.exchange_codec import pull_of_json
from sync.protocol.json_parts import not_valid, read_json
from sync.protocol.messages import CHUNK_BYTES, PUSH_BYTES_MAX
from sync.protocol.problems import ProblemError
from sync.server.arrivals import arrived
from sync.server.auth import Auth, SignedIn
from sync.server.bodies import packed, read_body
from sync.server.file_answers import file_answer
from sync.server.lanes import Lanes
from sync.server.live import live_answer
from sync.server.parts import Parts
from sync.server.proving import proof_of
from sync.server.uploads import Standing

PULL_BYTES_MAX = 512 * 1024
"""Uncompressed size of what a pull asks: two thousand scopes with their cursors."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEMES = frozenset({"bearer", "dpop"})
_DIGITS_MAX = 12


@dataclass(frozen=True, slots=True)
class SyncRoutes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def routes(self) -> list[Route]:
        """List the routes."""
        photo = f"{PHOTOS}/{{sha256}}"
        return [
            Route(PUSH, self.push, methods=["POST"]),
            Route(PULL, self.pull, methods=["POST"]),
            Route(LIVE, self.live, methods=["GET"]),
            one_method(photo, self.photo_standing, "HEAD"),
            one_method(photo, self.photo_chunk, "PATCH"),
            one_method(photo, self.photo, "GET"),
        ]

    async def push(self, request: Request) -> Response:
        """Judge a batch of changes."""
        signed = signed_in(request, self.parts.auth)

        def work(body: bytes) -> Response:
            caller = self.parts.auth.check(signed)
            taken = self.parts.service.take(caller, arrived(caller, body))
            return packed(request, taken.text(), JSON_MEDIA_TYPE)

        with self.lanes.room.entered(signed.caller.device):
            body = await read_body(request, PUSH_BYTES_MAX)
            return await self.lanes.room.working(self.lanes.writes_of(signed.caller.tenant).run(partial(work, body)))

    async def pull(self, request: Request) -> Response:
        """Give the next page of the log."""
        signed = signed_in(request, self.parts.auth)

        def work(body: bytes) -> Response:
            caller = self.parts.auth.check(signed)
            asked = pull_of_json(read_json(body))
            page = self.parts.service.read(caller, asked)
            if asked.wants_handle:
                handle = self.parts.handles.give(signed, asked.schema, asked.handle_key)
                page = replace(page, opened=replace(page.opened, handle=handle))
            self.parts.reaching.hear(caller, page.opened, asked)
            self.parts.receipts.hear(caller, page.opened, asked)
            self.parts.board.has_read(caller, page.checkpoint)
            self.parts.metrics.pulled(page.rows_told)
            if page.blocks:
                return Response(page.sections(), media_type=TABLES_MEDIA_TYPE)
            return packed(request, b"".join(page.lines()), LINES_MEDIA_TYPE)

        with self.lanes.room.entered(signed.caller.device):
            body = await read_body(request, PULL_BYTES_MAX)
            return await self.lanes.room.working(self.lanes.reads.run(partial(work, body)))

    async def live(self, request: Request) -> Response:
        """Open a live line."""
        signed = signed_in(request, self.parts.auth)
        with self.lanes.room.entered(signed.caller.device):
            await self.lanes.room.working(self.lanes.reads.run(partial(self.parts.auth.check, signed)))
            listener = await self.parts.board.open_line(signed.caller)
        return live_answer(self.parts.board, signed, listener, self.parts.now_ms)

    async def photo_standing(self, request: Request) -> Response:
        """Say how much of an upload is here."""
        signed, sha256 = signed_in(request, self.parts.auth), sha256_of(request)

        def work() -> Standing:
            return self.parts.uploads.standing(self.parts.auth.check(signed), sha256)

        standing = await self.lanes.files.run(work)
        return Response(status_code=200, headers=_upload_headers(standing, sha256))

    async def photo_chunk(self, request: Request) -> Response:
        """Take one chunk of an upload."""
        signed, sha256 = signed_in(request, self.parts.auth), sha256_of(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != CHUNK_MEDIA_TYPE:
            raise not_valid("/content-type", "not-a-choice")
        offset, size_bytes = _number_of(request, OFFSET_HEADER), _number_of(request, LENGTH_HEADER)

        def work(chunk: bytes) -> Standing:
            caller = self.parts.auth.check(signed)
            return self.parts.uploads.append(caller, sha256, offset, chunk, size_bytes)

        with self.lanes.room.entered(signed.caller.device):
            chunk = await read_body(request, CHUNK_BYTES)
            standing = await self.lanes.room.working(self.lanes.files.run(partial(work, chunk)))
        return Response(status_code=204, headers=_upload_headers(standing, sha256))

    async def photo(self, request: Request) -> Response:
        """Give the bytes of a photo or of a part of it."""
        signed, sha256 = signed_in(request, self.parts.auth), sha256_of(request)

        def work() -> Response:
            path = self.parts.uploads.readable(self.parts.auth.check(signed), sha256)
            return file_answer(path, request.headers.get("range", ""), {HASH_HEADER: hash_header(sha256)})

        return await self.lanes.files.run(work)


def signed_in(request: Request, auth: Auth) -> SignedIn:
    """Read the request's access token, and its device's proof where the token is bound to one.

    Raises `not-signed-in`, `proof-needed`, `not-proven`; `auth.check` checks the session itself.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in _SCHEMES:
        raise ProblemError("not-signed-in")
    signed = auth.read(token.strip())
    request.state.device = signed.caller.device
    if signed.jkt:
        proof_of(request, auth.proofs, token=token.strip(), jkt=signed.jkt)
    return signed


def one_method(path: str, handler: Callable[[Request], Awaitable[Response]], method: str) -> Route:
    """Route one method only: a route for GET would take HEAD as well, which here asks something else."""
    route = Route(path, handler, methods=[method])
    route.methods = {method}
    return route


def sha256_of(request: Request) -> str:
    """Read the hash in the address; raise `not-found`."""
    sha256 = str(request.path_params["sha256"])
    if not _SHA256.fullmatch(sha256):
        raise ProblemError("not-found")
    return sha256


def _number_of(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        raise not_valid(f"/{header.lower()}")
    return int(text)


def _upload_headers(standing: Standing, sha256: str) -> dict[str, str]:
    headers = {OFFSET_HEADER: str(standing.offset), LENGTH_HEADER: str(standing.size_bytes)}
    if standing.is_whole:
        headers[HASH_HEADER] = hash_header(sha256)
    return headers
