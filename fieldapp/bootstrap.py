"""The one composition root: it puts vault, replica, engine, device and screens together, and starts the app.

    run -> Flet -> main(page) -> sign-in at once -> (in a thread: models, database, engine) -> House -> Office -> frame

`main` may run several times in one process (Android: back and reopen; a browser: each page), so everything that is
one per profile hangs from `Building`, made once.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from fieldapp.device.flet_device import FletDevice
from fieldapp.device.ports import KeyStore
from fieldapp.shell.boundary import guard
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.logs import keep_logs_plain
from fieldapp.shell.root import Threshold, root
from fieldapp.ui import routes
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.seen import light_of
from fieldapp.ui.theme import appearance, prepare

if TYPE_CHECKING:
    from fieldapp.shell.house import House
    from fieldapp.shell.office import Office
    from fieldapp.vault.device_secret import DeviceSecret

PROFILE_VARIABLE: Final = "FIELDAPP_PROFILE"
SERVER_VARIABLE: Final = "FIELDAPP_SERVER"
LOOPBACK: Final = "127.0.0.1"


@dataclass(slots=True)
class Building:
    """One profile of this process: its settings, and its house once it was asked for."""

    profile: Path
    settings: SettingsFile
    house: "House | None" = None
    making: asyncio.Lock = field(default_factory=asyncio.Lock)
    furnishing: asyncio.Future[None] | None = None

    async def enter(self, key_store: "KeyStore | None" = None) -> "House":
        """Give the house; the first call imports the database and the engine, in a thread.

        It reads the device's secret through the page's key store, where the platform has one.

        What Today is drawn with comes after, in a thread of its own: the proof of a passphrase, half a second in which
        Python has nothing to do, does not wait for it.
        """
        async with self.making:
            if self.house is None:
                read_secret = await asyncio.to_thread(_secret_reader)
                secret = await read_secret(self.profile, key_store)
                house = await asyncio.to_thread(_house, self.profile, self.settings, secret)
                await house.begin()
                self.house = house
                self.furnishing = asyncio.ensure_future(asyncio.to_thread(_furnish))
            return self.house


def _secret_reader() -> "Callable[[Path, KeyStore | None], Awaitable[DeviceSecret]]":
    from fieldapp.vault.device_store import device_secret

    return device_secret


def _house(profile: Path, settings: SettingsFile, secret: "DeviceSecret") -> "House":
    # Imported here, so that the first frame of the sign-in does not wait for it.
    from fieldapp.shell.house import House, Means
    from fieldapp.shell.line import connecting
    from sync.client.system import spare_collector

    spare_collector()
    return House(profile, settings, Means(secret, connecting(settings)))


def _furnish() -> None:
    from fieldapp.shell import filling, frame  # noqa: F401  # what stands around every screen
    from fieldapp.shell.places import place_of

    place_of(routes.locate(routes.TODAY, (routes.TODAY,))).screen()


def run() -> None:
    """Start the app as an installed program does: its window, its profile in the platform's folder."""
    open_app(profile_folder(), server=os.environ.get(SERVER_VARIABLE, ""))


def profile_folder() -> Path:
    """Give the folder of this device's vaults: Flet's on a tablet, the user's data folder elsewhere."""
    named = os.environ.get(PROFILE_VARIABLE) or os.environ.get("FLET_APP_STORAGE_DATA")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "fieldapp"


def open_app(profile: Path, *, server: str = "", web_port: int | None = None) -> None:
    """Open the app on a profile: in a window, or in the browser on a loopback port."""
    keep_logs_plain()
    guard()
    view = ft.AppView.FLET_APP
    if web_port is not None:
        view = ft.AppView.WEB_BROWSER
        # Serve the page and open nothing: who started the app on a port opens it where he likes.
        os.environ["FLET_FORCE_WEB_SERVER"] = "true"
    ft.run(
        app_of(profile, server),
        name="",
        host=LOOPBACK if web_port is not None else None,
        port=web_port or 0,
        view=view,
        assets_dir=str(assets_folder()),
        no_cdn=True,
    )


def open_gallery(web_port: int) -> None:
    """Serve the gallery of components on a loopback port."""
    from fieldapp.ui.gallery import gallery
    from fieldapp.ui.gallery_house import sample_house

    os.environ["FLET_FORCE_WEB_SERVER"] = "true"
    with TemporaryDirectory(prefix="fieldapp-gallery-") as folder, sample_house(Path(folder)) as house:

        def main(page: ft.Page) -> None:
            prepare(page, Preferences())
            page.render(lambda: appearance(Preferences(), lambda: gallery(house)))

        ft.run(main, host=LOOPBACK, port=web_port, assets_dir=str(assets_folder()), no_cdn=True)


def assets_folder() -> Path:
    """Give the folder of fonts and of the page that the browser loads."""
    return Path(__file__).resolve().parent.parent / "assets"


def app_of(profile: Path, server: str = "") -> Callable[[ft.Page], None]:
    """Give Flet's `main` for a profile; every page of the process that it serves shares one house."""
    settings = SettingsFile(profile)
    if server:
        settings.keep_server(server)
    building = Building(profile, settings)

    def main(page: ft.Page) -> None:
        open_page(page, building)

    return main


def open_page(page: ft.Page, building: Building) -> None:
    """Dress a page and show the sign-in; nothing before the first frame reads the vault or the network."""
    prepare(page, building.settings.settings.preferences)
    device = FletDevice(page)
    enter = partial(building.enter, device.key_store)
    threshold = Threshold(device, building.settings, enter, may_resume=not page.web)
    _follow_leaving(page, threshold)
    _follow_page(page, threshold)
    _show(page, threshold)


def _show(page: ft.Page, threshold: Threshold) -> None:
    """Draw the page from its root: the sign-in, unless an office of this process may be taken over."""
    settings = threshold.settings
    page.render(lambda: appearance(settings.settings.preferences, lambda: root(threshold), settings.keep_preferences))


def _close_sheets(page: ft.Page) -> None:
    """Let nothing that stood above the screens of who leaves stand above the next sign-in."""
    while page.pop_dialog() is not None:
        pass


def _follow_leaving(page: ft.Page, threshold: Threshold) -> None:
    """Close the office with the last of a browser's pages; one that is loaded again begins at the sign-in."""
    was_left = False

    async def leave() -> None:
        # A reload asks the passphrase again: whoever reloads is not known to be who signed in.
        nonlocal was_left
        office = threshold.office
        if page.web and office is not None:
            was_left, threshold.office = True, None
            _close_sheets(page)
            await office.left(page)

    def came_back() -> None:
        # Flet gives a page that is loaded again its old tree, and drew nothing while it was away.
        nonlocal was_left
        light_of(page).loaded()
        if was_left:
            was_left = False
            _show(page, threshold)

    page.on_connect = came_back
    page.on_disconnect = leave
    page.on_close = leave


def _follow_page(page: ft.Page, threshold: Threshold) -> None:
    """Tell the office when the app, the network or a plug comes back, and whether the page is seen."""

    def to_office(do: "Callable[[Office, Any], None]") -> Callable[..., None]:
        def told(value: Any = None) -> None:
            if threshold.office is not None:
                do(threshold.office, value)

        return told

    light, device = light_of(page), threshold.device
    light.follow(to_office(lambda office, is_dark: office.attention.look(page, is_dark=is_dark)))
    light.follow_return(to_office(lambda office, _: office.returned()))
    device.network.watch(to_office(lambda office, carrier: office.network_changed(carrier)))
    device.power.watch(to_office(lambda office, _: office.sparing.look_again()))
