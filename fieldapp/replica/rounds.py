"""How a round stands: what became of each stop, by what was said there or by its task or report since.

A stop whose task was closed on its own page is done, although nobody said so on the round: two screens never tell two
stories. What was said at the stop counts before that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.tables import Report, Task
from fieldapp.replica.unit import Unit
from sync.core.ids import derived_id
from sync.core.model import Fields
from sync.records.report import ReportStatus
from sync.records.round import StopKind, StopResult, last_visits, stops_in_order
from sync.records.task import ImpossibleReason, TaskStatus

ROUND_FORM: Final = "round"
"""The form under which a round is kept while it is being planned."""
VISIT_FORM: Final = "round visit"
"""The form of the word that is being written at a stop."""
_REPORTS_DONE: Final = frozenset({ReportStatus.RESOLU, ReportStatus.FAIT_A_CONTROLER, ReportStatus.ARCHIVE})


@dataclass(frozen=True, slots=True)
class StopState:
    """A stop, and what became of it; `result` is None while it is to be made."""

    stop: Mapping[str, Any]
    result: StopResult | None
    visit: Mapping[str, Any] | None = None
    """What was said at the stop; None where its task or report tells."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many stops were made, and how many are left."""

    done: int = 0
    not_found: int = 0
    postponed: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        """Count all stops."""
        return self.done + self.not_found + self.postponed + self.left

    @property
    def handled(self) -> int:
        """Count the stops where somebody was."""
        return self.total - self.left


def stop_states(session: Session, rounds: Collection[Fields]) -> list[tuple[StopState, ...]]:
    """Give the stops of each of these rounds in their order, with what became of them."""
    listed = [stops_in_order(fields) for fields in rounds]
    told = _told_by_records(session, [stop for stops in listed for stop in stops])
    return [_states(stops, last_visits(fields), told) for stops, fields in zip(listed, rounds, strict=True)]


def progress_of(states: Collection[StopState]) -> Progress:
    """Count what became of the stops."""
    results = [state.result for state in states]
    return Progress(
        done=results.count(StopResult.FAITE),
        not_found=results.count(StopResult.INTROUVABLE),
        postponed=results.count(StopResult.REPORTEE),
        left=results.count(None),
    )


def next_stop(states: Collection[StopState]) -> StopState | None:
    """Give the stop to be made next; None when somebody was at each."""
    return next((state for state in states if state.result is None), None)


def visit_draft_id(round_id: str, stop_id: str) -> str:
    """Give the id of the draft in which the word at a stop is being written: one per stop and device."""
    return derived_id("round visit", round_id, stop_id)


def pick_for_round(unit: Unit, kind: StopKind, record_ids: Collection[str]) -> str:
    """Begin to plan a round over tasks or reports; give the draft that the place of the rounds opens."""
    stops = [{"id": unit.new_id(), "kind": kind, "record": record_id} for record_id in record_ids]
    return unit.save_draft(ROUND_FORM, {"stops": stops})


def _states(
    stops: list[Mapping[str, Any]], visits: Mapping[str, Mapping[str, Any]], told: Mapping[str, StopResult]
) -> tuple[StopState, ...]:
    found = []
    for stop in stops:
        visit = visits.get(str(stop["id"]))
        result = StopResult(visit["result"]) if visit else told.get(str(stop.get("record")))
        found.append(StopState(stop, result, visit))
    return tuple(found)


def _told_by_records(session: Session, stops: list[Mapping[str, Any]]) -> dict[str, StopResult]:
    """Give what the tasks and reports behind these stops say of them, where they are here: id -> result."""
    ids = {kind: [str(stop.get("record")) for stop in stops if stop.get("kind") == kind] for kind in StopKind}
    tasks = session.exec(
        select(Task.id, Task.status, Task.impossible_reason).where(col(Task.id).in_(ids[StopKind.TASK]))
    )
    reports = session.exec(select(Report.id, Report.status).where(col(Report.id).in_(ids[StopKind.REPORT])))
    told = {task_id: _of_task(status, reason) for task_id, status, reason in tasks}
    told.update({report_id: StopResult.FAITE for report_id, status in reports if status in _REPORTS_DONE})
    return {record_id: result for record_id, result in told.items() if result is not None}


def _of_task(status: str, reason: str | None) -> StopResult | None:
    if status == TaskStatus.FAITE:
        return StopResult.FAITE
    if status != TaskStatus.IMPOSSIBLE:
        return None
    return StopResult.INTROUVABLE if reason == ImpossibleReason.INTROUVABLE else StopResult.REPORTEE
