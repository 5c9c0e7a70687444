"""Writes of a call: the form at each word, its photos, then a report with its caller in one gesture."""

from typing import Any, Final

from fieldapp.replica.calls import FORM, NOTICE, form_id, point_of
from fieldapp.replica.followers import follow
from fieldapp.replica.form_photos import add_form_photo, attach_what_fits
from fieldapp.replica.ports import Photo
from fieldapp.replica.town_rules import levels_here, routing_here
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.categories import category_of
from sync.records.delays import report_delays
from sync.records.report import Channel, PositionSource, ReportStatus
from sync.records.task import Priority

REPORT: Final = "report"
CALLER: Final = "caller"
_CONTACTS: Final = ("name", "phone", "email")


class NoPlace(Exception):
    """Say that a call has no place yet."""


def put(unit: Unit, values: Fields, line: int = 0) -> None:
    """Keep fields of the form."""
    kept = unit.draft(form_id(unit.agent, line))
    unit.save_draft(FORM, {**(kept.fields if kept else {}), **values}, draft_id=form_id(unit.agent, line))


def add_photo(unit: Unit, photo: Photo, line: int = 0) -> None:
    """Keep a photo with the form."""
    add_form_photo(unit, FORM, form_id(unit.agent, line), photo, {})


def take_in(unit: Unit, line: int = 0) -> str:
    """Make a report of the form, and its caller where he said how to reach him; give the report's id."""
    fields = _form(unit, line)
    report_id = unit.create(REPORT, _report(unit, fields))
    _keep_caller(unit, report_id, fields)
    unit.attach_draft(form_id(unit.agent, line), REPORT, report_id)
    return report_id


def add_to(unit: Unit, report_id: str, words: str, line: int = 0) -> str:
    """Add a call to a report that is there already, with its words, caller and photos; follow it."""
    fields = _form(unit, line)
    said = str(fields.get("description") or "").strip()
    unit.append(REPORT, report_id, "comments", {"text": f"{words} {said}".strip()})
    follow(unit, report_id, wanted=True)
    _keep_caller(unit, report_id, fields)
    attach_what_fits(unit, form_id(unit.agent, line), REPORT, report_id)
    return report_id


def _form(unit: Unit, line: int) -> Fields:
    kept = unit.draft(form_id(unit.agent, line))
    return kept.fields if kept else {}


def _keep_caller(unit: Unit, report_id: str, fields: Fields) -> None:
    contact = {name: str(fields.get(name) or "").strip() or None for name in _CONTACTS}
    if any(contact.values()):
        told = {"wants_answer": bool(fields.get("wants_answer")), "notice": NOTICE, "author": unit.agent}
        unit.create(CALLER, {"report": report_id, **contact, **told})


def _report(unit: Unit, fields: Fields) -> dict[str, Any]:
    point, category = point_of(fields), category_of(fields.get("category"))
    if point is None:
        raise NoPlace
    routing = routing_here(unit.session)
    zone = fields.get("zone") or routing.zone_of(point.lat, point.long)
    return {
        "service_code": category.code,
        "description": str(fields.get("description") or "").strip() or None,
        "status": ReportStatus.NOUVEAU,
        "priority": Priority.DANGEREUX if category.dangerous else Priority.GENANT,
        "channel": fields.get("channel") or Channel.TELEPHONE,
        "requested_datetime": unit.now,
        "lat": point.lat,
        "long": point.long,
        "accuracy_m": fields.get("accuracy_m"),
        "position_source": fields.get("source") or PositionSource.ADRESSE,
        "position_mocked": False,
        "address": str(fields.get("address") or "").strip() or None,
        "zone": zone,
        "service": routing.route(category.code, zone).service,
        "author": unit.agent,
        **report_delays(category, unit.now, levels_here(unit.session)),
    }
