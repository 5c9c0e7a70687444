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
        self._ends = asyncio.Event()
        self._run: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Take note that something changed."""
        self._is_due = True
        if self._run is None or self._run.done():
            self._run = asyncio.ensure_future(self._keep_up())

    async def end(self) -> None:
        """Copy what is due, and stop; a copy that is being written is waited for."""
        self._ends.set()
        if self._run is not None:
            await self._run

    async def _keep_up(self) -> None:
        while self._is_due:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ends.wait(), PAUSE_S)
            await self._copy()

    async def _copy(self) -> None:
        self._is_due = False
        # A full disk leaves the copy from before.
        with suppress(VaultError, ReplicaError):
            if await self._replica.read(anything_waits):
                # Read on the database's thread, which alone writes the journal; written beside it: no gesture waits.
                entries = await self._replica.read(lambda _: list(self._vault.journal.entries()))
                await asyncio.to_thread(self._vault.backup.keep, entries)
            else:
                await asyncio.to_thread(self._vault.backup.drop)
