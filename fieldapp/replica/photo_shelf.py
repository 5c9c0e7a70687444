"""The photo queue's view of this device: which bytes should move, and how far they are.

Up go my photos whose row the server has taken; down come the thumbnails of what I see, photos that I opened, and,
ahead of any wish, what hangs on a note that must be read (DOMAIN AC-12).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session

from fieldapp.replica.announcements import OUTBOX, PHOTO
from fieldapp.replica.bulk import upsert
from fieldapp.replica.engine_tables import OutboxRow, PhotoRow
from fieldapp.replica.photo_files import let_go, photo_row, small_name
from fieldapp.replica.replica import Replica
from fieldapp.replica.tables import Attachment, News, table_of
from sync.client.ports import PHOTOS_LISTED_MAX, PhotoBytes, PhotoMissing, StoreFull
from sync.client.rows import EntryState
from sync.core.model import Op
from sync.records.news import Importance, NewsStatus

_ATTACHMENT, _PHOTO, _OUTBOX = table_of(Attachment), table_of(PhotoRow), table_of(OutboxRow)
_NEWS = table_of(News)


class ReplicaPhotoShelf:
    """The `PhotoShelf` of a replica."""

    def __init__(self, replica: Replica, disk_full: type[Exception]) -> None:
        """Work on an open replica; `disk_full` is the vault's word for a disk without room."""
        self._replica = replica
        self._disk_full = disk_full
        self._trouble = _root_of(disk_full)

    async def outgoing(self) -> Sequence[PhotoBytes]:
        """List bytes that this device alone has, oldest first, of attachments that the server has taken."""
        return (await self._replica.read(outgoing_photos))[:PHOTOS_LISTED_MAX]

    async def incoming(self) -> Sequence[PhotoBytes]:
        """List thumbnails of attachments that I see, newest first, photos asked for, and what will be needed."""

        def listed(session: Session) -> list[PhotoBytes]:
            asked_for = [_original(row) for row in session.execute(_ASKED_FOR).mappings()]
            small = [_small(row) for row in session.execute(_SMALL_ONES).mappings()]
            known = {photo.attachment for photo in asked_for}
            ahead = [_original(row) for row in session.execute(_AHEAD).mappings() if row["id"] not in known]
            return asked_for + small + [replace(photo, is_ahead=True) for photo in ahead]

        return (await self._replica.read(listed))[:PHOTOS_LISTED_MAX]

    async def read(self, photo: PhotoBytes, offset: int, length: int) -> bytes:
        """Give a part of a file; raise `PhotoMissing` when it is gone or damaged."""
        opened = self._replica.files.open_range
        try:
            return await asyncio.to_thread(opened, _name(photo), photo.attachment, offset, length)
        except self._trouble as error:
            raise PhotoMissing from error

    async def mark_sent(self, photo: PhotoBytes, offset: int) -> None:
        """Note how far the server has it; at its full size the hash is confirmed."""
        values: dict[str, Any] = {"thumbnail_sent_bytes": offset}
        if not photo.is_thumbnail:
            values = {"uploaded_bytes": offset, "is_received": offset == photo.size_bytes}

        def step(session: Session) -> tuple[None, tuple[str, ...]]:
            session.execute(update(_PHOTO).where(_PHOTO.c.id == photo.attachment).values(**values))
            return None, (PHOTO, OUTBOX)

        await self._replica.transact(step)

    async def keep(self, photo: PhotoBytes, content: bytes) -> None:
        """Store fetched bytes whose hash is right; raise `StoreFull` when there is no room."""

        def step(session: Session) -> tuple[None, tuple[str, ...]]:
            _note_kept(session, photo)
            return None, (PHOTO,)

        try:
            await asyncio.to_thread(self._replica.files.write, _name(photo), photo.attachment, content)
            await self._replica.transact(step)
        except self._disk_full as error:
            raise StoreFull("the device has no room left") from error


def outgoing_photos(session: Session) -> list[PhotoBytes]:
    """List the bytes that this device alone has and whose row the server has taken."""
    rows = session.execute(_OUTGOING).mappings()
    return [photo for row in rows for photo in (_small(row), _original(row)) if _is_to_send(row, photo)]


def unsent_photos(session: Session) -> list[PhotoBytes]:
    """List the bytes that this device alone has, those whose row waits as well: what a parcel takes along."""
    rows = session.execute(_UNSENT).mappings()
    return [photo for row in rows for photo in (_small(row), _original(row)) if _is_to_send(row, photo)]


