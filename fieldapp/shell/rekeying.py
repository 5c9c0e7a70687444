"""Renewing the keys of a vault: asked on the agent's page, done where his passphrase is given next."""

import logging
from pathlib import Path

from fieldapp.account.actions import Answer, Entered, Obstacle
from fieldapp.replica.errors import ReplicaError
from fieldapp.replica.rechaining import rechain, sealed_names
from fieldapp.replica.replica import Replica
from fieldapp.shell.choices import CHOICES_NAME
from fieldapp.shell.office import Office
from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.doors import Refusal
from fieldapp.vault.errors import VaultError
from fieldapp.vault.escrow import read_escrow
from fieldapp.vault.rekeying import Held, Town, ask, asked, rekey
from fieldapp.vault.vault import Vault
from sync.client.ports import SignInNeeded

_logger = logging.getLogger(__name__)


async def ask_for_keys(office: Office) -> Answer:
    """Have the keys of an office renewed when its passphrase is given next; raises VaultError."""
    try:
        tokens = await office.line.account.tokens()
        town = Town(tokens.recovery_key, tokens.tenant, office.choices.account)
    except SignInNeeded:
        town = Town("", "", "")
    if not town.public and read_escrow(office.vault.folder) is not None:
        # The town could open this vault again; it must be able to open the next one too.
        return Obstacle.UNREACHABLE
    ask(office.vault, town)
    return Entered()


def renewal_is_asked(vault: Vault) -> bool:
    """Tell whether the keys of a vault that was just opened are to be renewed."""
    return asked(vault) is not None


def renewed(vault: Vault, passphrase: str, device: DeviceSecret) -> Vault | Refusal:
    """Give the vault under other keys; where that fails it opens as it was.

    What was asked for is then tried again at the next opening. Raises as `Vault.unlock`.
    """
    folder = vault.folder
    try:
        _rekey(vault, passphrase, device)
    except (VaultError, ReplicaError) as error:
        _logger.warning("the keys were not renewed: %s", type(error).__name__)
    finally:
        vault.lock()
    return Vault.unlock(Path(folder), passphrase, device)


def _rekey(vault: Vault, passphrase: str, device: DeviceSecret) -> None:
    town = asked(vault)
    assert town is not None, "somebody asked for other keys"
    # Opened as ever first: what the journal and the outbox have to tell each other is told under the old keys.
    replica = Replica.open_now(vault)
    try:
        names = (*replica.read_now(sealed_names), CHOICES_NAME)
    finally:
        replica.close_now()
    rekey(vault, passphrase, device, town, Held(names, rechain))
