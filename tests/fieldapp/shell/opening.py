"""Opening offices in tests: a house on a fresh profile, and waiting without a clock."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from fieldapp.account.actions import Answer, Entered
from fieldapp.replica.ports import World
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.house import House, Means
from fieldapp.shell.office import Office
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.passphrase import COST_FLOOR
from tests.fieldapp.shell.town_hall import ADDRESS, PASSPHRASE, TownHall

ACCOUNT = "karim.benali"
_WAITS_MAX = 600


def house_of(profile: Path, hall: TownHall, world: World | None = None) -> House:
    """Give the house of a profile whose town hall is `hall`."""
    profile.mkdir(exist_ok=True)
    settings = SettingsFile(profile)
    settings.keep_server(ADDRESS)
    return House(profile, settings, Means(FileDeviceSecret(profile), hall.connect, COST_FLOOR, world))


async def entered(house: House, passphrase: str = PASSPHRASE) -> tuple[Answer, Office | None]:
    """Try to open Karim's office."""
    return await house.enter(ACCOUNT, passphrase, lambda step: None)


async def opened(house: House) -> Office:
    """Open Karim's office."""
    answer, office = await entered(house)
    assert answer == Entered(), answer
    assert office is not None
    return office


async def filled(house: House) -> Office:
    """Open Karim's office and wait until the directory has come."""
    office = await opened(house)
    await until(lambda: office.agent is not None)
    return office


async def until(is_so: Callable[[], bool]) -> None:
    """Let things happen until it is so."""
    for _ in range(_WAITS_MAX):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run an async story to its end."""
    asyncio.run(story())
