"""Wiping a vault because the town hall said so: once begun it opens never again, and each start goes on.

    <hash>.wiping     written first: no door opens this vault any more
      keys            every small file of the folder is overwritten, synced and deleted: what is left is noise
      files           all the rest of the folder, then the folder
      device secret   replaced by another one, where no other vault of the device needs it
    <hash>.wiped      the fingerprint of the data key that is gone, and the receipt until it has arrived
                      last of all `.wiping` goes

Old files that are put back are of no use to who has not put back the two marks as well: a data key whose fingerprint is
known as wiped is refused at each door and wiped again, whatever passphrase or PIN wraps it. Who puts back a copy of the
whole profile, its secret included, has what he had when he copied it: then the passphrase alone stops him. To overwrite
a file in place does not reach what a flash disk has put aside.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from fieldapp.vault.device_secret import DEVICE_FILE, DeviceSecret
from fieldapp.vault.doors import KEYRING_FILE, lock_path, wall_clock_ms
from fieldapp.vault.durable import sync_folder, write_durably
from fieldapp.vault.errors import AlreadyOpen, VaultWiped, storage_errors
from fieldapp.vault.keys import KEY_BYTES, derived_key
from fieldapp.vault.lock import FileLock
from fieldapp.vault.names_file import NAMES_FILE, VAULTS_FOLDER, WIPED_SUFFIX, WIPING_SUFFIX
from sync.core.instants import instant_of_ms
from sync.protocol.orders import WipeOrder, WipeReceipt, receipt_text, vouched

SMALL_BYTES: Final = 64 * 1024
"""No file of keys is larger."""
_MARK_BYTES_MAX: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Left:
    """What had not been handed over when a wipe began."""

    changes: int
    photos: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """A receipt on its way, and where it is kept meanwhile."""

    path: Path
    order: str
    text: str


def begin_wipe(folder: Path, data_key: bytes, device_seed: bytes, order: WipeOrder, left: Left) -> None:
    """Begin to wipe an open vault, durably: no door opens it any more. Lock it, then `finish_wipes`.

    Raises DiskFull or StorageFailed, and then nothing has begun.
    """
    seed = secrets.token_bytes(KEY_BYTES)
    voucher = vouched(device_seed, order, seed)
    receipt = {"order": asdict(order), "seed": _text(seed), "voucher": voucher, "left": asdict(left)}
    _write_mark(_mark(folder, WIPING_SUFFIX), {"gone": _fingerprint(data_key), "receipt": receipt})


def check_shut(folder: Path) -> None:
    """Let nobody in where a wipe has begun; raise VaultWiped."""
    if _mark(folder, WIPING_SUFFIX).exists():
        raise VaultWiped("this vault is being wiped")


def check_key(folder: Path, data_key: bytes) -> None:
    """Let no key in that was wiped, and begin to wipe what it opens; raise VaultWiped."""
    fingerprint = _fingerprint(data_key)
    for path in folder.parent.glob(f"*{WIPED_SUFFIX}"):
        if fingerprint in _read_mark(path).get("gone", []):
            _write_mark(_mark(folder, WIPING_SUFFIX), {"gone": fingerprint, "receipt": None})
            raise VaultWiped("this vault was wiped, and old files were put back")


def was_wiped(folder: Path) -> bool:
    """Tell whether the vault of a folder was wiped, or is being so."""
    return _mark(folder, WIPING_SUFFIX).exists() or _mark(folder, WIPED_SUFFIX).exists()


def finish_wipes(profile: Path, device: DeviceSecret) -> int:
    """End every wipe that was begun, unless another process still holds the vault; give how many.

    Raises StorageFailed, and goes on at the next call where it was.
    """
    ended = 0
    for mark in sorted((profile / VAULTS_FOLDER).glob(f"*{WIPING_SUFFIX}")):
        with suppress(AlreadyOpen):
            _finish(profile, mark, device)
            ended += 1
    return ended


def unsent_receipts(profile: Path) -> list[Unsent]:
    """Give the receipts that have not arrived yet, signed."""
    found = []
    for path in sorted((profile / VAULTS_FOLDER).glob(f"*{WIPED_SUFFIX}")):
        for kept in _read_mark(path).get("receipts", []):
            with suppress(KeyError, TypeError, ValueError):
                found.append(Unsent(path, kept["order"]["order"], _signed(kept)))
    return found


def receipt_arrived(unsent: Unsent) -> None:
    """Forget a receipt that the town hall has, and the key that signed it."""
    mark = _read_mark(unsent.path)
    mark["receipts"] = [kept for kept in mark.get("receipts", []) if kept["order"]["order"] != unsent.order]
    _write_mark(unsent.path, mark)


def _finish(profile: Path, mark: Path, device: DeviceSecret) -> None:
    folder = mark.with_suffix("")
    lock = FileLock(lock_path(folder))
    try:
        with storage_errors("wipe a vault"):
            _burn_keys(folder)
            _remove(folder)
            _end_secret(profile, device)
        _note_gone(folder, mark)
        with storage_errors("end a wipe"):
            mark.unlink(missing_ok=True)
            sync_folder(mark.parent)
    finally:
        lock.release()


def _burn_keys(folder: Path) -> None:
    """Overwrite and delete what may hold a wrapped key, the keyring first."""
    if not folder.is_dir():
        return
    small = [path for path in folder.iterdir() if path.is_file() and path.stat().st_size <= SMALL_BYTES]
    for path in sorted(small, key=lambda path: (path.name != KEYRING_FILE, path.name)):
        _burn(path)
    sync_folder(folder)


def _burn(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, os.urandom(path.stat().st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    for path in sorted(_below(folder), key=lambda path: -len(path.parts)):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()
    sync_folder(folder.parent)


def _below(folder: Path) -> Iterator[Path]:
    return folder.rglob("*") if folder.is_dir() else iter(())


def _end_secret(profile: Path, device: DeviceSecret) -> None:
    """Let the device have another secret, unless a vault is left that needs this one."""
    if any(path.is_dir() for path in (profile / VAULTS_FOLDER).iterdir()):
        return
    for name in (NAMES_FILE, DEVICE_FILE):
        if (profile / name).is_file():
            _burn(profile / name)
    sync_folder(profile)
    device.replace(secrets.token_bytes(KEY_BYTES))


def _note_gone(folder: Path, mark: Path) -> None:
    told, path = _read_mark(mark), _mark(folder, WIPED_SUFFIX)
    known = _read_mark(path)
    gone, receipts = set(known.get("gone", [])), list(known.get("receipts", []))
    if told.get("receipt") and told["gone"] not in gone:
        receipts.append({**told["receipt"], "wiped_at": instant_of_ms(wall_clock_ms())})
    fresh = {told["gone"]} if "gone" in told else set()
    _write_mark(path, {"gone": sorted(gone | fresh), "receipts": receipts})


def _signed(kept: dict[str, Any]) -> str:
    order, left = WipeOrder(**kept["order"]), Left(**kept["left"])
    place = (order.order, order.tenant, order.device, kept["wiped_at"])
    return receipt_text(b64decode(kept["seed"]), WipeReceipt(*place, left.changes, left.photos, kept["voucher"]))


def _fingerprint(data_key: bytes) -> str:
    return derived_key(data_key, "wiped fingerprint").hex()


def _mark(folder: Path, suffix: str) -> Path:
    return folder.with_name(folder.name + suffix)


def _write_mark(path: Path, told: dict[str, Any]) -> None:
    write_durably(path, [json.dumps(told).encode()])


def _read_mark(path: Path) -> dict[str, Any]:
    """Read a mark; one that cannot be read still stands for a wipe, of which nothing more is known."""
    try:
        told = json.loads(path.read_bytes()[:_MARK_BYTES_MAX])
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _text(content: bytes) -> str:
    return b64encode(content).decode()
