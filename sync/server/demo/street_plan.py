"""The street plan of the demo town: streets, numbers, sectors, buildings, and what one asks of them.

The plan lives in a flat plane of metres (`plane.Frame`); its questions speak latitude and longitude.
House numbers follow the French rule: odd on the left and even on the right when walking from the
start; a square counts all around; in the country a number is the distance in metres.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from sync.server.demo.plane import Frame, Line, Point, beside, foot_on, length_of
from sync.server.demo.skeleton import Rank
from sync.server.demo.street_index import StreetIndex

WIDTHS_M: dict[Rank, float] = {
    Rank.MAIN: 10.0,
    Rank.BOULEVARD: 16.0,
    Rank.STREET: 8.0,
    Rank.LANE: 5.5,
    Rank.SQUARE: 6.0,
    Rank.DEAD_END: 6.5,
    Rank.RURAL: 8.0,
    Rank.TRACK: 4.5,
    Rank.FOOTPATH: 2.5,
    Rank.BRIDGE: 10.0,
}
DOOR_M = 4.0  # from the edge of the street to the door


class Use(StrEnum):
    """What a building is."""

    HOUSE = "house"
    ROW = "row"
    FLATS = "flats"
    SHED = "shed"
    FARM = "farm"
    PUBLIC = "public"
    SCHOOL = "school"
    CHURCH = "church"
    MARKET = "market"
    STATION = "station"


class Cover(StrEnum):
    """What covers a piece of ground."""

    WATER = "water"
    PARK = "park"
    WOOD = "wood"
    MEADOW = "meadow"
    FIELD = "field"
    PITCH = "pitch"
    PLAYGROUND = "playground"
    CEMETERY = "cemetery"
    SQUARE = "square"
    SCHOOL_GROUNDS = "school_grounds"
    HOMES = "homes"
    WORKSHOPS = "workshops"
    CAMPSITE = "campsite"


@dataclass(frozen=True)
class Street:
    """A named street; `plot_m` is the metres between two numbers of one side, 0 in the country."""

    name: str
    rank: Rank
    line: Line
    sector: str
    plot_m: float

    @property
    def width_m(self) -> float:
        """Give the width of the street from house to house."""
        return WIDTHS_M[self.rank]

    @cached_property
    def length_m(self) -> float:
        """Measure the street."""
        return length_of(self.line)

    @property
    def last_number(self) -> int:
        """Give the highest house number that fits in the street."""
        if self.plot_m == 0:
            return max(2, int(self.length_m))
        plots = max(1, int(self.length_m / self.plot_m))
        return plots if self.rank is Rank.SQUARE else 2 * plots

    def number_at(self, along_m: float, side: int) -> int:
        """Give the number of the house at a distance along the street, on its left (+1) or right (-1)."""
        if self.plot_m == 0:
            metres = max(1, int(along_m))
            number = metres if metres % 2 == (1 if side > 0 else 0) else metres + 1
        else:
            plot = int(along_m / self.plot_m)
            number = plot + 1 if self.rank is Rank.SQUARE else 2 * plot + (1 if side > 0 else 2)
        odd = number % 2
        most = self.last_number
        return min(number, most if most % 2 == odd or self.rank is Rank.SQUARE else most - 1)

    def door_of(self, number: int) -> Point:
        """Give the point of the door of a house; raises ValueError for a number that is not here."""
        if not 1 <= number <= self.last_number:
            raise ValueError(f"{self.name} has no number {number}")
        left = self.width_m / 2 + DOOR_M
        if self.plot_m == 0:
            return beside(self.line, number, left if number % 2 else -left)
        if self.rank is Rank.SQUARE:
            return beside(self.line, (number - 0.5) * self.plot_m, left)
        along = ((number - 1) // 2 + 0.5) * self.plot_m
        return beside(self.line, along, left if number % 2 else -left)


@dataclass(frozen=True)
class Building:
    """A building and, when it opens on a street, its address."""

    outline: Line
    use: Use
    name: str | None = None
    street: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Area:
    """A piece of ground with one cover."""

    outline: Line
    cover: Cover
    name: str | None = None


@dataclass(frozen=True)
class Landmark:
    """A place that everybody knows, with its address: school, church, station, workshop."""

    name: str
    point: Point
    street: str
    number: int
    sector: str


@dataclass(frozen=True)
class Sector:
    """A sector of the commune; the sectors partition it."""

    name: str
    code: str
    outline: Line


@dataclass(frozen=True)
class Crossing:
    """A point where streets meet, and the names of these streets in order."""

    point: Point
    streets: tuple[str, ...]


@dataclass(frozen=True)
class Nearby:
    """The address nearest to a position."""

    street: str
    number: int
    distance_m: float
    along_m: float


@dataclass(frozen=True)
class StreetPlan:
    """The whole plan; equal seeds give equal plans."""

    name: str
    insee_code: str
    postcode: str
    frame: Frame
    boundary: Line
    sectors: tuple[Sector, ...]
    streets: tuple[Street, ...]
    buildings: tuple[Building, ...]
    areas: tuple[Area, ...]
    landmarks: tuple[Landmark, ...]
    trees: tuple[Point, ...]
    river: Line
    railway: Line

    @cached_property
    def by_name(self) -> dict[str, Street]:
        """Give the streets by their names."""
        return {street.name: street for street in self.streets}

    def address_at(self, street: str, number: int) -> tuple[float, float]:
        """Give the latitude and longitude of a house.

        Raises KeyError for a street that is not in town, ValueError for a number that is not in it.
        """
        return self.frame.to_lat_long(self.by_name[street].door_of(number))

    def nearest(self, lat: float, long: float) -> Nearby:
        """Find the address nearest to a position, however far."""
        return self.nearest_to(self.frame.to_plane(lat, long))

    def nearest_to(self, point: Point) -> Nearby:
        """Find the address nearest to a point of the plane."""
        street = self.streets[self._index.nearest(point)]
        foot = foot_on(street.line, point)
        number = street.number_at(foot.along_m, foot.side)
        return Nearby(street.name, number, foot.distance_m, foot.along_m)

    def sector_at(self, lat: float, long: float) -> str | None:
        """Give the name of the sector that holds a position, None outside the commune."""
        point = self.frame.to_plane(lat, long)
        return next((s.name for s in self.sectors if _inside(s.outline, point)), None)

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Give every point where at least two streets of different names meet."""
        meeting: dict[Point, list[str]] = {}
        for street in self.streets:
            for x, y in dict.fromkeys(street.line):
                meeting.setdefault((round(x, 1), round(y, 1)), []).append(street.name)
        found = {point: tuple(sorted(set(names))) for point, names in meeting.items()}
        return tuple(Crossing(point, names) for point, names in sorted(found.items()) if len(names) > 1)

    @cached_property
    def _index(self) -> StreetIndex:
        return StreetIndex([street.line for street in self.streets])


def _inside(outline: Line, point: Point) -> bool:
    """Say whether a closed outline holds a point (even-odd rule)."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in pairwise(outline):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside
