"""Reads for a new report: its draft, categories to offer, where a place lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, func, select

from fieldapp.device.ports import Fix
from fieldapp.replica.category_search import find_categories
from fieldapp.replica.drafts import Draft, DraftPhoto, drafts_of
from fieldapp.replica.known_places import KnownPlace, address_at, known_places
from fieldapp.replica.tables import Report, Service, Team, Zone
from fieldapp.replica.voices import HeldVoice, voice_among
from sync.records.attachment import PhotoRole
from sync.records.base import FIELD_ROLES, Role
from sync.records.categories import CATEGORIES, Category
from sync.records.geometry import Point, zone_at
from sync.records.report import Channel
from sync.records.task import Priority

FORM: Final = "report"
"""The name of the form whose draft this is."""
USUAL_MAX: Final = 6
RECENT_MAX: Final = 3
FOUND_MAX: Final = 12
ADDRESSES_MAX: Final = 6
COUNTED_MIN: Final = 30
"""Reports that this device must hold before it knows better than the taxonomy what is usual here."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """The form as it was last saved."""

    id: str
    saved_at: str
    step: int = 0
    category: str | None = None
    description: str = ""
    priority: str = Priority.GENANT
    point: Point | None = None
    accuracy_m: float | None = None
    source: str = ""
    mocked: bool = False
    shot: Fix | None = None
    """Where the first photo was taken."""
    address: str = ""
    channel: str = Channel.AGENT
    taken_s: int = 0
    """How long the position took to be good enough."""
    photos: tuple[DraftPhoto, ...] = ()
    voice: HeldVoice | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The categories that are offered without searching."""

    usual: tuple[str, ...]
    recent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What this device knows of a place."""

    zone: str | None
    zone_name: str
    team_name: str
    """The team that works there for the category, where there is one."""
    address: str
    """An address known nearby, empty when there is none."""


def open_draft(session: Session) -> ReportDraft | None:
    """Give the report that was begun and not sent, if there is one."""
    found = drafts_of(session, FORM)
    if not found:
        return None
    draft = found[0]
    return draft_from(draft)


def draft_from(draft: Draft) -> ReportDraft:
    """Read the saved fields of a form."""
    fields: Mapping[str, Any] = draft.fields
    lat, long = fields.get("lat"), fields.get("long")
    return ReportDraft(
        id=draft.id,
        saved_at=draft.saved_at,
        step=int(fields.get("step") or 0),
        category=fields.get("category"),
        description=str(fields.get("description") or ""),
        priority=str(fields.get("priority") or Priority.GENANT),
        point=None if lat is None or long is None else Point(lat, long),
        accuracy_m=fields.get("accuracy_m"),
        source=str(fields.get("source") or ""),
        mocked=bool(fields.get("mocked")),
        shot=Fix(**fields["shot"]) if fields.get("shot") else None,
        address=str(fields.get("address") or ""),
        channel=str(fields.get("channel") or Channel.AGENT),
        taken_s=int(fields.get("taken_s") or 0),
        photos=tuple(photo for photo in draft.photos if photo.role != PhotoRole.VOIX),
        voice=voice_among(draft),
    )


def offered(session: Session, agent_id: str, role: Role) -> Offer:
    """Give what is reported most around here, and what this agent reported last."""
    allowed = {category.code for category in categories_for(role)}
    counted = session.exec(
        select(Report.service_code, func.count()).group_by(Report.service_code).order_by(func.count().desc())
    ).all()
    enough = sum(count for _, count in counted) >= COUNTED_MIN
    ranked = [code for code, _ in counted] if enough else []
    ranked += sorted(allowed, key=lambda code: -CATEGORIES[code].weight)
    usual = [code for code in dict.fromkeys(ranked) if code in allowed][:USUAL_MAX]
    mine = session.exec(
        select(Report.service_code)
        .where(Report.author == agent_id)
        .order_by(col(Report.requested_datetime).desc())
        .limit(40)
    )
    recent = [code for code in dict.fromkeys(mine) if code in allowed and code not in usual][:RECENT_MAX]
    return Offer(tuple(usual), tuple(recent))


def categories_for(role: Role) -> tuple[Category, ...]:
    """Give the categories that this role may report; some are kept for agents."""
    is_agent = role in FIELD_ROLES or role not in (Role.ELU, Role.DPO)
    return tuple(
        category
        for category in CATEGORIES.values()
        if not category.deflection and (is_agent or not category.agents_only)
    )


def found_categories(text: str, role: Role) -> tuple[Category, ...]:
    """Give the categories that fit what is typed, the best first; deflections come before all."""
    deflections = tuple(category for category in CATEGORIES.values() if category.deflection)
    return tuple(find_categories(text, (*deflections, *categories_for(role)))[:FOUND_MAX])


def whereabouts(session: Session, point: Point | None, category: str | None) -> Whereabouts | None:
    """Give the zone of a place, the team that would come, and an address known nearby; None for no place."""
    if point is None:
        return None
    zones = {zone.id: zone for zone in session.exec(select(Zone))}
    zone_id = zone_at(point, ((zone.id, zone.polygon) for zone in zones.values()))
    return Whereabouts(
        zone=zone_id,
        zone_name=zones[zone_id].name if zone_id else "",
        team_name=_team_at(session, zone_id, category),
        address=address_at(session, point),
    )


def known_addresses(session: Session, text: str) -> tuple[KnownPlace, ...]:
    """Give addresses of this device's records that hold each word of a text."""
    return known_places(session, text, ADDRESSES_MAX)


def _team_at(session: Session, zone_id: str | None, category: str | None) -> str:
    known = CATEGORIES.get(category or "")
    if zone_id is None or known is None:
        return ""
    found = session.exec(
        select(Team).join(Service, col(Service.id) == col(Team.service)).where(Service.code == known.service_code)
    )
    return next((team.name for team in found if zone_id in (team.zones or ())), "")
