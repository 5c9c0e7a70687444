"""The route by which a parcel is handed in, by any device: streamed to the disk, then taken in."""

import asyncio
import tempfile
from functools import partial
from typing import IO

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.addresses import PARCELS
from sync.protocol.exchange_codec import parcel_report_to_json
from sync.protocol.messages import PARCEL_BYTES_MAX
from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.bodies import json_answer
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.routes import signed_in
from sync.server.uploads import DISK_RETRY_AFTER_S

SILENCE_S_MAX = 60.0
"""A line that brings nothing for so long is dead; how long the whole takes does not matter."""
WRITE_BYTES = 1024 * 1024


def parcel_route(parts: Parts, lanes: Lanes) -> Route:
    """Give the route of `PARCELS`."""

    async def hand_in(request: Request) -> Response:
        signed = signed_in(request, parts.auth)
        await lanes.reads.run(partial(parts.auth.check, signed))
        folder = parts.uploads.files.incoming()
        # Without a name: whatever ends this process takes the file with it.
        with tempfile.TemporaryFile(dir=folder) as file:
            await _received(request, file, lanes)
            taken = await lanes.files.run(partial(parts.parcels.take, signed.caller.tenant, file))
        logs.event("parcel", parcel=taken.report.parcel, device=taken.device, bearer=signed.caller.device)
        return json_answer(parcel_report_to_json(taken.report))

    return Route(PARCELS, hand_in, methods=["POST"])


async def _received(request: Request, file: IO[bytes], lanes: Lanes) -> None:
    """Write a body to the disk as it comes; raise `too-large`, and `busy` for a dead line or a full disk."""
    stream, held, left = request.stream(), bytearray(), PARCEL_BYTES_MAX
    length = request.headers.get("content-length", "")
    if length.isdigit() and len(length) < 16 and int(length) > PARCEL_BYTES_MAX:
        raise ProblemError("too-large", bytes_max=PARCEL_BYTES_MAX)
    try:
        while part := await asyncio.wait_for(anext(stream, b""), SILENCE_S_MAX):
            left -= len(part)
            if left < 0:
                raise ProblemError("too-large", bytes_max=PARCEL_BYTES_MAX)
            held += part
            if len(held) >= WRITE_BYTES:
                await lanes.files.run(partial(file.write, bytes(held)))
                held.clear()
        await lanes.files.run(partial(file.write, bytes(held)))
        file.seek(0)
    except TimeoutError:
        raise ProblemError("busy", retry_after_s=1) from None
    except OSError:
        raise ProblemError("busy", retry_after_s=DISK_RETRY_AFTER_S) from None
