"""The gallery in real Chromium: every tab draws, fits at 200 %, can be read and used without a pointer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import TimeoutError as NotYet

from fieldapp.ui.gallery import GROUPS, TABS
from tests.browser_driver import DESK, DESK_SMALL, TABLET, TABLET_WIDE, Browser, Screen, Size
from tests.fieldapp.tour.nodes import nameless, nodes_of
from tests.fieldapp.ui.sources import ROOT
from tests.fieldapp.ui.targets import TARGET_DP, TARGET_GLOVES_DP, too_near, too_small
from tests.stories.client import await_rest

pytestmark = pytest.mark.browser

START_S = 60.0
SETTLE_MS = 500
STILL_MS = 300
KEYS_MAX = 20
LOOKS_MAX = 34
KEY_MS = 1500
WHOLE_TAB = Size(800, 4000)


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
    read = "all => all.map(n => [n.getAttribute('flt-semantics-identifier'), n.getBoundingClientRect().toJSON()])"
    found = screen.page.locator("[flt-semantics-identifier]").evaluate_all(read)
    return [name for name, box in found if box["width"] and (box["left"] < -1 or box["right"] > size.width + 1)]


class View(NamedTuple):
    """How tabs are looked at."""

    theme: str
    density: str
    size: Size
    text_scale: float = 1.0

    @property
    def name(self) -> str:
        """Give the name of its picture."""
        return f"{self.theme}-{self.density}-{self.size.width}-{round(self.text_scale * 100)}"


# Each tab in the views where it is used most; together they meet every theme, size and density.
_FIELD = (View("light", "field", TABLET), View("light", "field", TABLET, 2.0))
_DESK = (View("outdoor", "desk", DESK), View("light", "desk", DESK_SMALL), View("light", "desk", DESK_SMALL, 2.0))
VIEWS = {
    "pieces": (View("dark", "field", TABLET_WIDE), View("light", "field", TABLET, 2.0)),
    "lists": (View("outdoor", "field", TABLET), View("dark", "field", TABLET), View("light", "field", TABLET, 2.0)),
    "answers": _FIELD,
    "choices": _FIELD[1:],
    "voices": _FIELD[1:],
    "photos": _FIELD,
    "camera": _FIELD[1:],
    "maps": _FIELD[1:],
    "packs": _FIELD[1:],
    "reconcile": _FIELD,
    "triage": _DESK,
    "composer": _DESK[1:],
    "figures": _DESK[2:],
    "frames": _DESK[2:],
    "states": (View("dark", "desk", DESK_SMALL), View("light", "field", TABLET, 2.0)),
}


def test_every_tab_is_looked_at() -> None:
    assert set(VIEWS) == set(TABS)


def show(screen: Screen, tab: str) -> None:
    """Go to a tab, and wait until its picture stands still: its nodes are there before its pixels."""
    last = other = b""
    if not screen.has(f"page-{tab}"):
        other = screen.page.screenshot()
        group = next(key for key, (_, _, tabs) in GROUPS.items() if tab in tabs)
        screen.tap(f"group-{group}")
        screen.wait_for(f"tab-{tab}")
        screen.tap(f"tab-{tab}")
        screen.wait_for(f"page-{tab}")
    for _ in range(LOOKS_MAX):
        screen.page.wait_for_timeout(STILL_MS)
        now = screen.page.screenshot()
        if now == last != other:
            return
        last = now
    raise AssertionError(f"{tab} never stood still")


@pytest.mark.parametrize(
    "view", sorted({view for views in VIEWS.values() for view in views}), ids=lambda view: view.name
)
def test_tabs_draw_whole_within_their_window_and_ask_no_other_host(address: str, browser: Browser, view: View) -> None:
    tabs = [tab for tab, views in VIEWS.items() if view in views]
    path = f"{view.theme}-{view.density}-{tabs[0]}-fr"
    screen = browser.open(f"{address}/{path}", view.size, text_scale=view.text_scale)
    screen.wait_for("sync-pill")
    for tab in tabs:
        show(screen, tab)
        assert not screen.is_broken(), tab
        assert outside(screen, view.size) == [], tab
        assert nameless(nodes_of(screen.page)) == [], tab
        screen.shot(ROOT / "build" / "gallery" / f"{tab}-{view.name}.png")
    assert screen.hosts() == {"127.0.0.1"}
    screen.page.close()


@pytest.mark.parametrize(("tab", "gloves"), [("answers", False), ("pieces", True), ("lists", True)])
def test_every_target_of_the_field_is_large_and_apart(address: str, browser: Browser, tab: str, gloves: bool) -> None:
    screen = browser.open(f"{address}/light-field-{tab}-fr{'-gloves' if gloves else ''}", WHOLE_TAB)
    screen.wait_for("sync-pill")
    screen.page.wait_for_timeout(SETTLE_MS)
    nodes = nodes_of(screen.page)
    assert too_small(nodes, TARGET_GLOVES_DP if gloves else TARGET_DP) == []
    assert list(too_near(nodes)) == []
    screen.page.close()


def test_field_is_one_text_box_with_its_own_name(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-field-answers-fr", TABLET)
    screen.type("search", "avaloir")
    box = screen.page.get_by_role("textbox", name="Chercher une catégorie")
    assert box.input_value() == "avaloir"
    screen.page.close()


def test_keyboard_alone_opens_another_page(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-desk-pieces-fr", DESK)
    # The switches would answer to Enter too, and lay the page out anew.
    screen.tap("settings")
    screen.wait_gone("theme-outdoor")
    for _ in range(KEYS_MAX):
        screen.press("Tab")
        screen.press("Enter")
        with suppress(NotYet):
            screen.wait_gone("page-pieces", KEY_MS)
            break
    assert not screen.has("page-pieces")
    screen.page.close()


def test_appearance_changes_by_one_tap(address: str, browser: Browser) -> None:
    screen = browser.open(f"{address}/light-field-lists-fr", TABLET)
    screen.tap("language-en")
    screen.wait_text("Outdoor")
    screen.tap("theme-outdoor")
    screen.tap("text-200")
    await_rest(screen, "settings")
    screen.tap("settings")
    screen.wait_gone("theme-outdoor")
    assert screen.name("sync-pill").endswith("3 to send")
    screen.page.close()
