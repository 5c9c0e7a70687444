"""A photo from outside becomes one of ours: an upright JPEG of bounded size, pixels only, with a small one.

What the bytes announce is looked at before any pixel is decoded: a few kilobytes can announce gigabytes. Nothing of
the file but its pixels is kept: neither where it was taken, nor by whose camera.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

PHOTO_BYTES_MAX = 12 * 1024 * 1024
PHOTOS_MAX = 3
PIXELS_MAX = 40_000_000
LONG_EDGE = 2_048
SMALL_EDGE = 240
QUALITY, SMALL_QUALITY = 82, 75
_FORMATS = ("JPEG", "PNG", "WEBP")


class PictureRefused(Exception):
    """These bytes become no photo: `too-large` or `unreadable`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is stored."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """Make a photo of a JPEG, PNG or WebP; raise `PictureRefused`."""
    if len(content) > PHOTO_BYTES_MAX:
        raise PictureRefused("too-large")
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                raise PictureRefused("too-large")
            whole = _pixels(image)
    except Image.DecompressionBombError:
        raise PictureRefused("too-large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError):
        raise PictureRefused("unreadable") from None
    small = whole.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Picture(_jpeg(whole, QUALITY), _jpeg(small, SMALL_QUALITY), whole.width, whole.height)


def _pixels(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONG_EDGE, LONG_EDGE))
    upright = ImageOps.exif_transpose(image)
    paper = Image.new("RGB", upright.size, "white")
    layer = upright.convert("RGBA")
    paper.paste(layer, mask=layer.getchannel("A"))
    paper.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return paper


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
