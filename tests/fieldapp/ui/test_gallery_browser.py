"""The gallery in real Chromium: every tab draws, fits at 200 %, can be read and used without a pointer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.ui.gallery import TABS
from tests.browser_driver import DESK, DESK_SMALL, TABLET, TABLET_WIDE, Browser, Screen, Size
from tests.fieldapp.ui.sources import ROOT

pytestmark = pytest.mark.browser

START_S = 60.0
SETTLE_MS = 600


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the gallery for this module."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(__file__).with_name("gallery_server.py")
    environment = {**os.environ, "FLET_FORCE_WEB_SERVER": "true", "FLET_WEB_NO_CDN": "true", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([sys.executable, str(program), str(port)], env=environment)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=START_S)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the gallery never came up"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this module."""
    with Browser() as chromium:
        yield chromium


def outside(screen: Screen, size: Size) -> list[str]:
    """Give the identifiers that reach beyond the sides of the window: clipped or pushed out."""
    found = []
    for node in screen.page.locator("[flt-semantics-identifier]").all():
        box = node.bounding_box()
        if box is not None and (box["x"] < -1 or box["x"] + box["width"] > size.width + 1):
            found.append(node.get_attribute("flt-semantics-identifier") or "")
    return found


@pytest.mark.parametrize("tab", list(TABS))
@pytest.mark.parametrize(
    ("theme", "density", "size"),
    [
        ("light", "field", TABLET),
        ("dark", "field", TABLET_WIDE),
        ("outdoor", "desk", DESK),
        ("light", "desk", DESK_SMALL),
    ],
)
def test_tab_draws_within_its_window(
    address: str, browser: Browser, tab: str, theme: str, density: str, size: Size
) -> None:
    screen = browser.open(f"{address}/{theme}-{density}-{tab}-fr", size)
    screen.wait_for("sync-pill")
    screen.page.wait_for_timeout(SETTLE_MS)
    assert outside(screen, size) == []
    assert screen.hosts() == {"127.0.0.1"}
    _keep(screen, f"{tab}-{theme}-{density}")
    screen.page.close()


@pytest.mark.parametrize("tab", list(TABS))
@pytest.mark.parametrize(("density", "size"), [("field", TABLET), ("desk", DESK_SMALL)])
def test_tab_fits_at_twice_the_text_size(address: str, browser: Browser, tab: str, density: str, size: Size) -> None:
    screen = browser.open(f"{address}/light-{density}-{tab}-fr", size, text_scale=2.0)
    screen.wait_for("sync-pill")
    screen.page.wait_for_timeout(SETTLE_MS)
    assert outside(screen, size) == []
    _keep(screen, f"{tab}-{density}-200")
    screen.page.close()


def test_field_is_one_text_box_with_its_own_name(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-field-answers-fr", TABLET)
    screen.type("search", "avaloir")
    box = screen.page.get_by_role("textbox", name="Chercher une catégorie")
    assert box.input_value() == "avaloir"
    screen.page.close()


def test_keyboard_reaches_a_button_and_presses_it(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-desk-pieces-fr", DESK)
    screen.wait_for("tab-lists")
    for _ in range(len(TABS) + 4):
        screen.press("Tab")
        screen.page.wait_for_timeout(60)
        if screen.page.evaluate("document.activeElement.getAttribute('flt-semantics-identifier')") == "tab-lists":
            break
    screen.press("Enter")
    screen.wait_text("Mes tâches")
    screen.page.close()


def test_appearance_changes_by_one_tap(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-field-lists-fr", TABLET)
    screen.tap("settings")
    screen.tap("language-en")
    screen.wait_text("Outdoor")
    screen.tap("theme-outdoor")
    screen.tap("close")
    screen.wait_gone("theme-outdoor")
    assert screen.name("sync-pill").endswith("3 to send")
    screen.page.close()


def _keep(screen: Screen, name: str) -> None:
    """Keep the picture where one can look at it."""
    screen.shot(ROOT / "build" / "gallery" / f"{name}.png")
