"""What `replica.write` hands to an action: the doors to the records, and the drafts of forms.

draft_id = unit.save_draft("report", fields)        at every field; the id stays
photo_id = unit.add_draft_photo(draft_id, photo, "ensemble")
unit.send_draft(draft_id, "report", fields)         the record gets the draft's id, the photos are attached

What becomes a record goes through `Gesture`; a draft is the device's own affair.
"""

from fieldapp.replica.announcements import DRAFT, PHOTO
from fieldapp.replica.drafts import (
    Draft,
    DraftPhoto,
    draft_of,
    drop_draft,
    drop_draft_photo,
    put_draft,
    put_draft_photo,
    swap_draft_photo,
)
from fieldapp.replica.errors import NotValid, RecordAbsent
from fieldapp.replica.gesture import Gesture
from fieldapp.replica.photo_files import attachment_fields, document_fields, let_go, voice_fields
from fieldapp.replica.ports import Document, Photo, Voice
from sync.core.errors import FieldError
from sync.core.model import Fields
from sync.records.attachment import PhotoRole, photos_crowd


class Unit(Gesture):
    """One gesture of an agent, drafts included."""

    def save_draft(self, form: str, fields: Fields, *, draft_id: str | None = None) -> str:
        """Save a form as it stands and give the draft's id; give that id from the second time on."""
        saved = draft_id or self.new_id()
        put_draft(self.session, saved, form, fields, self.made_at)
        self.kinds.add(DRAFT)
        return saved

    def draft(self, draft_id: str) -> Draft | None:
        """Give a draft with its photos in order, or None."""
        return draft_of(self.session, draft_id)

    def add_draft_photo(self, draft_id: str, photo: Photo, role: PhotoRole | str) -> str:
        """Add a photo to a draft and give its id; its bytes are on the disk when this returns."""
        drafted = DraftPhoto(self._room_in(draft_id, role), str(role), attachment_fields(photo))
        self.files.write(drafted.id, photo.jpeg, photo.thumbnail)
        return self._put_drafted(draft_id, drafted)

    def add_draft_document(self, draft_id: str, document: Document) -> str:
        """Add a document to a draft and give its id; its bytes are on the disk when this returns."""
        drafted = DraftPhoto(self._room_in(draft_id, PhotoRole.DOCUMENT), PhotoRole.DOCUMENT, document_fields(document))
        self.files.write(drafted.id, document.content, None)
        return self._put_drafted(draft_id, drafted)

    def add_draft_voice(self, draft_id: str, voice: Voice) -> str:
        """Add a voice note to a draft and give its id; its bytes are on the disk when this returns."""
        new_id = self._room_in(draft_id, PhotoRole.VOIX)
        self.files.write(new_id, voice.content, None)
        return self._put_drafted(draft_id, DraftPhoto(new_id, PhotoRole.VOIX, voice_fields(voice, self.now)))

    def _room_in(self, draft_id: str, role: PhotoRole | str) -> str:
        """Give the id for one more attachment of a draft, or refuse it."""
        beside = [{"role": one.role} for one in self._draft(draft_id).photos]
        if photos_crowd({"role": role}, beside):
            raise NotValid("draft", (FieldError("/photos", "too-many"),))
        return self.new_id()

    def _put_drafted(self, draft_id: str, drafted: DraftPhoto) -> str:
        put_draft_photo(self.session, draft_id, drafted)
        self.kinds.add(DRAFT)
        return drafted.id

    def drop_draft_photo(self, draft_id: str, photo_id: str) -> None:
        """Take a photo out of a draft, its bytes included."""
        if drop_draft_photo(self.session, draft_id, photo_id):
            let_go(self.session, [photo_id])
            self.kinds.update({DRAFT, PHOTO})

    def replace_draft_photo(self, draft_id: str, photo_id: str, photo: Photo) -> str:
        """Put another picture in a photo's place and give its id; what was there before is deleted for good.

        Role, order, moment and position stay: it is the same photo with something covered.
        """
        before = next((one for one in self._draft(draft_id).photos if one.id == photo_id), None)
        if before is None:
            raise RecordAbsent("draft", photo_id)
        new_id = self.new_id()
        self.files.write(new_id, photo.jpeg, photo.thumbnail)
        kept = {name: before.fields.get(name) for name in ("taken_at", "lat", "long")}
        swap_draft_photo(self.session, photo_id, DraftPhoto(new_id, before.role, {**attachment_fields(photo), **kept}))
        let_go(self.session, [photo_id])
        self.kinds.update({DRAFT, PHOTO})
        return new_id

    def discard_draft(self, draft_id: str) -> None:
        """Throw a draft away, with its photos."""
        let_go(self.session, list(drop_draft(self.session, draft_id)))
        self.kinds.update({DRAFT, PHOTO})

    def send_draft(self, draft_id: str, kind: str, fields: Fields) -> str:
        """Make a record of a draft: with the draft's id, these fields and the draft's photos."""
        self._draft(draft_id)
        self.create(kind, fields, record_id=draft_id)
        self.attach_draft(draft_id, kind, draft_id)
        return draft_id

    def attach_draft(self, draft_id: str, parent_kind: str, parent_id: str) -> None:
        """Put the photos of a draft on a record that is there, and end the draft."""
        draft = self._draft(draft_id)
        for photo in draft.photos:
            self.attach_stored(parent_kind, parent_id, photo.id, {**photo.fields, "role": photo.role})
        drop_draft(self.session, draft_id)
        self.kinds.add(DRAFT)

    def _draft(self, draft_id: str) -> Draft:
        draft = draft_of(self.session, draft_id)
        if draft is None:
            raise RecordAbsent("draft", draft_id)
        return draft
