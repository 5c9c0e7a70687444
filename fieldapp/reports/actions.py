"""Writes of the reports: the draft at every field, sending it, and the gestures of an agent in the street."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import select

from fieldapp.replica.asides_of_drafts import copy_draft_aside, take_draft_back
from fieldapp.replica.errors import RecordAbsent
from fieldapp.replica.followers import follow
from fieldapp.replica.form_photos import add_form_photo, attach_what_fits, pictures_in
from fieldapp.replica.leavings import Begun, end_leavings, resume_leavings
from fieldapp.replica.people import comment_draft_id
from fieldapp.replica.ports import Photo
from fieldapp.replica.shots import keep_shot
from fieldapp.replica.tables import Attachment
from fieldapp.replica.town_rules import levels_here, routing_here
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.categories import category_of
from sync.records.delays import report_delays
from sync.records.geometry import Point
from sync.records.report import Channel, PositionSource, ReportStatus
from sync.records.task import ImpossibleReason, Priority

FORM: Final = "report"
REPORT: Final = "report"
COMMENT_FORM: Final = "report comment"
_NOT_CHOSEN: Final = (None, "", PositionSource.GPS)
"""Sources of a place that nobody pointed at."""


class NotProven(Exception):
    """Say that « Service fait » wants an « after » photo first."""


def save_draft(unit: Unit, draft_id: str | None, edits: Mapping[str, Any]) -> str:
    """Save some fields of the form, and give the draft's id; None begins a new one.

    What comes after the form was sent (a last position of the satellites) begins no second one.
    """
    draft = unit.draft(draft_id) if draft_id else None
    if draft is None and draft_id is not None and is_sent(unit, draft_id):
        return draft_id
    before = draft.fields if draft else {}
    return unit.save_draft(FORM, {**before, **edits}, draft_id=draft_id)


def is_sent(unit: Unit, draft_id: str) -> bool:
    """Tell whether a form has become its report."""
    try:
        unit.fields(REPORT, draft_id)
    except RecordAbsent:
        return False
    return True


def add_draft_photo(unit: Unit, draft_id: str | None, photo: Photo, place: Mapping[str, Any] | None = None) -> str:
    """Add a photo to the form and give the draft's id; the first shows the whole, the next a detail.

    `place` is where it was taken: the first one brings it into the form, unless a place was chosen there.
    """
    before = unit.draft(draft_id) if draft_id else None
    saved = add_form_photo(unit, FORM, draft_id, photo, {"step": 0})
    fields: Mapping[str, Any] = before.fields if before else {}
    is_first = before is None or not pictures_in(before.photos)
    if place and is_first and fields.get("source") in _NOT_CHOSEN:
        save_draft(unit, saved, place)
    return saved


def drop_draft_photo(unit: Unit, draft_id: str, photo_id: str) -> None:
    """Take a photo or the voice note out of the form: it is deleted."""
    unit.drop_draft_photo(draft_id, photo_id)


def send_report(unit: Unit, draft_id: str) -> str:
    """Make a report of the form and give its id; it leaves when the network is there."""
    draft = unit.draft(draft_id)
    if draft is None:
        raise RecordAbsent("draft", draft_id)
    return unit.send_draft(draft_id, REPORT, _report_fields(unit, draft.fields))


@dataclass(frozen=True, slots=True)
class Followed:
    """What « Suivre celui-ci » did, for « Annuler »: `aside_id` holds a copy of the form."""

    report_id: str
    aside_id: str
    attached: tuple[str, ...]
    is_new: bool
    """Whether it was not followed before."""
    has_note: bool


def follow_instead(unit: Unit, draft_id: str, report_id: str) -> Followed:
    """Follow a report that is already there instead of making a second one; photos and notes go to it."""
    draft = unit.draft(draft_id)
    if draft is None:
        raise RecordAbsent("draft", draft_id)
    is_new = unit.agent not in (unit.fields(REPORT, report_id).get("followers") or ())
    aside_id = copy_draft_aside(unit, draft_id)
    follow(unit, report_id, wanted=True)
    note = str(draft.fields.get("description") or "").strip()
    if note:
        unit.append(REPORT, report_id, "comments", {"text": note})
    before = _attached(unit, report_id)
    attach_what_fits(unit, draft_id, REPORT, report_id)
    return Followed(report_id, aside_id, tuple(sorted(_attached(unit, report_id) - before)), is_new, bool(note))


def take_follow_back(unit: Unit, followed: Followed, correction: str) -> None:
    """Bring the form back with its photos and take them off the report: « Annuler ».

    A comment cannot be unsaid: it may have been read. Where the note became one, `correction` is said after it.
    """
    take_draft_back(unit, followed.aside_id)
    for photo_id in _attached(unit, followed.report_id) & set(followed.attached):
        unit.remove("attachment", photo_id)
    if followed.is_new:
        follow(unit, followed.report_id, wanted=False)
    if followed.has_note:
        unit.append(REPORT, followed.report_id, "comments", {"text": correction})


def draft_comment(unit: Unit, report_id: str, text: str) -> None:
    """Keep a comment that is being written; it is not said before it is added."""
    draft_id = comment_draft_id(REPORT, report_id)
    if text.strip():
        unit.save_draft(COMMENT_FORM, {"text": text}, draft_id=draft_id)
    elif unit.draft(draft_id) is not None:
        unit.discard_draft(draft_id)


def add_comment(unit: Unit, report_id: str, text: str) -> None:
    """Add a comment and forget its draft; an empty one is none."""
    if text.strip():
        unit.append(REPORT, report_id, "comments", {"text": text.strip()})
    draft_comment(unit, report_id, "")


def add_photo(unit: Unit, report_id: str, photo: Photo, role: PhotoRole) -> str:
    """Put a photo on a report."""
    return unit.attach(REPORT, report_id, photo, role)


def keep_photo(unit: Unit, report_id: str) -> str | None:
    """Put the photo that was taken and looked at on the report, and give its id."""
    return keep_shot(unit, REPORT, report_id)


def take_on(unit: Unit, report_id: str) -> None:
    """Take a report in charge."""
    unit.update(REPORT, report_id, {"status": ReportStatus.PRIS_EN_CHARGE, "assignee": unit.agent})


def start_work(unit: Unit, report_id: str) -> None:
    """Say that the work on a report has begun."""
    unit.update(REPORT, report_id, {"status": ReportStatus.EN_COURS})


def work_done(unit: Unit, report_id: str) -> None:
    """Say « Service fait »; raise `NotProven` without an « after » photo."""
    if not _has_photo(unit, report_id, PhotoRole.APRES):
        raise NotProven(report_id)
    end_leavings(unit, REPORT, report_id)
    unit.update(REPORT, report_id, {"status": ReportStatus.RESOLU, "closed_at": unit.now})


@dataclass(frozen=True, slots=True)
class Impossible:
    """Say why a report cannot be mended; `words` are the reason as people read it."""

    reason: ImpossibleReason
    note: str
    words: str


def declare_impossible(unit: Unit, report_id: str, why: Impossible) -> Begun:
    """Say that a report cannot be mended, and why; give the forms that were begun, for « Annuler »."""
    note = why.note.strip()
    begun = end_leavings(unit, REPORT, report_id)
    told = (note or why.words) if why.reason is ImpossibleReason.AUTRE else f"{why.words} {note}".strip()
    unit.update(REPORT, report_id, {"status": ReportStatus.IMPOSSIBLE, "status_notes": told, "closed_at": unit.now})
    return begun


def take_back(unit: Unit, report_id: str, before: Fields, begun: Begun | None = None) -> None:
    """Put the fields of a gesture back as they were, and the forms that it ended: « Annuler »."""
    unit.update(REPORT, report_id, before)
    resume_leavings(unit, REPORT, report_id, begun or {})


def _report_fields(unit: Unit, form: Fields) -> dict[str, Any]:
    category = category_of(form.get("category"))
    point, routing = Point(float(form["lat"]), float(form["long"])), routing_here(unit.session)
    zone = routing.zone_of(point.lat, point.long)
    return {
        "service_code": form.get("category") or category.code,
        "description": str(form.get("description") or "").strip() or None,
        "status": ReportStatus.NOUVEAU,
        "priority": form.get("priority") or (Priority.DANGEREUX if category.dangerous else Priority.GENANT),
        "channel": form.get("channel") or Channel.AGENT,
        "requested_datetime": unit.now,
        "lat": point.lat,
        "long": point.long,
        "accuracy_m": form.get("accuracy_m"),
        "position_source": form.get("source") or PositionSource.CARTE,
        "position_mocked": bool(form.get("mocked")),
        "address": str(form.get("address") or "").strip() or None,
        "zone": zone,
        "service": routing.route(category.code, zone).service,
        "author": unit.agent,
        **report_delays(category, unit.now, levels_here(unit.session)),
    }


def _attached(unit: Unit, report_id: str) -> set[str]:
    here = select(Attachment.id).where(Attachment.parent_kind == REPORT, Attachment.parent_id == report_id)
    return set(unit.session.exec(here))


def _has_photo(unit: Unit, report_id: str, role: PhotoRole) -> bool:
    here = select(Attachment.id).where(
        Attachment.parent_kind == REPORT, Attachment.parent_id == report_id, Attachment.role == role
    )
    return unit.session.exec(here).first() is not None
