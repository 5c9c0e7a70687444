"""What was taken out of a form, or a whole form, put aside for as long as that can be taken back, then deleted.

    put_photo_aside(unit, draft_id, photo_id)     « Retirer », « Reprendre »: one photo leaves its draft
    put_draft_aside(unit, draft_id)               « Effacer », « Jeter »: the draft leaves with all that is in it
    copy_draft_aside(unit, draft_id)              « Suivre celui-ci »: what is in it goes elsewhere, a copy stays aside
    take_draft_back(unit, aside_id)               « Annuler »: back where it was, or on the record that its form became
    restore_photo(unit, …)                        « Annuler »: a photo of a record, on it again

It lies beside the voice notes that are aside (`fieldapp.replica.asides`), and is forgotten as they are.
"""

from dataclasses import dataclass
from typing import Final

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.asides import ASIDE_FORM
from fieldapp.replica.drafts import (
    Draft,
    DraftPhoto,
    draft_of,
    drop_draft,
    move_draft_photo,
    put_draft,
    put_draft_photo,
)
from fieldapp.replica.errors import NotValid, RecordAbsent
from fieldapp.replica.shots import SHOT_FORM
from fieldapp.replica.unit import Unit
from sync.core.errors import FieldError
from sync.core.model import Fields, Json
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole

_DRAFT, _FORM, _FIELDS, _WHOLE = "draft", "of_form", "fields", "whole"
_RECORD_OF_FORM: Final = {"report": "report", "news": "news"}
"""The kind of record that a form becomes, with the id of its draft."""


def put_photo_aside(unit: Unit, draft_id: str, photo_id: str) -> str | None:
    """Take a photo out of a draft and give the id of what is aside; None where it is not there."""
    draft = unit.draft(draft_id)
    photo = next((one for one in draft.photos if one.id == photo_id), None) if draft else None
    if draft is None or photo is None:
        return None
    aside_id = _set_aside(unit, draft, (photo,), whole=False)
    if draft.form == SHOT_FORM:
        drop_draft(unit.session, draft_id)
    return aside_id


def put_draft_aside(unit: Unit, draft_id: str) -> str | None:
    """Take a draft away with all that is in it and give the id of what is aside, or None."""
    draft = unit.draft(draft_id)
    if draft is None:
        return None
    aside_id = _set_aside(unit, draft, draft.photos, whole=True)
    drop_draft(unit.session, draft_id)
    return aside_id


def copy_draft_aside(unit: Unit, draft_id: str) -> str:
    """Put a copy of a draft aside, its photos under ids of their own, and give the id of what is aside."""
    draft = unit.draft(draft_id)
    if draft is None:
        raise RecordAbsent("draft", draft_id)
    aside_id = _set_aside(unit, draft, (), whole=True)
    for photo in draft.photos:
        copied = DraftPhoto(unit.new_id(), photo.role, photo.fields)
        if unit.files.copy(photo.id, copied.id):
            put_draft_photo(unit.session, aside_id, copied)
    return aside_id


def take_draft_back(unit: Unit, aside_id: str) -> None:
    """Put back what is aside; raise `RecordAbsent` where it is gone, or another shot has its place."""
    aside = unit.draft(aside_id)
    if aside is None or aside.form != ASIDE_FORM or _DRAFT not in aside.fields:
        raise RecordAbsent("draft", aside_id)
    draft_id, form = str(aside.fields[_DRAFT]), str(aside.fields[_FORM])
    now = draft_of(unit.session, draft_id)
    if now is None and _is_record(unit, form, draft_id):
        for photo in aside.photos:
            unit.attach_stored(_RECORD_OF_FORM[form], draft_id, photo.id, {**photo.fields, "role": photo.role})
        drop_draft(unit.session, aside_id)
        unit.kinds.add(DRAFT)
        return
    if now is not None:
        _refuse_crowd(now, aside)
    if now is None or aside.fields[_WHOLE]:
        # What was typed last may have been saved once more while the form left.
        fields = {**dict(aside.fields[_FIELDS] or {}), **(now.fields if now else {})}
        put_draft(unit.session, draft_id, form, fields, unit.made_at)
    for photo in aside.photos:
        move_draft_photo(unit.session, photo.id, draft_id)
    drop_draft(unit.session, aside_id)
    unit.kinds.add(DRAFT)


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A photo of a record that was read before it was removed."""

    kind: str
    record_id: str
    fields: Fields
    jpeg: bytes
    thumbnail: bytes | None


_OF_PHOTO: Final = (
    "role",
    "sha256",
    "size_bytes",
    "media_type",
    "width",
    "height",
    "thumbnail_sha256",
    "thumbnail_bytes",
    "taken_at",
    "lat",
    "long",
    "item",
)


def remove_photo(unit: Unit, photo_id: str) -> dict[str, Json]:
    """Take a photo away from its record, and give the fields that it had."""
    said = dict(unit.fields("attachment", photo_id))
    unit.remove("attachment", photo_id)
    return said


def restore_photo(unit: Unit, photo: TakenOff) -> str:
    """Put a photo on its record again, and give its new id."""
    new_id = unit.new_id()
    unit.files.write(new_id, photo.jpeg, photo.thumbnail)
    kept = {name: photo.fields[name] for name in _OF_PHOTO if name in photo.fields}
    unit.attach_stored(photo.kind, photo.record_id, new_id, kept)
    return new_id


def _set_aside(unit: Unit, draft: Draft, photos: tuple[DraftPhoto, ...], *, whole: bool) -> str:
    aside_id = unit.new_id()
    told: dict[str, Json] = {_DRAFT: draft.id, _FORM: draft.form, _FIELDS: dict(draft.fields), _WHOLE: whole}
    put_draft(unit.session, aside_id, ASIDE_FORM, told, unit.made_at)
    for photo in photos:
        move_draft_photo(unit.session, photo.id, aside_id)
    unit.kinds.add(DRAFT)
    return aside_id


def _is_record(unit: Unit, form: str, draft_id: str) -> bool:
    kind = _RECORD_OF_FORM.get(form)
    if kind is None:
        return False
    try:
        unit.fields(kind, draft_id)
    except RecordAbsent:
        return False
    return True


def _refuse_crowd(now: Draft, aside: Draft) -> None:
    """Refuse what would take the place of a newer shot, or be one photo too many."""
    if now.form == SHOT_FORM and now.photos:
        raise RecordAbsent("draft", aside.id)
    pictures = [one for one in (*now.photos, *aside.photos) if one.role != PhotoRole.VOIX]
    if len(pictures) > PHOTOS_PER_RECORD_MAX:
        raise NotValid("draft", (FieldError("/photos", "too-many"),))
