"""Brings a whole server back from a backup, on either database, and begins a new epoch.

What a backup lacks comes back from the devices: the new epoch tells each to read again and to send what it still has
of its journal, which is all that was not in a verified backup.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from sync.server.backup.manifest import check_mac, mac_key
from sync.server.backup.reading import TOKEN_KEY, KeptFile, Reading
from sync.server.backup.recipients import Recipient, write_recipient
from sync.server.backup.town_rows import bring_town, told_of
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.verifying import check_as_told
from sync.server.backup.writing import written
from sync.server.data_folder import DataFolder
from sync.server.migrations import HEAD
from sync.server.opening import PostgresqlAt, made

RECIPIENT_FILE: Final = "backup.json"
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server comes back: an empty folder, and an empty PostgreSQL where it is not to be a file."""

    folder: DataFolder
    postgresql: PostgresqlAt | None


def bring_back(reading: Reading, target: Target, recipient: Recipient, progress: Progress) -> list[str]:
    """Bring a server back; give its towns.

    Raises `BackupTrouble`, or `FolderTrouble` where something lies already.
    """
    manifest = reading.manifest
    if manifest.tables != HEAD:
        raise BackupTrouble(
            f"{manifest.name} has tables of version {manifest.tables}, this program {HEAD}: bring it back with the"
            " version that made it, then renew."
        )
    reading.check_parts()
    secrets = reading.secrets()
    check_mac(manifest, mac_key(secrets[TOKEN_KEY]))

    def make(begun: DataFolder) -> None:
        begun.make_with(secrets)
        _bring_files(reading, begun, progress)
        write_recipient(begun.path / RECIPIENT_FILE, recipient)

    towns: list[str] = []
    with made(target.folder, target.postgresql, make) as parts:
        for town in manifest.towns:
            tenant = bring_town(parts.store, reading.lines(town.part), town.part)
            with parts.store.reading(tenant) as unit:
                check_as_told(town, told_of(unit))
            parts.service.begin_epoch(tenant)
            towns.append(tenant)
            progress("towns", len(towns))
    return towns


def _bring_files(reading: Reading, begun: DataFolder, progress: Progress) -> None:
    for count, file in enumerate(reading.files(), start=1):
        written(begun.path / file.path, partial(_copy, reading, file))
        progress("files", count)


def _copy(reading: Reading, file: KeptFile, out: BinaryIO) -> None:
    for block in reading.blocks(file):
        out.write(block)
