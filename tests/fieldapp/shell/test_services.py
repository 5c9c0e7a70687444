"""The town's sign-in service from the page's side: asked of its own server, opened there, and silent trouble."""

from pathlib import Path

from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.house import House
from fieldapp.shell.root import PageDoor, Threshold
from sync.server.rows_identity import ProviderRow
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.shell.opening import house_of, run
from tests.fieldapp.shell.town_hall import ADDRESS, TownHall


def door_of(profile: Path, hall: TownHall) -> tuple[PageDoor, FixedDevice]:
    house, device = house_of(profile, hall), FixedDevice()

    async def enter() -> House:
        return house

    settings = SettingsFile(profile)
    settings.keep_server(ADDRESS)
    return PageDoor(Threshold(device, settings, enter), lambda office: None), device


def test_page_asks_its_own_server_and_opens_a_browser_there(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        door, device = door_of(tmp_path / "p", hall)
        assert await door.services() == ()
        provider = ProviderRow("ProConnect", "https://login.example", "town", "", "", "")
        hall.parts.sign_in_service.keep(hall.tenant, provider, "")
        (service,) = await door.services()
        await door.open_service(service)
        assert device.browsed == [f"{ADDRESS}/v1/oidc/start?tenant={hall.tenant}"]

    run(story)


def test_server_that_does_not_answer_offers_nothing(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        door, _ = door_of(tmp_path / "p", hall)
        hall.is_reachable = False
        assert await door.services() == ()

    run(story)
