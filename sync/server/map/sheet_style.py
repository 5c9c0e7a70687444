"""How wide things are drawn at a zoom, and from which zoom on they are drawn at all."""

from dataclasses import dataclass

from sync.server.map.covers import Cover, Rank
from sync.server.map.mercator import metres_per_pixel
from sync.server.map.palettes import Ink

FIRST_ZOOM_OF_BUILDINGS = 14
FIRST_ZOOM_OF_CASINGS = 14
FIRST_ZOOM_OF_TREES = 17
FIRST_ZOOM_OF_NUMBERS = 18

COVER_INKS = {
    Cover.HOMES: Ink.HOMES,
    Cover.WORKSHOPS: Ink.WORKSHOPS,
    Cover.FIELD: Ink.FIELD,
    Cover.MEADOW: Ink.MEADOW,
    Cover.SAND: Ink.SAND,
    Cover.SCHOOL: Ink.SCHOOL,
    Cover.PARK: Ink.PARK,
    Cover.WOOD: Ink.WOOD,
    Cover.CEMETERY: Ink.CEMETERY,
    Cover.PITCH: Ink.PITCH,
    Cover.PLAYGROUND: Ink.PITCH,
    Cover.PARKING: Ink.PARKING,
    Cover.SQUARE: Ink.SQUARE,
    Cover.WATER: Ink.WATER,
    Cover.PIER: Ink.LAND,
    Cover.BUILDING: Ink.BUILDING,
    Cover.PUBLIC: Ink.PUBLIC,
}
EDGES = {
    Cover.WATER: Ink.SHORE,
    Cover.PITCH: Ink.TREE,
    Cover.SQUARE: Ink.CASING,
    Cover.BUILDING: Ink.BUILDING_EDGE,
    Cover.PUBLIC: Ink.PUBLIC_EDGE,
}

# Metres from kerb to kerb, a little more than on the ground: a name must fit in.
_WIDTHS_M = {
    Rank.MOTORWAY: 14.0,
    Rank.PRIMARY: 12.0,
    Rank.SECONDARY: 10.5,
    Rank.TERTIARY: 9.0,
    Rank.STREET: 7.5,
    Rank.LIVING: 6.5,
    Rank.WALK: 6.0,
    Rank.SERVICE: 4.5,
    Rank.TRACK: 2.4,
    Rank.STEPS: 3.0,
    Rank.PATH: 1.2,
}
# Pixels that a road is never thinner than, from zoom 12 to 18; 0 is not drawn.
_LEAST_PX = {
    Rank.MOTORWAY: (2.6, 3.4, 5.0, 8.0, 11.0, 15.0, 26.0),
    Rank.PRIMARY: (2.2, 3.0, 4.6, 7.0, 10.0, 14.0, 24.0),
    Rank.SECONDARY: (1.7, 2.4, 3.8, 6.0, 9.0, 12.5, 21.0),
    Rank.TERTIARY: (1.3, 1.9, 3.2, 5.2, 8.0, 11.0, 18.0),
    Rank.STREET: (0.7, 1.2, 2.3, 4.0, 6.5, 9.5, 16.0),
    Rank.LIVING: (0.6, 1.0, 2.0, 3.6, 5.8, 8.5, 14.0),
    Rank.WALK: (0.0, 0.8, 1.8, 3.2, 5.2, 8.0, 13.0),
    Rank.SERVICE: (0.0, 0.0, 1.0, 1.8, 3.2, 5.5, 9.0),
    Rank.TRACK: (0.0, 0.0, 0.8, 1.0, 1.3, 1.8, 2.6),
    Rank.STEPS: (0.0, 0.0, 0.0, 1.2, 2.0, 3.2, 5.5),
    Rank.PATH: (0.0, 0.0, 0.0, 0.8, 1.1, 1.5, 2.0),
}
_ZOOM_OF_FIRST = 12
_DASHED = frozenset({Rank.TRACK, Rank.STEPS, Rank.PATH})
_FILLS = {Rank.MOTORWAY: Ink.MAIN, Rank.PRIMARY: Ink.MAIN, Rank.SECONDARY: Ink.MAIN, Rank.WALK: Ink.WALK}


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """The measures of one zoom at one latitude, in pixels of a 256-pixel tile."""

    zoom: int
    lat: float

    def px(self, metres: float) -> float:
        """Give how many pixels a length on the ground takes."""
        return metres / metres_per_pixel(self.lat, self.zoom)

    def road_px(self, rank: Rank) -> float:
        """Give the width of a road without its casing, 0 where it is not drawn."""
        column = max(0, min(len(_LEAST_PX[rank]) - 1, self.zoom - _ZOOM_OF_FIRST))
        least = _LEAST_PX[rank][column]
        if rank in (Rank.TRACK, Rank.PATH) or least == 0:
            return least
        return max(least, self.px(_WIDTHS_M[rank]))

    @property
    def casing_px(self) -> float:
        """The line at each side of a road."""
        return 0.0 if self.zoom < FIRST_ZOOM_OF_CASINGS else 0.8 if self.zoom == FIRST_ZOOM_OF_CASINGS else 1.1

    @property
    def edge_px(self) -> float:
        """The line around a building, a pitch, a water."""
        return 0.0 if self.zoom < 15 else 0.7 if self.zoom < 17 else 0.9

    def shows(self, cover: Cover) -> bool:
        """Say whether areas of a kind are drawn."""
        if cover in (Cover.BUILDING, Cover.PUBLIC):
            return self.zoom >= FIRST_ZOOM_OF_BUILDINGS
        return cover is not Cover.PARKING or self.zoom >= 15


def is_dashed(rank: Rank) -> bool:
    """Say whether a road is a dashed line rather than a band between kerbs."""
    return rank in _DASHED


def fill_of(rank: Rank) -> Ink:
    """Give the ink of a road's surface."""
    return _FILLS.get(rank, Ink.ROAD)


def casing_of(rank: Rank) -> Ink:
    """Give the ink of a road's kerbs."""
    return Ink.MAIN_CASING if _FILLS.get(rank) is Ink.MAIN else Ink.CASING
