"""When and where a photo was taken, as its camera wrote it into the EXIF; values come out, never the EXIF.

Whatever is missing, absurd or hostile reads as « not known »: nothing in here refuses a photo. Source: EXIF 2.32
(CIPA DC-008), tags 0x8769 and 0x8825.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

from PIL import Image

from sync.core.instants import instant

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN_AT, _TAKEN_AT_OFFSET = 0x9003, 0x9011
_LAT_REF, _LAT, _LONG_REF, _LONG = 1, 2, 3, 4
_EARLIEST_YEAR = 2000
"""A camera whose clock was never set says 1970 or 1980."""
_WRONG = (ValueError, TypeError, KeyError, IndexError, ArithmeticError, OSError, SyntaxError, struct.error)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a camera said; None where it did not, or not credibly."""

    at: str | None = None
    lat: float | None = None
    long: float | None = None


def taken(image: Image.Image, zone: tzinfo | None = None) -> Taken:
    """Read when and where; a time without an offset is of `zone` (None: the device's)."""
    try:
        exif = image.getexif()
        told, place = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    except _WRONG:
        return Taken()
    lat, long = _position(place)
    return Taken(_moment(told, zone), lat, long)


def _moment(told: Mapping[int, Any], zone: tzinfo | None) -> str | None:
    try:
        naive = datetime.strptime(str(told[_TAKEN_AT]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - see below
        offset = told.get(_TAKEN_AT_OFFSET)
        aware = naive.replace(tzinfo=_offset(str(offset)) if offset else zone)
        # Still without a zone: `astimezone` takes the device's own.
        return instant(aware.astimezone()) if naive.year >= _EARLIEST_YEAR else None
    except _WRONG:
        return None


def _offset(text: str) -> timezone:
    sign = -1 if text.startswith("-") else 1
    hours, minutes = text.strip("\0 +-").split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


def _position(place: Mapping[int, Any]) -> tuple[float | None, float | None]:
    try:
        lat = _degrees(place[_LAT], str(place[_LAT_REF]), "S")
        long = _degrees(place[_LONG], str(place[_LONG_REF]), "W")
    except _WRONG:
        return None, None
    # A receiver without a fix writes zeros: no town lies in the Gulf of Guinea.
    is_there = abs(lat) <= 90 and abs(long) <= 180 and (lat, long) != (0, 0)
    return (lat, long) if is_there else (None, None)


def _degrees(parts: Sequence[Any], reference: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if reference.strip("\0 ").upper() == negative else value, 7)
