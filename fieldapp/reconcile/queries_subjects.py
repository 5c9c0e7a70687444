"""What a record is called: the fields that name it, and the names behind the ids that values hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from fieldapp.replica.rows import shown_fields
from fieldapp.replica.tables import Agent, Round, Service, Team, Zone
from sync.core.model import Fields

Names = Mapping[str, str]
"""Ids that values hold -> the name that a person knows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold what a record is, for a title: its kind and id, and the fields that name it."""

    kind: str
    id: str
    title: str = ""
    category: str = ""
    number: str = ""
    place: str = ""
    is_here: bool = True
    """Whether the record is still on this device."""


def subject_of(session: Session, kind: str, record_id: str, fallback: Fields | None = None) -> Subject:
    """Give what names a record; `fallback` names one that is not on this device (a refused creation)."""
    shown = shown_fields(session, kind, record_id)
    fields = shown if shown is not None else (fallback or {})
    if kind == "attachment" and fields.get("parent_id"):
        parent = subject_of(session, str(fields["parent_kind"]), str(fields["parent_id"]))
        return Subject(kind, record_id, parent.title, parent.category, parent.number, parent.place, shown is not None)
    return Subject(
        kind=kind,
        id=record_id,
        title=str(fields.get("title") or fields.get("name") or ""),
        category=str(fields.get("service_code") or fields.get("category") or ""),
        number=str(fields.get("number") or ""),
        place=str(fields.get("address") or ""),
        is_here=shown is not None,
    )


def names_in(session: Session, told: Iterable[Fields], agents: Iterable[str | None]) -> Names:
    """Give the names of the agents, services, teams and zones whose ids these values hold."""
    ids = {value for fields in told for value in _ids_in(fields)} | {agent for agent in agents if agent}
    if not ids:
        return {}
    people = session.exec(select(Agent).where(col(Agent.id).in_(ids)))
    names = {agent.id: f"{agent.given_name} {agent.family_name}" for agent in people}
    names.update(session.exec(select(Service.id, Service.name).where(col(Service.id).in_(ids))).all())
    names.update(session.exec(select(Team.id, Team.name).where(col(Team.id).in_(ids))).all())
    names.update(session.exec(select(Zone.id, Zone.name).where(col(Zone.id).in_(ids))).all())
    names.update(_stop_names(session, ids))
    return names


def _stop_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Give what the stops of rounds are called: two orders of one round are compared by their places."""
    rounds = session.exec(select(Round.stops)).all() if ids else ()
    stops = [stop for listed in rounds for stop in listed or () if stop["id"] in ids]
    return {str(stop["id"]): str(stop.get("address") or stop.get("title") or stop["id"]) for stop in stops}


def _ids_in(fields: Fields) -> Iterable[str]:
    for value in fields.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
