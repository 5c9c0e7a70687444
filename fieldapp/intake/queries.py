"""Read of the form of a call: what is filled in, its photos, known addresses, sectors.

Each line of an agent has a form on this device: whoever is called away in the middle of a call finds it again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.replica.calls import LINES_MAX, form_id
from fieldapp.replica.category_search import find_categories
from fieldapp.replica.drafts import DraftPhoto, draft_of
from fieldapp.replica.known_places import known_places
from fieldapp.replica.tables import Service, Team, Zone
from fieldapp.replica.town_rules import routing_here
from sync.records.categories import CATEGORIES, Category
from sync.records.geometry import Point, zone_at

CATEGORIES_SHOWN: Final = 6
ADDRESSES_SHOWN: Final = 6
ROUGH_M: Final = 500.0
"""The accuracy of a place of which only the sector is known."""
_PRIVATE: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be chosen: an address that some record has, or the middle of a sector."""

    name: str
    point: Point
    zone: str | None = None
    accuracy_m: float | None = None


def form(session: Session, agent: str, line: int = 0) -> Mapping[str, Any]:
    """Give the form as it was last kept; empty before the first word."""
    draft = draft_of(session, form_id(agent, line))
    return draft.fields if draft else {}


def photos(session: Session, agent: str, line: int = 0) -> tuple[DraftPhoto, ...]:
    """Give the photos of the form in their order."""
    draft = draft_of(session, form_id(agent, line))
    return draft.photos if draft else ()


def begun_lines(session: Session, agent: str) -> tuple[int, ...]:
    """Give the lines on which a call was begun."""
    return tuple(line for line in range(LINES_MAX) if draft_of(session, form_id(agent, line)) is not None)


def found_categories(typed: str) -> tuple[Category, ...]:
    """Give the categories that fit what is typed, the best first; else those that are reported most."""
    usable = [one for one in CATEGORIES.values() if not one.deflection]
    found = find_categories(typed, usable) if typed.strip() else sorted(usable, key=lambda one: -one.weight)
    return tuple(found[:CATEGORIES_SHOWN])


def found_spots(session: Session, typed: str) -> tuple[Spot, ...]:
    """Give addresses of this device's records that hold each word."""
    return tuple(Spot(one.address, one.point) for one in known_places(session, typed, ADDRESSES_SHOWN))


def sectors(session: Session) -> tuple[Spot, ...]:
    """Give the middle of each sector: where an address is not known, at least its sector is."""
    zones = session.exec(select(Zone).order_by(col(Zone.name)))
    return tuple(Spot(zone.name, _middle(zone.polygon), zone.id, ROUGH_M) for zone in zones if zone.polygon)


def sector_of(session: Session, point: Point | None) -> Spot | None:
    """Give the sector in which a place lies."""
    if point is None:
        return None
    zones = session.exec(select(Zone)).all()
    found = zone_at(point, ((zone.id, zone.polygon) for zone in zones))
    return next((Spot(zone.name, point, zone.id) for zone in zones if zone.id == found), None)


def destination(session: Session, point: Point | None, category: str, zone: str | None) -> str:
    """Give where a report would go, service and sector; empty while it is not known what or where it is."""
    if point is None or not category:
        return ""
    routing = routing_here(session)
    where = zone or routing.zone_of(point.lat, point.long)
    route = routing.route(category, where)
    service = session.get(Service, route.service) if route.service else None
    if service is None:
        return ""
    team = session.get(Team, route.team) if route.team else None
    sector = session.get(Zone, where) if where else None
    return ", ".join(record.name for record in (service, team, sector) if record is not None)


def _middle(polygon: Any) -> Point:
    ring = polygon[0]
    longs, lats = [point[0] for point in ring], [point[1] for point in ring]
    return Point((min(lats) + max(lats)) / 2, (min(longs) + max(longs)) / 2)


def holds_contact(text: str) -> bool:
    """Tell whether a free text holds a telephone number or an e-mail address (DOMAIN AC-67)."""
    return _PRIVATE.search(text) is not None
