"""Writes of the form in which a round is planned: each choice is kept at once, on this device alone.

A round that is changed goes through the same form: what is different when it is given is the change, so that two who
plan at once merge by the rules of the record and not by whole forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fieldapp.replica import leavings
from fieldapp.replica.asides_of_drafts import put_draft_aside, take_draft_back
from fieldapp.replica.leavings import Begun, Leaving, end_leavings, resume_leavings
from fieldapp.replica.rounds import ROUND_FORM
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.unit import Unit
from fieldapp.rounds.actions import ROUND, moved
from sync.core.ids import derived_id
from sync.core.model import Fields
from sync.records.geometry import Point
from sync.records.round import StopKind, kept_order, stops_in_order
from sync.records.walks import nearest_first

_COPIED: Final = ("address", "lat", "long", "priority")
_FORM: Final = ("title", "planned_on", "service", "team", "assignee", "note_before")


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A stop that is neither a task nor a report: a word, and where."""

    title: str
    note: str = ""
    point: Point | None = None
    address: str = ""


def open_form(unit: Unit, planned_on: str, values: Fields) -> str:
    """Begin to plan a round and give its draft."""
    return unit.save_draft(ROUND_FORM, {"planned_on": planned_on, "stops": [], **values})


def open_round(unit: Unit, round_id: str) -> str:
    """Begin to change a round and give its draft: one per round, found again when left half way."""
    draft_id = derived_id("round form", round_id)
    if unit.draft(draft_id) is None:
        fields = unit.fields(ROUND, round_id)
        stops = [dict(stop) for stop in stops_in_order(fields)]
        form = {name: fields.get(name) for name in _FORM}
        opened = {**form, "order": [stop["id"] for stop in stops]}
        unit.save_draft(ROUND_FORM, {**form, "round": round_id, "stops": stops, "opened": opened}, draft_id=draft_id)
    return draft_id


def put(unit: Unit, draft_id: str, values: Fields) -> None:
    """Set fields of the form."""
    unit.save_draft(ROUND_FORM, {**_form(unit, draft_id), **values}, draft_id=draft_id)


def complete(unit: Unit, draft_id: str, values: Fields) -> None:
    """Fill in what the form lacks; what was chosen stays."""
    form = _form(unit, draft_id)
    lacking = {name: value for name, value in values.items() if value and not form.get(name)}
    if form and lacking:
        put(unit, draft_id, lacking)


def turn_stop(unit: Unit, draft_id: str, kind: StopKind, record_id: str) -> None:
    """Choose a task or report as a stop, or no longer."""
    stops = _stops(unit, draft_id)
    kept = [stop for stop in stops if stop.get("record") != record_id]
    if len(kept) == len(stops):
        kept.append({"id": unit.new_id(), "kind": kind.value, "record": record_id})
    put(unit, draft_id, {"stops": kept})


def place_form_of(draft_id: str) -> Leaving:
    """Name the form of a place that is to be a stop of a planned round."""
    return Leaving(leavings.PLACE, ROUND_FORM, draft_id)


def add_place(unit: Unit, draft_id: str, place: NewPlace) -> None:
    """Add a stop that is only a place."""
    end_leavings(unit, ROUND_FORM, draft_id, (leavings.PLACE,))
    told = {"title": place.title.strip(), "note": place.note.strip(), "address": place.address}
    where = {"lat": place.point.lat, "long": place.point.long} if place.point else {}
    stop = {"id": unit.new_id(), "kind": StopKind.PLACE.value, **told, **where}
    put(unit, draft_id, {"stops": [*_stops(unit, draft_id), _whole(stop)]})


def drop_stop(unit: Unit, draft_id: str, stop_id: str) -> None:
    """Take a stop out of the form."""
    put(unit, draft_id, {"stops": [stop for stop in _stops(unit, draft_id) if stop["id"] != stop_id]})


def move_in_form(unit: Unit, draft_id: str, stop_id: str, steps: int) -> None:
    """Move a stop up (-1) or down (+1) in the form."""
    stops = {str(stop["id"]): stop for stop in _stops(unit, draft_id)}
    put(unit, draft_id, {"stops": [stops[one] for one in moved(list(stops), stop_id, steps)]})


