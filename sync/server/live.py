"""The live line (server-sent events): `pull` says there is something to pull, a comment that the line lives.

The line ends with the access token, so that a device that signed out or was revoked does not hear on; the device
comes back with a new one. A grant that changed is read again at every ring, because grants follow from the directory,
which is in everybody's scope.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import StreamingResponse

from sync.protocol.addresses import LIVE_EVENT, LIVE_MEDIA_TYPE
from sync.protocol.problems import ProblemError
from sync.server.auth import SignedIn
from sync.server.store import StoreBusy
from sync.server.wake import GATHER_S, HINT_INTERVAL_S, Listener, WakeBoard

HEARTBEAT_S = 20.0
"""Less than half of the silence after which a device takes the line for dead."""
_PULL = f"event: {LIVE_EVENT}\ndata: {{}}\n\n".encode()
_ALIVE = b": alive\n\n"


def live_answer(board: WakeBoard, signed: SignedIn, listener: Listener, now_ms: Callable[[], int]) -> StreamingResponse:
    """Give the open line of a listener; it closes the listener when it ends, however it ends."""
    lines = _lines(board, signed, listener, now_ms)
    return StreamingResponse(lines, media_type=LIVE_MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})


async def _lines(
    board: WakeBoard, signed: SignedIn, listener: Listener, now_ms: Callable[[], int]
) -> AsyncIterator[bytes]:
    try:
        # What happened between the device's last pull and this moment would otherwise be heard by nobody.
        is_rung = listener.rung.is_set()
        listener.rung.clear()
        yield _PULL if is_rung else _ALIVE
        hinted_s = -HINT_INTERVAL_S
        while left_s := _left_s(listener, signed, now_ms):
            rung = await _rings(listener, min(HEARTBEAT_S, left_s), hinted_s)
            if rung:
                hinted_s = asyncio.get_running_loop().time()
            if rung and _left_s(listener, signed, now_ms):
                await board.refresh(listener)
            yield _PULL if rung else _ALIVE
    except (ProblemError, StoreBusy):
        # The device may read no longer, or the store cannot say so now: the line ends, and a pull is told why.
        return
    finally:
        board.close_line(listener)


def _left_s(listener: Listener, signed: SignedIn, now_ms: Callable[[], int]) -> float:
    """Give how long the line may still live; 0 when it ends."""
    return 0.0 if listener.is_ended else max((signed.expires_ms - now_ms()) / 1000, 0.0)


async def _rings(listener: Listener, within_s: float, hinted_s: float) -> bool:
    """Wait for a ring, and longer for those that come with it where the last hint was a moment ago."""
    try:
        async with asyncio.timeout(within_s):
            await listener.rung.wait()
    except TimeoutError:
        return False
    await asyncio.sleep(max(hinted_s + HINT_INTERVAL_S - asyncio.get_running_loop().time(), GATHER_S))
    listener.rung.clear()
    return True
