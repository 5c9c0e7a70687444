"""A voice note in real Chromium, whose microphone beeps: spoken, heard again, kept."""

import re
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pytest

from fieldapp.ui import routes
from tests.browser_driver import TABLET, Browser, Screen
from tests.fieldapp.device.test_microphone_rate import PATH, WORKLET
from tests.fieldapp.served import served
from tests.fieldapp.town import uid
from tests.stories.client import await_rest

pytestmark = pytest.mark.browser

MICROPHONE: Final = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
REPORT: Final = routes.report(uid("hole"))
SPOKEN: Final = re.compile("0:(0[1-9]|[1-5]\\d) sur 2:00")
PLAY: Final = "[flt-semantics-identifier^=voice-play-]"


def tap_play(screen: Screen) -> None:
    """Tap « Écouter » or « Arrêter l’écoute » of the only note."""
    play = screen.page.locator(PLAY).first
    await_rest(screen, play.get_attribute("flt-semantics-identifier") or "")
    screen.tap(play.get_attribute("flt-semantics-identifier") or "")


def test_voice_note_is_spoken_heard_again_and_kept(tmp_path: Path) -> None:
    with Browser(flags=MICROPHONE) as browser, served(tmp_path, "--real-device") as running:
        screen = browser.open(f"{running.address}{REPORT}", TABLET)
        await_rest(screen, "voice-record")
        screen.tap("voice-record")
        screen.page.locator("flt-semantics-host").get_by_text(SPOKEN).first.wait_for(state="attached")
        await_rest(screen, "voice-stop")
        screen.tap("voice-stop")
        await_rest(screen, "voice-keep")
        tap_play(screen)
        screen.wait_text("Arrêter l’écoute")
        # The player tells the end of what it has played: there was sound of some seconds.
        screen.wait_text("Écouter")
        screen.tap("voice-keep")
        screen.wait_text("Note vocale ajoutée")
        served_worklet = urlopen(f"{running.address}/{PATH}", timeout=20).read().decode()
        assert served_worklet == WORKLET, "the microphone gives the rate that we count with"
        assert all(url.startswith((running.address, "data:", "blob:")) for url in asked_by_sound(screen))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"WAVEfmt" in path.read_bytes()]


def asked_by_sound(screen: Screen) -> list[str]:
    """Give the addresses that were asked for sound or its recorder."""
    return [url for url in screen.requests if "worklet" in url or url.startswith("data:audio") or "audio" in url]
