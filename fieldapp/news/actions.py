"""Writes of the news: what a reader does with a note, and what its writer does.

What a reader confirms is one text: the acknowledgement's id follows from the note, the reader and the hash of the
text that was on his screen, so that all his devices write the same record and a changed text asks again.
"""

from typing import Any, Final

from fieldapp.replica.addressing import addressed, addressed_anew
from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.people import comment_draft_id
from fieldapp.replica.ports import Document, Photo
from fieldapp.replica.tables import Acknowledgement, Agent, Attachment, News
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.news import NewsStatus, acknowledgement_id

NEWS: Final = "news"
ACKNOWLEDGEMENT: Final = "acknowledgement"
ATTACHMENT: Final = "attachment"
COMMENT_FORM: Final = "news comment"
NEW_FORM: Final = "news"
EDIT_FORM: Final = "news edit"


def opened(unit: Unit, news_id: str, content_hash: str) -> None:
    """Note that the reader opened this text; the first time counts."""
    if _acknowledgement(unit, news_id, content_hash) is None:
        _acknowledge(unit, news_id, content_hash, {"opened_at": unit.now})


def acknowledge(unit: Unit, news_id: str, content_hash: str) -> None:
    """Confirm « J’ai lu et compris » for this text; the first time counts."""
    known = _acknowledgement(unit, news_id, content_hash)
    if known is None:
        _acknowledge(unit, news_id, content_hash, {"opened_at": unit.now, "acknowledged_at": unit.now})
    elif known.acknowledged_at is None:
        unit.update(ACKNOWLEDGEMENT, known.id, {"acknowledged_at": unit.now})


def draft_comment(unit: Unit, news_id: str, text: str) -> None:
    """Keep a comment that is being written; it is not said before it is added."""
    draft_id = comment_draft_id(NEWS, news_id)
    if text.strip():
        unit.save_draft(COMMENT_FORM, {"text": text}, draft_id=draft_id)
    elif unit.draft(draft_id) is not None:
        unit.discard_draft(draft_id)


def comment(unit: Unit, news_id: str, text: str) -> None:
    """Add a comment and forget its draft; an empty one is none."""
    if text.strip():
        unit.append(NEWS, news_id, "comments", {"text": text.strip()})
    draft_comment(unit, news_id, "")


def keep_new(unit: Unit, form: Fields, draft_id: str | None = None) -> str:
    """Save the form of a new note on this device and give the draft's id.

    Without an id it goes on with the draft that is there: a device writes one new note at a time. A note that was
    sent is a draft no more; where another window sent it and something else was written here, that is a new draft.
    """
    begun = draft_id or next((draft.id for draft in drafts_of(unit.session, NEW_FORM)), None)
    sent = unit.session.get(News, begun) if begun is not None else None
    if sent is None:
        return unit.save_draft(NEW_FORM, form, draft_id=begun)
    said = [str(form.get(name) or "").strip() for name in ("title", "body")]
    return sent.id if said == [sent.title.strip(), sent.body.strip()] else unit.save_draft(NEW_FORM, form)


def keep_edit(unit: Unit, draft_id: str, form: Fields, base: Fields) -> str:
    """Save a correction on this device, with what it began with."""
    return unit.save_draft(EDIT_FORM, {"form": form, "base": base}, draft_id=draft_id)


def attach_photo(unit: Unit, draft_id: str, photo: Photo) -> str:
    """Add a photo to what is being written; it is sent with it."""
    return unit.add_draft_photo(draft_id, photo, PhotoRole.ENSEMBLE)


def attach_document(unit: Unit, draft_id: str, document: Document) -> str:
    """Add a document to what is being written; it is sent with it."""
    return unit.add_draft_document(draft_id, document)


def detach(unit: Unit, draft_id: str, attached_id: str) -> None:
    """Take a photo or a document out of what is being written, its bytes included."""
    unit.drop_draft_photo(draft_id, attached_id)


def publish_new(unit: Unit, draft_id: str, fields: Fields) -> str:
    """Publish a new note once: the draft's id becomes its own, a second call finds it sent."""
    return _send(unit, draft_id, {**fields, "status": NewsStatus.PUBLIE, "published_at": unit.now})


