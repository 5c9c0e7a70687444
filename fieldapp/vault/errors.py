"""Every error that the vault raises, in one tree; catch VaultError to catch them all.

    VaultError
    ├── UnsupportedEngine        the SQLite library is too old, or cannot encrypt: the installation is wrong
    ├── VaultLocked              the keys are gone from memory: ask for the passphrase again
    ├── VaultAbsent              no vault in that folder: offer to enrol the agent on this device
    ├── VaultWiped               the town hall had it wiped: it opens never again, `finish_wipes` ends what is left
    ├── VaultExists              a vault is already there, and is never overwritten
    ├── AlreadyOpen              another window or process holds this vault: say so, close that one
    ├── DeviceSecretLost         the device's secret is missing: only an escrow key opens its vaults
    ├── DamagedKeyring           the wrapped keys cannot be read, or were forged
    ├── WrongKey                 the database answers to another key, or its first page is damaged
    ├── DatabaseAbsent           the database file is missing
    ├── DatabaseExists           a database file is already there, and is never overwritten
    ├── DatabaseBusy             another connection writes, or a statement still runs: try again
    ├── DamagedDatabase          a page is corrupted: rebuild from the server, bring the journal's work back
    ├── DamagedJournal           append refused until `rewrite` heals the journal (see its report)
    ├── FileAbsent               no encrypted file of that id
    ├── DamagedFile              an encrypted file was altered, cut, swapped or renamed
    ├── FileTooLarge             more bytes than the vault's stated limit
    └── StorageFailed            the device could not read or write
        └── DiskFull             there is no room left: nothing was changed, free some room and try again

A refused passphrase is not in the tree: `WrongPassphrase` and `TryLater` are answers, returned as values.
The PEP 249 exceptions of `dbapi_errors` never leave an engine: SQLAlchemy wraps them, and `database` turns
those of the disk into these.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class VaultError(Exception):
    """Be the root of everything that the vault raises."""


class UnsupportedEngine(VaultError):
    """Say that this SQLite library is too old, or has no ciphers."""


class VaultLocked(VaultError):
    """Say that the keys were wiped from memory."""


class VaultAbsent(VaultError):
    """Say that no vault is in that folder."""


class VaultWiped(VaultError):
    """Say that this vault was wiped, or is being so."""


class VaultExists(VaultError):
    """Say that a vault is already there."""


class AlreadyOpen(VaultError):
    """Say that this vault is already open in another window."""


class DeviceSecretLost(VaultError):
    """Say that the device's secret is missing or damaged."""


class DamagedKeyring(VaultError):
    """Say that the file of wrapped keys cannot be trusted."""


class WrongKey(VaultError):
    """Say that the key does not open the database (or that its first page is damaged)."""


class DatabaseAbsent(VaultError):
    """Say that the database file is missing."""


class DatabaseExists(VaultError):
    """Say that the database file is already there."""


class DatabaseBusy(VaultError):
    """Say that the database is held by another connection."""


class DamagedDatabase(VaultError):
    """Say that a page of the database is corrupted."""


class DamagedJournal(VaultError):
    """Say that the journal must be rewritten before it takes another entry."""


class FileAbsent(VaultError):
    """Say that there is no encrypted file of that id."""


class DamagedFile(VaultError):
    """Say that an encrypted file was altered, cut, swapped or renamed."""


class FileTooLarge(VaultError):
    """Say that the bytes exceed the stated limit."""


class StorageFailed(VaultError):
    """Say that the device could not read or write."""


class DiskFull(StorageFailed):
    """Say that there is no room left on the device."""


@contextmanager
def storage_errors(what: str) -> Iterator[None]:
    """Turn the operating system's errors of the block into StorageFailed or DiskFull.

    Only the error's symbol is kept: a path may hold a person's name.
    """
    try:
        yield
    except OSError as error:
        symbol = errno.errorcode.get(error.errno or 0, "unknown")
        kind = DiskFull if error.errno in _NO_ROOM else StorageFailed
        raise kind(f"{what}: {symbol}") from error
