"""The address of a position: the house that stands closest, or the street where no house is near."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from sync.records.addresses.tables import PlaceKind
from sync.records.addresses.words import HouseNumber
from sync.records.geometry import EARTH_RADIUS_M, Point, box_around, metres_between
from sync.records.map_pack import Connection

HOUSE_M = 60.0
STREET_M = 150.0


@dataclass(frozen=True, slots=True)
class Near:
    """An address close to a position."""

    street: str
    number: HouseNumber | None
    town: str
    postcode: str
    ban_id: str | None
    distance_m: float

    @property
    def address(self) -> str:
        """Write number and street as on a letter."""
        return self.street if self.number is None else f"{self.number} {self.street}"


def nearest(pack: Connection, point: Point) -> Near | None:
    """Give the nearest house within `HOUSE_M`, else the nearest street within `STREET_M`, else None."""
    found = min(_houses(pack, point), default=None, key=lambda near: near.distance_m)
    if found is None or found.distance_m > HOUSE_M:
        found = min(_streets(pack, point), default=None, key=lambda near: near.distance_m)
    return found if found is not None and found.distance_m <= STREET_M else None


def _houses(pack: Connection, point: Point) -> Iterable[Near]:
    box = box_around(point, HOUSE_M)
    rows = pack.execute(
        "SELECT place.name, number, suffix, town, postcode, ban_id, house.lat, house.long FROM house"
        " JOIN place ON place.id = house.place WHERE house.lat BETWEEN ? AND ? AND house.long BETWEEN ? AND ?",
        (box.south, box.north, box.west, box.east),
    )
    for name, number, suffix, town, postcode, ban_id, lat, long in rows:
        away = metres_between(point, Point(lat, long))
        yield Near(name, HouseNumber(int(number), suffix), town, postcode, ban_id, away)


def _streets(pack: Connection, point: Point) -> Iterable[Near]:
    box = box_around(point, STREET_M)
    rows = pack.execute(
        "SELECT name, town, postcode, lines FROM place WHERE kind = ? AND lines IS NOT NULL"
        " AND south <= ? AND north >= ? AND west <= ? AND east >= ?",
        (PlaceKind.STREET.value, box.north, box.south, box.east, box.west),
    )
    for name, town, postcode, lines in rows:
        away = min((_metres_to(point, line) for line in json.loads(lines)), default=STREET_M + 1)
        yield Near(name, None, town, postcode, None, away)


def _metres_to(point: Point, line: list[list[float]]) -> float:
    """Give the distance to a line [[long, lat], …] in metres, on the flat plane around the point."""
    rise = radians(1) * EARTH_RADIUS_M
    run = rise * cos(radians(point.lat))
    flat = [((long - point.long) * run, (lat - point.lat) * rise) for long, lat in line]
    return min((_to_piece(a, b) for a, b in pairwise(flat)), default=STREET_M + 1)


def _to_piece(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the distance of the origin to the piece of line from a to b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / square)) if square else 0.0
    return hypot(a[0] + share * dx, a[1] + share * dy)
