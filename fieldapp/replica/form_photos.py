"""The photos of a form that becomes a report, or goes to one that is there: added, arranged, covered, put on it."""

from collections.abc import Iterable, Sequence

from sqlmodel import select

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.drafts import DraftPhoto, put_draft_photo
from fieldapp.replica.errors import RecordAbsent
from fieldapp.replica.ports import Photo
from fieldapp.replica.tables import Attachment
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole


def pictures_in(attached: Iterable[DraftPhoto]) -> tuple[DraftPhoto, ...]:
    """Give the photos among what hangs on a form, its voice note left out."""
    return tuple(one for one in attached if one.role != PhotoRole.VOIX)


def add_form_photo(unit: Unit, form: str, draft_id: str | None, photo: Photo, begun: Fields) -> str:
    """Add a photo to a form and give the draft's id; the first shows the whole, the next a detail.

    A form of which nothing was kept begins with the fields `begun`.
    """
    draft = unit.draft(draft_id) if draft_id else None
    saved = draft.id if draft else unit.save_draft(form, begun, draft_id=draft_id)
    role = PhotoRole.DETAIL if draft and pictures_in(draft.photos) else PhotoRole.ENSEMBLE
    unit.add_draft_photo(saved, photo, role)
    return saved


def cover_draft_photo(unit: Unit, draft_id: str, photo_id: str, covered: Photo) -> str:
    """Put the photo with something covered in place of the one without, which is deleted; give its id."""
    return unit.replace_draft_photo(draft_id, photo_id, covered)


def arrange_draft_photos(unit: Unit, draft_id: str, arranged: Sequence[tuple[str, PhotoRole]]) -> None:
    """Give the photos of the form another order, or say otherwise what they show."""
    draft = unit.draft(draft_id)
    if draft is None:
        raise RecordAbsent("draft", draft_id)
    photos = {photo.id: photo for photo in draft.photos}
    for photo_id, role in arranged:
        # Put again at the end, one after the other: the last order wins.
        put_draft_photo(unit.session, draft_id, type(photos[photo_id])(photo_id, str(role), photos[photo_id].fields))
    unit.kinds.add(DRAFT)


def attach_what_fits(unit: Unit, draft_id: str, kind: str, record_id: str) -> None:
    """Put the photos of a form on a record that is there, as many as it has room for, and end the form."""
    draft = unit.draft(draft_id)
    if draft is None:
        raise RecordAbsent("draft", draft_id)
    room = PHOTOS_PER_RECORD_MAX - _photo_count(unit, kind, record_id)
    for photo in pictures_in(draft.photos)[max(0, room) :]:
        unit.drop_draft_photo(draft_id, photo.id)
    unit.attach_draft(draft_id, kind, record_id)


def _photo_count(unit: Unit, kind: str, record_id: str) -> int:
    here = select(Attachment.id).where(Attachment.parent_kind == kind, Attachment.parent_id == record_id)
    return len(unit.session.exec(here.where(Attachment.role != PhotoRole.VOIX)).all())
