"""Who said what, and to whom: names of the directory, comments with their authors, whom an audience holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from fieldapp.replica.tables import Agent, Service, Team
from sync.core.ids import derived_id
from sync.core.model import Fields
from sync.records.base import TOWN_SCOPE, scope
from sync.records.grants import note_scopes
from sync.records.news import audience_scopes


@dataclass(frozen=True, slots=True)
class Comment:
    """One entry of a record's comments."""

    id: str
    agent: str
    author: str
    """The author's name, empty when the directory does not know him (any more)."""
    text: str
    at: str


def team_zones(session: Session) -> dict[str, tuple[str, ...]]:
    """Give the sectors in which each team works."""
    return {team: tuple(zones or ()) for team, zones in session.exec(select(Team.id, Team.zones))}


def found_by(agent: Agent, zones_of: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Give the scopes by which a note finds an agent of the directory; `zones_of` is `team_zones`."""
    told = {"role": agent.role, "service": agent.service, "team": agent.team, "zones": agent.zones}
    return note_scopes(agent.id, told, zones_of.get(agent.team or "", ()))


def found_by_id(session: Session, agent_id: str) -> frozenset[str]:
    """Give the scopes by which a note finds an agent; who is not in the directory hears what is for all."""
    agent = session.get(Agent, agent_id)
    return found_by(agent, team_zones(session)) if agent else frozenset({TOWN_SCOPE, scope("agent", agent_id)})


def reaches(audience: Fields | None, scopes: frozenset[str]) -> bool:
    """Tell whether an audience holds whom notes find by these scopes."""
    return not scopes.isdisjoint(audience_scopes(audience))


def agent_names(session: Session) -> dict[str, str]:
    """Give the name of each agent of the directory by his id."""
    found = session.exec(select(Agent.id, Agent.given_name, Agent.family_name))
    return {agent_id: f"{given} {family}" for agent_id, given, family in found}


def directory_names(session: Session) -> dict[str, str]:
    """Give the name behind each id that a history may tell: agents, services and teams."""
    found = dict(session.exec(select(Service.id, Service.name)).all())
    found.update(dict(session.exec(select(Team.id, Team.name)).all()))
    return {**found, **agent_names(session)}


def comment_draft_id(kind: str, record_id: str) -> str:
    """Give the id of the draft in which a comment on a record is being written: one per record and device."""
    return derived_id("comment draft", kind, record_id)


def comments_of(entries: Iterable[Mapping[str, Any]] | None, names: Mapping[str, str]) -> tuple[Comment, ...]:
    """Read the entries of a `comments` field, oldest first."""
    found = (_comment(entry, names) for entry in entries or ())
    return tuple(sorted(found, key=lambda comment: (comment.at, comment.id)))


def _comment(entry: Mapping[str, Any], names: Mapping[str, str]) -> Comment:
    agent = str(entry.get("agent") or "")
    return Comment(
        id=str(entry["id"]),
        agent=agent,
        author=names.get(agent, ""),
        text=str(entry.get("text") or ""),
        at=str(entry.get("at") or ""),
    )
