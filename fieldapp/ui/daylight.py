"""Whether the sun is up over a place: the outdoor theme may follow it, without asking any sensor.

The sun's place is that of NOAA's « General Solar Position Calculations » (Spencer's series), good to a few minutes of
sunrise and sunset between the polar circles. The clock is that of the device.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, cos, degrees, pi, radians, sin
from typing import Final

import flet as ft

from fieldapp.ui.seen import use_seen_task

LOOK_S: Final = 60.0
_HORIZON: Final = -0.833
"""Degrees: the sun's radius and what the air lifts it."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where the sun is looked for, in degrees; the first frame cannot wait for the records' own `Point`."""

    lat: float
    long: float


def utc_now() -> datetime:
    """Give the moment by the device's clock."""
    return datetime.now(UTC)


def sun_is_up(place: Standpoint, at: datetime) -> bool:
    """Tell whether any part of the sun stands above a flat horizon."""
    moment = at.astimezone(UTC)
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    year = 2 * pi / 365 * (moment.timetuple().tm_yday - 1 + (minutes - 720) / 1440)
    tilt = (
        0.006918
        - 0.399912 * cos(year)
        + 0.070257 * sin(year)
        - 0.006758 * cos(2 * year)
        + 0.000907 * sin(2 * year)
        - 0.002697 * cos(3 * year)
        + 0.00148 * sin(3 * year)
    )
    ahead_min = 229.18 * (
        0.000075 + 0.001868 * cos(year) - 0.032077 * sin(year) - 0.014615 * cos(2 * year) - 0.040849 * sin(2 * year)
    )
    turned = radians((minutes + ahead_min + 4 * place.long) / 4 - 180)
    lat = radians(place.lat)
    return degrees(asin(sin(lat) * sin(tilt) + cos(lat) * cos(tilt) * cos(turned))) > _HORIZON


def use_daylight(place: Standpoint | None, clock: Callable[[], datetime]) -> bool:
    """Tell whether the sun is up over a place, and follow it while the page is seen."""
    is_up, set_up = ft.use_state(place is not None and sun_is_up(place, clock()))

    async def follow() -> None:
        while place is not None:
            set_up(sun_is_up(place, clock()))
            await asyncio.sleep(LOOK_S)
        set_up(False)

    use_seen_task(follow, [place])
    return is_up and place is not None
