"""Vaults that were wiped: what a crash left undone is ended, and the receipts are brought to the town hall."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from fieldapp.shell.line import hand_in_receipt
from fieldapp.shell.office import Office
from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.errors import VaultError
from fieldapp.vault.names import Names
from fieldapp.vault.wiping import Left, finish_wipes, receipt_arrived, unsent_receipts
from sync.client.http_transport import Connection
from sync.client.ports import TransportTrouble
from sync.core.session import back_off_ms
from sync.protocol.orders import WipeOrder
from sync.protocol.problems import ProblemError

_logger = logging.getLogger(__name__)
_TRIES_MAX: Final = 16


class Wipes:
    """The wiped vaults of one profile."""

    def __init__(self, profile: Path, secret: DeviceSecret, names: Names, connect: Callable[[], Connection]) -> None:
        self._profile = profile
        self._secret = secret
        self._names = names
        self._connect = connect
        self._wiping: set[asyncio.Task[None]] = set()
        self._sending: asyncio.Task[None] | None = None

    def begin(self, office: Office, order: WipeOrder, left: Left) -> None:
        """Close an office and wipe its vault, in a task of its own: the office ends on the way."""
        wiping = asyncio.ensure_future(self._wipe(office, order, left))
        self._wiping.add(wiping)
        wiping.add_done_callback(self._wiping.discard)

    async def _wipe(self, office: Office, order: WipeOrder, left: Left) -> None:
        try:
            await asyncio.to_thread(office.vault.begin_wipe, order, left)
        except VaultError:
            _logger.warning("a wipe could not begin: it is tried again when the vault is opened")
            return
        office.was_wiped = True
        await office.close()
        await asyncio.to_thread(self._names.forget, office.choices.account)
        await self.finish()

    async def finish(self) -> None:
        """End every wipe that was begun, then hand in the receipts for as long as the process lives."""
        try:
            await asyncio.to_thread(finish_wipes, self._profile, self._secret)
        except VaultError:
            _logger.warning("a wipe is not ended yet: the next start goes on with it")
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send())

    async def close(self) -> None:
        """Stop: what did not arrive is sent after the next start."""
        await asyncio.gather(*self._wiping)
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)

    async def _send(self) -> None:
        tries = 0
        while unsent := await asyncio.to_thread(unsent_receipts, self._profile):
            for one in unsent:
                if await self._is_in(one.text):
                    await asyncio.to_thread(receipt_arrived, one)
                    tries = 0
            if await asyncio.to_thread(unsent_receipts, self._profile):
                tries = min(tries + 1, _TRIES_MAX)
                await asyncio.sleep(back_off_ms(tries, 1.0) / 1000)

    async def _is_in(self, receipt: str) -> bool:
        try:
            await hand_in_receipt(self._connect(), receipt)
        except (ProblemError, TransportTrouble, ValueError):
            # The town hall does not know the order, perhaps since it came back from a backup: it may know it later.
            return False
        return True
