"""Writes of the triage: each gesture of the desk is one action, and gives the fields as before, for « Annuler ».

A gesture that was written is never erased: taking it back is the contrary gesture. Where the state machine does not
lead back to where a report stood (nothing becomes « nouveau » again), it goes to the nearest state in which it waits
at the desk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fieldapp.replica import leavings
from fieldapp.replica.leavings import end_leavings
from fieldapp.replica.people import comment_draft_id
from fieldapp.replica.tables import Agent, Team
from fieldapp.replica.town_rules import levels_here, routing_here
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.categories import Category, category_of
from sync.records.delays import report_delays
from sync.records.levels import ServiceLevels
from sync.records.report import CLOSED_STATUSES, MOVES, RejectReason, ReportStatus
from sync.records.task import Priority
from sync.records.worked_time import pause_s, pushed

REPORT: Final = "report"
COMMENT_FORM: Final = "report comment"
"""The form of a comment being written: the same draft as on the report's own page."""
TOGETHER_MAX: Final = 50
"""Reports that one gesture changes: a page of the list."""
_S = ReportStatus
_WAITING: Final = (_S.A_QUALIFIER, _S.QUALIFIE)
"""Where a report waits at the desk, in the order in which they are tried when a gesture is taken back."""
ASIDE: Final = (_S.EN_ATTENTE_USAGER, _S.TRANSFERE_TIERS, _S.SOUS_SURVEILLANCE)
"""Where a report can be put aside without being closed."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a report or a task is given: an agent, else a team, else a whole service."""

    service: str | None = None
    team: str | None = None
    agent: str | None = None


def assign(unit: Unit, report_id: str, to: Recipient) -> Fields:
    """Give a report to an agent, a team or a service."""
    fields = unit.fields(REPORT, report_id)
    status = fields["status"] if fields["status"] == _S.PROGRAMME else _S.AFFECTE
    return write_fields(unit, report_id, {"status": status, **held_by(unit, to)})


def requalify(unit: Unit, report_id: str, code: str, *, restarts_clock: bool = False) -> Fields:
    """Change the category; its service and its delays follow, its number and its history stay.

    The delay counts from the report, or from now where the town decided so. A team of another service loses it.
    """
    fields, category = unit.fields(REPORT, report_id), category_of(code)
    route, levels = routing_here(unit.session).route(code, fields.get("zone")), levels_here(unit.session)
    service = route.service
    since = unit.now if restarts_clock else None
    wanted: dict[str, Any] = {
        "service_code": code,
        "service": service,
        "expected_datetime": _expected(fields, category, levels, unit.now, since=since),
    }
    if category.dangerous:
        wanted["priority"] = Priority.DANGEREUX
    if service != fields.get("service"):
        wanted |= {"team": route.team, "assignee": None}
    moves_on = fields["status"] in (_S.NOUVEAU, _S.A_QUALIFIER)
    if moves_on or (service != fields.get("service") and fields["status"] not in CLOSED_STATUSES):
        wanted["status"] = _S.QUALIFIE
    return write_fields(unit, report_id, wanted)


def _expected(fields: Fields, category: Category, levels: ServiceLevels, now: str, *, since: str | None) -> str:
    """Give when a report of this category should be mended; what was paused does not count."""
    if since is not None:
        return report_delays(category, since, levels)["expected_datetime"]
    by_the_hour, calendar = levels.fix_of(category.code).by_the_hour, levels.calendar
    paused_s = int(fields.get("paused_s") or 0)
    if fields.get("paused_at"):
        paused_s += pause_s(fields["paused_at"], now, by_the_hour, calendar)
    due = report_delays(category, str(fields["requested_datetime"]), levels)["expected_datetime"]
    return pushed(due, paused_s, by_the_hour=by_the_hour, calendar=calendar) if paused_s else due


def set_priority(unit: Unit, report_id: str, priority: Priority) -> Fields:
    """Say how urgent a report is."""
    return write_fields(unit, report_id, {"priority": priority})