def store_new(unit: Unit, draft_id: str, fields: Fields) -> str:
    """Send a new note as a draft: its author finds it on his other devices, the communicants can end it."""
    return _send(unit, draft_id, {**fields, "status": NewsStatus.BROUILLON})


def schedule_new(unit: Unit, draft_id: str, fields: Fields) -> str:
    """Send a new note that the town hall publishes at `published_at`; a second call finds it sent."""
    return _send(unit, draft_id, {**fields, "status": NewsStatus.PROGRAMME})


def schedule(unit: Unit, news_id: str, changes: Fields, draft_id: str) -> None:
    """Have a note published at its hour, or at another one, with what was changed in it."""
    unit.update(
        NEWS,
        news_id,
        {**addressed_anew(unit.session, unit.fields(NEWS, news_id), changes), "status": NewsStatus.PROGRAMME},
    )
    _end_edit(unit, news_id, draft_id)


def call_off(unit: Unit, news_id: str) -> None:
    """Make a draft of a scheduled note again: it comes out at no hour."""
    unit.update(NEWS, news_id, {"status": NewsStatus.BROUILLON, "published_at": None})


def publish(unit: Unit, news_id: str, changes: Fields, draft_id: str) -> None:
    """Publish a draft, a scheduled or a withdrawn note: now, and with what was changed in it."""
    published: dict[str, Any] = {"status": NewsStatus.PUBLIE, "published_at": unit.now}
    if unit.fields(NEWS, news_id).get("status") == NewsStatus.PUBLIE:
        published = {}
    unit.update(NEWS, news_id, {**addressed_anew(unit.session, unit.fields(NEWS, news_id), changes), **published})
    _end_edit(unit, news_id, draft_id)


def correct(unit: Unit, news_id: str, changes: Fields, draft_id: str) -> None:
    """Change a note and leave it where it stands, published or not."""
    unit.update(NEWS, news_id, addressed(unit.session, changes))
    _end_edit(unit, news_id, draft_id)


def withdraw(unit: Unit, news_id: str) -> None:
    """Take a note away from its readers."""
    unit.update(NEWS, news_id, {"status": NewsStatus.RETIRE})


def remind(unit: Unit, news_id: str) -> str | None:
    """Ask those once more who have not answered; give when that was done before, for « Annuler »."""
    before: str | None = unit.fields(NEWS, news_id).get("reminded_at")
    unit.update(NEWS, news_id, {"reminded_at": unit.now})
    return before


def take_reminder_back(unit: Unit, news_id: str, before: str | None) -> None:
    """Undo a reminder."""
    unit.update(NEWS, news_id, {"reminded_at": before})


def restore(unit: Unit, news_id: str) -> None:
    """Give a withdrawn note back to its readers, as it was."""
    unit.update(NEWS, news_id, {"status": NewsStatus.PUBLIE})


def _acknowledgement(unit: Unit, news_id: str, content_hash: str) -> Acknowledgement | None:
    return unit.session.get(Acknowledgement, acknowledgement_id(news_id, unit.agent, content_hash))


def _acknowledge(unit: Unit, news_id: str, content_hash: str, moments: Fields) -> None:
    author = unit.fields(NEWS, news_id)["author"]
    whole = {"news": news_id, "news_author": author, "agent": unit.agent, "content_hash": content_hash, **moments}
    record_id = acknowledgement_id(news_id, unit.agent, content_hash)
    unit.create(ACKNOWLEDGEMENT, whole, record_id=record_id)


def _end_edit(unit: Unit, news_id: str, draft_id: str) -> None:
    """Hang what was added on the note, take off what was dropped, and end the draft."""
    draft = unit.draft(draft_id)
    if draft is None:
        return
    for attached_id in (draft.fields.get("form") or {}).get("dropped") or ():
        if unit.session.get(Attachment, attached_id) is not None:
            unit.remove(ATTACHMENT, attached_id)
    unit.attach_draft(draft_id, NEWS, news_id)


def _send(unit: Unit, draft_id: str, fields: Fields) -> str:
    if unit.draft(draft_id) is None:
        unit.fields(NEWS, draft_id)
        return draft_id
    writer = unit.session.get(Agent, unit.agent)
    own = {"author": unit.agent, "service": writer.service if writer else None}
    return unit.send_draft(draft_id, NEWS, {**addressed(unit.session, fields), **own})
