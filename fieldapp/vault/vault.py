"""The vault of one agent on one device: unlocking it is the only way to the database, the files and the journal.

    profile/
      device.secret            the device's secret (see device_secret)
      vaults/<keyed hash>/     one folder per agent; the hash is of the account name, which nobody reads from it
        keyring.json           the wrapped data key            tries.json    wrong passphrases in a row
        pin.json               the same key, wrapped by a PIN  (only while a PIN opens the vault)
        recovery.json          the same key, sealed to the town (only where the town has keepers)
        replica.db (-wal -shm) the encrypted database          journal.log   unsent work, outside the database
        files/                 photos and thumbnails
      backups/<keyed hash>.log a second copy of unsent work (see backup)
      vaults/<keyed hash>.lock held while the vault is open; .wiping and .wiped: see `wiping`

A vault is built in a folder of its own and renamed when it is whole, so that there is a vault or none; so is the one
that takes its place under other keys (`rekeying`, `next_folder`).
"""

from __future__ import annotations

import hmac
import shutil
import time
import unicodedata
from base64 import b32encode
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine

from fieldapp.vault.backup import Backup
from fieldapp.vault.database import close_database, create_database, open_database
from fieldapp.vault.device_secret import VAULTS_FOLDER, DeviceSecret
from fieldapp.vault.doors import (
    TRIES_FILE,
    Clock,
    PinRefusal,
    Refusal,
    data_key_by_phrase,
    pin_standing,
    pin_way,
    tries_of,
    wall_clock_ms,
)
from fieldapp.vault.durable import make_folder, part_of, publish, sweep_parts
from fieldapp.vault.engines import CipherEngine, best_engine
from fieldapp.vault.errors import DamagedDatabase, DatabaseAbsent, VaultExists, WrongKey, storage_errors
from fieldapp.vault.escrow import keep_escrow
from fieldapp.vault.files import EncryptedFiles
from fieldapp.vault.journal import Journal
from fieldapp.vault.keyring import KEYRING_FILE, read_keyring, wrapped_keyring, write_keyring
from fieldapp.vault.keys import Purpose, UnlockedKeys, Wrapping, derived_key, new_data_key
from fieldapp.vault.lock import FileLock
from fieldapp.vault.next_folder import held_lock, is_whole, lock_path, settle
from fieldapp.vault.passphrase import PassphraseCost, calibrated_cost, measured_seconds
from fieldapp.vault.pin_answers import PinStanding
from fieldapp.vault.tries import Tries
from fieldapp.vault.wiping import Left, begin_wipe, check_key, check_shut
from sync.protocol.orders import WipeOrder
from sync.protocol.recovery import Secret

DATABASE_FILE = "replica.db"
JOURNAL_FILE = "journal.log"
FILES_FOLDER = "files"
PROOF_S = 600.0
"""How long after the passphrase a PIN may be chosen: whoever finds an open tablet later cannot."""
_FOLDER_NAME_CHARS = 32


def vault_folder(profile: Path, account: str, device: DeviceSecret) -> Path:
    """Give the folder of an account's vault, there or not; case and outer spaces do not matter."""
    name = unicodedata.normalize("NFKC", account).strip().casefold()
    key = derived_key(device.obtain(), "folder names")
    mac = hmac.digest(key, name.encode(), "sha256")
    return profile / VAULTS_FOLDER / b32encode(mac).decode().lower()[:_FOLDER_NAME_CHARS]


def vault_exists(folder: Path) -> bool:
    """Whether there is a whole vault in that folder."""
    return is_whole(folder)


