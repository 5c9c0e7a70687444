"""Whole offices over a real socket: nobody pulls by hand, the live line says when there is news."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fieldapp.account.actions import Entered, Obstacle, WrongPassphrase
from fieldapp.replica.rows import shown_fields
from fieldapp.reports.actions import add_draft_photo, save_draft, send_report
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.house import House, Means
from fieldapp.shell.office import Office
from fieldapp.triage.actions import Recipient, assign
from fieldapp.ui.widgets.pill import Offline, UpToDate, pill_state
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.passphrase import COST_FLOOR
from sync.core.model import Fields
from tests.stories.people import KARIM, PASSPHRASE
from tests.stories.serving import served
from tests.stories.test_report_from_the_street import HOLE, pictures
from tests.stories.town_hall import Clock, TownHall

PATIENCE_S: Final = 30.0
LOOKS_MAX: Final = 600


@asynccontextmanager
async def house_of(profile: Path, server: str) -> AsyncIterator[House]:
    """Open the house of a profile folder, as the app's start does; its offices are closed at the end."""
    house = _built(profile, server)
    try:
        yield house
    finally:
        await house.close()


def _built(profile: Path, server: str) -> House:
    profile.mkdir(parents=True, exist_ok=True)
    settings = SettingsFile(profile)
    settings.keep_server(server)
    return House(profile, settings, Means(FileDeviceSecret(profile), cost=COST_FLOOR))


async def office_of(house: House, account: str) -> Office:
    """Sign in, and wait until the agent's own entry of the directory is here."""
    answer, office = await house.enter(account, PASSPHRASE, lambda step: None)
    assert isinstance(answer, Entered)
    assert office is not None
    await becomes(lambda: _fact(office.agent is not None))
    return office


async def becomes(is_true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something has become true."""
    for _ in range(LOOKS_MAX):
        if await is_true():
            return
        await asyncio.sleep(PATIENCE_S / LOOKS_MAX)
    raise TimeoutError("it did not become true")


async def says(office: Office, state: Callable[[object], bool]) -> None:
    """Wait until the pill says something."""
    await becomes(lambda: _fact(state(pill_state(office.standing))))


async def shows(office: Office, record: str, what: Callable[[Fields], bool]) -> None:
    """Wait until a report is shown as it should be."""

    async def does() -> bool:
        shown = await office.replica.read(shown_fields, "report", record)
        return shown is not None and what(shown)

    await becomes(does)


async def _fact(what: bool) -> bool:
    return what


async def send_hole(office: Office) -> str:
    """Report a hole with one photo."""
    draft = await office.replica.write(add_draft_photo, None, pictures()[0])
    await office.replica.write(save_draft, draft, HOLE)
    return await office.replica.write(send_report, draft)


def test_report_and_assignment_travel_by_the_live_line_alone(tmp_path: Path) -> None:
    async def play(server: str) -> None:
        async with house_of(tmp_path / "tablet", server) as tablets, house_of(tmp_path / "desk", server) as desks:
            tablet, desk = await office_of(tablets, "karim"), await office_of(desks, "sylvie")
            report = await send_hole(tablet)
            await shows(desk, report, lambda fields: fields["author"] == KARIM)
            await desk.replica.write(assign, report, Recipient(agent=KARIM))
            await shows(tablet, report, lambda fields: fields.get("assignee") == KARIM)
            await says(tablet, lambda state: isinstance(state, UpToDate))

    hall = TownHall(tmp_path / "town hall", Clock())
    with served(hall) as server:
        asyncio.run(play(server))
    hall.close()


def test_office_opens_without_a_server_and_catches_up_once_it_is_back(tmp_path: Path) -> None:
    profile = tmp_path / "tablet"

    async def without_network(server: str) -> str:
        async with house_of(profile, server) as house:
            office = await office_of(house, "karim")
            office.cut(is_cut=True)
            return await send_hole(office)

    async def without_server(server: str, report: str) -> None:
        async with house_of(profile, server) as house:
            answer, _ = await house.enter("karim", "not his phrase", lambda step: None)
            assert isinstance(answer, WrongPassphrase)
            assert (await house.enter("lea", PASSPHRASE, lambda step: None))[0] is Obstacle.UNREACHABLE
            office = await office_of(house, "karim")
            await says(office, lambda state: state == Offline(2))
            await shows(office, report, lambda fields: fields["author"] == KARIM)

    async def again(server: str) -> None:
        async with house_of(profile, server) as house:
            await says(await office_of(house, "karim"), lambda state: isinstance(state, UpToDate))

    hall = TownHall(tmp_path / "town hall", Clock())
    with served(hall) as server:
        report = asyncio.run(without_network(server))
    asyncio.run(without_server(server, report))
    assert hall.records("report") == []
    hall.restart()
    with served(hall) as server:
        asyncio.run(again(server))
    assert len(hall.records("report")) == 1
    hall.close()
