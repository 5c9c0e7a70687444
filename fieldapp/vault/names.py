"""Who has a vault on this device, so that the sign-in can offer their names: sealed under the device's secret.

It stops a copied backup from telling who works here, not who holds the unlocked disk (see `device_secret`). A file
that is missing or damaged is the same as nobody: the form with account and passphrase opens every vault as ever, and
whoever enters is written down again.
"""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import VaultError
from fieldapp.vault.keys import derived_key
from fieldapp.vault.names_file import NAMES_FILE

NAMES_MAX: Final = 40
_NAMES_BYTES_MAX: Final = 64 * 1024
_NONCE_BYTES: Final = 12
_CONTEXT: Final = b"fieldapp names 1"


@dataclass(frozen=True, slots=True)
class KeptName:
    """One person: what he types to sign in, his name and team, and when he was last here (Unix ms)."""

    account: str
    given_name: str
    family_name: str
    team: str
    last_ms: int


class Names:
    """The names of one profile; nothing here keeps anybody from his work, so no trouble is raised."""

    def __init__(self, profile: Path, device: DeviceSecret) -> None:
        self._path = profile / NAMES_FILE
        self._device = device
        self._turn = threading.Lock()

    def read(self) -> tuple[KeptName, ...]:
        """Give them, the one who was here last first."""
        try:
            sealed = self._path.read_bytes()[: _NAMES_BYTES_MAX + 1]
            if len(sealed) > _NAMES_BYTES_MAX:
                return ()
            plain = self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _CONTEXT)
            found = [KeptName(**fields) for fields in json.loads(plain)]
        except (OSError, ValueError, TypeError, InvalidTag, VaultError):
            return ()
        return tuple(sorted(found, key=lambda name: -name.last_ms))

    def keep(self, name: KeptName) -> None:
        """Write somebody down, in place of what was known of him; the oldest beyond the limit goes."""
        with self._turn:
            others = [other for other in self.read() if other.account != name.account]
            self._write([name, *others][:NAMES_MAX])

    def forget(self, account: str) -> None:
        """Take somebody off the list; his vault stays."""
        with self._turn:
            self._write([name for name in self.read() if name.account != account])

    def _write(self, names: list[KeptName]) -> None:
        plain = json.dumps([asdict(name) for name in names]).encode()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        try:
            write_durably(self._path, [nonce + self._cipher().encrypt(nonce, plain, _CONTEXT)])
        except VaultError:
            # A full disk: the form is there.
            return

    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(derived_key(self._device.obtain(), "names"))
