"""The choices behind fields that hold an id: services, teams and agents of the town."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from fieldapp.replica.tables import Agent, Service, Team

Option = tuple[str, str]
"""An id, and the name that a person knows."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Hold the town's services, teams and active agents, by name."""

    services: tuple[Option, ...] = ()
    teams: tuple[Option, ...] = ()
    agents: tuple[Option, ...] = ()


def directory(session: Session) -> Directory:
    """Give the choices for the fields `service`, `team` and `assignee`."""
    services = session.exec(select(Service.id, Service.name).order_by(col(Service.name)))
    teams = session.exec(select(Team.id, Team.name).order_by(col(Team.name)))
    active = select(Agent).where(col(Agent.active).is_(True)).order_by(col(Agent.family_name))
    agents = tuple((agent.id, f"{agent.given_name} {agent.family_name}") for agent in session.exec(active))
    return Directory(tuple(services), tuple(teams), agents)
