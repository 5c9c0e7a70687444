"""The camera through Flet's own control: a preview on the screen, and bytes that never touch the disk in clear."""

import asyncio
from typing import Any, Final

import flet as ft

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.device.ports import CameraTrouble
from fieldapp.device.refusals import refusal_of

CAMERA_PLATFORMS: Final = frozenset({ft.PagePlatform.ANDROID, ft.PagePlatform.IOS})
_PRESETS: Final = {
    PhotoSize.ECONOMICAL: "VERY_HIGH",
    PhotoSize.MEDIUM: "VERY_HIGH",
    PhotoSize.NORMAL: "ULTRA_HIGH",
    PhotoSize.ORIGINAL: "MAX",
}
"""Flet's names of what a camera streams: 1,920 pixels, 3,840, all that it has. What is taken is shrunk afterwards."""
OPEN_S_MAX: Final = 8.0
TAKE_S_MAX: Final = 10.0


class FletViewfinder:
    """One camera on one screen."""

    def __init__(self, size: PhotoSize) -> None:
        """Look for pictures of at least this size, as far as the camera has the pixels."""
        from flet_camera import Camera

        self._size = size
        self._camera = Camera(expand=True)
        self.control: Any = self._camera

    async def open(self) -> CameraTrouble | None:
        """Start the camera that looks away from the person; None when it looks."""
        from flet_camera import CameraLensDirection

        try:
            cameras = await asyncio.wait_for(self._camera.get_available_cameras(), OPEN_S_MAX)
            if not cameras:
                return CameraTrouble.ABSENT
            behind = [camera for camera in cameras if camera.lens_direction is CameraLensDirection.BACK]
            return await self._begin((behind or cameras)[0])
        except (RuntimeError, TimeoutError, ft.FletException) as error:
            return CameraTrouble(refusal_of(error))

    async def _begin(self, camera: Any) -> CameraTrouble | None:
        """Start a camera with the pixels that are wanted, or, where it cannot, with 1,920."""
        from flet_camera import ResolutionPreset

        trouble: CameraTrouble | None = None
        for preset in dict.fromkeys((_PRESETS[self._size], "VERY_HIGH")):
            wanted = self._camera.initialize(camera, ResolutionPreset[preset], enable_audio=False)
            try:
                await asyncio.wait_for(wanted, OPEN_S_MAX)
            except (RuntimeError, TimeoutError, ft.FletException) as error:
                trouble = CameraTrouble(refusal_of(error))
            else:
                return None
            if trouble is not CameraTrouble.FAILED:
                break
        return trouble

    async def take(self) -> bytes | CameraTrouble:
        """Take one picture."""
        try:
            return await asyncio.wait_for(self._camera.take_picture(), TAKE_S_MAX)
        except (RuntimeError, TimeoutError, ft.FletException) as error:
            return CameraTrouble(refusal_of(error))

    async def light(self, on: bool) -> None:
        """Switch the lamp; a device without one stays dark."""
        from flet_camera import FlashMode

        try:
            await self._camera.set_flash_mode(FlashMode.TORCH if on else FlashMode.OFF)
        except (RuntimeError, ft.FletException):
            return
