"""A photo made ready to travel: upright, of the size that was chosen, without EXIF, with its small picture.

What the camera said of time and place is read first and given as values; of the file nothing is left but pixels. The
work takes a few tenths of a second, so screens await `prepared_aside`.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from fieldapp.device.exif import Taken, taken
from fieldapp.device.photo_sizes import EXTENTS, PhotoSize

SMALL_EDGE = 240
QUALITIES = (85, 78, 70, 60)
SMALL_QUALITY = 75
INPUT_BYTES_MAX = 60 * 1024 * 1024
JPEG_PIXELS_MAX = 110_000_000
PIXELS_MAX = 40_000_000
"""For formats that cannot be decoded at a smaller scale: 160 MB in memory."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_SCALED_FORMATS = frozenset({"JPEG", "MPO"})
"""MPO is what Pillow calls a JPEG that holds several pictures; the first one is taken."""


class PhotoTrouble(StrEnum):
    """Why a photo cannot be taken; the screens have the words."""

    UNREADABLE = "unreadable"
    """Not a picture, or a damaged one."""
    TOO_LARGE = "too-large"
    """More bytes or pixels than a camera makes: a panorama, a scan, or a trap."""


class PhotoRefused(Exception):
    """Say that these bytes do not become a photo; take another one."""

    def __init__(self, trouble: PhotoTrouble) -> None:
        """Take the reason."""
        self.trouble = trouble
        super().__init__(trouble)


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A photo as it is stored and sent, and what its camera said of it."""

    jpeg: bytes
    thumbnail: bytes
    sha256: str
    thumbnail_sha256: str
    width: int
    height: int
    taken_at: str | None
    lat: float | None
    long: float | None


async def prepared_aside(
    content: bytes, *, zone: tzinfo | None = None, size: PhotoSize = PhotoSize.NORMAL
) -> PreparedPhoto:
    """Prepare a photo on another thread; raise `PhotoRefused`."""
    return await asyncio.to_thread(prepare_photo, content, zone=zone, size=size)


def prepare_photo(content: bytes, *, zone: tzinfo | None = None, size: PhotoSize = PhotoSize.NORMAL) -> PreparedPhoto:
    """Prepare a photo from a camera's bytes; raise `PhotoRefused`.

    `zone` is that of a camera's time without an offset; None stands for the device's.
    """
    if len(content) > INPUT_BYTES_MAX:
        raise PhotoRefused(PhotoTrouble.TOO_LARGE)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            _refuse_too_large(image)
            told = taken(image, zone)
            picture = _pixels(image, EXTENTS[size].long_edge)
    except Image.DecompressionBombError as error:
        raise PhotoRefused(PhotoTrouble.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise PhotoRefused(PhotoTrouble.UNREADABLE) from error
    return photo_of(picture, told, EXTENTS[size].typical_bytes)


def photo_of(picture: Image.Image, told: Taken, typical_bytes: int) -> PreparedPhoto:
    """Write a picture as it is stored and sent, with what its camera said of it."""
    jpeg, thumbnail = _fitting_jpeg(picture, typical_bytes), _thumbnail(picture)
    return PreparedPhoto(
        jpeg=jpeg,
        thumbnail=thumbnail,
        sha256=hashlib.sha256(jpeg).hexdigest(),
        thumbnail_sha256=hashlib.sha256(thumbnail).hexdigest(),
        width=picture.width,
        height=picture.height,
        taken_at=told.at,
        lat=told.lat,
        long=told.long,
    )


def _refuse_too_large(image: Image.Image) -> None:
    # Told from the header, before any pixel is decoded: a few kilobytes can announce gigabytes.
    pixels_max = JPEG_PIXELS_MAX if image.format in _SCALED_FORMATS else PIXELS_MAX
    if image.width * image.height > pixels_max:
        raise PhotoRefused(PhotoTrouble.TOO_LARGE)


def _pixels(image: Image.Image, long_edge: int) -> Image.Image:
    """Give the picture itself: scaled while it is decoded, upright, in plain colours, nothing attached."""
    if image.format in _SCALED_FORMATS:
        image.draft("RGB", (long_edge, long_edge))
    upright = _opaque(ImageOps.exif_transpose(image))
    upright.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    # Pillow carries comments, XMP and the like over to what it saves.
    upright.info.clear()
    return upright


def _opaque(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _fitting_jpeg(picture: Image.Image, typical_bytes: int) -> bytes:
    content = b""
    for quality in QUALITIES:
        content = _jpeg(picture, quality)
        if len(content) <= typical_bytes:
            break
    return content


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _jpeg(small, SMALL_QUALITY)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()
