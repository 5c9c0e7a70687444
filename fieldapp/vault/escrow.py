"""The vault's key, sealed to the town: `recovery.json` beside the keyring, opened by two keepers only.

It needs neither the passphrase nor the device's secret, so it helps when either is gone. Who holds the disk reads the
name of the town's key in it, and nothing else; what replaces it opens nothing, because the key inside must fit the
database. It is written while the vault is open and the town has told its recovery key, and anew when that changes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Final

from fieldapp.vault.device_secret import VAULTS_FOLDER, DeviceSecret
from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import DamagedKeyring, DeviceSecretLost, KeysGone, VaultAbsent, storage_errors
from fieldapp.vault.keyring import KEYRING_FILE, read_keyring
from fieldapp.vault.names_file import RECOVERY_SALT_FILE
from fieldapp.vault.next_folder import settle_all
from sync.protocol.parcel_keys import seal_name
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import ESCROWS_MAX, Escrow, Secret, escrow_of, escrow_of_json

ESCROW_FILE: Final = "recovery.json"
_BYTES_MAX: Final = 8 * 1024


def keep_escrow(folder: Path, public: str, secret: Secret) -> bool:
    """Seal a vault's key to the town's; False where that was done before. Raises StorageFailed."""
    known = read_escrow(folder)
    if known is not None and known.to == seal_name(public):
        return False
    escrow = escrow_of(public, secret)
    fields = {"version": 1, "to": escrow.to, "sealed": b64encode(escrow.sealed).decode()}
    write_durably(folder / ESCROW_FILE, [json.dumps(fields).encode()])
    return True


def read_escrow(folder: Path) -> Escrow | None:
    """Give a vault's sealed key; None where there is none that can be read."""
    path = folder / ESCROW_FILE
    if not path.is_file():
        return None
    with storage_errors("read the sealed key"), path.open("rb") as file:
        content = file.read(_BYTES_MAX)
    try:
        return escrow_of_json(json.loads(content))
    except (ValueError, RecursionError, ProblemError):
        return None


def strangers(profile: Path, device: DeviceSecret) -> list[Path]:
    """Give the vaults whose keyring this device's secret does not prove, and which the town could open."""
    settle_all(profile / VAULTS_FOLDER)
    # A name with an ending is a vault that is being built.
    folders = sorted(path for path in (profile / VAULTS_FOLDER).glob("*") if path.is_dir() and not path.suffix)
    found = [path for path in folders if read_escrow(path) is not None and not _is_ours(path, device)]
    return found[:ESCROWS_MAX]


def _is_ours(folder: Path, device: DeviceSecret) -> bool:
    try:
        read_keyring(folder / KEYRING_FILE, device.obtain())
    except KeysGone:
        return True
    except (DamagedKeyring, DeviceSecretLost, VaultAbsent):
        return False
    return True


class RequestSalt:
    """What a request for the town's help hangs from, until it is answered: a salt, and no secret.

    With the account and the passphrase it gives the same request again after any restart; see `recovering`.
    """

    BYTES: Final = 16

    def __init__(self, profile: Path) -> None:
        self._path = profile / RECOVERY_SALT_FILE

    def obtain(self, fresh: bytes) -> bytes:
        """Give the salt, `fresh` at the first call."""
        with storage_errors("read the request"):
            found = self._path.read_bytes() if self._path.is_file() else b""
        if len(found) == self.BYTES:
            return found
        write_durably(self._path, [fresh])
        return fresh

    def end(self) -> None:
        """Forget it: a further request is another one."""
        with storage_errors("forget the request"):
            self._path.unlink(missing_ok=True)
