"""What is being said: sealed in pieces while it is said, so that a kill takes the last seconds only.

    seal_piece(unit, spot, take_id, samples)     again and again while somebody speaks
    hold_take(unit, spot, take_id, voice)        at the end: the whole note, and its pieces are deleted
    mend_take(unit, take_id, unreadable)         at the next start: what a kill left becomes a note that was cut

A take is a draft of its own, its pieces are the draft's files. The pieces are samples of a note's rate without a head:
one after the other they are the note.
"""

from typing import Final

from sqlmodel import Session

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.asides import SealedVoice
from fieldapp.replica.drafts import Draft, DraftPhoto, drafts_of, put_draft, put_draft_photo
from fieldapp.replica.ports import Voice
from fieldapp.replica.unit import Unit
from fieldapp.replica.voices import CUT_VOICE, Spot, held_in, hold_voice, holds_voice, spot_of, voice_among
from sync.records.attachment import PhotoRole
from sync.records.voice import wav_of

TAKE_FORM: Final = "voice take"


def seal_piece(unit: Unit, spot: Spot, take_id: str, samples: bytes) -> None:
    """Seal the next piece of a take; the first one begins it.

    Nothing is announced: no screen shows a piece.
    """
    if unit.draft(take_id) is None:
        put_draft(unit.session, take_id, TAKE_FORM, spot.told, unit.made_at)
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
    spot = spot_of(take.fields)
    samples = _samples(unit, take, unreadable)
    draft_id = held_in(unit.session, spot)
    if not samples or draft_id is None or holds_voice(unit.session, draft_id):
        return
    voice = SealedVoice(wav_of(samples))
    if draft_id == spot.record_id:
        unit.add_draft_voice(draft_id, voice)
    else:
        hold_voice(unit, spot.kind, spot.record_id, voice)
    _mark_cut(unit, draft_id)
    unit.discard_draft(take_id)


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
