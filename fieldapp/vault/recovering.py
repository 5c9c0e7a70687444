"""Opening a vault whose passphrase or whose device's secret is gone, with the key that the town gave back.

    request   a key pair drawn from the passphrase of today and a salt on the disk: the same again after a restart,
              and nothing on the disk that opens the answer without the passphrase
    reopened  the vault moves to the name that it has under the device's secret, its key is wrapped by the passphrase
              of today, wrong tries and PIN go; a new device secret is kept last of all

Ended at any point, the vault is as it was, or one that the town can open again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.vault.device_secret import DeviceSecret, HeldSecret
from fieldapp.vault.doors import KEYRING_FILE, TRIES_FILE, lock_path, pin_way
from fieldapp.vault.durable import publish
from fieldapp.vault.errors import DeviceSecretLost, VaultExists
from fieldapp.vault.escrow import RequestSalt, read_escrow, strangers
from fieldapp.vault.keyring import wrapped_keyring, write_keyring
from fieldapp.vault.keys import KEY_BYTES
from fieldapp.vault.lock import FileLock
from fieldapp.vault.passphrase import COST_USUAL, PassphraseCost, slow_key
from fieldapp.vault.tries import Tries
from fieldapp.vault.vault import vault_exists, vault_folder
from fieldapp.vault.wiping import check_key
from sync.core.ids import derived_id
from sync.protocol.parcel_keys import seal_public
from sync.protocol.recovery import Escrow


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the town hall: for which vaults, under which id, and how the answer is read."""

    id: str
    seed: bytes = field(repr=False)
    """The private half of the key to which the answer is sealed."""
    vaults: tuple[tuple[Path, Escrow], ...]

    @property
    def answer_key(self) -> str:
        """Give the public half."""
        return seal_public(self.seed)


def request_of(profile: Path, account: str, passphrase: str, device: DeviceSecret, cost: PassphraseCost) -> Request:
    """Give the request of an agent: for his vault, or for all that nobody here can open. Slow on purpose."""
    salt = RequestSalt(profile).obtain(secrets.token_bytes(RequestSalt.BYTES))
    seed = slow_key(passphrase, salt, cost)
    request = derived_id("recovery", salt.hex(), account.strip().casefold(), seal_public(seed))
    folders = _folders(profile, account, device)
    pairs = ((folder, read_escrow(folder)) for folder in folders)
    return Request(request, seed, tuple((folder, escrow) for folder, escrow in pairs if escrow is not None))


def _folders(profile: Path, account: str, device: DeviceSecret) -> list[Path]:
    try:
        folder = vault_folder(profile, account, device)
    except DeviceSecretLost:
        return strangers(profile, device)
    return [folder] if vault_exists(folder) else strangers(profile, device)


def reopened(
    found: Path, key: bytes, pair: tuple[str, str], device: DeviceSecret, cost: PassphraseCost = COST_USUAL
) -> Path:
    """Let an account and its passphrase open a vault again; give its folder.

    Raises AlreadyOpen, VaultExists (this account has another vault meanwhile), VaultWiped, DiskFull or StorageFailed.
    """
    account, passphrase = pair
    check_key(found, key)
    lock = FileLock(lock_path(found))
    try:
        secret, is_new = _secret_of(device)
        held, profile = HeldSecret(secret), found.parent.parent
        folder = vault_folder(profile, account, held)
        if folder != found:
            if folder.exists():
                raise VaultExists("this account has another vault")
            publish(found, folder)
        write_keyring(folder / KEYRING_FILE, wrapped_keyring(key, passphrase, secret, cost), secret)
        Tries(folder / TRIES_FILE, secret).clear()
        pin_way(folder, held).remove()
        if is_new:
            device.replace(secret)
    finally:
        lock.release()
    return folder


def begin_anew(profile: Path, device: DeviceSecret) -> None:
    """Give a device without its secret another one, and forget the request: no vault here is the agent's."""
    secret, is_new = _secret_of(device)
    if is_new:
        device.replace(secret)
    RequestSalt(profile).end()


def _secret_of(device: DeviceSecret) -> tuple[bytes, bool]:
    try:
        return device.obtain(), False
    except DeviceSecretLost:
        return secrets.token_bytes(KEY_BYTES), True
