"""Whether an office may be shown: not past its lease, and not once the town hall has ordered to wipe it.

    OPEN ── the lease ends ──> SEND_ONLY ── the agent signs in, or a clock is mended ──> OPEN
      any ── an order to wipe ──> LEAVING: what waits goes up; nothing is left, or it is time ──> the vault is wiped

In both the engine goes on sending, the screens are gone, and nothing is read. An order counts only as the town signed
it, for this device; it is kept before anything else is done, so that a restart shows nothing either.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final

from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING
from fieldapp.replica.replica import Replica
from fieldapp.replica.wipe_orders import keep_order, kept_order, left_to_hand_over
from fieldapp.shell.line import Line
from fieldapp.vault.wiping import Left
from sync.client.ports import SignInNeeded
from sync.core.instants import ms_of_instant
from sync.core.lease import Stand
from sync.protocol.orders import WipeOrder, order_of_text
from sync.protocol.parcel_keys import WrongKey

LOOK_S: Final = 30.0
"""How often one looks at the time; what changes in the database is heard at once."""
NOTE_S: Final = 600.0
"""How often the time is noted durably, against a clock set back at the next start."""
_logger = logging.getLogger(__name__)


class Shown(StrEnum):
    """What may be seen of an office."""

    OPEN = "open"
    SEND_ONLY = "send_only"
    LEAVING = "leaving"


class Gate:
    """The gate of one office; `follow` hears each change."""

    def __init__(self, replica: Replica, line: Callable[[], Line]) -> None:
        self.order: WipeOrder | None = None
        self.left = Left(0, 0)
        """What is still to be handed over."""
        self.stand = Stand.NONE
        self._replica = replica
        self._line = line
        self._stirred = asyncio.Event()
        self._is_ending = False
        self._noted_s = -NOTE_S
        self._told: list[Callable[[], None]] = []
        self._wipes: list[Callable[[WipeOrder, Left], None]] = []

    @property
    def shown(self) -> Shown:
        """Say what may be seen now."""
        if self.order is not None:
            return Shown.LEAVING
        return Shown.SEND_ONLY if self.stand is Stand.ENDED else Shown.OPEN

    @property
    def is_open(self) -> bool:
        """Tell whether the screens may be seen."""
        return self.shown is Shown.OPEN

    @property
    def days_left(self) -> int:
        """Give how many days the lease still has, where its end is near; else 0."""
        return self._line().leases.days_left if self.stand is Stand.ENDING else 0

    def follow(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell each change; give the way to end it."""
        self._told.append(told)
        return lambda: self._told.remove(told) if told in self._told else None

    def follow_wipe(self, wipe: Callable[[WipeOrder, Left], None]) -> None:
        """Call this once, when the time has come."""
        self._wipes.append(wipe)

    def stir(self) -> None:
        """Look again soon: time may have passed that no timer has counted."""
        self._stirred.set()

    def end(self) -> None:
        """Let `run` return: the office closes."""
        self._is_ending = True
        self._stirred.set()

    async def begin(self) -> None:
        """Learn what may be shown, before anything is."""
        self.order = await self._replica.read(kept_order)
        await self._look()

    async def run(self) -> None:
        """Look whenever something may have changed, until `end` or until the office is to be wiped."""
        end = self._replica.subscribe({OUTBOX, PHOTO, STANDING}, lambda _: self._stirred.set())
        try:
            while not await self._is_to_wipe():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stirred.wait(), LOOK_S)
                self._stirred.clear()
                if self._is_ending:
                    return
                await self._look()
        finally:
            end()
        assert self.order is not None, "only an order wipes"
        for wipe in self._wipes:
            wipe(self.order, self.left)

    async def ordered(self, text: str) -> None:
        """Hear an order to wipe; one that the town did not sign for this device is none."""
        order = await self._proved(text) if text else None
        if order is None or order == self.order:
            return
        await keep_order(self._replica, order)
        self.order = order
        self._tell()
        self._stirred.set()

    async def note(self) -> None:
        """Note the time now."""
        self._noted_s = time.monotonic()
        if self.stand is not Stand.NONE:
            await self._line().leases.note()

    async def _proved(self, text: str) -> WipeOrder | None:
        try:
            tokens = await self._line().account.tokens()
            order = order_of_text(tokens.order_key, text)
        except (WrongKey, SignInNeeded):
            _logger.warning("an order to wipe that our town did not sign: not heard")
            return None
        identity = self._replica.identity
        return order if (order.device, order.tenant) == (identity.device, identity.tenant) else None

    async def _look(self) -> None:
        before = (self.stand, self.left, self.days_left)
        self.stand = await self._line().leases.read()
        if self.shown is not Shown.OPEN:
            self.left = Left(*await self._replica.read(left_to_hand_over))
        if time.monotonic() - self._noted_s > NOTE_S:
            await self.note()
        if before != (self.stand, self.left, self.days_left):
            self._tell()

    async def _is_to_wipe(self) -> bool:
        order = self.order
        if order is None:
            return False
        self.left = Left(*await self._replica.read(left_to_hand_over))
        is_time = not order.takes_work or self._line().leases.now_ms >= ms_of_instant(order.by)
        return is_time or self.left == Left(0, 0)

    def _tell(self) -> None:
        for told in list(self._told):
            told()
