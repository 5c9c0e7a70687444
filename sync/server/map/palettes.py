"""The colours of the map, one palette per theme of the screens: light, dark, and outdoor for full sun.

A tile is painted once, in roles; a palette then turns the roles into colours. So a theme costs its colours only, and
all themes show the same map. The colours are those of the direction « La plaque émaillée »: warm paper, ink, quiet
ground, so that the pins of the screens are the only loud thing. Contrasts are measured by
tests/server/map/test_palettes.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, auto

from sync.records.map_pack import Theme

Colour = tuple[int, int, int]
COLOURS_MAX = 256


class Ink(IntEnum):
    """What a painted pixel is."""

    LAND = 0
    HOMES = auto()
    WORKSHOPS = auto()
    FIELD = auto()
    MEADOW = auto()
    SAND = auto()
    SCHOOL = auto()
    PARK = auto()
    WOOD = auto()
    CEMETERY = auto()
    PITCH = auto()
    PARKING = auto()
    SQUARE = auto()
    WATER = auto()
    SHORE = auto()
    BUILDING = auto()
    BUILDING_EDGE = auto()
    PUBLIC = auto()
    PUBLIC_EDGE = auto()
    TREE = auto()
    PATH = auto()
    CASING = auto()
    MAIN_CASING = auto()
    ROAD = auto()
    MAIN = auto()
    WALK = auto()
    RAIL = auto()
    RAIL_GAP = auto()
    TUNNEL = auto()
    BORDER = auto()


class Tone(IntEnum):
    """What a label names."""

    STREET = 0
    PLACE = auto()
    WATER = auto()
    GREEN = auto()
    SPOT = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; `halo` surrounds the letters of every label."""

    inks: Mapping[Ink, Colour]
    tones: Mapping[Tone, Colour]
    halo: Colour

    def colours(self) -> list[Colour]:
        """List every colour once, inks first."""
        return list(dict.fromkeys([*(self.inks[ink] for ink in Ink), *self.tones.values(), self.halo]))


def _palette(inks: str, tones: str, halo: str) -> Palette:
    """Read a palette from words, one a role, in the order of the roles."""
    return Palette(
        dict(zip(Ink, map(_colour, inks.split()), strict=True)),
        dict(zip(Tone, map(_colour, tones.split()), strict=True)),
        _colour(halo),
    )


def _colour(code: str) -> Colour:
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


# land homes workshops field meadow sand school park wood cemetery pitch parking square water shore
# building edge public edge tree path casing main-casing road main walk rail rail-gap tunnel border
PALETTES: Mapping[Theme, Palette] = {
    Theme.LIGHT: _palette(
        "EFEBE1 ECE7DB E6E0D6 EEEAD6 DDE5CC F3E8C8 ECE3D0 CFDDC2 BDD0AE D3DAC8 C3D8BF E9E5DC F7F3EA BFD7DC 9DBFC7"
        " DAD3C3 C5BCA8 CFC3AC AD9F84 A9C494 B39B7B D3CBBA C4B592 FFFFFF FBF3DC F5EFE4 8D8A86 F4F1EA BDB4A2 A08E9E",
        "3E4A4F 15242B 2B5F70 3B5B33 0F4C5F 625B4E",
        "F7F4EC",
    ),
    Theme.DARK: _palette(
        "182226 1A262B 1C262C 1B2724 1B2B26 2A2C25 1F282B 1E3530 1B3029 1D2E2B 20403A 1B272C 223036 0E2A36 1B4250"
        " 222F35 2E3D44 2B3A40 445860 2A4A40 5B6C70 10181B 0C1316 33434A 4B5F67 2A383E 6B7A80 182226 3A4A51 6E6076",
        "C3CED0 EAF0EE 8FC3D3 A5CFA9 86CFDC A3AFB1",
        "11191D",
    ),
    Theme.OUTDOOR: _palette(
        "FFFFFF FAFAFA F3F3F3 FAF8EC EAF3E2 FBF3D5 F3EFE4 D8EBCC C4DFB5 E2EBDA CBE6C6 F3F3F3 F6F3EC BFDCE6 4F8CA0"
        " DEDEDE 8E8E8E CFC8BA 4A4A4A 86B36F 6B4A1E 4A4A4A 2B2B2B FFFFFF FFF3C4 F2EDE2 3A3A3A FFFFFF 9A9A9A 5B3A66",
        "000000 000000 00364A 0B3A12 00364A 1C1C1C",
        "FFFFFF",
    ),
}


def swatches(palette: Palette) -> list[Colour]:
    """Give the 256 colours of a theme's tiles: its own, and the blends that smooth edges take.

    The blends are chosen so that no possible blend of two of the theme's colours is far from one of them: always the
    one that is farthest from all that were chosen before (Gonzalez 1985). So every tile of a pack has the same colours,
    and a sea that crosses a border of tiles has one blue.
    """
    chosen = palette.colours()
    assert len(chosen) < COLOURS_MAX, "a theme has fewer colours of its own than a tile may hold"
    blends = {_blend(a, b, share) for i, a in enumerate(chosen) for b in chosen[i + 1 :] for share in (0.25, 0.5, 0.75)}
    nearest = {blend: min(_distance(blend, colour) for colour in chosen) for blend in sorted(blends)}
    while nearest and len(chosen) < COLOURS_MAX:
        farthest = max(nearest, key=nearest.__getitem__)
        chosen.append(farthest)
        del nearest[farthest]
        nearest = {blend: min(away, _distance(blend, farthest)) for blend, away in nearest.items()}
    return chosen


def _blend(a: Colour, b: Colour, share: float) -> Colour:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _distance(a: Colour, b: Colour) -> int:
    # Weighted as the eye does, roughly: green most, blue least.
    return 3 * (a[0] - b[0]) ** 2 + 6 * (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
