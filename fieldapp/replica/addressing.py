"""The people of an audience of which somebody is left out, named one by one: only so does a note pass him by."""

from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.people import found_by, reaches, team_zones
from fieldapp.replica.tables import Agent
from sync.core.model import Fields
from sync.records.news import NewsStatus

_LEFT_OUT: Final = ("except", "people")


def addressed(session: Session, fields: Fields) -> Fields:
    """Give fields of a note whose audience names its people, where it leaves somebody out."""
    audience = fields.get("audience") or {}
    excepted = set(audience.get("except") or ())
    if not excepted:
        return fields
    parts = {name: part for name, part in audience.items() if name not in _LEFT_OUT}
    found = session.exec(select(Agent).where(col(Agent.active)).order_by(col(Agent.id)))
    zones = team_zones(session)
    people = [one.id for one in found if one.id not in excepted and reaches(parts, found_by(one, zones))]
    return {**fields, "audience": {**audience, "people": people}}


def addressed_anew(session: Session, kept: Fields, changes: Fields) -> Fields:
    """Give the changes with which a note comes out: who was hired since its draft receives it too."""
    if kept.get("status") == NewsStatus.PUBLIE or "audience" in changes:
        return addressed(session, changes)
    renewed = addressed(session, {"audience": kept.get("audience")})
    return changes if renewed["audience"] == kept.get("audience") else {**changes, **renewed}
