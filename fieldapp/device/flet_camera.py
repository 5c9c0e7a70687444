"""The camera through Flet's own control: a preview on the screen, and bytes that never touch the disk in clear."""

import asyncio
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import CameraTrouble
from fieldapp.device.refusals import refusal_of

CAMERA_PLATFORMS: Final = frozenset({ft.PagePlatform.ANDROID, ft.PagePlatform.IOS})
OPEN_S_MAX: Final = 8.0
TAKE_S_MAX: Final = 10.0


class FletViewfinder:
    """One camera on one screen."""

    def __init__(self) -> None:
        from flet_camera import Camera

        self._camera = Camera(expand=True)
        self.control: Any = self._camera

    async def open(self) -> CameraTrouble | None:
        """Start the camera that looks away from the person; None when it looks."""
        from flet_camera import CameraLensDirection, ResolutionPreset

        try:
            cameras = await asyncio.wait_for(self._camera.get_available_cameras(), OPEN_S_MAX)
            if not cameras:
                return CameraTrouble.ABSENT
            behind = [camera for camera in cameras if camera.lens_direction is CameraLensDirection.BACK]
            chosen = (behind or cameras)[0]
            await asyncio.wait_for(
                self._camera.initialize(chosen, ResolutionPreset.VERY_HIGH, enable_audio=False), OPEN_S_MAX
            )
        except (RuntimeError, TimeoutError, ft.FletException) as error:
            return CameraTrouble(refusal_of(error))
        return None

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
