"""A voice note that was removed: put aside for as long as that can be taken back, then deleted.

    put_aside(unit, spot)            a note that is held: it leaves its draft
    take_back(unit, voice_id)        « Annuler »: back where it was, or beside the report that the form became
    remove_voice(unit, voice_id)     a note on a record: an ordinary removal
    restore_voice(unit, …)           « Annuler »: its bytes, on the record again

What is aside is no part of a form: it is neither sent nor followed. Who ends the app has not taken it back.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.drafts import draft_of, drafts_of, move_draft_photo, put_draft
from fieldapp.replica.errors import RecordAbsent
from fieldapp.replica.photo_files import voice_fields
from fieldapp.replica.unit import Unit
from fieldapp.replica.voices import VOICE_FORM, Spot, held_in, holds_voice, spot_of, voice_among
from sync.records.attachment import PhotoRole
from sync.records.voice import VOICE_MEDIA_TYPE

ASIDE_FORM: Final = "voice aside"


@dataclass(frozen=True, slots=True)
class SealedVoice:
    """A note whose bytes were read from the vault."""

    content: bytes
    media_type: str = VOICE_MEDIA_TYPE

    @property
    def sha256(self) -> str:
        """Give the address of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def put_aside(unit: Unit, spot: Spot) -> str | None:
    """Take the note that is held out of its draft and give its id; None where there is none."""
    draft_id = held_in(unit.session, spot)
    draft = unit.draft(draft_id) if draft_id else None
    held = voice_among(draft) if draft else None
    if held is None:
        return None
    put_draft(unit.session, held.id, ASIDE_FORM, spot.told, unit.made_at)
    move_draft_photo(unit.session, held.id, held.id)
    unit.kinds.add(DRAFT)
    return held.id


def take_back(unit: Unit, voice_id: str) -> None:
    """Hold a note again; raise `RecordAbsent` where it is gone, or another one has its place."""
    aside = unit.draft(voice_id)
    spot = spot_of(aside.fields) if aside is not None else None
    draft_id = held_in(unit.session, spot) if spot else None
    if draft_id is None or holds_voice(unit.session, draft_id):
        raise RecordAbsent("draft", voice_id)
    if draft_of(unit.session, draft_id) is None:
        unit.save_draft(VOICE_FORM, {}, draft_id=draft_id)
    move_draft_photo(unit.session, voice_id, draft_id)
    unit.discard_draft(voice_id)


def asides(session: Session) -> tuple[str, ...]:
    """Name the notes that are aside."""
    return tuple(draft.id for draft in drafts_of(session, ASIDE_FORM))


def forget_aside(unit: Unit, voice_id: str) -> None:
    """Delete a note that is aside; nothing where it was taken back."""
    aside = unit.draft(voice_id)
    if aside is not None and aside.form == ASIDE_FORM:
        unit.discard_draft(voice_id)


def remove_voice(unit: Unit, voice_id: str) -> None:
    """Take a note away from its record."""
    unit.remove("attachment", voice_id)


def restore_voice(unit: Unit, on: Spot, voice: SealedVoice, said_at: str | None) -> str:
    """Put a note on its record again, with the moment at which it was said, and give its new id."""
    new_id = unit.new_id()
    unit.files.write(new_id, voice.content, None)
    fields = {**voice_fields(voice, said_at or unit.now), "role": PhotoRole.VOIX}
    unit.attach_stored(on.kind, on.record_id, new_id, fields)
    return new_id
