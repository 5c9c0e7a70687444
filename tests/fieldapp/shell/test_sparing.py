"""Photos wait for a plug while the battery is low, unless the agent sends them; texts never wait."""

import asyncio
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.device.flet_power import FletPower, charge_of
from fieldapp.device.ports import Carrier, Charge
from fieldapp.replica.pill import WaitReason
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.root import Threshold, root
from fieldapp.shell.sparing import FRESH_S, Sparing, is_low
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance
from sync.client.uploads import PhotoPolicy
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.fixed_power import FixedPower
from tests.fieldapp.shell.opening import filled, house_of, until
from tests.fieldapp.shell.town_hall import TownHall
from tests.fieldapp.ui.headless import headless

_S = ft.BatteryState
FR = Words(Language.FR)
LOW, FED, FULL = Charge(14, is_fed=False), Charge(14, is_fed=True), Charge(20, is_fed=False)


@pytest.mark.parametrize(
    ("percent", "state", "charge"),
    [
        (14, _S.DISCHARGING, LOW),
        (14, _S.CHARGING, FED),
        (14, _S.CONNECTED_NOT_CHARGING, FED),
        (0, _S.UNKNOWN, None),
        (None, None, None),
    ],
)
def test_battery_is_what_flet_says_of_it(percent: int | None, state: _S | None, charge: Charge | None) -> None:
    assert charge_of(percent, state) == charge


class SaidBattery:
    """A battery that answers as a test says; None: nothing to this question."""

    def __init__(self, saves: bool | None) -> None:
        self._saves = saves

    async def get_battery_level(self) -> int:
        return 62

    async def get_battery_state(self) -> _S:
        return _S.DISCHARGING

    async def is_in_battery_save_mode(self) -> bool:
        if self._saves is None:
            raise RuntimeError("not on this platform")
        return self._saves


@pytest.mark.parametrize(("saves", "told"), [(True, True), (False, False), (None, False)])
def test_battery_tells_that_it_is_to_be_spared(saves: bool | None, told: bool) -> None:
    power = FletPower()
    power._service = SaidBattery(saves)  # type: ignore[assignment]
    assert asyncio.run(power.charge()) == Charge(62, is_fed=False, saves=told)


@pytest.mark.parametrize(
    ("charge", "low"),
    [
        (LOW, True),
        (FED, False),
        (FULL, False),
        (None, False),
        (Charge(80, is_fed=False, saves=True), True),
        (Charge(80, is_fed=True, saves=True), False),
    ],
)
def test_battery_is_low_below_a_fifth_or_when_it_is_to_be_spared_and_on_no_plug(
    charge: Charge | None, low: bool
) -> None:
    assert is_low(charge) is low


def held(sparing: Sparing, carrier: Carrier = Carrier.WIFI) -> WaitReason | None:
    return sparing.holds(carrier, on_wifi_only=True)


def test_photos_wait_for_a_plug_and_go_when_it_comes() -> None:
    told: list[bool] = []
    sparing = Sparing(lambda: told.append(True))
    sparing.told(LOW)
    assert held(sparing) is WaitReason.LOW_BATTERY
    sparing.told(FED)
    assert held(sparing) is None
    assert len(told) == 2


def test_photos_that_were_asked_for_go_until_the_next_low_battery() -> None:
    sparing = Sparing(lambda: None)
    sparing.told(LOW)
    sparing.send_anyway()
    sparing.told(Charge(9, is_fed=False))
    assert held(sparing) is None
    sparing.told(FED)
    sparing.told(LOW)
    assert held(sparing) is WaitReason.LOW_BATTERY


def test_wifi_is_named_before_the_plug() -> None:
    sparing = Sparing(lambda: None)
    sparing.told(LOW)
    assert held(sparing, Carrier.MOBILE) is WaitReason.NO_WIFI


def test_level_is_asked_again_only_while_photos_move() -> None:
    now, asked = [0.0], list[float]()
    sparing = Sparing(lambda: None, clock=lambda: now[0])
    sparing.follow(lambda: asked.append(now[0]))
    held(sparing)
    now[0] = FRESH_S + 1
    assert asked == [0.0]
    held(sparing)
    held(sparing)
    assert asked == [0.0, FRESH_S + 1]


@pytest.mark.parametrize(
    ("charge", "kicker"),
    [(LOW, "Batterie à 14\u00a0%"), (Charge(62, is_fed=False, saves=True), FR("shell.battery_saves"))],
    ids=["low", "spared"],
)
def test_sheet_says_that_photos_wait_and_lets_them_go(
    tmp_path: Path, hall: TownHall, charge: Charge, kicker: str
) -> None:
    async def whole() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        device = FixedDevice(power=FixedPower(charge))

        async def the_house() -> Any:
            return house

        def main(page: ft.Page) -> None:
            threshold = Threshold(device, SettingsFile(tmp_path / "p"), the_house, may_resume=True)
            page.render(lambda: appearance(Preferences(), lambda: root(threshold)))

        async with headless(main) as page:
            await until(lambda: bool(page.all(ft.Semantics, identifier="sync-pill")) and office.sparing.spares_charge)
            assert office.photo_policy() is PhotoPolicy.SPARING
            await page.tap("sync-pill")
            await until(lambda: FR("shell.battery_title") in page.texts())
            assert kicker in page.texts()
            await page.tap("send-anyway")
            await until(lambda: FR("shell.battery_title") not in page.texts())
            assert office.photo_policy() is PhotoPolicy.EVERYTHING
            assert page.wire.crashes == []
        await house.close()

    asyncio.run(whole())