class Vault:
    """An open vault. Use one thread at a time but for `files`; close what uses it before `lock`."""

    files: EncryptedFiles
    backup: Backup
    journal: Journal

    def __init__(
        self, folder: Path, keys: UnlockedKeys, device: DeviceSecret, lock: FileLock, cipher_engine: CipherEngine
    ) -> None:
        """Take over keys and lock; `create` and `unlock` are the doors."""
        self.folder = folder
        self.cipher_engine = cipher_engine
        self.secret_place = device.place
        self._keys = keys
        self._device = device
        self._lock = lock
        self._engine: Engine | None = None
        self._proved_s: float | None = None
        sweep_parts(folder)
        self.files = EncryptedFiles(folder / FILES_FOLDER, keys)
        self.backup = Backup(folder, lambda: keys.subkey(Purpose.BACKUP))
        self.journal = Journal(folder / JOURNAL_FILE, lambda: keys.subkey(Purpose.JOURNAL), self.backup.entries)

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str | Wrapping,
        device: DeviceSecret,
        *,
        cost: PassphraseCost | None = None,
        cipher_engine: CipherEngine | None = None,
    ) -> Vault:
        """Make a vault, durably, and open it; takes seconds where it must measure the cost of a guess first.

        The database is encrypted by the best engine that is present, unless one is said. Raises VaultExists,
        AlreadyOpen, DeviceSecretLost, DiskFull or StorageFailed, and then leaves nothing behind.
        """
        engine = cipher_engine or best_engine()
        wrapping = passphrase if isinstance(passphrase, Wrapping) else Wrapping(passphrase, new_data_key())
        with ExitStack() as undo:
            lock = FileLock(lock_path(folder))
            undo.callback(lock.release)
            settle(folder)
            check_shut(folder)
            if folder.exists():
                raise VaultExists("a vault is already there")
            keys = UnlockedKeys(wrapping.data_key)
            undo.callback(keys.wipe)
            part = part_of(folder)
            undo.callback(shutil.rmtree, part, ignore_errors=True)
            _build(part, keys, device, (wrapping.passphrase, cost or calibrated_cost(measured_seconds)), engine)
            publish(part, folder)
            vault = cls(folder, keys, device, lock, engine)
            undo.pop_all()
        vault._proved_s = time.monotonic()
        return vault

    @classmethod
    def unlock(
        cls,
        folder: Path,
        passphrase: str,
        device: DeviceSecret,
        *,
        now_ms: Clock = wall_clock_ms,
        cipher_engine: CipherEngine | None = None,
    ) -> Vault | Refusal:
        """Open a vault, or say that the passphrase is wrong or that it is too early for another try.

        Raises VaultAbsent, AlreadyOpen, DeviceSecretLost, DamagedKeyring or StorageFailed. The database is opened by
        `database_engine`, so that its damage does not keep the journal and the files shut. Takes half a second or so.
        """
        with ExitStack() as undo:
            lock = held_lock(folder)
            undo.callback(lock.release)
            check_shut(folder)
            answer = data_key_by_phrase(folder, passphrase, device, now_ms())
            if not isinstance(answer, bytes):
                return answer
            vault = _vault_of(folder, answer, device, lock, cipher_engine)
            undo.pop_all()
        vault._proved_s = time.monotonic()
        return vault

    @classmethod
    def unlock_by_pin(
        cls,
        folder: Path,
        pin: str,
        device: DeviceSecret,
        *,
        now_ms: Clock = wall_clock_ms,
        cipher_engine: CipherEngine | None = None,
    ) -> Vault | PinRefusal:
        """Open a vault by its PIN, or say that it is wrong or that none is taken; raises as `unlock`."""
        with ExitStack() as undo:
            lock = held_lock(folder)
            undo.callback(lock.release)
            check_shut(folder)
            answer = pin_way(folder, device).data_key(pin, now_ms())
            if not isinstance(answer, bytes):
                return answer
            vault = _vault_of(folder, answer, device, lock, cipher_engine)
            undo.pop_all()
        return vault

    def database_engine(self) -> Engine:
        """Give the engine of the encrypted database, opened at the first call and closed by `lock`.

        Raises DamagedDatabase (its file may be missing altogether; the keyring has proved the key), DiskFull,
        StorageFailed or VaultLocked.
        """
        if self._engine is None:
            try:
                self._engine = open_database(
                    self.folder / DATABASE_FILE, lambda: self._keys.subkey(Purpose.DATABASE), self.cipher_engine
                )
            except (WrongKey, DatabaseAbsent) as error:
                raise DamagedDatabase("the database is missing, or its first page is damaged") from error
        return self._engine

    def subkey(self, purpose: Purpose) -> bytes:
        """Give the key for a purpose: for one use, not to be kept; raises VaultLocked after `lock`."""
        return self._keys.subkey(purpose)

    def proves(self, passphrase: str, *, now_ms: Clock = wall_clock_ms) -> Refusal | None:
        """Tell whether a passphrase opens this vault, which is open; wrong tries count as they do at the door."""
        answer = data_key_by_phrase(self.folder, passphrase, self._device, now_ms())
        if not isinstance(answer, bytes):
            return answer
        self._proved_s = time.monotonic()
        return None

    def proves_by_pin(self, pin: str, *, now_ms: Clock = wall_clock_ms) -> PinRefusal | None:
        """Tell whether a PIN opens this vault, which is open; wrong tries count as they do at the door."""
        answer = pin_way(self.folder, self._device).data_key(pin, now_ms())
        return None if isinstance(answer, bytes) else answer

    def pin_standing(self) -> PinStanding:
        """Tell whether a PIN would open this vault now."""
        return pin_standing(self.folder, self._device)

    def may_set_pin(self, clock_s: Callable[[], float] = time.monotonic) -> bool:
        """Tell whether the passphrase was given a moment ago, and a PIN may be chosen without it."""
        return self._proved_s is not None and clock_s() - self._proved_s < PROOF_S

    def set_pin(self, pin: str, *, now_ms: Clock = wall_clock_ms) -> None:
        """Let a PIN open this vault for a shift; only while `may_set_pin`, and once for each passphrase."""
        assert self.may_set_pin(), "the passphrase comes before a PIN"
        cost = read_keyring(self.folder / KEYRING_FILE, self._device.obtain()).cost
        pin_way(self.folder, self._device).set(pin, self._keys.data_key(), cost, now_ms())
        self._proved_s = None

    def remove_pin(self) -> None:
        """Let the passphrase alone open this vault."""
        pin_way(self.folder, self._device).remove()

    def witness(self, *, now_ms: Clock = wall_clock_ms) -> None:
        """Take note of the time, for the shift of a PIN."""
        pin_way(self.folder, self._device).witness(now_ms())

    def change_passphrase(self, current: str, new: str, *, now_ms: Clock = wall_clock_ms) -> Refusal | None:
        """Wrap the data key under a new passphrase; nothing is encrypted again. A refusal changes nothing."""
        answer = data_key_by_phrase(self.folder, current, self._device, now_ms())
        if not isinstance(answer, bytes):
            return answer
        secret = self._device.obtain()
        cost = read_keyring(self.folder / KEYRING_FILE, secret).cost
        keyring = wrapped_keyring(self._keys.data_key(), new, secret, cost)
        write_keyring(self.folder / KEYRING_FILE, keyring, secret)
        return None

    def keep_escrow(self, public: str, tenant: str, account: str) -> bool:
        """Seal the data key to the town's recovery key; False where that was done before."""
        is_new = keep_escrow(self.folder, public, Secret(tenant, account, self._keys.data_key()))
        if is_new:
            # While nobody could open it again, wrong tries had no end: those do not count against it now.
            tries_of(self.folder, self._device).forgive()
        return is_new

    def limit_tries(self, limit: int) -> None:
        """Let the keys go after so many wrong passphrases in a row where the town opens it; 0 never."""
        tries_of(self.folder, self._device).limit_to(limit)

    def begin_wipe(self, order: WipeOrder, left: Left) -> None:
        """Let no door open this vault any more, durably; `lock` it then, and end it with `finish_wipes`."""
        begin_wipe(self.folder, self._keys.data_key(), self._keys.subkey(Purpose.PARCEL), order, left)

    def room(self) -> tuple[int, int]:
        """Give how many bytes are free on the disk of this vault, and how many it has in all."""
        disk = shutil.disk_usage(self.folder)
        return disk.free, disk.total

    def lock(self) -> None:
        """Close everything, zero the keys and let another window in; twice does no harm."""
        with ExitStack() as closing:
            closing.callback(self._lock.release)
            closing.callback(self._keys.wipe)
            closing.callback(self.journal.close)
            if self._engine is not None:
                closing.callback(close_database, self._engine)
                self._engine = None

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lock()


def _vault_of(
    folder: Path, data_key: bytes, device: DeviceSecret, lock: FileLock, cipher_engine: CipherEngine | None
) -> Vault:
    check_key(folder, data_key)
    keys = UnlockedKeys(data_key)
    try:
        return Vault(folder, keys, device, lock, cipher_engine or best_engine())
    except BaseException:
        keys.wipe()
        raise


def _build(
    part: Path,
    keys: UnlockedKeys,
    device: DeviceSecret,
    wrapping: tuple[str, PassphraseCost],
    cipher_engine: CipherEngine,
) -> None:
    with storage_errors("clear an unfinished vault"):
        if part.exists():
            shutil.rmtree(part)
    make_folder(part)
    make_folder(part / FILES_FOLDER)
    secret = device.obtain()
    passphrase, cost = wrapping
    write_keyring(part / KEYRING_FILE, wrapped_keyring(keys.data_key(), passphrase, secret, cost), secret)
    Tries(part / TRIES_FILE, secret).clear()
    close_database(create_database(part / DATABASE_FILE, keys.subkey(Purpose.DATABASE), cipher_engine))
    Journal.create(part / JOURNAL_FILE, lambda: keys.subkey(Purpose.JOURNAL)).close()
