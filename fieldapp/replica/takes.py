"""What is being said: sealed in pieces while it is said, so that a kill takes the last seconds only.

    seal_piece(unit, spot, take_id, samples)     again and again while somebody speaks
    hold_take(unit, spot, take_id, voice)        at the end: the whole note, and its pieces are deleted
    mend_take(unit, take_id, unreadable)         at the next start: what a kill left becomes a note that was cut

A take is a draft of its own, its pieces are the draft's files. The pieces are samples of a note's rate without a head:
one after the other they are the note.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.drafts import Draft, DraftPhoto, draft_of, drafts_of, put_draft, put_draft_photo
from fieldapp.replica.ports import Voice
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.unit import Unit
from fieldapp.replica.voices import CUT_VOICE, hold_voice, voice_among, voice_draft_id
from sync.records.attachment import PhotoRole
from sync.records.voice import VOICE_MEDIA_TYPE, wav_of

TAKE_FORM: Final = "voice take"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a note will lie: on a record, or in the form that becomes that record."""

    kind: str
    record_id: str
    form: str = ""
    """The form's name; empty for a record that is there."""


@dataclass(frozen=True, slots=True)
class MendedVoice:
    """A note made of the pieces that were sealed."""

    content: bytes
    media_type: str = VOICE_MEDIA_TYPE

    @property
    def sha256(self) -> str:
        """Give the address of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def seal_piece(unit: Unit, spot: Spot, take_id: str, samples: bytes) -> None:
    """Seal the next piece of a take; the first one begins it. Nothing is announced: no screen shows a piece."""
    if unit.draft(take_id) is None:
        told = {"kind": spot.kind, "record": spot.record_id, "form": spot.form}
        put_draft(unit.session, take_id, TAKE_FORM, told, unit.made_at)
    piece = DraftPhoto(unit.new_id(), PhotoRole.VOIX, {"size_bytes": len(samples)})
    unit.files.write(piece.id, samples, None)
    put_draft_photo(unit.session, take_id, piece)


def end_take(unit: Unit, take_id: str) -> None:
    """Delete the pieces of a take, if it has any: the note is held whole."""
    if unit.draft(take_id) is not None:
        unit.discard_draft(take_id)


def hold_take(unit: Unit, spot: Spot, take_id: str, voice: Voice) -> None:
    """Hold the whole note of a record in place of its pieces."""
    end_take(unit, take_id)
    hold_voice(unit, spot.kind, spot.record_id, voice)


def open_takes(session: Session) -> tuple[str, ...]:
    """Name the takes that have not ended; at a start these are the ones that a kill has cut."""
    return tuple(draft.id for draft in drafts_of(session, TAKE_FORM))


def mend_take(unit: Unit, take_id: str, unreadable: type[Exception]) -> None:
    """Hold what was sealed of a take as a note that was cut, where it was being said.

    What cannot be read (`unreadable` is the vault's word for it) and what comes after it is left out. Where another
    note is held, or where the record has left this device, the take waits as it is.
    """
    take = unit.draft(take_id)
    if take is None:
        return
    spot = Spot(str(take.fields["kind"]), str(take.fields["record"]), str(take.fields["form"]))
    samples = _samples(unit, take, unreadable)
    draft_id = _held_in(unit.session, spot)
    if not samples or draft_id is None or _is_taken(unit.session, draft_id):
        return
    voice = MendedVoice(wav_of(samples))
    if draft_id == spot.record_id:
        unit.add_draft_voice(draft_id, voice)
    else:
        hold_voice(unit, spot.kind, spot.record_id, voice)
    _mark_cut(unit, draft_id)
    unit.discard_draft(take_id)


def _held_in(session: Session, spot: Spot) -> str | None:
    """Name the draft in which the note lies: the form's, or, once that was sent, the one beside the record."""
    if spot.form and draft_of(session, spot.record_id) is not None:
        return spot.record_id
    is_there = shown_fields(session, spot.kind, spot.record_id) is not None
    return voice_draft_id(spot.kind, spot.record_id) if is_there else None


def _is_taken(session: Session, draft_id: str) -> bool:
    held = draft_of(session, draft_id)
    return held is not None and voice_among(held) is not None


def _samples(unit: Unit, take: Draft, unreadable: type[Exception]) -> bytes:
    read = bytearray()
    for piece in take.photos:
        try:
            read += unit.files.read(piece.id)
        except unreadable:
            break
    return bytes(read)


def _mark_cut(unit: Unit, draft_id: str) -> None:
    draft = unit.draft(draft_id)
    held = voice_among(draft) if draft is not None else None
    assert draft is not None, "the note was just held in it"
    assert held is not None, "the note was just held in it"
    put_draft(unit.session, draft_id, draft.form, {**draft.fields, CUT_VOICE: held.id}, unit.made_at)
    unit.kinds.add(DRAFT)
