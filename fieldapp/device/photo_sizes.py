"""How large a photo is kept and sent: what an agent chooses, and what it means in pixels and bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PhotoSize(StrEnum):
    """Name what an agent can choose; normal reads a house number across a street."""

    ECONOMICAL = "economical"
    MEDIUM = "medium"
    NORMAL = "normal"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Extent:
    """Hold a photo’s longest edge and what it should weigh: the quality goes down until it does."""

    long_edge: int
    typical_bytes: int


EXTENTS: Final[Mapping[PhotoSize, Extent]] = {
    PhotoSize.ECONOMICAL: Extent(1280, 250 * 1024),
    PhotoSize.MEDIUM: Extent(1600, 400 * 1024),
    PhotoSize.NORMAL: Extent(2048, 600 * 1024),
    # The pixels of any camera: at 8192 a decoded picture takes 150 MB of memory.
    PhotoSize.ORIGINAL: Extent(8192, 8 * 1024 * 1024),
}
