"""Drive a Flet web app in real Chromium through the accessibility tree that Flutter publishes.

    with Browser() as browser:
        screen = browser.open("http://127.0.0.1:8700/", TABLET)
        screen.type("search", "rue Grimaldi")
        screen.tap("primary")
        screen.wait_for("task-42")

Flutter draws on a canvas. Its semantics become DOM nodes only after the hidden placeholder was clicked, by
script, once; `ft.Semantics(identifier="save")` is then `[flt-semantics-identifier="save"]`. Text is typed
by keyboard events: `fill()` is unreliable there. Under the CSP of `assets/index.html` no string is evaluated
in the page, so one waits on locators, never with `wait_for_function`.
"""

import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, Playwright, Request, sync_playwright

from tests.browser_frames import FRAMES_SCRIPT, stays_still

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Flutter lives for a few seconds in most tests: optimising its 8 MB of code costs more than it gives back.
    "--js-flags=--liftoff-only",
)
HALF: Final = 0.5
"""The density at which a page is a quarter of the work to draw: for a test that reads it and keeps no picture."""
FIRST_FRAME_MS: Final = 60_000
STEP_MS: Final = 20_000
TYPINGS_MAX: Final = 3
FOCUS_CLICKS_MAX: Final = 5
FOCUS_FRAMES: Final = 6
"""Flutter moves the focus to its own input one frame after the click, and may take it back for the field before."""
FOCUS_LOOKS: Final = 2
TYPED_LOOKS: Final = 3

# ErrorWidget’s 0xF0C0C0C0 over paper, white, and the dark theme’s paper and card; then the red of Flet.
_ERROR_BOXES: Final = {(196, 196, 196), (181, 182, 182), (182, 183, 183), (244, 67, 54)}
_ERROR_BOX_SHARE: Final = 0.01

_TEXT_SCALE_SCRIPT: Final = (
    "document.addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.fontSize = '{px}px' }})"
)
_ROOT_PX: Final = 16
FRAME_MS: Final = 80
"""Enough where only what has come to rest is looked at: Flutter draws in software here, sixty times a second."""


class Size(NamedTuple):
    """A window, in dp."""

    width: int
    height: int


TABLET: Final = Size(800, 1280)
TABLET_WIDE: Final = Size(1280, 800)
DESK: Final = Size(1920, 1080)
DESK_SMALL: Final = Size(1366, 768)


