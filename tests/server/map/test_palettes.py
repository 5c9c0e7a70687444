"""The colours of the map: readable in every theme, and few enough for a small picture."""

from itertools import product

import pytest

from sync.records.map_pack import Theme
from sync.server.map.palettes import COLOURS_MAX, PALETTES, Colour, Ink, Tone, swatches

CONTRAST_MIN = {Theme.LIGHT: 4.5, Theme.DARK: 4.5, Theme.OUTDOOR: 7.0}
# What names stand on, beside their own halo.
GROUNDS = (Ink.LAND, Ink.ROAD, Ink.MAIN, Ink.WALK)


def luminance(colour: Colour) -> float:
    """Give the relative luminance (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: Colour, b: Colour) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_names_are_readable_on_their_halo(theme: Theme) -> None:
    palette = PALETTES[theme]
    weak = [tone.name for tone in Tone if contrast(palette.tones[tone], palette.halo) < CONTRAST_MIN[theme]]
    assert not weak


@pytest.mark.parametrize("theme", Theme)
def test_street_names_are_readable_on_the_road_itself(theme: Theme) -> None:
    palette = PALETTES[theme]
    weak = [ink.name for ink in GROUNDS if contrast(palette.tones[Tone.STREET], palette.inks[ink]) < 3.0]
    assert not weak


@pytest.mark.parametrize("theme", Theme)
def test_house_numbers_and_places_are_readable_on_buildings(theme: Theme) -> None:
    palette = PALETTES[theme]
    for tone, ink in product((Tone.NUMBER, Tone.SPOT, Tone.PLACE), (Ink.BUILDING, Ink.LAND)):
        assert contrast(palette.tones[tone], palette.inks[ink]) >= 3.0, (tone.name, ink.name)


def test_kerbs_stand_out_in_the_sun() -> None:
    palette = PALETTES[Theme.OUTDOOR]
    assert contrast(palette.inks[Ink.CASING], palette.inks[Ink.ROAD]) >= 7.0
    assert contrast(palette.inks[Ink.MAIN_CASING], palette.inks[Ink.MAIN]) >= 7.0


@pytest.mark.parametrize("theme", Theme)
def test_swatches_hold_every_colour_of_the_theme_and_come_close_to_every_blend(theme: Theme) -> None:
    palette = PALETTES[theme]
    chosen = swatches(palette)
    assert len(chosen) == len(set(chosen)) == COLOURS_MAX
    assert set(palette.colours()) <= set(chosen)
    colours = palette.colours()
    blends = [tuple(round((x + y) / 2) for x, y in zip(a, b, strict=True)) for a, b in product(colours, colours)]
    worst = max(
        min(max(abs(x - y) for x, y in zip(blend, colour, strict=True)) for colour in chosen) for blend in blends
    )
    assert worst <= 12
