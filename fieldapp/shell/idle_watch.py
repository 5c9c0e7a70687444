"""Watching over an open office: whoever goes away finds it locked, at the place where he was."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import flet as ft

from fieldapp.shell.idle import USUAL_MIN, WITHOUT_PIN_MIN, awake_s
from fieldapp.shell.office import Office
from fieldapp.ui.presence import follow_touches, is_at_work
from fieldapp.vault.errors import VaultError
from fieldapp.vault.pin_answers import PinStanding
from sync.core.session import Phase

BUSY_LOOK_S = 2.0
"""How soon one looks again while something is under way."""
UPLOAD_S_MAX = 120.0
"""How long the sending of photos puts the lock off."""


def hear_touches(page: ft.Page, office: Office) -> Callable[[], None]:
    """Tell an office each touch of a page, the first now; give the way to end it."""
    office.idle.touched(awake_s())
    return follow_touches(page, lambda: office.idle.touched(awake_s()))


def watch_over(office: Office) -> None:
    """Watch over an office until it is closed, whatever pages come and go (Android's « back »)."""
    watching = asyncio.ensure_future(watch(office))

    def end() -> None:
        watching.cancel()

    office.follow_close(end)


async def watch(office: Office, clock_s: Callable[[], float] = awake_s) -> None:
    """Wait until nobody was there for as long as was chosen, then lock."""
    await settle(office)
    while not office.idle.tick(clock_s(), is_busy=is_busy(office, clock_s())):
        left_s = office.idle.left_s(clock_s()) or BUSY_LOOK_S
        with suppress(TimeoutError):
            await asyncio.wait_for(office.stirred.wait(), left_s)
        office.stirred.clear()
    office.was_locked = True
    # Closing ends this watch.
    await asyncio.shield(asyncio.ensure_future(office.close()))


def is_busy(office: Office, now_s: float) -> bool:
    """Tell whether a voice, a picture or the sending of one must come to its end first.

    A voice or a picture would be cut; a sending is resumed anyway, so that it does not keep an office open for long.
    One that shows nothing any more goes on sending: there is nothing to lock away.
    """
    sends = office.engine.status.doing is Phase.UPLOAD and office.idle.overdue_s(now_s) < UPLOAD_S_MAX
    return is_at_work() or sends or not office.gate.is_open


async def settle(office: Office) -> None:
    """Let the office lock after what was chosen, or what is usual with or without a PIN."""
    try:
        has_pin = await asyncio.to_thread(office.vault.pin_standing) is not PinStanding.NONE
    except VaultError:
        has_pin = False
    usual = USUAL_MIN if has_pin else WITHOUT_PIN_MIN
    office.idle.after_s = 60.0 * (office.choices.lock_after_min or usual)
    office.stirred.set()
