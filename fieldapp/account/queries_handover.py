"""What an agent hands over when he closes his day: what was done, what is left by name, and the words beside it."""

from dataclasses import dataclass

from sqlmodel import Session, and_, col, func, or_, select

from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.pill import photos_waiting
from fieldapp.replica.tables import Round, Task
from sync.records.round import RoundStatus
from sync.records.task import OPEN_STATUSES, TaskStatus


@dataclass(frozen=True, slots=True)
class LeftTask:
    """A task that is left."""

    id: str
    title: str
    category: str | None
    address: str
    note: str
    """The word for who comes next."""


@dataclass(frozen=True, slots=True)
class WalkedRound:
    """A round of the day, with the word at its start and the word on return."""

    id: str
    title: str
    note_before: str
    note_after: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The day as it is handed over."""

    done: int
    left: tuple[LeftTask, ...]
    """All of them, the most pressing first."""
    photos: int
    """Photos that have not arrived at the town hall."""
    rounds: tuple[WalkedRound, ...]


def hand_over(session: Session, agent_id: str, team_id: str | None, today: str, day_start: str) -> HandOver:
    """Give the day of an agent; `day_start` is the midnight of the day `today`, as an instant."""
    done = (Task.assignee == agent_id, Task.status == TaskStatus.FAITE, col(Task.done_at) >= day_start)
    own = select(Task).where(Task.assignee == agent_id, col(Task.status).in_(sorted(OPEN_STATUSES)))
    return HandOver(
        done=session.exec(select(func.count()).select_from(Task).where(*done)).one(),
        left=tuple(
            LeftTask(row.id, row.title, row.category, row.address or "", row.handover_note or "")
            for row in session.exec(own.order_by(*pressing_first(Task)))
        ),
        photos=photos_waiting(session),
        rounds=_rounds(session, agent_id, team_id, today),
    )


def _rounds(session: Session, agent_id: str, team_id: str | None, today: str) -> tuple[WalkedRound, ...]:
    of_team = and_(col(Round.assignee).is_(None), col(Round.team).is_not(None), col(Round.team) == team_id)
    mine = or_(col(Round.assignee) == agent_id, of_team)
    of_today = (Round.planned_on == today, Round.status != RoundStatus.ANNULEE)
    rows = session.exec(select(Round).where(mine, *of_today).order_by(col(Round.id)))
    return tuple(WalkedRound(row.id, row.title, row.note_before or "", row.note_after or "") for row in rows)
