"""An agent's calendar (RFC 5545): his tasks and his team's as VTODO, scheduled work and rounds as VEVENT.

Only what lies in his own scopes, by the grants of now: `agent:…` and `team:…`. A calendar leaves the vault for a
telephone's agenda and a provider's servers, so it holds what to do, where and when, and no words about people: no
description, no comments, no caller. A moment's DTSTAMP is that of its record, so that the same calendar has the same
bytes.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar, Event, Todo

from sync.core.instants import instant_of_ms, ms_of_instant, parse_instant
from sync.core.model import Fields, Record
from sync.records.categories import CATEGORIES
from sync.records.report import CLOSED_STATUSES
from sync.records.round import RoundStatus
from sync.records.task import Priority, TaskStatus
from sync.server.outside.settings import settings_of
from sync.server.rows import GrantRow, MemberRow, RecordRow
from sync.server.store import Unit

CALENDAR_MEDIA_TYPE = "text/calendar; charset=utf-8"
TASK, REPORT, ROUND = "task", "report", "round"
ENTRIES_MAX = 1_000
PAST_DAYS = 30
"""How long what is over stays, by the last time that somebody touched it."""
WORK_HOURS = 1
"""The length of scheduled work of which only the beginning is known."""
_OWN = ("agent:", "team:")
_STATUS: dict[str, str] = {
    TaskStatus.A_FAIRE: "NEEDS-ACTION",
    TaskStatus.PRISE_EN_CHARGE: "IN-PROCESS",
    TaskStatus.EN_COURS: "IN-PROCESS",
    TaskStatus.FAITE: "COMPLETED",
    TaskStatus.IMPOSSIBLE: "CANCELLED",
    TaskStatus.ANNULEE: "CANCELLED",
}
_PRIORITY: dict[str, int] = {Priority.DANGEREUX: 1, Priority.TRES_GENANT: 3, Priority.GENANT: 5}
"""RFC 5545 section 3.8.1.9: 1 is the highest, 5 is medium."""
_MEDIUM = 5
_OVER = frozenset({"COMPLETED", "CANCELLED"})
_ROUND_OVER = frozenset({RoundStatus.TERMINEE, RoundStatus.ANNULEE})


def calendar_of(unit: Unit, agent: str, now: str) -> bytes | None:
    """Give the calendar of an agent; None where nothing is his to see any more."""
    grants = unit.get(GrantRow, [(agent,)]).get((agent,))
    scopes = sorted(grants.scopes()) if grants is not None else []
    if not scopes:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Fieldapp//Calendar 1//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    since, language = _before(now), settings_of(unit).languages[0]
    for record in _own(unit, [scope for scope in scopes if scope.startswith(_OWN)]):
        component = _component(record, agent, language)
        if component is not None and (not _is_over(record) or _touched(record) >= since):
            calendar.add_component(component)
    return bytes(calendar.to_ical())


def _own(unit: Unit, scopes: list[str]) -> Iterable[Record]:
    """Give the records in these scopes that a calendar may show, the newest first, as many as it holds."""
    members = unit.find(MemberRow, "scope", scopes)
    keys = {(row.kind, row.id) for row in members if row.present and row.kind in (TASK, REPORT, ROUND)}
    newest = sorted(keys, key=lambda key: key[1], reverse=True)[:ENTRIES_MAX]
    found = unit.get(RecordRow, newest)
    return [found[key].record() for key in newest if key in found and not found[key].removed]


def _component(record: Record, agent: str, language: str) -> Todo | Event | None:
    if record.kind == TASK:
        return _task(record)
    if record.kind == ROUND:
        return _round(record)
    fields = record.fields
    is_his = agent == fields.get("assignee") or (fields.get("team") and not fields.get("assignee"))
    return _work(record, language) if fields.get("scheduled_at") and is_his else None


def _task(record: Record) -> Todo:
    fields, todo, status = record.fields, Todo(), _todo_status(record)
    _name(todo, record, str(fields["title"]))
    todo.add("status", status)
    todo.add("priority", _PRIORITY.get(str(fields.get("priority")), _MEDIUM))
    if fields.get("due_at"):
        todo.add("due", parse_instant(fields["due_at"]))
    if status == "COMPLETED":
        todo.add("completed", parse_instant(str(fields.get("done_at") or _touched(record))))
    return todo


def _work(record: Record, language: str) -> Event:
    category = CATEGORIES.get(str(record.fields.get("service_code")))
    words = str(record.fields.get("service_code")) if category is None else getattr(category, language)
    begin, event = parse_instant(record.fields["scheduled_at"]), Event()
    _name(event, record, f"{words} ({record.fields.get('number')})")
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(hours=WORK_HOURS))
    event.add("status", "CANCELLED" if record.fields.get("status") in CLOSED_STATUSES else "CONFIRMED")
    return event


def _round(record: Record) -> Event:
    day, event = date.fromisoformat(str(record.fields["planned_on"])), Event()
    _name(event, record, str(record.fields["title"]))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", "CANCELLED" if record.fields.get("status") == RoundStatus.ANNULEE else "CONFIRMED")
    return event


def _name(component: Any, record: Record, summary: str) -> None:
    moment = parse_instant(_touched(record))
    component.add("uid", f"{record.kind}-{record.id}")
    component.add("dtstamp", moment)
    component.add("last-modified", moment)
    component.add("sequence", record.rv)
    component.add("summary", summary)
    _place(component, record.fields)


def _place(component: Any, fields: Fields) -> None:
    if fields.get("address"):
        component.add("location", str(fields["address"]))
    if fields.get("lat") is not None and fields.get("long") is not None:
        component.add("geo", (float(fields["lat"]), float(fields["long"])))


def _is_over(record: Record) -> bool:
    status = record.fields.get("status")
    if record.kind == TASK:
        return _todo_status(record) in _OVER
    return status in (CLOSED_STATUSES if record.kind == REPORT else _ROUND_OVER)


def _todo_status(record: Record) -> str:
    return _STATUS.get(str(record.fields.get("status")), "NEEDS-ACTION")


def _touched(record: Record) -> str:
    return max(stamp.at for stamp in record.stamps.values())


def _before(now: str) -> str:
    return instant_of_ms(ms_of_instant(now) - PAST_DAYS * 24 * 3_600_000)
