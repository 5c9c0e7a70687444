"""Who works here, with the names of his service, team and town; and how much this device holds."""

from sqlmodel import Session, col, func, select

from fieldapp.replica.engine_tables import OutboxRow, SyncRow
from fieldapp.replica.tables import Agent as AgentRow
from fieldapp.replica.tables import Service, Team, Town
from fieldapp.ui.app import Agent
from sync.records.base import Role
from sync.records.phrase_rule import tries_allowed


def agent_card(session: Session, agent_id: str) -> Agent | None:
    """Give an agent as the screens know him; None while the directory has not arrived."""
    row = session.get(AgentRow, agent_id)
    if row is None:
        return None
    service = session.get(Service, row.service) if row.service else None
    team = session.get(Team, row.team) if row.team else None
    town = session.exec(select(Town).limit(1)).first()
    return Agent(
        id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        role=Role(row.role),
        service=row.service,
        team=row.team,
        zones=tuple(sorted({*(row.zones or ()), *((team.zones if team else None) or ())})),
        job_title=_sentence(row.job_title or ""),
        service_name=service.name if service else "",
        team_name=team.name if team else "",
        town_name=town.name if town else "",
    )


def _sentence(words: str) -> str:
    """Begin with a capital: the directory writes jobs as in the middle of a line."""
    return words[:1].upper() + words[1:]


def records_held(session: Session) -> int:
    """Count the records of the server that this device holds: what the digests of both sides are about."""
    return session.exec(select(func.count()).select_from(SyncRow).where(col(SyncRow.rv) > 0)).one()


def last_written(session: Session) -> int:
    """Give the number of the last change in the outbox; 0 when there is none."""
    return session.exec(select(func.max(OutboxRow.n))).one() or 0


def phrase_limit(session: Session) -> int | None:
    """Give how many wrong passphrases the town allows, 0 for no end; None before it is known."""
    town = session.exec(select(Town).limit(1)).first()
    return tries_allowed(town.policy) if town is not None else None
