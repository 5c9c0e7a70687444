"""Bodies of requests and answers: read within limits, packed as both sides like it.

A body is read whole, within a size and a time, before anything is done with it: none of ours is large. Packed bodies
are unpacked against the same limit, so that a small request cannot become all our memory.
"""

import asyncio
import hmac
import io
import json
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import zstandard
from starlette.requests import Request
from starlette.responses import Response

from sync.protocol.addresses import JSON_MEDIA_TYPE
from sync.protocol.json_parts import not_valid, read_json, write_json
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, ProblemError
from sync.protocol.proofs import content_hash

BODY_S_MAX = 60.0
"""A body that takes longer is a line that died, or somebody who holds our lines."""
MESSAGE_BYTES_MAX = 64 * 1024
"""Sign-in and refresh."""
PACK_FROM_BYTES = 256
GZIP_LEVEL = 3
ZSTD_LEVEL = 3
GZIP_WBITS = 31
_CHALLENGES = {"proof-needed": 'DPoP error="use_dpop_nonce"', "not-proven": 'DPoP error="invalid_dpop_proof"'}
"""What RFC 9449 answers, sections 7.1 and 8."""


async def read_body(request: Request, bytes_max: int) -> bytes:
    """Read and unpack a body; raise `too-large`, `not-json` for a broken packing, `busy` for a slow line.

    Where the request was proven, the body must be the one that its proof is for: else `proof-needed`.
    """
    length = request.headers.get("content-length", "")
    if length.isdigit() and len(length) < 16 and int(length) > bytes_max:
        raise ProblemError("too-large", bytes_max=bytes_max)
    parts: list[bytes] = []
    left = bytes_max
    try:
        async with asyncio.timeout(BODY_S_MAX):
            async for part in request.stream():
                left -= len(part)
                if left < 0:
                    raise ProblemError("too-large", bytes_max=bytes_max)
                parts.append(part)
    except TimeoutError:
        raise ProblemError("busy", retry_after_s=1) from None
    body = b"".join(parts)
    proven = getattr(request.state, "content_hash", None)
    if proven is not None and not hmac.compare_digest(content_hash(body), proven):
        request.state.fresh_nonce = request.state.nonce
        raise ProblemError("proof-needed")
    return _unpacked(body, request.headers.get("content-encoding", "identity"), bytes_max)


async def read_message(request: Request, bytes_max: int = MESSAGE_BYTES_MAX) -> dict[str, Any]:
    """Read a body that is one JSON object; raise as `read_body`, or `not-json`."""
    return read_json(await read_body(request, bytes_max))


def _unpacked(body: bytes, encoding: str, bytes_max: int) -> bytes:
    try:
        unpack = _UNPACKERS[encoding.strip().lower()]
    except KeyError:
        raise not_valid("/content-encoding", "not-a-choice") from None
    try:
        content = unpack(body, bytes_max + 1)
    except (zlib.error, zstandard.ZstdError, EOFError):
        raise ProblemError("not-json") from None
    if len(content) > bytes_max:
        raise ProblemError("too-large", bytes_max=bytes_max)
    return content


def _plain(body: bytes, bytes_max: int) -> bytes:
    return body


def _gunzipped(body: bytes, bytes_max: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=GZIP_WBITS)
    content = unpacker.decompress(body, bytes_max)
    if len(content) < bytes_max and (not unpacker.eof or unpacker.unused_data):
        raise EOFError
    return content


def _unzstd(body: bytes, bytes_max: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).stream_reader(io.BytesIO(body))
    return reader.read(bytes_max)


_UNPACKERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "identity": _plain,
    "gzip": _gunzipped,
    "zstd": _unzstd,
}


def packed(request: Request, content: bytes, media_type: str) -> Response:
    """Give an answer, packed as the asker takes it (zstd before gzip) when that is worth it."""
    headers = {"Vary": "Accept-Encoding"}
    taken = _taken(request.headers.get("accept-encoding", ""))
    if len(content) >= PACK_FROM_BYTES and "zstd" in taken:
        content = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)
        headers["Content-Encoding"] = "zstd"
    elif len(content) >= PACK_FROM_BYTES and "gzip" in taken:
        packer = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WBITS)
        content = packer.compress(content) + packer.flush()
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=media_type, headers=headers)


def _taken(accepted: str) -> frozenset[str]:
    """Give the encodings that an `Accept-Encoding` names and does not refuse with `q=0`."""
    parts = [part.replace(" ", "").lower().partition(";q=") for part in accepted.split(",")]
    return frozenset(name for name, _, weight in parts if weight not in ("0", "0.0", "0.00", "0.000"))


def json_answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Give a small JSON answer."""
    return Response(write_json(document), status, media_type=JSON_MEDIA_TYPE)


def problem_answer(problem: ProblemError, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Give a problem as RFC 9457 wants it, with the headers that belong to its status."""
    document = problem.document()
    headers = dict(headers)
    if "retry_after_s" in document:
        headers["Retry-After"] = str(document["retry_after_s"])
    if "upload_offset" in document:
        headers["Upload-Offset"] = str(document["upload_offset"])
    if problem.kind.status == 401:
        headers["WWW-Authenticate"] = _CHALLENGES.get(problem.kind.code, "Bearer")
    body = json.dumps(document, separators=(",", ":")).encode()
    return Response(body, problem.kind.status, media_type=PROBLEM_MEDIA_TYPE, headers=headers)
