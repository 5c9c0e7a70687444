"""Photos and documents of a record as a screen shows them: what they are, and how far their bytes have gone."""

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


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One document on a record; its bytes are asked for by `id`."""

    id: str
    name: str
    size_bytes: int
    author: str
    received_at: str | None
    """When the server confirmed all bytes; None while they are on a device only."""
    is_mine: bool
    """Whether this device attached it."""
    is_here: bool
    """Whether it can be opened without network."""


def documents_of(session: Session, parent_kind: str, parent_id: str) -> tuple[StoredFile, ...]:
    """Give the documents of a record in their order."""
    found = session.exec(
        select(Attachment, PhotoRow)
        .join(PhotoRow, col(PhotoRow.id) == col(Attachment.id), isouter=True)
        .where(Attachment.parent_kind == parent_kind, Attachment.parent_id == parent_id)
        .where(Attachment.media_type == "application/pdf")
        .order_by(col(Attachment.order), col(Attachment.id))
    )
    return tuple(_document(attachment, row) for attachment, row in found)


def _document(attachment: Attachment, row: PhotoRow | None) -> StoredFile:
    return StoredFile(
        id=attachment.id,
        name=attachment.name or "",
        size_bytes=attachment.size_bytes,
        author=attachment.author,
        received_at=attachment.received_at,
        is_mine=row is not None and row.is_mine,
        is_here=row is not None and row.has_original,
    )


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
