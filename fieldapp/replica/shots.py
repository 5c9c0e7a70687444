"""A photo that was just taken for a record and is being looked at: on the disk already, not on its way yet.

It lies in a draft, one per record, so that it survives a kill and so that a face can be covered before anything
leaves. Kept, it becomes an attachment with the same id; taken again, it is deleted.
"""

from dataclasses import dataclass
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


def held_item(session: Session, kind: str, record_id: str) -> str | None:
    """Give the item of the checklist that the photo answers; None for any other photo."""
    draft = draft_of(session, shot_id(kind, record_id))
    return draft.fields.get("item") if draft is not None else None


@dataclass(frozen=True, slots=True)
class ShotOf:
    """Say of what a photo is: its record, its role, and the item of the checklist that it answers."""

    kind: str
    record_id: str
    role: str
    item: str | None = None


def hold_shot(unit: Unit, of: ShotOf, photo: Photo) -> None:
    """Hold a photo while it is looked at, in place of one that was held before."""
    drop_shot(unit, of.kind, of.record_id)
    draft_id = unit.save_draft(SHOT_FORM, {"item": of.item}, draft_id=shot_id(of.kind, of.record_id))
    unit.add_draft_photo(draft_id, photo, of.role)


def cover_shot(unit: Unit, kind: str, record_id: str, photo_id: str, covered: Photo) -> None:
    """Put the photo with something covered in place of the one without, which is deleted."""
    unit.replace_draft_photo(shot_id(kind, record_id), photo_id, covered)


def drop_shot(unit: Unit, kind: str, record_id: str) -> None:
    """Delete the photo that is held."""
    if unit.draft(shot_id(kind, record_id)) is not None:
        unit.discard_draft(shot_id(kind, record_id))


def keep_shot(unit: Unit, kind: str, record_id: str) -> str | None:
    """Put the photo that is held on its record, from where it leaves, and give its id."""
    held = shot_of(unit.session, kind, record_id)
    if held is None:
        return None
    unit.attach_draft(shot_id(kind, record_id), kind, record_id)
    return held.id
