"""Reads of the page's objectives: the followed ones with their figures, then those that are planned or ended."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.objectives import Aim, Measure, aim_of, followed, measured_now
from fieldapp.replica.tables import Agent, Objective
from sync.records.objective import Indicator, ObjectiveStatus

OTHERS_MAX: Final = 24


@dataclass(frozen=True, slots=True)
class Objectives:
    """All that the section shows."""

    followed: tuple[Aim, ...]
    others: tuple[Aim, ...]
    """Planned ones, then ended ones."""


def objectives(session: Session, agent_id: str, now: str) -> Objectives:
    """Give the objectives of the town."""
    viewer = session.get(Agent, agent_id)
    resting = select(Objective).where(Objective.status != ObjectiveStatus.ACTIF)
    # A plan comes before what is over: `projet` is the later word.
    rows = session.exec(resting.order_by(col(Objective.status).desc(), col(Objective.id).desc()).limit(OTHERS_MAX))
    return Objectives(followed(session, agent_id, now), tuple(aim_of(session, row, viewer, now) for row in rows.all()))


def figures_today(session: Session, agent_id: str, now: str) -> dict[str, Measure]:
    """Give today's figure of every indicator: what a new objective starts from."""
    viewer = session.get(Agent, agent_id)
    return {indicator.value: measured_now(session, indicator, viewer, now) for indicator in Indicator}
