"""What may call somebody: a note that he must read, a task that others gave him, a conflict of his."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select

from fieldapp.replica.settings import Setting, setting
from fieldapp.replica.tables import Conflict, Task, Town
from fieldapp.today.queries import TASKS_MAX, to_read
from sync.core.instants import parse_instant
from sync.records.conflict import ConflictStatus
from sync.records.rings import RingRule, ring_rule
from sync.records.task import TaskStatus


class Sort(StrEnum):
    """What kind of matter it is; each has its words (`bell.<sort>`)."""

    NEWS = "news"
    TASK = "task"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that concerns me; a note that is reminded is a new matter."""

    sort: Sort
    id: str
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Bell:
    """What concerns me now, the town's rule, and when this device called already."""

    matters: tuple[Matter, ...]
    rule: RingRule
    rung_at: tuple[datetime, ...]


def bell(session: Session, agent_id: str) -> Bell:
    """Give all that may call an agent; whether it is new, and the time, is not decided here."""
    notes = [Matter(Sort.NEWS, note.id, note.reminded_at or note.published_at) for note in to_read(session, agent_id)]
    town = session.exec(select(Town).limit(1)).first()
    rung = tuple(parse_instant(at) for at in setting(session, Setting.RUNG_AT) or ())
    matters = (*notes, *_given_tasks(session, agent_id), *_my_conflicts(session, agent_id))
    return Bell(matters, ring_rule(town.policy if town else None), rung)


def _given_tasks(session: Session, agent_id: str) -> list[Matter]:
    """Give my tasks that are not begun and that others touched last: what I took calls nobody."""
    columns = select(Task.id, Task.author, Task.history)
    mine = columns.where(Task.assignee == agent_id, Task.status == TaskStatus.A_FAIRE).limit(TASKS_MAX)
    found = session.exec(mine)
    return [Matter(Sort.TASK, task_id) for task_id, author, history in found if _last(author, history) != agent_id]


def _last(author: str | None, history: Sequence[Mapping[str, Any]] | None) -> str | None:
    return history[-1].get("agent") if history else author


def _my_conflicts(session: Session, agent_id: str) -> list[Matter]:
    side = func.json_each(col(Conflict.sides)).table_valued("value")
    mine = select(side.c.value).where(func.json_extract(side.c.value, "$.agent") == agent_id).exists()
    found = session.exec(select(Conflict.id).where(Conflict.status == ConflictStatus.OUVERT, mine))
    return [Matter(Sort.CONFLICT, conflict_id) for conflict_id in found]
