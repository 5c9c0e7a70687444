"""Verifies a backup as a restore would use it: everything is read, every town is opened in a scratch place.

Only what passed all of this is called durable to the devices, which then forget their own copies of it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.records import KINDS
from sync.server.backup.manifest import TownPart, check_mac, mac_key
from sync.server.backup.reading import TOKEN_KEY, KeptFile, Reading
from sync.server.backup.served_files import SCRATCH, photo_path
from sync.server.backup.town_rows import TownTold, bring_town, told_of
from sync.server.backup.trouble import BackupTrouble
from sync.server.checking import check_rows, whole_photos
from sync.server.parts import Parts
from sync.server.rows import TownRow
from sync.server.sql_store import SqlServerStore
from sync.server.store import ServerStore, Unit

FINDINGS_TOLD_MAX: Final = 5
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """A town of a backup that is whole."""

    tenant: str
    epoch: str
    numbers: Mapping[str, int]
    """Device -> the last change of it that the backup holds."""


def verify(reading: Reading, scratch: Path, progress: Progress, server_key: bytes | None = None) -> list[Verified]:
    """Read all of a backup and open its towns below `scratch`; raise `BackupTrouble` at the first flaw.

    With the key of the running server, a backup of another one is refused.
    """
    reading.check_parts()
    key = reading.secrets()[TOKEN_KEY]
    check_mac(reading.manifest, mac_key(key))
    if server_key is not None and server_key != key:
        raise BackupTrouble(f"{reading.manifest.name} is a backup of another server.")
    files = _check_files(reading, progress)
    with scratch_below(scratch) as folder:
        store = SqlServerStore(folder / "scratch.db")
        try:
            store.create()
            return [_verified(reading, store, town, files, progress) for town in reading.manifest.towns]
        finally:
            store.close()


def _check_files(reading: Reading, progress: Progress) -> set[str]:
    """Read every object and open what can be; give the paths of all files."""
    objects = reading.objects()
    for count, (name, told) in enumerate(objects.items(), start=1):
        reading.check_object(name, told)
        progress("objects read", count)
    paths = set()
    for file in reading.files():
        paths.add(file.path)
        # One of an earlier backup opens by the recipient's private key only; its hash was noted as it was sealed.
        if reading.opener.opens(file.name):
            _read_through(reading, file)
    if len(paths) != reading.manifest.files:
        raise BackupTrouble(f"{reading.manifest.name}: files are missing from its list.")
    return paths


def _read_through(reading: Reading, file: KeptFile) -> None:
    for _ in reading.blocks(file):
        pass


def _verified(reading: Reading, store: ServerStore, town: TownPart, files: set[str], progress: Progress) -> Verified:
    tenant = bring_town(store, reading.lines(town.part), town.part)
    with store.reading(tenant) as unit:
        told = told_of(unit)
        check_as_told(town, told)
        findings = [f"{one.what} {one.where}: {one.says}" for one in check_rows(unit, KINDS, progress)]
        findings += list(_photos_missing(unit, files))
    if findings:
        says = "; ".join(findings[:FINDINGS_TOLD_MAX])
        raise BackupTrouble(f"{reading.manifest.name}: {len(findings)} things do not fit in town {tenant}: {says}.")
    assert told.numbers is not None, "read to its end"
    return Verified(tenant, told.epoch, told.numbers)


def check_as_told(town: TownPart, told: TownTold) -> None:
    """Raise `BackupTrouble` unless the rows that were brought back are those that the manifest tells of."""
    found = (told.tenant, told.epoch, told.head, told.rows, told.sha256)
    if found != (town.tenant, town.epoch, town.head, town.rows, town.lines_sha256):
        raise BackupTrouble(f"{town.part} is damaged: what came back is not what was written.")


def _photos_missing(unit: Unit, files: set[str]) -> Iterator[str]:
    for sha256 in whole_photos(unit):
        if photo_path(unit.tenant, sha256) not in files:
            yield f"photo {sha256}: it is not in the backup"


@contextmanager
def scratch_below(place: Path) -> Iterator[Path]:
    """Give a folder that nobody else reads, and take it away; one that a kill left goes first."""
    for left in place.glob(f"{SCRATCH}*"):
        if not _is_running(left.name.removeprefix(SCRATCH).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


def note_durable(parts: Parts, verified: list[Verified]) -> int:
    """Let the devices forget what is in a verified backup; give for how many of them.

    Not where the town has another epoch by now: it was brought back meanwhile, and may lack what the backup holds.
    """
    devices = 0
    for town in verified:
        if town.tenant not in parts.store.tenants():
            continue
        with parts.store.reading(town.tenant) as unit:
            epoch = unit.get(TownRow, [("town",)])[("town",)].epoch
        if epoch == town.epoch:
            parts.service.note_backup(town.tenant, town.numbers)
            devices += len(town.numbers)
    return devices
