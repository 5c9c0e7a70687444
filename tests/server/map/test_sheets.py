"""A real quarter at three zooms in three themes looks as it did when somebody last looked at it."""

import pytest
from PIL import Image, ImageChops

from sync.records.map_pack import Theme
from tests.server.map.sheets import LOOKED_AT, picture_of, sheets

STEP_MAX = 24
"""A letter's edge may be a shade apart on another system; a name that moved, or a road of another width, is more."""
SHARE_MAX = 0.001


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[int, Theme], Image.Image]:
    return {(zoom, theme): picture for zoom, theme, picture in sheets()}


def differing(picture: Image.Image, other: Image.Image) -> float:
    """Give the share of the pixels that differ by more than a shade."""
    apart = ImageChops.difference(picture.convert("RGB"), other.convert("RGB"))
    worst = [band.point(lambda step: 255 if step > STEP_MAX else 0) for band in apart.split()]
    either = ImageChops.lighter(ImageChops.lighter(worst[0], worst[1]), worst[2])
    return either.histogram()[255] / (picture.width * picture.height)


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("zoom", list(LOOKED_AT))
def test_quarter_looks_as_it_was_looked_at(
    drawn: dict[tuple[int, Theme], Image.Image], zoom: int, theme: Theme
) -> None:
    with Image.open(picture_of(zoom, theme)) as kept:
        assert kept.size == drawn[zoom, theme].size
        assert differing(drawn[zoom, theme], kept) <= SHARE_MAX, (
            f"look at it: python -m tests.server.map.sheets ({zoom})"
        )
