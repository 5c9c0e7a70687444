"""Rectangles painted over what a photo must not show: a face, a number plate.

The pixels below are gone: the photo is written anew, small picture included, before anything of it leaves.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from fieldapp.device.exif import Taken
from fieldapp.device.photo_sizes import EXTENTS, PhotoSize
from fieldapp.device.photos import PreparedPhoto, photo_of

COVERS_MAX: Final = 20
SIDE_SHARE_MIN: Final = 0.02
"""A narrower rectangle covers nothing that anybody could know again: two taps at one place are none."""
_INK: Final = (21, 36, 43)


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold one rectangle in shares of the picture's width and height, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_there(self) -> bool:
        """Tell whether it is wide and high enough to cover something."""
        return self.right - self.left >= SIDE_SHARE_MIN and self.bottom - self.top >= SIDE_SHARE_MIN


def cover_between(one: tuple[float, float], other: tuple[float, float]) -> Cover:
    """Give the rectangle between two opposite corners, whichever they are, within the picture."""
    (x1, y1), (x2, y2) = (tuple(min(max(share, 0.0), 1.0) for share in corner) for corner in (one, other))
    return Cover(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


async def covered_aside(jpeg: bytes, covers: Sequence[Cover]) -> PreparedPhoto:
    """Paint over a photo on another thread."""
    return await asyncio.to_thread(covered_photo, jpeg, covers)


def covered_photo(jpeg: bytes, covers: Sequence[Cover]) -> PreparedPhoto:
    """Paint rectangles over a prepared photo; its moment and place are the caller's to keep."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
        picture = image.convert("RGB")
    picture.info.clear()
    brush = ImageDraw.Draw(picture)
    for cover in covers[:COVERS_MAX]:
        # To the outer pixel on each side: what lies half below an edge is covered too.
        corner = (int(cover.left * picture.width), int(cover.top * picture.height))
        opposite = (int(cover.right * picture.width) + 1, int(cover.bottom * picture.height) + 1)
        brush.rectangle((corner, opposite), fill=_INK)
    # What was covered keeps its size: the whole one weighed so much.
    return photo_of(picture, Taken(), max(len(jpeg), EXTENTS[PhotoSize.NORMAL].typical_bytes))
