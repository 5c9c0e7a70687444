"""Writes of the voice note of a new report: sealed while it is said, held in the form, kept although it was cut."""

from fieldapp.replica.ports import Voice
from fieldapp.replica.takes import end_take, seal_piece
from fieldapp.replica.unit import Unit
from fieldapp.replica.voices import CUT_VOICE, Spot, hold_voice, keep_voice
from fieldapp.reports.actions import FORM, REPORT, is_sent
from sync.records.attachment import PhotoRole


def seal_draft_voice(unit: Unit, draft_id: str, take_id: str, samples: bytes) -> None:
    """Seal the next piece of what is being said for the form."""
    if unit.draft(draft_id) is None and not is_sent(unit, draft_id):
        unit.save_draft(FORM, {"step": 2}, draft_id=draft_id)
    seal_piece(unit, Spot(REPORT, draft_id, FORM), take_id, samples)


def add_draft_voice(unit: Unit, draft_id: str | None, voice: Voice, take_id: str = "") -> str:
    """Put a voice note in the form, in place of the one before, and give the draft's id; its take ends.

    What was still being said when the form was sent goes to its report.
    """
    end_take(unit, take_id)
    draft = unit.draft(draft_id) if draft_id else None
    if draft is None and draft_id is not None and is_sent(unit, draft_id):
        hold_voice(unit, REPORT, draft_id, voice)
        keep_voice(unit, REPORT, draft_id)
        return draft_id
    saved = draft.id if draft else unit.save_draft(FORM, {"step": 2}, draft_id=draft_id)
    for spoken in draft.photos if draft else ():
        if spoken.role == PhotoRole.VOIX:
            unit.drop_draft_photo(saved, spoken.id)
    unit.add_draft_voice(saved, voice)
    return saved


def keep_draft_voice(unit: Unit, draft_id: str) -> None:
    """Keep a voice note that was cut as it is: it leaves with the form like any other."""
    draft = unit.draft(draft_id)
    if draft is not None:
        unit.save_draft(FORM, {**draft.fields, CUT_VOICE: None}, draft_id=draft_id)
