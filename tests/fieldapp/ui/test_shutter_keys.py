"""The keys that take a picture: those of the volume, for who wears gloves, Enter and Space at a desk."""

import asyncio
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.reports import queries_new
from fieldapp.ui import routes
from fieldapp.ui.capture import SHUTTER_KEYS, use_shutter_keys
from fieldapp.ui.keymap import KeyMap, KeysContext
from tests.fieldapp.fixed_device import FixedCamera, FixedDevice
from tests.fieldapp.photos import picture_files
from tests.fieldapp.ui.headless import HeadlessPage, headless
from tests.fieldapp.watched import Watched, watch

_NONE = {"shift": False, "ctrl": False, "alt": False, "meta": False}
NEW = routes.NEW_REPORT
VOLUME = "Audio Volume Down"
_WAITS_MAX = 400


async def press(page: HeadlessPage, key: str) -> None:
    """Press a key, by Flutter's name of it."""
    shown: Any = page.session.page
    await shown.on_keyboard_event(ft.KeyboardEvent("keyboard_event", shown, key=key, **_NONE))
    await page.settle()


def test_volume_key_takes_the_picture_of_a_report(tmp_path: Path) -> None:
    device = FixedDevice(camera=FixedCamera(picture_files(1)[0].content))

    async def story(page: Watched) -> None:
        await page.until("shutter")
        for _ in range(_WAITS_MAX):
            # The camera opens beside the first drawing; without it no key takes anything.
            if not page.page.id("shutter").disabled:
                break
            await page.page.settle(1)
        await press(page.page, VOLUME)
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None and len(found.photos) == 1)

    watch(tmp_path, story, NEW, fill=lambda town: None, page={"device": device})


@pytest.mark.parametrize(("enabled", "key", "count"), [*((True, key, 1) for key in SHUTTER_KEYS), (False, VOLUME, 0)])
def test_shutter_is_pressed_by_its_keys_once_at_a_time(enabled: bool, key: str, count: int) -> None:
    taking = asyncio.Event()
    begun: list[str] = []

    @ft.component
    def camera() -> ft.Control:
        async def take() -> None:
            begun.append("picture")
            await taking.wait()

        use_shutter_keys(take, enabled=enabled)
        return ft.Container()

    @ft.component
    def framed() -> ft.Control:
        keymap, _ = ft.use_state(KeyMap())
        ft.context.page.on_keyboard_event = keymap.pressed
        return KeysContext(keymap, camera)

    async def whole() -> None:
        async with headless(lambda page: page.render(framed)) as page:
            presses = [asyncio.ensure_future(press(page, key)) for _ in range(2)]
            await page.settle()
            assert len(begun) == count
            taking.set()
            await asyncio.gather(*presses)

    asyncio.run(whole())
