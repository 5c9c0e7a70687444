"""A file, or the part of it that a `Range` asks for (RFC 9110 section 14), streamed block by block.

One range of bytes is understood. Any other `Range` (several, malformed, beyond the end) is ignored and the whole file
is sent, as the RFC allows: an asker who counts his bytes sees it at once.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response, StreamingResponse

BLOCK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end` (not included) of a file."""

    start: int
    end: int


def asked_part(header: str, size_bytes: int) -> Part | None:
    """Read a `Range` header; None for the whole file."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    if not match[1]:
        part = Part(max(size_bytes - int(match[2]), 0), size_bytes)
    else:
        part = Part(int(match[1]), min(int(match[2]) + 1, size_bytes) if match[2] else size_bytes)
    return part if part.start < part.end else None


def file_answer(path: Path, range_header: str, headers: Mapping[str, str]) -> Response:
    """Give the answer to a GET of this file."""
    size_bytes = path.stat().st_size
    asked = asked_part(range_header, size_bytes)
    part = asked or Part(0, size_bytes)
    told = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(part.end - part.start)}
    if asked is not None:
        told["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size_bytes}"
    status = 206 if asked is not None else 200
    return StreamingResponse(_blocks(path, part), status, headers=told, media_type="application/octet-stream")


async def _blocks(path: Path, part: Part) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, part.start)
        left = part.end - part.start
        while left:
            block = await asyncio.to_thread(file.read, min(BLOCK_BYTES, left))
            assert block, "a whole file does not shrink"
            left -= len(block)
            yield block
