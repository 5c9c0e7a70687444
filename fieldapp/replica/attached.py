"""The photos of a record as a screen shows them: what they are of, and how far their bytes have gone."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from fieldapp.replica.engine_tables import PhotoRow
from fieldapp.replica.tables import Attachment


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """One photo on a record; its bytes are asked for by `id`."""

    id: str
    role: str
    author: str
    taken_at: str | None
    received_at: str | None
    """When the server confirmed all bytes; None while they are on a device only."""
    sent_share: float
    """How much of a photo of this device has gone up, 0 to 1."""
    is_mine: bool
    """Whether this device took it."""
    has_thumbnail: bool
    has_original: bool


def photos_of(session: Session, parent_kind: str, parent_id: str) -> tuple[StoredPhoto, ...]:
    """Give the photos of a record in their order."""
    found = session.exec(
        select(Attachment, PhotoRow)
        .join(PhotoRow, col(PhotoRow.id) == col(Attachment.id), isouter=True)
        .where(Attachment.parent_kind == parent_kind, Attachment.parent_id == parent_id)
        .where(col(Attachment.media_type).startswith("image/"))
        .order_by(col(Attachment.order), col(Attachment.id))
    )
    return tuple(_stored(attachment, photo) for attachment, photo in found)


def _stored(attachment: Attachment, photo: PhotoRow | None) -> StoredPhoto:
    return StoredPhoto(
        id=attachment.id,
        role=attachment.role,
        author=attachment.author,
        taken_at=attachment.taken_at,
        received_at=attachment.received_at,
        sent_share=photo.uploaded_bytes / attachment.size_bytes if photo else 0.0,
        is_mine=photo is not None and photo.is_mine,
        has_thumbnail=photo is not None and photo.has_thumbnail,
        has_original=photo is not None and photo.has_original,
    )
