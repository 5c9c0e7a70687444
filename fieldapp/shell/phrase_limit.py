"""The town's limit of wrong passphrases, brought to the counter that stands beside the locked vault."""

import asyncio
from contextlib import suppress

from fieldapp.account.queries import phrase_limit
from fieldapp.replica.replica import Replica
from fieldapp.vault.errors import VaultError
from fieldapp.vault.vault import Vault


async def limit_tries(replica: Replica, vault: Vault) -> None:
    """Tell the vault what the town allows today; a full disk leaves what was told before."""
    limit = await replica.read(phrase_limit)
    if limit is not None:
        with suppress(VaultError):
            await asyncio.to_thread(vault.limit_tries, limit)
