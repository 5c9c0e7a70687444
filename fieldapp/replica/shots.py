"""A photo that was just taken for a record and is being looked at: on the disk already, not on its way yet.

It lies in a draft, one per record, so that it survives a kill and so that a face can be covered before anything
leaves. Kept, it becomes an attachment with the same id; taken again, it is deleted.
"""

from typing import Final

from sqlmodel import Session

from fieldapp.replica.drafts import DraftPhoto, draft_of
from fieldapp.replica.ports import Photo
from fieldapp.replica.unit import Unit
from sync.core.ids import derived_id

SHOT_FORM: Final = "shot"


def shot_id(kind: str, record_id: str) -> str:
    """Give the id of the draft in which a photo of a record is looked at."""
    return derived_id("shot", kind, record_id)


def shot_of(session: Session, kind: str, record_id: str) -> DraftPhoto | None:
    """Give the photo of a record that waits to be kept, if there is one."""
    draft = draft_of(session, shot_id(kind, record_id))
    return draft.photos[0] if draft is not None and draft.photos else None


def held_role(session: Session, kind: str, record_id: str) -> str | None:
    """Give the role of the photo that waits to be kept."""
    held = shot_of(session, kind, record_id)
    return held.role if held is not None else None


def hold_shot(unit: Unit, kind: str, record_id: str, photo: Photo, role: str) -> None:
    """Hold a photo while it is looked at, in place of one that was held before."""
    drop_shot(unit, kind, record_id)
    draft_id = unit.save_draft(SHOT_FORM, {}, draft_id=shot_id(kind, record_id))
    unit.add_draft_photo(draft_id, photo, role)


def cover_shot(unit: Unit, kind: str, record_id: str, photo_id: str, covered: Photo) -> None:
    """Put the photo with something covered in place of the one without, which is deleted."""
    unit.replace_draft_photo(shot_id(kind, record_id), photo_id, covered)


def drop_shot(unit: Unit, kind: str, record_id: str) -> None:
    """Delete the photo that is held."""
    if unit.draft(shot_id(kind, record_id)) is not None:
        unit.discard_draft(shot_id(kind, record_id))


def keep_shot(unit: Unit, kind: str, record_id: str) -> None:
    """Put the photo that is held on its record: from here on it leaves."""
    if unit.draft(shot_id(kind, record_id)) is not None:
        unit.attach_draft(shot_id(kind, record_id), kind, record_id)