def order_form(unit: Unit, draft_id: str, here: Point | None) -> None:
    """Order the stops of the form by a short way from here, or from the first of them."""
    stops = [_snapshot(unit, stop) for stop in _stops(unit, draft_id)]
    points = [_point(stop) for stop in stops]
    put(unit, draft_id, {"stops": [stops[index] for index in nearest_first(here, points)]})


@dataclass(frozen=True, slots=True)
class FormAside:
    """A form that was thrown away, for « Annuler »."""

    draft_id: str
    aside_id: str
    begun: Begun


def put_form_aside(unit: Unit, draft_id: str) -> FormAside | None:
    """Throw the form away with a way back; None where there is none."""
    begun = end_leavings(unit, ROUND_FORM, draft_id, (leavings.PLACE,))
    aside_id = put_draft_aside(unit, draft_id)
    return None if aside_id is None else FormAside(draft_id, aside_id, begun)


def take_form_back(unit: Unit, aside: FormAside) -> None:
    """Go on with a form that was thrown away."""
    take_draft_back(unit, aside.aside_id)
    resume_leavings(unit, ROUND_FORM, aside.draft_id, aside.begun)


def give_round(unit: Unit, draft_id: str) -> str:
    """Make the round of a form, or change the one it was opened for; give the round's id."""
    form = _form(unit, draft_id)
    stops = [_snapshot(unit, stop) for stop in form.get("stops") or ()]
    values = {name: form.get(name) or None for name in _FORM}
    round_id: str | None = form.get("round")
    if round_id is None:
        order = [stop["id"] for stop in stops]
        # The draft's id becomes the round's: a form is never given twice.
        round_id = unit.create(
            ROUND, {**values, "stops": stops, "order": order, "author": unit.agent}, record_id=draft_id
        )
    else:
        _change(unit, round_id, form["opened"], {**values, "stops": stops})
    _end_form(unit, draft_id)
    return round_id


def _end_form(unit: Unit, draft_id: str) -> None:
    end_leavings(unit, ROUND_FORM, draft_id, (leavings.PLACE,))
    unit.discard_draft(draft_id)


def _change(unit: Unit, round_id: str, opened: Mapping[str, Any], form: Mapping[str, Any]) -> None:
    """Write what the form changes of the round that it was opened on.

    Compared with what was seen then, not with what stands there now: what others changed meanwhile was not meant.
    """
    fields = unit.fields(ROUND, round_id)
    wanted = {name: form[name] for name in _FORM if form[name] != (opened.get(name) or None)}
    known = {stop["id"] for stop in fields.get("stops") or ()}
    added = [stop for stop in form["stops"] if stop["id"] not in known]
    if added:
        wanted["stops"] = [*(fields.get("stops") or ()), *added]
    order, seen = [str(stop["id"]) for stop in form["stops"]], list(opened["order"])
    gone = set(seen) - set(order)
    if gone:
        wanted["left_out"] = sorted({*(fields.get("left_out") or ()), *gone})
    kept = [one for one in seen if one in order]
    if order[: len(kept)] != kept:
        # Adding at the end and taking out say nothing about the order, and must ask nobody.
        wanted["order"] = kept_order({**fields, **wanted}, order)
    unit.update(ROUND, round_id, wanted)


def _form(unit: Unit, draft_id: str) -> dict[str, Any]:
    draft = unit.draft(draft_id)
    return dict(draft.fields) if draft else {}


def _stops(unit: Unit, draft_id: str) -> list[dict[str, Any]]:
    return list(_form(unit, draft_id).get("stops") or ())


def _snapshot(unit: Unit, stop: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stop with its copy of what one must know to go there; nothing of the person who reported."""
    if stop["kind"] == StopKind.PLACE:
        return _whole(stop)
    row = shown_fields(unit.session, str(stop["kind"]), str(stop["record"]))
    if row is None:
        return _whole(stop)
    category = row.get("service_code") if stop["kind"] == StopKind.REPORT else row.get("category")
    copied = {name: row.get(name) for name in _COPIED}
    return _whole({**stop, **copied, "title": row.get("title"), "category": category})


def _whole(stop: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stop.items() if value not in (None, "")}


def _point(stop: Mapping[str, Any]) -> Point | None:
    lat, long = stop.get("lat"), stop.get("long")
    return None if lat is None or long is None else Point(float(lat), float(long))
