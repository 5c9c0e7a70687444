"""To whom backups are sealed: a key whose private half a passphrase opens, or lies in a file of the town’s.

The server keeps the public half (`backup.json` in its data folder), so that the nightly backup asks nobody anything and
whoever steals the server reads no old backup. It also notices a backup folder in which somebody put another key.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.parcel_keys import SEED_BYTES, is_public, seal_name, seal_public
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.writing import write_whole

FORMAT: Final = 1
PASSPHRASE_CHARACTERS_MIN: Final = 12
SALT_BYTES: Final = 16
MEMORY_KIB, TIME_COST, LANES = 65_536, 3, 4
"""RFC 9106's second choice for Argon2id: 64 MiB, three passes, four lanes."""
_NONCE: Final = bytes(12)
"""Each passphrase key seals one thing, once: its salt is new."""
_KEY_FILE: Final = re.compile(r"fieldserver-backup-key-1:([0-9a-f]{64})\s*")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The key to which a folder of backups is sealed."""

    public: str
    salt: str = ""
    """Of the passphrase; empty where the private half lies in a file."""
    sealed: str = ""
    """The private half, sealed under the passphrase."""
    memory_kib: int = MEMORY_KIB
    time_cost: int = TIME_COST

    @property
    def has_passphrase(self) -> bool:
        """Say whether a passphrase opens it."""
        return bool(self.sealed)

    @property
    def name(self) -> str:
        """Name the key in few signs, for a person to compare."""
        return seal_name(self.public)


def of_passphrase(
    passphrase: str, random_bytes: Callable[[int], bytes], *, memory_kib: int = MEMORY_KIB, time_cost: int = TIME_COST
) -> Recipient:
    """Draw a key that this passphrase opens; raise `BackupTrouble` where it is too short."""
    if len(passphrase) < PASSPHRASE_CHARACTERS_MIN:
        raise BackupTrouble(f"A passphrase of backups has at least {PASSPHRASE_CHARACTERS_MIN} characters.")
    seed, salt = random_bytes(SEED_BYTES), random_bytes(SALT_BYTES)
    key = _stretched(passphrase, salt, memory_kib, time_cost)
    public = seal_public(seed)
    sealed = ChaCha20Poly1305(key).encrypt(_NONCE, seed, public.encode())
    return Recipient(public, salt.hex(), sealed.hex(), memory_kib, time_cost)


def seed_of_passphrase(recipient: Recipient, passphrase: str) -> bytes:
    """Open the private half; raise `BackupTrouble` for a wrong passphrase."""
    try:
        salt, sealed = bytes.fromhex(recipient.salt), bytes.fromhex(recipient.sealed)
        key = _stretched(passphrase, salt, recipient.memory_kib, recipient.time_cost)
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed, recipient.public.encode())
    except (InvalidTag, ValueError):
        raise BackupTrouble("This is not the passphrase of these backups.") from None


def _stretched(passphrase: str, salt: bytes, memory_kib: int, time_cost: int) -> bytes:
    # What a folder says of costs is read from the outside: it must not make us take all memory.
    if not (8 * LANES <= memory_kib <= 16 * MEMORY_KIB and 1 <= time_cost <= 16 * TIME_COST):
        raise BackupTrouble("recipient.json asks for costs that no backup of ours has.")
    return hash_secret_raw(passphrase.encode(), salt, time_cost, memory_kib, LANES, SEED_BYTES, Type.ID)


def new_key_file(path: Path, random_bytes: Callable[[int], bytes]) -> str:
    """Write a new private key, readable by its owner only; give its public half."""
    seed = random_bytes(SEED_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as trouble:
        raise BackupTrouble(f"{path} cannot be written: {trouble.strerror}.") from None
    with os.fdopen(handle, "w") as file:
        file.write(f"fieldserver-backup-key-1:{seed.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return seal_public(seed)


def seed_of_key_file(path: Path, recipient: Recipient) -> bytes:
    """Read a private key; raise `BackupTrouble` where it is none, or another's."""
    try:
        found = _KEY_FILE.fullmatch(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        found = None
    if found is None:
        raise BackupTrouble(f"{path} is no key of backups. Such a file is made by: fieldserver backup-key {path}")
    seed = bytes.fromhex(found[1])
    if seal_public(seed) != recipient.public:
        raise BackupTrouble(f"{path} is the key of other backups: these are sealed to {recipient.name}.")
    return seed


def of_public(text: str) -> Recipient:
    """Take a public key as a person gives it; raise `BackupTrouble`."""
    if not is_public(text):
        raise BackupTrouble("A recipient is the 64 signs that `fieldserver backup-key` printed.")
    return Recipient(text)


def write_recipient(path: Path, recipient: Recipient) -> None:
    """Write it in one step; it holds no secret in the clear."""
    write_whole(path, json.dumps({"format": FORMAT, **asdict(recipient)}, indent=1).encode())


def read_recipient(path: Path) -> Recipient | None:
    """Read it; None where there is none, `BackupTrouble` where it is not readable as one."""
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        is_known = told.pop("format") == FORMAT
        recipient = Recipient(**told)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BackupTrouble(f"{path} is damaged, or of another version.") from None
    costs = (recipient.memory_kib, recipient.time_cost)
    if not is_known or not is_public(recipient.public) or not all(isinstance(cost, int) for cost in costs):
        raise BackupTrouble(f"{path} is damaged, or of another version.")
    return recipient
