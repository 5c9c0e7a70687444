"""Voice notes that the end of the process cut short, given back when an office opens."""

from contextlib import suppress

from fieldapp.replica.asides import asides, forget_aside
from fieldapp.replica.errors import WriteRefused
from fieldapp.replica.replica import Replica
from fieldapp.replica.takes import mend_take, open_takes
from fieldapp.vault.errors import VaultError


async def mend_voices(replica: Replica) -> None:
    """Give back what was being said when the process ended, and forget what was removed before."""
    for voice_id in await replica.read(asides):
        await replica.write(forget_aside, voice_id)
    for take_id in await replica.read(open_takes):
        # A disk without room keeps the pieces as they are: they are mended at the next start.
        with suppress(VaultError, WriteRefused):
            await replica.write(mend_take, take_id, VaultError)
