"""Reads of who may take a task: the teams, and the colleagues who work outside with what they have in hand."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.tables import Agent, Service, Task, Team
from fieldapp.replica.words import folded, words_of
from sync.records.base import FIELD_ROLES
from sync.records.task import OPEN_STATUSES

FOUND_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Taker:
    """An agent or a team that may take a task."""

    id: str
    name: str
    above: str
    """The team of an agent, the service of a team."""
    open_tasks: int = 0


@dataclass(frozen=True, slots=True)
class Takers:
    """Everybody who may take a task, those of its team and service first."""

    teams: tuple[Taker, ...] = ()
    agents: tuple[Taker, ...] = ()


def takers(session: Session, team_id: str | None, service_id: str | None) -> Takers:
    """Give the teams and agents for a task of this team and service; the least loaded first."""
    services = dict(session.exec(select(Service.id, Service.name)).all())
    teams = list(session.exec(select(Team).order_by(col(Team.name))))
    names = {team.id: team.name for team in teams}
    open_tasks = select(Task.assignee).where(col(Task.status).in_(sorted(OPEN_STATUSES)))
    load = Counter(assignee for assignee in session.exec(open_tasks) if assignee)
    outside = select(Agent).where(Agent.active, col(Agent.role).in_(sorted(FIELD_ROLES)))
    agents = sorted(
        session.exec(outside),
        key=lambda one: (one.team != team_id, one.service != service_id, load[one.id], one.family_name, one.id),
    )
    return Takers(
        teams=tuple(
            Taker(team.id, team.name, services.get(team.service or "", ""))
            for team in sorted(teams, key=lambda one: (one.id != team_id, one.service != service_id, one.name))
        ),
        agents=tuple(
            Taker(one.id, f"{one.given_name} {one.family_name}", names.get(one.team or "", ""), load[one.id])
            for one in agents
        ),
    )


def fitting(people: tuple[Taker, ...], typed: str) -> tuple[Taker, ...]:
    """Give those whose name or team begins with each word that was typed, accents and case aside."""
    wanted = [folded(word[0]) for word in words_of(typed)]

    def fits(taker: Taker) -> bool:
        said = [folded(word[0]) for word in words_of(f"{taker.name} {taker.above}")]
        return all(any(word.startswith(start) for word in said) for start in wanted)

    return tuple(taker for taker in people if fits(taker))[:FOUND_MAX]
