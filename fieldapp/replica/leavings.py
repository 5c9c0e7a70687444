"""What is being written to give a record away: why it is impossible, or the word for who comes next.

One draft per form, record and device; it is kept at every choice and pause, and gone once it was sent. Taking that back
brings it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.drafts import draft_of
from fieldapp.replica.unit import Unit
from sync.core.ids import derived_id
from sync.core.model import Fields

IMPOSSIBLE: Final = "impossible"
HAND_BACK: Final = "hand back"
_FORMS: Final = (IMPOSSIBLE, HAND_BACK)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Name a form, and the record that it gives away."""

    form: str
    kind: str
    record: str

    @property
    def draft_id(self) -> str:
        """Give the id of its draft."""
        return derived_id("leaving draft", self.form, self.kind, self.record)


def leaving_of(session: Session, leaving: Leaving) -> Fields:
    """Give what was chosen and written so far; empty when nothing was."""
    draft = draft_of(session, leaving.draft_id)
    return draft.fields if draft else {}


def keep_leaving(unit: Unit, leaving: Leaving, fields: Fields) -> None:
    """Keep the form as it stands; one in which nothing is said any more is forgotten."""
    said = {name: value for name, value in fields.items() if str(value or "").strip()}
    if said:
        unit.save_draft(f"leaving: {leaving.form}", said, draft_id=leaving.draft_id)
    elif unit.draft(leaving.draft_id) is not None:
        unit.discard_draft(leaving.draft_id)


Begun = Mapping[str, Fields]
"""What was begun of each form of one record: form -> fields."""


def end_leavings(unit: Unit, kind: str, record_id: str) -> Begun:
    """Forget what was begun: the record has left these hands. Give it, for « Annuler »."""
    begun = {form: leaving_of(unit.session, Leaving(form, kind, record_id)) for form in _FORMS}
    for form in _FORMS:
        keep_leaving(unit, Leaving(form, kind, record_id), {})
    return {form: fields for form, fields in begun.items() if fields}


def resume_leavings(unit: Unit, kind: str, record_id: str, begun: Begun) -> None:
    """Put back what was begun: the record is in these hands again. What was begun anew since stays."""
    for form, fields in begun.items():
        leaving = Leaving(form, kind, record_id)
        keep_leaving(unit, leaving, {**fields, **leaving_of(unit.session, leaving)})
