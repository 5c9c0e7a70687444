"""The second copy of unsent work, kept up with the outbox: some seconds after each change, and at the close."""

import asyncio
from contextlib import suppress
from typing import Final

from fieldapp.replica.errors import ReplicaError
from fieldapp.replica.outbox import anything_waits
from fieldapp.replica.replica import Replica
from fieldapp.vault.errors import VaultError
from fieldapp.vault.vault import Vault

PAUSE_S: Final = 3.0
"""Gestures that follow each other closely are copied together; the journal has each of them at once."""


class BackingUp:
    """Keeps the copy of one office."""

    def __init__(self, replica: Replica, vault: Vault) -> None:
        """Take what is copied, and where."""
        self._replica = replica
        self._vault = vault
        self._is_due = False
        self._run: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Take note that something changed."""
        self._is_due = True
        if self._run is None or self._run.done():
            self._run = asyncio.ensure_future(self._keep_up())

    async def end(self) -> None:
        """Copy what is due, and stop."""
        if self._run is not None:
            self._run.cancel()
            with suppress(asyncio.CancelledError):
                await self._run
        if self._is_due:
            await self._copy()

    async def _keep_up(self) -> None:
        while self._is_due:
            await asyncio.sleep(PAUSE_S)
            await self._copy()

    async def _copy(self) -> None:
        self._is_due = False
        # A full disk leaves the copy from before.
        with suppress(VaultError, ReplicaError):
            if await self._replica.read(anything_waits):
                # On the database's thread, which alone writes the journal.
                await self._replica.read(lambda _: self._vault.backup.keep(self._vault.journal.entries()))
            else:
                await asyncio.to_thread(self._vault.backup.drop)
