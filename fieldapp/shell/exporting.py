"""Exporting what waits to one file: packed in the vault's folder, then kept where the person wants it."""

import os
from enum import StrEnum
from typing import Final

from fieldapp.device.ports import Device
from fieldapp.replica.parcels import NotIntroduced, Packed, Told, note_exported, pack_parcel
from fieldapp.shell.office import Office
from fieldapp.vault.durable import part_of
from fieldapp.vault.errors import DiskFull

_FILE: Final = "parcel"


class NotExported(StrEnum):
    """Say why nothing left; each has its words: `parcel.<value>`."""

    NOT_KEPT = "not_kept"
    """The person changed her mind."""
    NOT_INTRODUCED = "not_introduced"
    """The town hall and this device do not have each other's key yet."""
    NOT_WRITTEN = "not_written"
    """The file could not be written, here or where it should go."""


async def export(office: Office, device: Device, told: Told) -> Packed | NotExported:
    """Pack what waits and let the person keep the file; only then it counts as exported."""
    # A part: were the app killed now, the vault would sweep it at the next opening.
    path = part_of(office.vault.folder / _FILE)
    try:
        with path.open("wb") as file:
            packed = await pack_parcel(office.replica, file, DiskFull, told)
            file.flush()
            os.fsync(file.fileno())
        if not await device.save_copy(packed.file_name, path):
            return NotExported.NOT_KEPT
        await note_exported(office.replica, packed)
    except NotIntroduced:
        return NotExported.NOT_INTRODUCED
    except OSError:
        return NotExported.NOT_WRITTEN
    finally:
        path.unlink(missing_ok=True)
    return packed
