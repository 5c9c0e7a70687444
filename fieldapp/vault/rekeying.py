"""Other keys for a vault: all of it is written anew beside it under another data key, then takes its place.

    ask        while the vault is open: what the town must be told by, sealed in the vault itself
    rekeyed    at the next opening by the passphrase: database page by page, files, journal, keyring, escrow
               -> `<hash>.next` is whole (one rename), the old folder is deleted, the next one gets its name

Killed at any point there is the old vault, or the new one (`next_folder`). The old data key is nowhere afterwards; a
flash disk may keep the blocks of deleted files for a while, but what they hold is wrapped by the passphrase. A PIN is
chosen again. The chain of the outbox hangs from a key of the vault: `rechain` is the replica's own part.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Final

from fieldapp.vault.database import checkpoint_database, close_database, connect_database
from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.doors import TRIES_FILE
from fieldapp.vault.durable import make_folder, open_owner_only, part_of, publish, sync_folder
from fieldapp.vault.errors import DamagedDatabase, DamagedFile, DatabaseBusy, DiskFull, FileAbsent, storage_errors
from fieldapp.vault.escrow import keep_escrow
from fieldapp.vault.journal import Journal
from fieldapp.vault.keyring import KEYRING_FILE, read_keyring, wrapped_keyring, write_keyring
from fieldapp.vault.keys import Purpose, UnlockedKeys, new_data_key
from fieldapp.vault.lock import FileLock
from fieldapp.vault.next_folder import next_of, settle
from fieldapp.vault.page_cipher import OPEN_HEADER_END, SALT_BYTES, DamagedPage, PageCipher
from fieldapp.vault.tries import Tries
from fieldapp.vault.vault import DATABASE_FILE, FILES_FOLDER, JOURNAL_FILE, Vault
from sync.protocol.recovery import Secret

ROOM_SPARE_BYTES: Final = 16 * 1024 * 1024
"""What must be free beyond a second copy of the vault."""
_REQUEST: Final = "rekeying"
_CONTEXT: Final = "vault"
_PIECE_BYTES: Final = 1024 * 1024
_LOCKING_BYTE: Final = 1 << 30
"""SQLite never writes the page that holds this byte of a database."""
_BUILDING_LOCK: Final = "building.lock"


@dataclass(frozen=True, slots=True)
class Town:
    """To whom the new key is sealed; without a public key it is sealed when the town has told one."""

    public: str
    tenant: str
    account: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the vault does not know of itself: the files' names, and who chains the outbox."""

    names: Iterable[tuple[str, str]]
    """Name and context of every file that anything refers to; others are left behind."""
    rechain: Callable[[Vault], None]
    """Gets the next vault before it counts, open."""


def ask(vault: Vault, town: Town) -> None:
    """Have the keys renewed at the next opening by the passphrase; raises DiskFull."""
    check_room(vault)
    vault.files.write(_REQUEST, _CONTEXT, json.dumps(asdict(town)).encode())
    vault.remove_pin()


def asked(vault: Vault) -> Town | None:
    """Give what was asked for, None where nothing was."""
    try:
        return Town(**json.loads(vault.files.read(_REQUEST, _CONTEXT)))
    except (FileAbsent, DamagedFile, ValueError, TypeError):
        return None


def check_room(vault: Vault) -> None:
    """Raise DiskFull where a second copy of the vault does not fit on the disk."""
    needed = sum(path.stat().st_size for path in vault.folder.rglob("*") if path.is_file()) + ROOM_SPARE_BYTES
    free, _ = vault.room()
    if free < needed:
        raise DiskFull(f"other keys need {needed} free bytes, there are {free}")


def rekey(vault: Vault, passphrase: str, device: DeviceSecret, town: Town, held: Held) -> None:
    """Put a vault under another data key, then leave it to be locked.

    The caller has just proved the passphrase, and nothing else uses the vault meanwhile. Raises DiskFull,
    StorageFailed, DamagedDatabase or DatabaseBusy, and then it is as it was.
    """
    check_room(vault)
    beside = next_of(vault.folder)
    part = part_of(beside)
    keys = UnlockedKeys(new_data_key())
    try:
        _clear(part)
        _build(part, vault, keys, device, passphrase)
        if town.public:
            keep_escrow(part, town.public, Secret(town.tenant, town.account, keys.data_key()))
        _carry(part, vault, keys, device, held)
        publish(part, beside)
    finally:
        keys.wipe()
        with suppress(OSError):
            shutil.rmtree(part)
    vault.journal.close()
    close_database(vault.database_engine())
    settle(vault.folder)
    # The copy of unsent work is under the old key: the next one follows when the office opens.
    vault.backup.drop()


