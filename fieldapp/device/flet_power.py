"""The battery as Flet's service sees it, and a plug that comes or goes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import flet as ft

from fieldapp.device.answers import asked
from fieldapp.device.ports import Charge

_FED: Final = frozenset({ft.BatteryState.CHARGING, ft.BatteryState.FULL, ft.BatteryState.CONNECTED_NOT_CHARGING})


def charge_of(percent: int | None, state: ft.BatteryState | None) -> Charge | None:
    """Take what Flet says of a battery; a desktop without one says 0 % in an unknown state."""
    if percent is None or state is None or state is ft.BatteryState.UNKNOWN:
        return None
    return Charge(percent, is_fed=state in _FED)


async def saves_battery(battery: ft.Battery) -> bool:
    """Tell whether the system spares the battery; a platform that does not answer does not."""
    return await asked(battery.is_in_battery_save_mode()) or False


class FletPower:
    """The battery of the page's client."""

    def __init__(self) -> None:
        self._service: ft.Battery | None = None

    async def charge(self) -> Charge | None:
        """Give the charge now."""
        percent = await asked(self._battery().get_battery_level())
        charge = charge_of(percent, None if percent is None else await asked(self._battery().get_battery_state()))
        return None if charge is None else replace(charge, saves=await saves_battery(self._battery()))

    def watch(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell each time a plug comes or goes until the given function is called."""
        battery = self._battery()
        battery.on_state_change = lambda _event: told()
        battery.update()

        def stop() -> None:
            battery.on_state_change = None

        return stop

    def _battery(self) -> ft.Battery:
        if self._service is None:
            self._service = ft.Battery()
        return self._service
