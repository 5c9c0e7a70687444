"""What Flet's services say, as the values of our ports; silence and refusals included."""

import asyncio
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest
from flet_camera import ResolutionPreset

from fieldapp.device.answers import asked
from fieldapp.device.flet_camera import FletViewfinder
from fieldapp.device.flet_device import FletPositioning, carrier_of, fix_of
from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.device.ports import CameraTrouble, Carrier, Fix, PositionTrouble

_C = ft.ConnectivityType


@pytest.mark.parametrize(
    ("found", "carrier"),
    [
        ([_C.WIFI, _C.MOBILE], Carrier.WIFI),
        ([_C.MOBILE], Carrier.MOBILE),
        ([_C.VPN, _C.ETHERNET], Carrier.WIRED),
        ([_C.NONE], Carrier.NONE),
        ([_C.BLUETOOTH], Carrier.UNKNOWN),
        ([], Carrier.UNKNOWN),
    ],
)
def test_carrier_is_the_best_that_is_up(found: list[ft.ConnectivityType], carrier: Carrier) -> None:
    assert carrier_of(found) is carrier


def position(**values: Any) -> Any:
    return SimpleNamespace(**{"latitude": 45.75, "longitude": 4.85, "accuracy": 4.0, "mocked": False, **values})


def test_fix_takes_accuracy_and_mock_over() -> None:
    assert fix_of(position(mocked=True)) == Fix(45.75, 4.85, 4.0, mocked=True)


@pytest.mark.parametrize("accuracy", [0, None])
def test_fix_without_accuracy_is_a_rough_one(accuracy: float | None) -> None:
    assert fix_of(position(accuracy=accuracy)).accuracy_m >= 1_000


async def _raise(error: Exception) -> str:
    raise error


async def _forever() -> str:
    await asyncio.Event().wait()
    return "never"


@pytest.mark.parametrize(
    "answer",
    [
        lambda: _raise(RuntimeError("unsupported")),
        lambda: _raise(ft.FletUnsupportedPlatformException("web")),
        _forever,
    ],
)
def test_service_that_does_not_answer_is_none(answer: Any) -> None:
    async def story() -> str | None:
        call: Awaitable[str] = answer()
        return await asked(call, timeout_s=0.01)

    assert asyncio.run(story()) is None


class SaidGeolocator:
    """A geolocator that answers what a test says, with the shape of Flet's."""

    def __init__(self, status: Any, *, enabled: bool = True, found: Any = None) -> None:
        self._status, self._enabled, self._found = status, enabled, found

    async def get_permission_status(self) -> Any:
        return self._status

    async def request_permission(self) -> Any:
        return self._status

    async def is_location_service_enabled(self) -> bool:
        return self._enabled

    async def get_current_position(self) -> Any:
        if self._found is None:
            raise RuntimeError("no position")
        return self._found


def fix(geolocator: SaidGeolocator) -> Fix | PositionTrouble:
    positioning = FletPositioning(page=None)  # type: ignore[arg-type]  # asked for by `watch` only
    positioning._service = geolocator
    return asyncio.run(positioning.fix(timeout_s=1))


def test_position_is_found_or_its_trouble_named() -> None:
    from flet_geolocator import GeolocatorPermissionStatus as Status

    allowed = Status.WHILE_IN_USE
    assert fix(SaidGeolocator(allowed, found=position())) == Fix(45.75, 4.85, 4.0)
    assert fix(SaidGeolocator(Status.DENIED)) is PositionTrouble.DENIED
    assert fix(SaidGeolocator(Status.DENIED_FOREVER)) is PositionTrouble.DENIED
    assert fix(SaidGeolocator(allowed, enabled=False)) is PositionTrouble.SWITCHED_OFF
    assert fix(SaidGeolocator(allowed)) is PositionTrouble.TIMED_OUT


class SaidCamera:
    """A camera that fails as a test says."""

    def __init__(self, error: Exception | None = None, cameras: int = 1, most: ResolutionPreset | None = None) -> None:
        self._error, self._cameras, self._most = error, cameras, most
        self.presets: list[ResolutionPreset] = []

    async def get_available_cameras(self) -> list[Any]:
        if self._error is not None:
            raise self._error
        return [SimpleNamespace(lens_direction=None)] * self._cameras

    async def initialize(self, camera: Any, preset: ResolutionPreset, **options: Any) -> None:
        self.presets.append(preset)
        if self._most is not None and preset is not self._most:
            raise RuntimeError("no such stream")

    async def take_picture(self) -> bytes:
        if self._error is not None:
            raise self._error
        return b"jpeg"


@pytest.mark.parametrize(
    ("camera", "trouble"),
    [
        (SaidCamera(), None),
        (SaidCamera(cameras=0), CameraTrouble.ABSENT),
        (SaidCamera(RuntimeError("NotAllowedError: Permission denied")), CameraTrouble.DENIED),
        (SaidCamera(RuntimeError("NotFoundError")), CameraTrouble.ABSENT),
        (SaidCamera(RuntimeError("busy")), CameraTrouble.FAILED),
    ],
)
def test_camera_opens_or_says_why_not(camera: SaidCamera, trouble: CameraTrouble | None) -> None:
    finder = FletViewfinder(PhotoSize.NORMAL)
    finder._camera = camera
    assert asyncio.run(finder.open()) is trouble


@pytest.mark.parametrize(
    ("size", "preset"),
    [
        (PhotoSize.ECONOMICAL, ResolutionPreset.VERY_HIGH),
        (PhotoSize.MEDIUM, ResolutionPreset.VERY_HIGH),
        (PhotoSize.NORMAL, ResolutionPreset.ULTRA_HIGH),
        (PhotoSize.ORIGINAL, ResolutionPreset.MAX),
    ],
)
def test_camera_takes_at_least_the_pixels_of_the_chosen_size(size: PhotoSize, preset: ResolutionPreset) -> None:
    finder, camera = FletViewfinder(size), SaidCamera()
    finder._camera = camera
    assert asyncio.run(finder.open()) is None
    assert camera.presets == [preset]


def test_camera_that_cannot_do_so_much_is_asked_for_less() -> None:
    finder, camera = FletViewfinder(PhotoSize.ORIGINAL), SaidCamera(most=ResolutionPreset.VERY_HIGH)
    finder._camera = camera
    assert asyncio.run(finder.open()) is None
    assert camera.presets == [ResolutionPreset.MAX, ResolutionPreset.VERY_HIGH]
