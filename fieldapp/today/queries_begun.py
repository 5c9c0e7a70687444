"""The report that was begun and not sent, as the home offers to go on with it."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fieldapp.replica.drafts import drafts_of
from sync.records.attachment import PhotoRole

FORM: Final = "report"
"""The form of a new report, as its feature names it."""
_SAID: Final = ("category", "description", "address", "lat")


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a report is that was begun."""

    step: int
    category: str | None
    photos: int
    saved_at: str


def begun_report(session: Session) -> Begun | None:
    """Give the report that « Signaler » would go on with; one in which nothing was said yet is none."""
    draft = next(iter(drafts_of(session, FORM)), None)
    if draft is None or not (draft.photos or any(draft.fields.get(name) for name in _SAID)):
        return None
    pictures = sum(photo.role != PhotoRole.VOIX for photo in draft.photos)
    return Begun(int(draft.fields.get("step") or 0), draft.fields.get("category"), pictures, draft.saved_at)
