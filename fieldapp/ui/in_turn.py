"""Each gesture is heard by the screen that shows the gesture before it.

Flet 1.0.5 hears what a client says at once and draws a moment later. While the loop is busy, gestures gather: the last
letter of a word and the tap that sends it, two taps on a picture. Both would be heard by the screen as it was before
either, and the second would know nothing of the first: a letter or a corner would be lost. Here each waits for its
turn, which comes once what the one before changed is drawn. What a handler awaits holds nobody up.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import flet as ft

STREAMED: Final = frozenset({"change", "hover", "pan_update", "position_change", "scroll", "size_change"})
"""What comes many times a second and each time says all there is to say: these of one control are drawn together."""

Hear = Callable[[int, str, Any], Awaitable[None]]


class Turns:
    """The line in which the events of one page wait."""

    def __init__(self, hear: Hear) -> None:
        """Begin with nobody in the line; `hear(control_id, event_name, data)` is Flet's own."""
        self._hear = hear
        self._turn = asyncio.Lock()
        self._last = -1

    async def hear(self, control_id: int, event_name: str, event_data: Any) -> None:
        """Have an event handled when its turn comes, in the order of the events."""
        goes_on = event_name in STREAMED and control_id == self._last and not self._turn.locked()
        self._last = control_id
        if goes_on:
            await self._hear(control_id, event_name, event_data)
            return
        async with self._turn:
            # The loop takes what is ready in the order in which it became so: the handler before, then its drawing.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            handled = asyncio.ensure_future(self._hear(control_id, event_name, event_data))
            await asyncio.sleep(0)
        await handled


def hear_in_turn(page: ft.Page) -> None:
    """Let the events of a page wait for their turn; it may be called again for the same page."""
    session = page.session
    if not isinstance(getattr(session.dispatch_event, "__self__", None), Turns):
        session.dispatch_event = Turns(session.dispatch_event).hear
