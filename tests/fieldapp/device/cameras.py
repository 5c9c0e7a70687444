"""Pictures as cameras make them, with all that they write into the file."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

MARKER = b"Jeanne Dupont"
"""Stands in every piece of metadata; must stand nowhere in what is sent."""
ORIENTATION, ARTIST, EXIF_IFD, GPS_IFD = 0x0112, 0x013B, 0x8769, 0x8825
PARIS_GPS = {
    1: "N",
    2: (IFDRational(48), IFDRational(51), IFDRational(3000, 100)),
    3: "E",
    4: (IFDRational(2), IFDRational(21), IFDRational(0)),
}


def scene(width: int, height: int) -> Image.Image:
    """Draw a picture whose left half is red and whose right half is a busy grey."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, height), fill=(200, 30, 30))
    return picture


def jpeg(
    width: int = 1200,
    height: int = 900,
    *,
    orientation: int = 1,
    told: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> bytes:
    """Give a camera's JPEG: EXIF with owner, time and place, a comment, XMP."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[ARTIST] = MARKER.decode()
    exif.get_ifd(EXIF_IFD).update({0x9003: "2026:11:23 14:32:05"} if told is None else told)
    exif.get_ifd(GPS_IFD).update(PARIS_GPS if gps is None else gps)
    written = BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + MARKER + b"</x:xmpmeta>"
    scene(width, height).save(written, "JPEG", quality=95, exif=exif, comment=MARKER, xmp=xmp)
    return written.getvalue()


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Write a picture in some format."""
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    """Read a picture whole."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture
