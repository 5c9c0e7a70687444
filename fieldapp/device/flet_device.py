"""The device as Flet's services see it, for one page.

A service is made at its first use: asking for the position must not ask for the camera, and a platform without one
of them must not notice. Flet answers an unsupported call with an exception whose text is all that tells the cases
apart; here all of them become the values of `ports`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import flet as ft

from fieldapp.device.answers import asked
from fieldapp.device.copies import copied_to
from fieldapp.device.flet_camera import CAMERA_PLATFORMS, FletViewfinder
from fieldapp.device.flet_power import FletPower
from fieldapp.device.flet_voice import FletSound
from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.device.ports import (
    PHOTO_BYTES_MAX,
    Carrier,
    Fix,
    KeyStore,
    Network,
    PickedFile,
    Positioning,
    PositionTrouble,
    Power,
    Viewfinder,
)

PICK_S_MAX: Final = 600.0
"""A person may look for a photo for a while."""
MOBILE_PLATFORMS: Final = frozenset({ft.PagePlatform.ANDROID, ft.PagePlatform.IOS})
SECRET_PLATFORMS: Final = frozenset({ft.PagePlatform.ANDROID, ft.PagePlatform.IOS, ft.PagePlatform.MACOS})
"""Where Flet's client reaches a store of the platform; a Linux desktop may have none, and a browser's is not ours."""


class FletPositioning:
    """The geolocator of the page's client."""

    def __init__(self, page: ft.Page) -> None:
        self._page = page
        self._service: Any = None

    async def fix(self, timeout_s: float = 15.0) -> Fix | PositionTrouble:
        """Give one position, asking for the permission the first time."""
        trouble = await self._trouble()
        if trouble is not None:
            return trouble
        position = await asked(self._geolocator().get_current_position(), timeout_s)
        return PositionTrouble.TIMED_OUT if position is None else fix_of(position)

    def watch(self, told: Callable[[Fix | PositionTrouble], None]) -> Callable[[], None]:
        """Tell every new position until the given function is called."""
        geolocator = self._geolocator()
        geolocator.on_position_change = lambda event: told(fix_of(event.position))
        geolocator.on_error = lambda _event: told(PositionTrouble.TIMED_OUT)
        geolocator.update()

        async def begin() -> None:
            first = await self.fix()
            if geolocator.on_position_change is not None:
                told(first)

        def stop() -> None:
            geolocator.on_position_change = None
            geolocator.on_error = None
            geolocator.update()

        self._page.run_task(begin)
        return stop

    def _geolocator(self) -> Any:
        if self._service is None:
            from flet_geolocator import Geolocator, GeolocatorConfiguration, GeolocatorPositionAccuracy

            self._service = Geolocator(configuration=GeolocatorConfiguration(accuracy=GeolocatorPositionAccuracy.BEST))
        return self._service

    async def _trouble(self) -> PositionTrouble | None:
        from flet_geolocator import GeolocatorPermissionStatus as Status

        geolocator = self._geolocator()
        status = await asked(geolocator.get_permission_status())
        if status is None:
            return PositionTrouble.ABSENT
        if status is Status.DENIED:
            status = await asked(geolocator.request_permission(), PICK_S_MAX)
        if status in (Status.DENIED, Status.DENIED_FOREVER):
            return PositionTrouble.DENIED
        if await asked(geolocator.is_location_service_enabled()) is False:
            return PositionTrouble.SWITCHED_OFF
        return None


def fix_of(position: Any) -> Fix:
    """Turn Flet's position into ours; an accuracy of 0 means « not told » there."""
    accuracy = float(position.accuracy or 0)
    return Fix(
        lat=float(position.latitude or 0),
        long=float(position.longitude or 0),
        accuracy_m=accuracy if accuracy > 0 else 1_000.0,
        mocked=bool(position.mocked),
    )


_CARRIERS: Final = {
    ft.ConnectivityType.WIFI: Carrier.WIFI,
    ft.ConnectivityType.MOBILE: Carrier.MOBILE,
    ft.ConnectivityType.ETHERNET: Carrier.WIRED,
    ft.ConnectivityType.NONE: Carrier.NONE,
}


def carrier_of(found: list[ft.ConnectivityType]) -> Carrier:
    """Choose the best carrier of those that are up."""
    for kind in (ft.ConnectivityType.ETHERNET, ft.ConnectivityType.WIFI, ft.ConnectivityType.MOBILE):
        if kind in found:
            return _CARRIERS[kind]
    return _CARRIERS.get(found[0], Carrier.UNKNOWN) if found else Carrier.UNKNOWN


