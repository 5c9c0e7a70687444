"""Forms that are being filled in: saved at every field, photos included, so that they survive a kill.

A draft is local and no change: it becomes one when it is sent. Its id becomes the record's id and its photos' ids
those of the attachments, so that no byte is copied and a draft is never sent twice.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import upsert
from fieldapp.replica.engine_tables import DraftPhotoRow, DraftRow
from fieldapp.replica.rows import plain
from fieldapp.replica.tables import table_of
from sync.core.model import Fields, Json


@dataclass(frozen=True, slots=True)
class DraftPhoto:
    """A photo of a draft; `replica.photo_bytes(id)` and `thumbnail_bytes(id)` give its pictures."""

    id: str
    role: str
    fields: Fields
    """What the attachment will say of it: sha256, size_bytes, width, height, taken_at, lat, long …"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was last saved."""

    id: str
    form: str
    fields: Fields
    photos: tuple[DraftPhoto, ...]
    saved_at: str


def draft_of(session: Session, draft_id: str) -> Draft | None:
    """Give a draft with its photos in order, or None."""
    table = table_of(DraftRow)
    row = session.execute(select(table).where(table.c.id == draft_id)).first()
    if row is None:
        return None
    return Draft(row.id, row.form, row.fields, _photos_of(session, draft_id), row.saved_at)


def drafts_of(session: Session, form: str) -> tuple[Draft, ...]:
    """Give the drafts of a form, the last saved first."""
    table = table_of(DraftRow)
    rows = session.execute(select(table).where(table.c.form == form).order_by(table.c.saved_at.desc()))
    return tuple(Draft(row.id, row.form, row.fields, _photos_of(session, row.id), row.saved_at) for row in rows.all())


def put_draft(session: Session, draft_id: str, form: str, fields: Fields, now: str) -> None:
    """Write a draft in place of what was there."""
    values = {"id": draft_id, "form": form, "fields": plain(dict(fields)), "saved_at": now}
    upsert(session, table_of(DraftRow), [values])


def put_draft_photo(session: Session, draft_id: str, photo: DraftPhoto) -> None:
    """Add a photo at the end of a draft."""
    table = table_of(DraftPhotoRow)
    last = session.execute(select(func.max(table.c.order)).where(table.c.draft == draft_id)).scalar()
    order = 0 if last is None else last + 1
    row: dict[str, Json] = {"id": photo.id, "draft": draft_id, "role": photo.role, "order": order}
    upsert(session, table, [{**row, "photo": dict(photo.fields)}])


def swap_draft_photo(session: Session, photo_id: str, photo: DraftPhoto) -> None:
    """Put a photo at the place of another one of its draft."""
    table = table_of(DraftPhotoRow)
    values = {"id": photo.id, "role": photo.role, "photo": dict(photo.fields)}
    session.execute(update(table).where(table.c.id == photo_id).values(**values))


def move_draft_photo(session: Session, photo_id: str, draft_id: str) -> None:
    """Put a photo into another draft."""
    table = table_of(DraftPhotoRow)
    session.execute(update(table).where(table.c.id == photo_id).values(draft=draft_id))


def drop_draft_photo(session: Session, draft_id: str, photo_id: str) -> bool:
    """Take a photo's row out of a draft; false where it was not there."""
    table = table_of(DraftPhotoRow)
    there = select(table.c.id).where(table.c.draft == draft_id, table.c.id == photo_id)
    if session.execute(there).first() is None:
        return False
    session.execute(delete(table).where(table.c.id == photo_id))
    return True


def drop_draft(session: Session, draft_id: str) -> tuple[str, ...]:
    """Take a draft's rows away and give the ids of the photos that it had."""
    photos = tuple(photo.id for photo in _photos_of(session, draft_id))
    session.execute(delete(table_of(DraftPhotoRow)).where(table_of(DraftPhotoRow).c.draft == draft_id))
    session.execute(delete(table_of(DraftRow)).where(table_of(DraftRow).c.id == draft_id))
    return photos


def _photos_of(session: Session, draft_id: str) -> tuple[DraftPhoto, ...]:
    table = table_of(DraftPhotoRow)
    rows = session.execute(select(table).where(table.c.draft == draft_id).order_by(table.c.order))
    return tuple(DraftPhoto(row.id, row.role, row.photo) for row in rows)
