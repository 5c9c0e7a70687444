"""Where reports are made: hot spots that come back, busy streets, and places that a category implies."""

import random
from dataclasses import dataclass

from sync.server.demo.plane import Point, beside, foot_on
from sync.server.demo.skeleton import Rank
from sync.server.demo.street_plan import Landmark, Street, StreetPlan

HOT_SPOTS = 46
HOT_SHARE = 0.38
SCATTER_M = 14.0

_BUSY: dict[str, float] = {
    "Centre": 2.6, "La Gare": 1.5, "Faubourg Saint-Jean": 1.1, "Les Hauts": 0.9,
    "Beaulieu": 0.8, "Le Gué": 0.7, "Bords de Lisse": 0.8, "Zone artisanale": 1.3,
}  # fmt: skip
# On their own ground: category -> words of the landmarks where it happens.
_AT_LANDMARKS: dict[str, tuple[str, ...]] = {
    "ecole": ("école", "groupe scolaire", "collège", "crèche"),
    "aire_jeux": ("aire de jeux", "square", "jardin"),
    "batiment": ("gymnase", "salle des fêtes", "médiathèque", "mairie"),
    "toilettes": ("halle", "square", "gare"),
    "fontaine": ("halle", "jardin", "église"),
    "abri": ("gare", "collège", "centre hospitalier"),
}
_IN_CENTRE = frozenset({"terrasse", "graffiti_rideau", "megots", "urine"})
_NOT_LIVED_IN = frozenset({Rank.FOOTPATH, Rank.BRIDGE})


@dataclass(frozen=True)
class Spot:
    """A place of the town: its point, its address, its sector, and how people say where it is."""

    point: Point
    lat: float
    long: float
    street: str
    number: int
    sector: str
    address: str
    said: str


class ReportPlaces:
    """Draws the places of reports along the street plan."""

    def __init__(self, plan: StreetPlan, rng: random.Random) -> None:
        self._plan, self._rng = plan, rng
        self._streets = [street for street in plan.streets if street.rank not in _NOT_LIVED_IN]
        self._weights = [_weight(street) for street in self._streets]
        self._centre = [street for street in self._streets if street.sector in ("Centre", "La Gare")]
        self._corners: dict[str, list[tuple[Point, str]]] = {}
        for crossing in plan.crossings:
            for name in crossing.streets:
                others = [other for other in crossing.streets if other != name]
                self._corners.setdefault(name, []).append((crossing.point, others[0]))
        self._hot = [self._anywhere() for _ in range(HOT_SPOTS)]

    def draw(self, code: str, group: str) -> Spot:
        """Draw the place of a report of a category."""
        marks = _AT_LANDMARKS.get(code)
        if marks:
            fitting = [mark for mark in self._plan.landmarks if mark.name.startswith(marks)]
            return self._at_landmark(self._rng.choice(fitting))
        if code in _IN_CENTRE:
            return self._along(self._rng.choice(self._centre))
        if self._rng.random() < HOT_SHARE:
            # A hot spot draws the same families of trouble again and again.
            mine = [spot for i, spot in enumerate(self._hot) if (i + len(group)) % 3 == 0]
            return self.near(self._rng.choice(mine), SCATTER_M)
        return self._anywhere()

    def near(self, spot: Spot, within_m: float) -> Spot:
        """Draw a place in the same street, a few metres away."""
        street = self._plan.by_name[spot.street]
        away = self._rng.uniform(-within_m, within_m)
        along = foot_on(street.line, spot.point).along_m + away
        return self._spot(street, max(2.0, min(street.length_m - 2.0, along)))

    def in_sectors(self, sectors: tuple[str, ...]) -> Spot:
        """Draw a place anywhere in some sectors."""
        streets = [street for street in self._streets if street.sector in sectors]
        return self._along(self._rng.choices(streets, [_weight(street) for street in streets])[0])

    def _anywhere(self) -> Spot:
        return self._along(self._rng.choices(self._streets, self._weights)[0])

    def _along(self, street: Street) -> Spot:
        return self._spot(street, self._rng.uniform(3, max(4.0, street.length_m - 3)))

    def _spot(self, street: Street, along: float) -> Spot:
        side = self._rng.choice((1, -1)) if street.rank is not Rank.SQUARE else 1
        reach = street.width_m / 2
        point = beside(street.line, along, side * self._rng.uniform(0.3 * reach, reach + 1.5))
        number = street.number_at(along, side)
        return self._said(point, street.name, number)

    def _at_landmark(self, mark: Landmark) -> Spot:
        point = (mark.point[0] + self._rng.uniform(-9, 9), mark.point[1] + self._rng.uniform(-9, 9))
        lat, long = self._plan.frame.to_lat_long(point)
        address = f"{mark.name[0].upper()}{mark.name[1:]}, {mark.street}"
        sector = self._plan.sector_at(lat, long) or mark.sector
        return Spot(point, lat, long, mark.street, mark.number, sector, address, _at(mark.name))

    def _said(self, point: Point, street: str, number: int) -> Spot:
        lat, long = self._plan.frame.to_lat_long(point)
        sector = self._plan.sector_at(lat, long) or self._plan.by_name[street].sector
        address = f"{number} {street}"
        corner = self._corner_near(street, point)
        if corner and self._rng.random() < 0.6:
            address = f"{street[0].upper()}{street[1:]}, angle {corner}"
            return Spot(point, lat, long, street, number, sector, address, f"à l’angle {_of(street)} et {_of(corner)}")
        return Spot(point, lat, long, street, number, sector, address, self._phrase(street, number))

    def _phrase(self, street: str, number: int) -> str:
        if street.startswith("place"):
            return f"{street}, devant le {number}"
        choices = (
            f"devant le {number}",
            f"en face du {number} {street}",
            f"à hauteur du {number}",
            f"devant le {number} {street}",
            f"entre le {number} et le {number + 2}",
            f"{street}, côté {'pair' if number % 2 == 0 else 'impair'}",
        )
        return self._rng.choice(choices)

    def _corner_near(self, street: str, point: Point) -> str | None:
        corners = self._corners.get(street, ())
        near = [name for (x, y), name in corners if abs(x - point[0]) + abs(y - point[1]) < 22]
        return near[0] if near else None


def _weight(street: Street) -> float:
    calm = {Rank.DEAD_END: 0.5, Rank.TRACK: 0.25, Rank.RURAL: 0.2}.get(street.rank, 1.0)
    busy = {Rank.MAIN: 1.6, Rank.BOULEVARD: 1.8, Rank.SQUARE: 4.0}.get(street.rank, 1.0)
    return street.length_m * _BUSY[street.sector] * calm * busy


_FEMININE_TYPES = ("rue", "avenue", "place", "impasse", "allée", "route", "venelle", "ruelle", "cour", "sente", "villa")


def _of(street: str) -> str:
    """Write "de la rue …", "du boulevard …", "de l’avenue …"."""
    if street[0] in "aeiou":
        return f"de l’{street}"
    return f"de la {street}" if street.startswith(_FEMININE_TYPES) else f"du {street}"


def _at(name: str) -> str:
    """Write "à l’école …", "à la mairie", "au collège …"."""
    if name[0] in "aeéè":
        return f"à l’{name}"
    feminine = ("halle", "mairie", "gare", "crèche", "médiathèque", "salle", "caserne", "gendarmerie", "déchetterie")
    return f"à la {name}" if name.startswith(feminine) else f"au {name}"
