"""The ground of the town as maps are drawn on it: its middle, its sectors, and the number to call."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from fieldapp.replica.tables import Town, Zone
from sync.records.geometry import Point


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """A sector as a map draws it."""

    id: str
    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    """Rings of (long, lat), the first one outside."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What maps are drawn on."""

    centre: Point
    zones: tuple[ZoneShape, ...]
    phone: str
    """The town hall's number, empty when it is not known."""


def ground(session: Session) -> Ground | None:
    """Give what maps are drawn on; None before the town's own record is here."""
    town = session.exec(select(Town)).first()
    if town is None:
        return None
    shapes = tuple(_shape(zone) for zone in session.exec(select(Zone).order_by(col(Zone.code))))
    return Ground(Point(town.centre_lat, town.centre_long), shapes, town.phone or "")


def _shape(zone: Zone) -> ZoneShape:
    rings = tuple(tuple((point[0], point[1]) for point in ring) for ring in zone.polygon)
    return ZoneShape(zone.id, zone.name, rings)
