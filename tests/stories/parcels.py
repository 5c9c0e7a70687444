"""A stick with files on it: what a device exports in a story, and the town hall takes in."""

import io

from fieldapp.replica.parcels import Packed, note_exported, pack_parcel
from fieldapp.vault.errors import DiskFull
from sync.server.parcels import Taken
from tests.stories.device import Device
from tests.stories.town_hall import TownHall


async def exported_by(device: Device) -> tuple[bytes, Packed]:
    """Let a device export what waits; give the file, and what the device says of it."""
    file = io.BytesIO()
    packed = await pack_parcel(device.replica, file, DiskFull, lambda done, whole: None)
    await note_exported(device.replica, packed)
    return file.getvalue(), packed


def taken_by(hall: TownHall, parcel: bytes) -> Taken:
    """Let the town hall take a file in; raises `ProblemError`."""
    return hall.parts.parcels.take(hall.tenant, io.BytesIO(parcel))
