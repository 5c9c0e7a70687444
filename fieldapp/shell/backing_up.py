"""The second copy of unsent work, kept up with the outbox: some seconds after each change, and at the close."""

import asyncio
from contextlib import suppress
from typing import Final

from sqlmodel import Session, col, func, select

from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.errors import ReplicaError
from fieldapp.replica.replica import Replica
from fieldapp.vault.errors import VaultError
from fieldapp.vault.vault import Vault
from sync.client.rows import EntryState

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
        # On the database's thread, which alone writes the journal. A full disk leaves the copy from before.
        with suppress(VaultError, ReplicaError):
            await self._replica.read(_copied, self._vault)


def _copied(session: Session, vault: Vault) -> None:
    waits = session.exec(select(func.count()).where(col(OutboxRow.state) == EntryState.WAITING.value)).one()
    if waits:
        vault.backup.keep(vault.journal.entries())
    else:
        vault.backup.drop()