class Screen:
    """One page of the app, seen as a screen reader sees it."""

    def __init__(self, page: Page) -> None:
        """Take an open page; requests and messages of the console are noted from now on."""
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note_request)
        page.on("requestfailed", self._forget_blocked)
        page.on("websocket", lambda line: self.requests.append(line.url))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def go(self, url: str) -> "Screen":
        """Load an address and wait until the app can be read."""
        self.page.goto(url)
        placeholder = self.page.locator("flt-semantics-placeholder")
        placeholder.wait_for(state="attached", timeout=FIRST_FRAME_MS)
        placeholder.evaluate("node => node.click()")
        self.page.locator("flt-semantics-host flt-semantics").first.wait_for(state="attached", timeout=STEP_MS)
        return self

    def id(self, identifier: str) -> Locator:
        """Give the node of an identifier."""
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]')

    def wait_for(self, identifier: str, timeout_ms: int = STEP_MS) -> Locator:
        """Wait until an identifier is on the screen."""
        found = self.id(identifier).first
        found.wait_for(state="attached", timeout=timeout_ms)
        return found

    def wait_gone(self, identifier: str, timeout_ms: int = STEP_MS) -> None:
        """Wait until an identifier has left the screen."""
        self.id(identifier).first.wait_for(state="detached", timeout=timeout_ms)

    def wait_text(self, text: str, timeout_ms: int = STEP_MS) -> Locator:
        """Wait until a text, or a part of one, can be read."""
        host = self.page.locator("flt-semantics-host")
        # Flutter writes the words of what holds a button as the label of a group, not as a text.
        found = host.get_by_text(text).or_(host.get_by_label(text)).first
        found.wait_for(state="attached", timeout=timeout_ms)
        return found

    def has(self, identifier: str) -> bool:
        """Tell whether an identifier is on the screen now."""
        return self.id(identifier).count() > 0

    def tap(self, identifier: str) -> None:
        """Tap what an identifier names; the tappable node may be the node itself or one below it."""
        node = self.wait_for(identifier)
        below = node.locator("[flt-tappable]")
        (below.first if below.count() else node).click(timeout=STEP_MS)

    def tap_at(self, identifier: str) -> None:
        """Tap the middle of an identifier with the pointer, as a finger would."""
        box = self.wait_for(identifier).bounding_box()
        assert box is not None, f"{identifier} has no place on the screen"
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def type(self, identifier: str, text: str) -> None:
        """Replace the text of a field, once it has the focus: before, the keys would empty another one."""
        field = self.wait_for(identifier).locator("input, textarea").first
        for _ in range(TYPINGS_MAX):
            self._focus(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
            self.page.keyboard.insert_text(text)
            for _ in range(TYPED_LOOKS):
                stays_still(field, FOCUS_FRAMES)
                if field.input_value() == text:
                    return

    def _focus(self, field: Locator) -> None:
        for _ in range(FOCUS_CLICKS_MAX):
            field.click()
            looks = []
            for _ in range(FOCUS_LOOKS):
                stays_still(field, FOCUS_FRAMES)
                looks.append(bool(field.evaluate("node => node === document.activeElement")))
            if all(looks):
                return
        raise AssertionError(f"never had the focus: {field}")

    def press(self, key: str) -> None:
        """Press a key, in Playwright’s words: `Tab`, `Enter`, `Control+Z`."""
        self.page.keyboard.press(key)

    def name(self, identifier: str) -> str:
        """Give the accessible name of what an identifier names."""
        node = self.wait_for(identifier)
        label = node.get_attribute("aria-label")
        return label if label is not None else node.inner_text()

    def identifiers(self) -> list[str]:
        """Give every identifier on the screen, in reading order."""
        found = self.page.locator("[flt-semantics-identifier]").all()
        return [node.get_attribute("flt-semantics-identifier") or "" for node in found]

    def read(self) -> str:
        """Give the whole accessibility tree as text."""
        return self.page.locator("body").aria_snapshot()

    def shot(self, path: Path) -> Path:
        """Take a picture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
        return path

    def is_broken(self) -> bool:
        """Tell whether a widget failed: Flutter draws a grey box in its place, Flet a red one."""
        with Image.open(BytesIO(self.page.screenshot())) as picture:
            colours = picture.convert("RGB").getcolors(maxcolors=picture.width * picture.height) or []
            boxes = sum(count for count, colour in colours if colour in _ERROR_BOXES)
            return boxes > picture.width * picture.height * _ERROR_BOX_SHARE

    def set_network(self, on: bool) -> None:
        """Cut or restore the network between this page and every server."""
        self.page.context.set_offline(not on)

    def hosts(self) -> set[str]:
        """Give every host that something was asked of; what the page’s policy blocked never left."""
        return {urlsplit(url).hostname or "" for url in self.requests if not url.startswith(("data:", "blob:"))}

    def _forget_blocked(self, request: Request) -> None:
        if "BLOCKED" in (request.failure or "").upper() or request.failure == "csp":
            self.requests.remove(request.url)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)


@dataclass
class Browser:
    """Chromium without a window; `open` gives a fresh profile each time."""

    locale: str = "fr-FR"
    dark: bool = False
    density: float = 1.0
    """Device pixels of a dp."""
    flags: tuple[str, ...] = ()
    """More words for Chromium's command line."""
    frame_ms: int = 0
    """How often a page is drawn while something moves, at most; 0 for as often as the machine can."""
    _playwright: Playwright | None = None
    _chromium: Chromium | None = None

    def __enter__(self) -> "Browser":
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=[*FLAGS, *self.flags]
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._chromium is not None:
            self._chromium.close()
        if self._playwright is not None:
            self._playwright.stop()

    def open(self, url: str, size: Size = TABLET, *, text_scale: float = 1.0) -> Screen:
        """Open an address in a window of `size`; `text_scale` is the system’s text size."""
        assert self._chromium is not None, "use Browser in a with statement"
        page = self._chromium.new_page(
            viewport={"width": size.width, "height": size.height},
            locale=self.locale,
            color_scheme="dark" if self.dark else "light",
            device_scale_factor=self.density,
        )
        if self.frame_ms:
            page.add_init_script(FRAMES_SCRIPT.format(ms=self.frame_ms))
        if text_scale != 1.0:
            page.add_init_script(_TEXT_SCALE_SCRIPT.format(px=round(_ROOT_PX * text_scale)))
        return Screen(page).go(url)


def chromium_path() -> str:
    """Give the path of Debian’s Chromium, or of whatever Chromium the machine has."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError("no Chromium: `make setup` installs Debian's package `chromium`")
