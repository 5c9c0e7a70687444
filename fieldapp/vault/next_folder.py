"""A vault's folder, replaced whole: the next one lies beside it and takes its place.

    <hash>              the vault
    <hash>.next.part    the next one while it is written: swept at the next try
    <hash>.next         the next one, whole and synced: from this rename on it is the vault

`settle` ends what a kill has left and needs no key: the old folder goes, the next one gets its name. A kill in the
middle of that leaves `<hash>.next` where it is, so that the next call goes on.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from fieldapp.vault.durable import part_of, sync_folder
from fieldapp.vault.errors import AlreadyOpen, VaultAbsent, storage_errors
from fieldapp.vault.keyring import KEYRING_FILE
from fieldapp.vault.lock import FileLock

NEXT_SUFFIX: Final = ".next"


def next_of(folder: Path) -> Path:
    """Give where the next vault of a folder lies once it is whole."""
    return folder.with_name(folder.name + NEXT_SUFFIX)


def lock_path(folder: Path) -> Path:
    """Give the file that is locked while the vault in a folder is open."""
    # Beside the folder, so that it can be held while the folder is being made.
    return folder.with_name(f"{folder.name}.lock")


def is_whole(folder: Path) -> bool:
    """Whether there is a whole vault for that folder."""
    return any((one / KEYRING_FILE).is_file() for one in (folder, next_of(folder)))


def held_lock(folder: Path) -> FileLock:
    """Hold the vault in a folder, settled; raises VaultAbsent or AlreadyOpen."""
    if not is_whole(folder):
        raise VaultAbsent("there is no vault for this account on this device")
    lock = FileLock(lock_path(folder))
    try:
        settle(folder)
    except BaseException:
        lock.release()
        raise
    return lock


def settle(folder: Path) -> bool:
    """Let a next vault that is whole take its place; False where there is none. The lock is held."""
    beside, unfinished = next_of(folder), part_of(next_of(folder))
    with storage_errors("settle a vault"):
        if unfinished.exists():
            shutil.rmtree(unfinished)
        if not beside.is_dir():
            return False
        if folder.exists():
            shutil.rmtree(folder)
        beside.replace(folder)
        sync_folder(folder.parent)
    return True


def settle_all(vaults: Path) -> None:
    """Let every next vault in a folder of vaults take its place, but for those that are open."""
    for beside in sorted(vaults.glob(f"*{NEXT_SUFFIX}")):
        folder = beside.with_suffix("")
        try:
            lock = FileLock(lock_path(folder))
        except AlreadyOpen:
            continue
        try:
            settle(folder)
        finally:
            lock.release()
