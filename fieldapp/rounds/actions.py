"""Writes of a round that is being made: begin, what was found at each stop, the order, the end.

What is said at a stop goes on to what stands there, in the same gesture. « Fait » at a report makes it « Fait, à
contrôler »: the desk looks at it, nobody has shown a photo. « Fait » at a task closes the task when nothing is missing
of it; one that wants checks or a photo is closed on its own page, and the stop follows it (`stop_states`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import select

from fieldapp.replica.rounds import VISIT_FORM, visit_draft_id
from fieldapp.replica.tables import Attachment, Report, Task
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.geometry import Point
from sync.records.report import CLOSED_STATUSES, ReportStatus
from sync.records.round import RoundStatus, StopKind, StopResult, kept_order, last_visits, stops_in_order
from sync.records.task import OPEN_STATUSES as TASK_OPEN
from sync.records.task import TaskStatus, is_answered
from sync.records.walks import nearest_first

ROUND: Final = "round"


class NotFinished(Exception):
    """Say that the task at a stop wants checks or a photo first; the screen leads to it."""


def begin(unit: Unit, round_id: str) -> Fields:
    """Set out; gives what there was before."""
    fields = unit.fields(ROUND, round_id)
    started_at = fields.get("started_at") or unit.now
    unit.update(ROUND, round_id, {"status": RoundStatus.EN_COURS, "started_at": started_at, "ended_at": None})
    return {name: fields.get(name) for name in ("status", "started_at", "ended_at")}


def end(unit: Unit, round_id: str, note_after: str) -> None:
    """End a round, with a word for who planned it; what is left stays with its task or report."""
    unit.update(
        ROUND,
        round_id,
        {"status": RoundStatus.TERMINEE, "ended_at": unit.now, "note_after": note_after.strip() or None},
    )


def keep_note_after(unit: Unit, round_id: str, note_after: str) -> None:
    """Keep the word after the round as it stands."""
    unit.update(ROUND, round_id, {"note_after": note_after.strip() or None})


def draft_word(unit: Unit, round_id: str, stop_id: str, text: str) -> None:
    """Keep the word at a stop while it is being written."""
    draft_id = visit_draft_id(round_id, stop_id)
    if text.strip():
        unit.save_draft(VISIT_FORM, {"text": text}, draft_id=draft_id)
    elif unit.draft(draft_id) is not None:
        unit.discard_draft(draft_id)


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a stop, with a word; `comment` is that word as its task or report is to hold it."""

    stop: str
    result: StopResult
    note: str = ""
    comment: str = ""


def visit(unit: Unit, round_id: str, said: Visit) -> None:
    """Say what became of a stop; raise `NotFinished` where its task is closed on its own page only."""
    fields = unit.fields(ROUND, round_id)
    stop = _stop(fields, said.stop)
    if said.result is StopResult.FAITE:
        _done_there(unit, stop)
    if said.comment:
        _said_there(unit, stop, said.comment)
    if fields.get("status") == RoundStatus.PREVUE:
        begin(unit, round_id)
    entry: dict[str, Any] = {"stop": said.stop, "result": said.result.value}
    note = said.note.strip()
    unit.append(ROUND, round_id, "visits", {**entry, "note": note} if note else entry)
    draft_word(unit, round_id, said.stop, "")


def take_visit_back(unit: Unit, round_id: str, stop_id: str) -> None:
    """Make a stop open again: « Annuler »; its word comes back into the field."""
    fields = unit.fields(ROUND, round_id)
    last = last_visits(fields).get(stop_id)
    if last is None:
        return
    if last["result"] == StopResult.FAITE:
        _reopened_there(unit, _stop(fields, stop_id))
    unit.append(ROUND, round_id, "visits", {"stop": stop_id, "result": StopResult.A_FAIRE.value})
    draft_word(unit, round_id, stop_id, str(last.get("note") or ""))


def put_in_order(unit: Unit, round_id: str, stop_ids: Sequence[str]) -> Fields:
    """Make the stops in this order; gives the order there was."""
    fields = unit.fields(ROUND, round_id)
    unit.update(ROUND, round_id, {"order": kept_order(fields, stop_ids)})
    return {"order": fields.get("order")}


def move_stop(unit: Unit, round_id: str, stop_id: str, steps: int) -> Fields:
    """Move a stop up (-1) or down (+1) in the list; gives the order there was."""
    ids = [str(stop["id"]) for stop in stops_in_order(unit.fields(ROUND, round_id))]
    return put_in_order(unit, round_id, moved(ids, stop_id, steps))


