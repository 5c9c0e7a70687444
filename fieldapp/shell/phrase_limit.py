"""The town's limit of wrong passphrases, brought to the counter that stands beside the locked vault."""

import asyncio
from contextlib import suppress

from sqlmodel import Session, select

from fieldapp.replica.replica import Replica
from fieldapp.replica.tables import Town
from fieldapp.vault.errors import VaultError
from fieldapp.vault.vault import Vault
from sync.records.phrase_rule import tries_allowed


async def limit_tries(replica: Replica, vault: Vault) -> None:
    """Tell the vault what the town allows today; a full disk leaves what was told before."""
    limit = await replica.read(_limit)
    if limit is not None:
        with suppress(VaultError):
            await asyncio.to_thread(vault.limit_tries, limit)


def _limit(session: Session) -> int | None:
    town = session.exec(select(Town).limit(1)).first()
    return tries_allowed(town.policy) if town is not None else None
