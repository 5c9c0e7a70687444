"""The outbox packed into one file: signed by this device, sealed to the server, carried by anybody.

Nothing is settled by it. What was packed waits as before, until the server itself gives its verdicts; the note of an
export only lets the screens say that a file is under way.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from fieldapp.replica.announcements import PHOTO, STANDING
from fieldapp.replica.engine_tables import OutboxRow, PhotoRow
from fieldapp.replica.kept_changes import KeptChanges
from fieldapp.replica.photo_files import ask_before_sending
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf, unsent_photos
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Setting, identity_of, set_setting, setting
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.sync_store import waiting_changes
from fieldapp.replica.tables import Attachment, table_of
from sync.client.batches import batch_of
from sync.client.ports import PhotoBytes, PhotoMissing
from sync.client.rows import EntryState
from sync.core.instants import instant_of_ms
from sync.protocol.messages import CHUNK_BYTES, PUSH_CHANGES_UNTOLD, PushRequest
from sync.protocol.parcel import Address, ParcelWriter
from sync.protocol.parcel_keys import SEED_BYTES, signer_public

Told = Callable[[int, int], None]
"""Hears how many bytes of photos are packed, of how many."""


class NotIntroduced(Exception):
    """The server has not given its key yet, or does not know ours: one contact with it mends that."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a parcel holds."""

    parcel: str
    made_at: str
    device: str
    last_n: int
    """The last change in it; 0 where it holds none."""
    changes: int
    photos: int
    missing: int
    """Photos whose file is gone or damaged on this device."""

    @property
    def file_name(self) -> str:
        """Give a name that sorts by day and meets no other."""
        return f"fieldapp-{self.made_at[:10]}-{self.parcel[-8:]}.parcel"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported last and has not arrived: when, and how much it was."""

    at: str
    changes: int
    photos: int


async def pack_parcel(replica: Replica, file: BinaryIO, disk_full: type[Exception], told: Told) -> Packed:
    """Pack what waits, one batch or chunk at a time; raise `NotIntroduced`, or OSError of the file."""
    address, epoch = await replica.read(_address, replica.parcel_seed(), replica.world.new_id())
    drawn = replica.world.random_bytes(SEED_BYTES)
    writer = ParcelWriter(file, address, replica.parcel_seed(), drawn)
    last_n = await _pack_changes(replica, writer, PushRequest(address.device, epoch, ()))
    photos = await replica.read(unsent_photos)
    missing = await _pack_photos(ReplicaPhotoShelf(replica, disk_full), writer, photos, told)
    end = await asyncio.to_thread(writer.end)
    return Packed(address.parcel, address.made_at, address.device, last_n, end.changes, end.photos, missing)


async def note_exported(replica: Replica, packed: Packed) -> None:
    """Remember that this parcel left the device."""
    note = {
        "at": packed.made_at,
        "device": packed.device,
        "last_n": packed.last_n,
        "changes": packed.changes,
        "photos": packed.photos,
    }

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        set_setting(session, Setting.EXPORTED, note)
        ask_before_sending(session)
        return None, (STANDING, PHOTO)

    await replica.transact(step)


def exported(session: Session) -> Exported | None:
    """Give the last export while something of it has not arrived: the server's own word alone ends that."""
    note, identity = setting(session, Setting.EXPORTED), identity_of(session)
    # Under another name the numbers are others: what was exported as the old device is no longer told apart.
    if not note or identity is None or note["device"] != identity.device:
        return None
    outbox, photo = table_of(OutboxRow), table_of(PhotoRow)
    changes = exists().where(outbox.c.state == EntryState.WAITING.value, outbox.c.n.between(1, note["last_n"]))
    is_shown = photo.c.id.in_(select(table_of(Attachment).c.id))
    photos = exists().where(photo.c.is_mine, ~photo.c.is_received, photo.c.added_at <= note["at"], is_shown)
    waits = session.execute(select(changes | photos)).scalar_one()
    return Exported(note["at"], note["changes"], note["photos"]) if waits else None


def _address(session: Session, seed: bytes, parcel: str) -> tuple[Address, str]:
    tokens, identity = setting(session, Setting.TOKENS) or {}, identity_of(session)
    to = tokens.get("parcel_key", "")
    if not to or identity is None or tokens.get("device_key") != signer_public(seed):
        raise NotIntroduced
    # The id was made a moment ago, by the device's clock: it is the moment of packing as well.
    made_at = instant_of_ms(int(parcel.replace("-", "")[:12], 16))
    epoch = SqlShelf(session).place().epoch or tokens["epoch"]
    return Address(parcel, identity.tenant, identity.device, made_at, to), epoch


async def _pack_changes(replica: Replica, writer: ParcelWriter, empty: PushRequest) -> int:
    """Pack what waits, as pushes; give the last number. What is judged meanwhile is left out, and may be."""
    last_n = 0
    while changes := await replica.read(
        lambda session, after: batch_of(waiting_changes(session, KeptChanges(), after), PUSH_CHANGES_UNTOLD), last_n
    ):
        if changes[0].device != empty.device:
            # It was renamed while we packed; the next try packs under the new name, once the server knows it.
            raise NotIntroduced
        await asyncio.to_thread(writer.changes, PushRequest(empty.device, empty.epoch, changes))
        last_n = changes[-1].n
    return last_n


async def _pack_photos(shelf: ReplicaPhotoShelf, writer: ParcelWriter, photos: list[PhotoBytes], told: Told) -> int:
    """Pack the bytes of photos; give how many could not be read."""
    missing, done, whole = 0, 0, sum(photo.size_bytes for photo in photos)
    for photo in photos:
        told(done, whole)
        try:
            await _pack_photo(shelf, writer, photo)
        except PhotoMissing:
            missing += 1
        done += photo.size_bytes
    told(whole, whole)
    return missing


async def _pack_photo(shelf: ReplicaPhotoShelf, writer: ParcelWriter, photo: PhotoBytes) -> None:
    chunk = await shelf.read(photo, 0, CHUNK_BYTES)
    writer.photo(photo.sha256, photo.size_bytes)
    offset = 0
    while chunk:
        await asyncio.to_thread(writer.part, chunk)
        offset += len(chunk)
        chunk = await shelf.read(photo, offset, CHUNK_BYTES) if offset < photo.size_bytes else b""