class FletNetwork:
    """What the client's platform says about the network."""

    def __init__(self) -> None:
        self._service: ft.Connectivity | None = None

    async def carrier(self) -> Carrier:
        """Give the carrier now."""
        return carrier_of(await asked(self._connectivity().get_connectivity()) or [])

    def watch(self, told: Callable[[Carrier], None]) -> Callable[[], None]:
        """Tell every change of carrier until the given function is called."""
        connectivity = self._connectivity()
        connectivity.on_change = lambda event: told(carrier_of(event.connectivity))
        connectivity.update()

        def stop() -> None:
            connectivity.on_change = None

        return stop

    def _connectivity(self) -> ft.Connectivity:
        if self._service is None:
            self._service = ft.Connectivity()
        return self._service


class FletKeyStore:
    """The platform's store of secrets. A key error must never erase it, as the package does by default."""

    def __init__(self) -> None:
        from flet_secure_storage import AndroidOptions, SecureStorage

        self._storage: Any = SecureStorage(android_options=AndroidOptions(reset_on_error=False))

    async def read(self, name: str) -> str | None:
        """Give a secret; None when it is not there."""
        secret: str | None = await asked(self._storage.get(name))
        return secret

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret; a store that does not answer keeps nothing, and nobody waits for it."""
        await asked(_done(self._storage.set(name, secret)))


class FletDevice(FletSound):
    """All of the device, for one page."""

    def __init__(self, page: ft.Page) -> None:
        super().__init__()
        self._page = page
        self.position: Positioning = FletPositioning(page)
        self.network: Network = FletNetwork()
        self.power: Power = FletPower()
        native = not page.web and page.platform in SECRET_PLATFORMS
        self.key_store: KeyStore | None = FletKeyStore() if native else None
        self._services: dict[str, Any] = {}

    def viewfinder(self, size: PhotoSize = PhotoSize.NORMAL) -> Viewfinder | None:
        """Give a camera to look through; None where this platform has none."""
        if self._page.web or self._page.platform in CAMERA_PLATFORMS:
            return FletViewfinder(size)
        return None

    async def pick_photos(self, at_most: int) -> list[PickedFile]:
        """Let the person choose pictures; empty when she changes her mind."""
        picker: ft.FilePicker = self._kept("picker", ft.FilePicker)
        found = await asked(
            picker.pick_files(file_type=ft.FilePickerFileType.IMAGE, allow_multiple=at_most > 1, with_data=True),
            PICK_S_MAX,
        )
        whole = [file for file in found or [] if file.bytes and len(file.bytes) <= PHOTO_BYTES_MAX]
        return [PickedFile(file.name, file.bytes or b"") for file in whole[:at_most]]

    async def pick_documents(self, at_most: int) -> list[PickedFile]:
        """Let the person choose PDF files; empty when she changes her mind."""
        picker: ft.FilePicker = self._kept("picker", ft.FilePicker)
        asking = picker.pick_files(
            file_type=ft.FilePickerFileType.CUSTOM,
            allowed_extensions=["pdf"],
            allow_multiple=at_most > 1,
            with_data=True,
        )
        found = await asked(asking, PICK_S_MAX)
        return [PickedFile(file.name, file.bytes or b"") for file in (found or [])[:at_most]]

    async def save_file(self, name: str, content: bytes) -> bool:
        """Let the person keep a file; a browser downloads it and tells nothing of where it went."""
        picker: ft.FilePicker = self._kept("picker", ft.FilePicker)
        if self._page.web:
            return await asked(_done(picker.save_file(file_name=name, src_bytes=content)), PICK_S_MAX) is not None
        return bool(await asked(picker.save_file(file_name=name, src_bytes=content), PICK_S_MAX))

    async def save_copy(self, name: str, path: Path) -> bool:
        """Let the person keep a copy of a file; only a desktop takes it in pieces."""
        if self._page.web or self._page.platform in MOBILE_PLATFORMS:
            # Flet hands a file to a browser or to Android as one message: there is no way to give it in pieces.
            return await self.save_file(name, await asyncio.to_thread(path.read_bytes))
        picker: ft.FilePicker = self._kept("picker", ft.FilePicker)
        chosen = await asked(picker.save_file(file_name=name), PICK_S_MAX)
        if chosen is None:
            return False
        await asyncio.to_thread(copied_to, path, Path(chosen))
        return True

    async def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        clipboard: ft.Clipboard = self._kept("clipboard", ft.Clipboard)
        await asked(_done(clipboard.set(text)))

    async def browse(self, address: str) -> None:
        """Open an address in a browser."""
        launcher: ft.UrlLauncher = self._kept("launcher", ft.UrlLauncher)
        await asked(_done(launcher.launch_url(address)))

    async def dial(self, number: str) -> None:
        """Open the telephone on a number."""
        launcher: ft.UrlLauncher = self._kept("launcher", ft.UrlLauncher)
        await asked(_done(launcher.launch_url(f"tel:{number}")))

    def _kept(self, name: str, make: Callable[[], Any]) -> Any:
        # Kept, because Flet drops a service that nothing refers to.
        if name not in self._services:
            self._services[name] = make()
        return self._services[name]


async def _done(call: Coroutine[Any, Any, Any]) -> bool:
    await call
    return True