def _clear(part: Path) -> None:
    with storage_errors("clear an unfinished vault"):
        if part.exists():
            shutil.rmtree(part)


def _build(part: Path, vault: Vault, keys: UnlockedKeys, device: DeviceSecret, passphrase: str) -> None:
    """Write keyring, counter, database and journal of the next vault."""
    make_folder(part)
    make_folder(part / FILES_FOLDER)
    secret = device.obtain()
    cost = read_keyring(vault.folder / KEYRING_FILE, secret).cost
    write_keyring(part / KEYRING_FILE, wrapped_keyring(keys.data_key(), passphrase, secret, cost), secret)
    Tries(vault.folder / TRIES_FILE, secret).clear_into(part / TRIES_FILE)
    # A reader in another thread would leave pages in the log, which is not copied.
    if not checkpoint_database(vault.database_engine()):
        raise DatabaseBusy("somebody still reads the database")
    pages = (PageCipher(vault.subkey(Purpose.DATABASE)), PageCipher(keys.subkey(Purpose.DATABASE)))
    with storage_errors("copy the database"):
        copy_pages(vault.folder / DATABASE_FILE, part / DATABASE_FILE, *pages)
    journal = Journal.create(part / JOURNAL_FILE, lambda: keys.subkey(Purpose.JOURNAL))
    journal.rewrite(vault.journal.entries())
    journal.close()


def _carry(part: Path, vault: Vault, keys: UnlockedKeys, device: DeviceSecret, held: Held) -> None:
    """Fill the files of the next vault, let the replica chain its outbox, and read the database once more."""
    lock = FileLock(part / _BUILDING_LOCK)
    # Its own keys, because its lock wipes them.
    with Vault(part, UnlockedKeys(keys.data_key()), device, lock, vault.cipher_engine) as fresh:
        for name, context in held.names:
            if name != _REQUEST and vault.files.exists(name):
                with suppress(DamagedFile):
                    fresh.files.write(name, context, _pieces(vault, name, context))
        held.rechain(fresh)
    with storage_errors("sync the next vault"):
        (part / _BUILDING_LOCK).unlink(missing_ok=True)
    _check(part / DATABASE_FILE, keys, vault)
    sync_folder(part)


def _pieces(vault: Vault, name: str, context: str) -> Iterator[bytes]:
    for offset in count(0, _PIECE_BYTES):
        piece = vault.files.open_range(name, context, offset, _PIECE_BYTES)
        yield piece
        if len(piece) < _PIECE_BYTES:
            return


def copy_pages(source: Path, target: Path, old: PageCipher, new: PageCipher) -> None:
    """Seal each page of a database anew into another file, durably; raises DamagedDatabase or OSError.

    The log must be empty. Both engines write this format, so one copy serves them both.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    written = open_owner_only(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    with source.open("rb") as pages, os.fdopen(written, "wb") as file:
        header = pages.read(OPEN_HEADER_END)
        page_bytes = int.from_bytes(header[16:18]) if len(header) == OPEN_HEADER_END else 0
        page_bytes = 65_536 if page_bytes == 1 else page_bytes
        if not page_bytes:
            raise DamagedDatabase("the database was cut short")
        pages.seek(0)
        for number in count(1):
            stored = pages.read(page_bytes)
            if not stored:
                break
            file.write(_sealed_anew(number, stored, salt, (old, new)))
        file.flush()
        os.fsync(file.fileno())


def _sealed_anew(number: int, stored: bytes, salt: bytes, ciphers: tuple[PageCipher, PageCipher]) -> bytes:
    if number == _LOCKING_BYTE // len(stored) + 1:
        return stored
    old, new = ciphers
    try:
        return new.sealed(number, old.opened(number, stored), salt)
    except DamagedPage as error:
        raise DamagedDatabase(f"page {number} of the database is damaged") from error


def _check(path: Path, keys: UnlockedKeys, vault: Vault) -> None:
    connection = connect_database(path, keys.subkey(Purpose.DATABASE), vault.cipher_engine)
    try:
        (answer,) = connection.cursor().execute("PRAGMA quick_check").fetchone() or ("",)
    finally:
        connection.close()
    if answer != "ok":
        raise DamagedDatabase("the database is damaged")
