"""Where the device was last: one position per device, in memory only, asked for when a screen needs it.

It is no track (CNIL, AC-69): the last position replaces the one before, nothing is written, and nothing asks while
no screen that sorts by distance is shown.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.device.ports import Device, Fix, PositionTrouble
from fieldapp.ui.app import use_app
from sync.records.geometry import Point

FRESH_S: Final = 60.0
"""A position that is younger is not asked for again."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The last position, and why there is none (or no newer one)."""

    fix: Fix | None = None
    trouble: PositionTrouble | None = None

    @property
    def point(self) -> Point | None:
        """Give the last position as a point."""
        return Point(self.fix.lat, self.fix.long) if self.fix else None


@dataclass(slots=True)
class _Last:
    whereabouts: Whereabouts
    at_s: float


_last: "WeakKeyDictionary[Device, _Last]" = WeakKeyDictionary()


def last_known(device: Device) -> Whereabouts:
    """Give the last position of a device, as far as this process knows it."""
    kept = _last.get(device)
    return kept.whereabouts if kept else Whereabouts()


def remember(device: Device, found: Fix | PositionTrouble) -> Whereabouts:
    """Take note of a position; a trouble leaves the last position as it was."""
    before = last_known(device)
    now = Whereabouts(found) if isinstance(found, Fix) else Whereabouts(before.fix, found)
    _last[device] = _Last(now, time.monotonic())
    return now


def use_whereabouts() -> tuple[Whereabouts, Callable[[], None]]:
    """Give the last position and the way to ask again, inside a component; asks at once when it is old."""
    app, page = use_app(), ft.context.page
    known, set_known = ft.use_state(last_known(app.device))

    async def ask() -> None:
        set_known(remember(app.device, await app.device.position.fix()))

    def begin() -> None:
        kept = _last.get(app.device)
        if kept is None or time.monotonic() - kept.at_s > FRESH_S:
            page.run_task(ask)

    ft.use_effect(begin, [])

    def again() -> None:
        page.run_task(ask)

    return known, again
