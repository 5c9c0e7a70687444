"""What is being written about a record and not sent yet: why it is impossible, who comes next, an answer.

One draft per form, record and device; it is kept at every choice and pause, and gone once it was sent. Taking that back
brings it back. What has no record yet (a new objective, a new answer) is about `NEW`: one such form per device.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.drafts import draft_of
from fieldapp.replica.unit import Unit
from sync.core.ids import derived_id
from sync.core.model import Fields

IMPOSSIBLE: Final = "impossible"
HAND_BACK: Final = "hand back"
REJECT: Final = "reject"
ASIDE: Final = "aside"
ANSWER: Final = "answer"
ORDER: Final = "order"
TEMPLATE: Final = "answer template"
OBJECTIVE: Final = "objective"
PLACE: Final = "place of a round"
THIRD: Final = "third version"
MEND: Final = "mend"
NEW: Final = "new"
IN_THE_STREET: Final = (IMPOSSIBLE, HAND_BACK)
AT_THE_DESK: Final = (REJECT, ASIDE, ANSWER, ORDER)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Name a form, and the record that it is about."""

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
    said = {name: value for name, value in fields.items() if str("" if value is None else value).strip()}
    if said:
        unit.save_draft(f"leaving: {leaving.form}", said, draft_id=leaving.draft_id)
    elif unit.draft(leaving.draft_id) is not None:
        unit.discard_draft(leaving.draft_id)


Begun = dict[str, Fields]
"""What was begun of several forms of one record: form -> fields; a form in which nothing was said is not there."""


def begun_at_the_desk(session: Session, kind: str, record_id: str) -> Begun:
    """Give what each form of the desk holds about a record."""
    return _begun(session, kind, record_id, AT_THE_DESK)


def end_leavings(unit: Unit, kind: str, record_id: str, forms: Sequence[str] = IN_THE_STREET) -> Begun:
    """Forget what was begun in these forms: it was sent, or the record left. Give it, for « Annuler »."""
    begun = _begun(unit.session, kind, record_id, forms)
    for form in forms:
        keep_leaving(unit, Leaving(form, kind, record_id), {})
    return begun


def resume_leavings(unit: Unit, kind: str, record_id: str, begun: Begun) -> None:
    """Put back what was begun: the record is in these hands again. What was begun anew since stays."""
    for form, fields in begun.items():
        leaving = Leaving(form, kind, record_id)
        keep_leaving(unit, leaving, {**fields, **leaving_of(unit.session, leaving)})


def _begun(session: Session, kind: str, record_id: str, forms: Sequence[str]) -> Begun:
    begun = {form: leaving_of(session, Leaving(form, kind, record_id)) for form in forms}
    return {form: fields for form, fields in begun.items() if fields}
