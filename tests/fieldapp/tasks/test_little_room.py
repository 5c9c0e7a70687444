"""Little room on the disk: the last of it is for texts, photos and voice are refused with a code (DOMAIN F 21)."""

from functools import partial
from pathlib import Path

import pytest

from fieldapp.replica.storage import TEXT_ROOM_BYTES
from fieldapp.tasks import queries
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.i18n.codes import code_of
from tests.fieldapp import stand
from tests.fieldapp.fixed_device import FixedCamera, FixedDevice, FixedMicrophone
from tests.fieldapp.photos import picture_files
from tests.fieldapp.town import uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
DRAIN = uid("drain")
TOLD = "Il ne reste que 50\u00a0Mo"


def with_room(monkeypatch: pytest.MonkeyPatch, free_bytes: int) -> None:
    monkeypatch.setattr(stand, "App", partial(App, room_left=lambda: free_bytes))


def test_last_room_refuses_photos_and_voice_and_keeps_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    microphone = FixedMicrophone()
    device = FixedDevice(pictures=picture_files(1), hears=microphone, camera=FixedCamera(picture_files(1)[0].content))

    async def story(page: Watched) -> None:
        await page.tap("take-after")
        for way in ("gallery", "shutter"):
            await page.until_live(way)
            await page.tap(way)
            await page.until_text(TOLD)
            assert page.says(code_of("photo.no_room"))
            assert not page.says(FR("photo.held"))
        await page.tap("close")
        await page.tap("voice-record")
        await page.until_text(code_of("voice.no_room"))
        assert microphone.told is None
        await page.type("comment", "Grille descellée")
        await page.tap("comment-add")
        await page.until_kept(queries.task_page, DRAIN, is_so=lambda found: len(found.comments) == 1)

    with_room(monkeypatch, TEXT_ROOM_BYTES - 1)
    watch(tmp_path, story, routes.task(DRAIN), fill=lambda town: town.task("drain"), page={"device": device})


def test_a_little_more_room_takes_photos_and_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    microphone = FixedMicrophone()
    device = FixedDevice(pictures=picture_files(1), hears=microphone)

    async def story(page: Watched) -> None:
        await page.tap("voice-record")
        await page.until("voice-stop")
        assert microphone.told is not None
        await page.tap("take-after")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))

    with_room(monkeypatch, TEXT_ROOM_BYTES)
    watch(tmp_path, story, routes.task(DRAIN), fill=lambda town: town.task("drain"), page={"device": device})