async def ask_for_photo(replica: Replica, attachment_id: str) -> None:
    """Have a whole photo fetched, because someone looks at it; `PHOTO` is announced when it is here."""

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        _row_of(session, attachment_id)
        session.execute(update(_PHOTO).where(_PHOTO.c.id == attachment_id).values(is_wanted=True))
        return None, (PHOTO,)

    await replica.transact(step)


def _root_of(error: type[Exception]) -> type[Exception]:
    """Give the root of an error's tree: the vault's errors, of which any means that a file cannot be read."""
    lineage = [one for one in error.__mro__ if issubclass(one, Exception) and one is not Exception]
    return lineage[-1]


_UNSENT = (
    select(_PHOTO, _ATTACHMENT.c.thumbnail_sha256, _ATTACHMENT.c.thumbnail_bytes)
    .join(_ATTACHMENT, _ATTACHMENT.c.id == _PHOTO.c.id)
    .where(_PHOTO.c.is_mine, _PHOTO.c.has_original, ~_PHOTO.c.is_received)
    .order_by(_PHOTO.c.added_at, _PHOTO.c.id)
)
_OUTGOING = _UNSENT.where(
    ~exists(select(_OUTBOX.c.n)).where(
        _OUTBOX.c.kind == "attachment",
        _OUTBOX.c.record_id == _PHOTO.c.id,
        _OUTBOX.c.op == Op.CREATE.value,
        _OUTBOX.c.state == EntryState.WAITING.value,
    )
).limit(PHOTOS_LISTED_MAX)


def _seen() -> Select[Any]:
    """Choose what the server has of the attachments that I see, newest first."""
    return (
        select(_ATTACHMENT, _PHOTO.c.uploaded_bytes, _PHOTO.c.thumbnail_sent_bytes)
        .join(_PHOTO, _PHOTO.c.id == _ATTACHMENT.c.id, isouter=True)
        .where(_ATTACHMENT.c.received_at.is_not(None))
        .order_by(_ATTACHMENT.c.id.desc())
        .limit(PHOTOS_LISTED_MAX)
    )


_SMALL_ONES = _seen().where(
    _ATTACHMENT.c.thumbnail_sha256.is_not(None), _PHOTO.c.id.is_(None) | ~_PHOTO.c.has_thumbnail
)
_AHEAD = (
    _seen()
    .join(_NEWS, (_ATTACHMENT.c.parent_kind == "news") & (_NEWS.c.id == _ATTACHMENT.c.parent_id))
    .where(_NEWS.c.importance == Importance.OBLIGATOIRE.value, _NEWS.c.status == NewsStatus.PUBLIE.value)
    .where(_PHOTO.c.id.is_(None) | ~_PHOTO.c.has_original)
)
_ASKED_FOR = _seen().where(_PHOTO.c.is_wanted, ~_PHOTO.c.has_original)


def _name(photo: PhotoBytes) -> str:
    return small_name(photo.attachment) if photo.is_thumbnail else photo.attachment


def _original(row: Any) -> PhotoBytes:
    return PhotoBytes(
        row["id"], row["sha256"], row["size_bytes"], is_thumbnail=False, sent_bytes=row["uploaded_bytes"] or 0
    )


def _small(row: Any) -> PhotoBytes:
    sent_bytes, size_bytes = row["thumbnail_sent_bytes"] or 0, row["thumbnail_bytes"] or 0
    return PhotoBytes(row["id"], row["thumbnail_sha256"] or "", size_bytes, is_thumbnail=True, sent_bytes=sent_bytes)


def _is_to_send(row: Any, photo: PhotoBytes) -> bool:
    if not photo.is_thumbnail:
        return True
    return bool(photo.sha256) and row["has_thumbnail"] and photo.sent_bytes < photo.size_bytes


def _note_kept(session: Session, photo: PhotoBytes) -> None:
    shown = session.execute(select(_ATTACHMENT.c.id).where(_ATTACHMENT.c.id == photo.attachment)).first()
    if shown is None:
        # It left this device while its bytes were under way.
        let_go(session, [photo.attachment])
        return
    _row_of(session, photo.attachment)
    what = {"has_thumbnail": True} if photo.is_thumbnail else {"has_original": True, "is_wanted": False}
    session.execute(update(_PHOTO).where(_PHOTO.c.id == photo.attachment).values(**what))


def _row_of(session: Session, attachment_id: str) -> None:
    """Make sure that an attachment which I see has its row in the queue."""
    known = session.execute(select(_PHOTO.c.id).where(_PHOTO.c.id == attachment_id)).first()
    seen = session.execute(select(_ATTACHMENT).where(_ATTACHMENT.c.id == attachment_id)).mappings().first()
    if known is None and seen is not None:
        upsert(session, _PHOTO, [photo_row(attachment_id, dict(seen))])
