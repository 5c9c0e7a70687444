"""The digest at the start of a shift: what others changed on my work since I last said that I had seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.people import directory_names
from fieldapp.replica.settings import Setting, setting
from fieldapp.replica.tables import Agent, Report, Round, Task
from fieldapp.today.queries import made_by
from sync.records.report import TO_DO_STATUSES
from sync.records.round import OPEN_STATUSES as OPEN_ROUNDS
from sync.records.task import OPEN_STATUSES

WORKS_MAX: Final = 300
ROUNDS_MAX: Final = 50
_ON_THE_WAY: Final = {"visits"}
"""Fields of a round that tell how it goes, not how it was planned."""


@dataclass(frozen=True, slots=True)
class ChangedWork:
    """A task, report or round of mine that others touched, with the entries of its history that tell how."""

    kind: str
    id: str
    title: str
    category: str | None
    entries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What changed since when; `seen_at` is when the last digest was put away, None before the first."""

    since: str
    seen_at: str | None
    changed: tuple[ChangedWork, ...]
    names: Mapping[str, str]


def digest(session: Session, agent_id: str, yesterday: str) -> Digest:
    """Give what changed on my open work since the last digest; before the first, since yesterday."""
    seen_at = setting(session, Setting.DIGEST_SEEN_AT) or None
    since = seen_at or yesterday
    is_open, is_mine = col(Task.status).in_(sorted(OPEN_STATUSES)), Task.assignee == agent_id
    tasks = select(Task).where(is_open, is_mine).order_by(*pressing_first(Task))
    mine = session.exec(tasks.limit(WORKS_MAX)).all()
    to_do = col(Report.status).in_(sorted(TO_DO_STATUSES))
    given = select(Report).where(to_do, Report.assignee == agent_id).order_by(*pressing_first(Report))
    reports = session.exec(given.limit(WORKS_MAX))

    def told(row: Task | Report | Round) -> tuple[Mapping[str, Any], ...]:
        return _of_others(row, agent_id, since)

    covered = {task.report for task in mine}
    works = [ChangedWork("task", task.id, task.title, task.category, told(task)) for task in mine]
    works += [
        ChangedWork("report", report.id, "", report.service_code, told(report))
        for report in reports
        if report.id not in covered
    ]
    works += [ChangedWork("round", one.id, one.title, None, told(one)) for one in _rounds(session, agent_id)]
    changed = sorted((work for work in works if work.entries), key=lambda work: _last_at(work.entries), reverse=True)
    return Digest(since, seen_at, tuple(changed), directory_names(session) if changed else {})


def _rounds(session: Session, agent_id: str) -> Sequence[Round]:
    """Give the rounds that are still to be made, by this agent or by whoever of his team sets out."""
    agent = session.get(Agent, agent_id)
    is_open = col(Round.status).in_(sorted(OPEN_ROUNDS))
    whose = made_by(agent_id, agent.team if agent else None)
    return session.exec(select(Round).where(is_open, *whose).order_by(col(Round.planned_on)).limit(ROUNDS_MAX)).all()


def _of_others(row: Task | Report | Round, agent_id: str, since: str) -> tuple[Mapping[str, Any], ...]:
    entries = row.history or ()
    return tuple(entry for entry in entries if _is_news(entry, agent_id) and _received(entry) >= since)


def _is_news(entry: Mapping[str, Any], agent_id: str) -> bool:
    """Tell whether another one did it, and it is more than a stop that a colleague saw."""
    edits = set(entry.get("edits") or ())
    return entry.get("agent") != agent_id and not (edits and edits <= _ON_THE_WAY)


def _last_at(entries: Sequence[Mapping[str, Any]]) -> str:
    return max(_received(entry) for entry in entries)


def _received(entry: Mapping[str, Any]) -> str:
    return str(entry.get("received_at") or entry.get("made_at") or "")