def order_by_nearness(unit: Unit, round_id: str, here: Point | None) -> Fields:
    """Order what is left by a short way from here; where somebody was already stays in front."""
    fields = unit.fields(ROUND, round_id)
    visited = last_visits(fields)
    stops = stops_in_order(fields)
    been = [str(stop["id"]) for stop in stops if stop["id"] in visited]
    left = [stop for stop in stops if stop["id"] not in visited]
    way = nearest_first(here, [_point(unit, stop) for stop in left])
    return put_in_order(unit, round_id, [*been, *(str(left[index]["id"]) for index in way)])


def leave_out(unit: Unit, round_id: str, stop_id: str) -> Fields:
    """Take a stop out of the round; gives what was left out before."""
    fields = unit.fields(ROUND, round_id)
    gone = sorted({*(fields.get("left_out") or ()), stop_id})
    unit.update(ROUND, round_id, {"left_out": gone})
    return {"left_out": fields.get("left_out")}


def take_back(unit: Unit, round_id: str, before: Fields) -> None:
    """Put the fields of a gesture back as they were: « Annuler »."""
    unit.update(ROUND, round_id, before)


def call_off(unit: Unit, round_id: str) -> Fields:
    """Call a round off; gives the status there was."""
    before = unit.fields(ROUND, round_id).get("status")
    unit.update(ROUND, round_id, {"status": RoundStatus.ANNULEE})
    return {"status": before}


def moved(ids: Sequence[str], one: str, steps: int) -> list[str]:
    """Give a list with one member so many places further on, never beyond its ends."""
    rest = [other for other in ids if other != one]
    at = min(max(list(ids).index(one) + steps, 0), len(rest)) if one in ids else len(rest)
    return [*rest[:at], one, *rest[at:]]


def _stop(fields: Fields, stop_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        (stop for stop in fields.get("stops") or () if stop["id"] == stop_id), {"id": stop_id, "kind": StopKind.PLACE}
    )
    return found


def _point(unit: Unit, stop: Mapping[str, Any]) -> Point | None:
    """Give where a stop is by now: its task or report may have been moved since."""
    row = _task(unit, stop) or _report(unit, stop)
    lat, long = (row.lat, row.long) if row is not None else (stop.get("lat"), stop.get("long"))
    return None if lat is None or long is None else Point(float(lat), float(long))


def _task(unit: Unit, stop: Mapping[str, Any]) -> Task | None:
    return unit.session.get(Task, stop["record"]) if stop["kind"] == StopKind.TASK else None


def _report(unit: Unit, stop: Mapping[str, Any]) -> Report | None:
    return unit.session.get(Report, stop["record"]) if stop["kind"] == StopKind.REPORT else None


def _done_there(unit: Unit, stop: Mapping[str, Any]) -> None:
    task, report = _task(unit, stop), _report(unit, stop)
    if task is not None and task.status in TASK_OPEN:
        _close_task(unit, task.id)
    if report is not None and report.status not in CLOSED_STATUSES:
        unit.update("report", report.id, {"status": ReportStatus.FAIT_A_CONTROLER})


def _close_task(unit: Unit, task_id: str) -> None:
    fields = unit.fields("task", task_id)
    if not is_answered(fields) or (fields.get("photo_proof") and not _has_after_photo(unit, task_id)):
        raise NotFinished(task_id)
    unit.update(
        "task",
        task_id,
        {
            "status": TaskStatus.FAITE,
            "done_at": unit.now,
            "started_at": fields.get("started_at") or unit.now,
            "assignee": fields.get("assignee") or unit.agent,
        },
    )
    report = unit.session.get(Report, fields.get("report")) if fields.get("report") else None
    if report is not None and report.status not in CLOSED_STATUSES:
        unit.update("report", report.id, {"status": ReportStatus.FAIT_A_CONTROLER})


def _has_after_photo(unit: Unit, task_id: str) -> bool:
    after = select(Attachment.id).where(
        Attachment.parent_kind == "task", Attachment.parent_id == task_id, Attachment.role == PhotoRole.APRES
    )
    return unit.session.exec(after).first() is not None


def _said_there(unit: Unit, stop: Mapping[str, Any], comment: str) -> None:
    """Leave the word with the task or report: whoever comes next opens that, not the round."""
    if _task(unit, stop) is not None or _report(unit, stop) is not None:
        unit.append(str(stop["kind"]), str(stop["record"]), "comments", {"text": comment})


def _reopened_there(unit: Unit, stop: Mapping[str, Any]) -> None:
    task, report = _task(unit, stop), _report(unit, stop)
    if task is not None and task.status == TaskStatus.FAITE:
        unit.update("task", task.id, {"status": TaskStatus.EN_COURS, "done_at": None})
        report = unit.session.get(Report, task.report) if task.report else None
    if report is not None and report.status == ReportStatus.FAIT_A_CONTROLER:
        unit.update("report", report.id, {"status": ReportStatus.EN_COURS})