def schedule(unit: Unit, report_id: str, at: str) -> Fields:
    """Say when the work will be done."""
    return write_fields(unit, report_id, {"status": _S.PROGRAMME, "scheduled_at": at})


def reject(unit: Unit, report_id: str, reason: RejectReason, note: str) -> Fields:
    """Close a report that the town does not take, with its reason and a note for who reported it."""
    end_leavings(unit, REPORT, report_id, (leavings.REJECT,))
    wanted = {"status": _S.REJETE, "reject_reason": reason, "status_notes": note.strip() or None}
    return write_fields(unit, report_id, {**wanted, "closed_at": unit.now})


def put_aside(unit: Unit, report_id: str, status: ReportStatus, note: str) -> Fields:
    """Let a report wait for the resident or a third party, or watch the place."""
    assert status in ASIDE, "a state in which a report waits without being closed"
    end_leavings(unit, REPORT, report_id, (leavings.ASIDE,))
    return write_fields(unit, report_id, {"status": status, "status_notes": note.strip() or None})


def reopen(unit: Unit, report_id: str) -> Fields:
    """Bring a closed report back to the desk; a duplicate stands for itself again."""
    emptied = dict.fromkeys(("closed_at", "reject_reason", "duplicate_of", "team", "assignee"))
    return write_fields(unit, report_id, {"status": _S.QUALIFIE, "reopened": True, **emptied})


def accept_work(unit: Unit, report_id: str) -> Fields:
    """Take what the street says as true: the work is done, or it cannot be done and the report is filed."""
    is_impossible = unit.fields(REPORT, report_id)["status"] == _S.IMPOSSIBLE
    return write_fields(unit, report_id, {"status": _S.ARCHIVE if is_impossible else _S.RESOLU, "closed_at": unit.now})


def send_back(unit: Unit, report_id: str) -> Fields:
    """Give work that is not done back to those who had it."""
    return write_fields(unit, report_id, {"status": _S.AFFECTE, "closed_at": None})


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


def each(unit: Unit, report_ids: Sequence[str], action: Callable[..., Fields], *args: Any) -> dict[str, Fields]:
    """Make one gesture on several reports: all of them or none; give per report what it was before."""
    assert len(report_ids) <= TOGETHER_MAX, "the list lets nobody choose more together"
    return {report_id: action(unit, report_id, *args) for report_id in report_ids}


def take_all_back(unit: Unit, before: Mapping[str, Fields]) -> None:
    """Put the fields of several reports back as they were."""
    for report_id, fields in before.items():
        take_back(unit, report_id, fields)


def take_back(unit: Unit, report_id: str, before: Fields) -> None:
    """Put the fields of a gesture back as they were: « Annuler »."""
    wanted = dict(before)
    if "status" in wanted:
        now = str(unit.fields(REPORT, report_id)["status"])
        wanted["status"] = status_back(now, str(wanted["status"]))
    unit.update(REPORT, report_id, wanted)


def status_back(now: str, before: str) -> str:
    """Give the state nearest to the one before that can be reached from where a report stands."""
    if now == before:
        return now
    reachable = MOVES.get(now, {})
    return next((state for state in (before, *_WAITING) if state in reachable), now)


def held_by(unit: Unit, to: Recipient) -> dict[str, str | None]:
    """Give the fields service, team and assignee of a recipient; what is above an agent or a team follows."""
    agent = unit.session.get(Agent, to.agent) if to.agent else None
    team_id = to.team or (agent.team if agent else None)
    team = unit.session.get(Team, team_id) if team_id else None
    service = to.service or (team.service if team else None) or (agent.service if agent else None)
    return {"service": service, "team": team_id, "assignee": to.agent}


def write_fields(unit: Unit, report_id: str, wanted: Fields) -> Fields:
    """Write fields of a report and give those that changed as they were."""
    fields = unit.fields(REPORT, report_id)
    unit.update(REPORT, report_id, wanted)
    return {name: fields.get(name) for name in wanted if fields.get(name) != wanted[name]}
