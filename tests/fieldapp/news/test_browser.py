"""The news in real Chromium: a long text is confirmed at its end, a note is written, killed, and published."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser_driver import DESK, HALF, TABLET, Browser
from tests.fieldapp.town import VOIRIE, uid
from tests.stories.long_note import read_to_the_end

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
START_S = 60.0
RULES = uid("Règlement des véhicules")


@dataclass
class Newsroom:
    """A stand in a process of its own."""

    folder: Path
    agent: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = ["--folder", str(self.folder), "--port", str(self.port), "--agent", self.agent]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "FLET_WEB_NO_CDN": "true"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fieldapp.news.newsroom", *words], env=environment, cwd=ROOT
        )
        deadline = time.monotonic() + START_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, "the newsroom never came up"
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it without a word, as a tablet that loses its battery."""
        assert self.process is not None, "it was started"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=START_S)

    def at(self, path: str, look: str = "") -> str:
        """Give the address of a place."""
        return f"http://127.0.0.1:{self.port}{path}{f'?look={look}' if look else ''}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser(density=HALF) as chromium:
        yield chromium


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path, "karim", free_port())
    room.start()
    yield room
    room.kill()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path, "sylvie", free_port())
    room.start()
    yield room
    room.kill()


def test_long_text_is_confirmed_at_its_end(reader: Newsroom, browser: Browser) -> None:
    screen = browser.open(reader.at(f"/news/{RULES}"), TABLET)
    screen.wait_for("read-on")
    assert not screen.has("primary")
    assert read_to_the_end(screen) >= 2
    screen.tap("primary")
    screen.wait_text("Enregistré sur la tablette, part au retour du réseau")
    assert not screen.is_broken()


def test_note_survives_a_kill_and_is_published_with_the_keyboard(writer: Newsroom, browser: Browser) -> None:
    screen = browser.open(writer.at("/news/new", "desk"), DESK)
    screen.type("title", "Salage dès 5 h")
    screen.type("body", "Les équipes **nord** partent à 5 h.")
    screen.wait_text("Brouillon enregistré à 14:36")
    screen.page.wait_for_timeout(1500)
    writer.kill()
    screen.page.close()
    writer.start()
    screen = browser.open(writer.at("/news/new", "desk"), DESK)
    # Flutter puts the text into its own input once that has the focus.
    title = screen.id("title").locator("input")
    title.click()
    expect(title).to_have_value("Salage dès 5 h")
    screen.tap("audience-add")
    screen.wait_for(f"choose-{VOIRIE}")
    screen.tap(f"choose-{VOIRIE}")
    screen.tap("audience-done")
    screen.wait_text("Publier à 17 personnes")
    screen.type("summary", "Salage à 5 h.")
    screen.press("Control+Enter")
    screen.wait_text("Publiée à 17 personnes")
    screen.wait_for("readers")
    assert not screen.is_broken()
