"""A device as a person has it: the app's own process on a profile of its own, shown by a real browser.

Everything that the process may write lies below `folder`: profile, temporary files, home, what it prints.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.bench.first_screen import free_port
from tests.browser_driver import STEP_MS, Browser, Screen, Size
from tests.stories.people import PASSPHRASE

ROOT: Final = Path(__file__).parents[2]
START_S_MAX: Final = 60.0
STOP_S_MAX: Final = 15.0
APP: Final = ("-m", "fieldapp.cli")
LOOK_MS: Final = 80
SCROLL_MS: Final = 2_000
SCROLL_PX: Final = 200
SLICE_MS: Final = 2_000
OPENINGS_MAX: Final = 3
WHEEL_MS: Final = 600
SEEN_PX_MIN: Final = 16
LOOKS_AT_REST: Final = 3
LOOKS_MAX: Final = 200
_LOOK_S: Final = 0.02
_VISIT: Final = """path => {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate', {state: null}));
}"""


@dataclass
class Client:
    """One device; it may be killed and started again, always on the same port and profile."""

    folder: Path
    server: str
    program: tuple[str, ...] = APP
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def origin(self) -> str:
        """Give the address at which the browser finds the app."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until it listens."""
        words = (*self.program, "run", "--profile", str(self.folder / "profile"), "--server", self.server)
        command = [sys.executable, *words, "--web", str(self.port)]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "printed.log").open("ab") as printed:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(), stdout=printed, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_S_MAX
        while not self._listens():
            assert self.process.poll() is None, "the app has ended"
            assert time.monotonic() < deadline, "the app never came up"
            time.sleep(_LOOK_S)

    def kill(self) -> None:
        """End the process as an empty battery would: no handler runs, nothing is flushed."""
        assert self.process is not None, "it was started"
        self.process.kill()
        self.process.wait(STOP_S_MAX)

    def open(self, browser: Browser, size: Size, path: str = "/") -> Screen:
        """Open a page in a browser that knows nothing of the one before, as far as the sign-in."""
        screen = browser.open(f"{self.origin}{path}", size)
        screen.wait_for("account")
        return screen

    def _environment(self) -> dict[str, str]:
        temporary, home = self.folder / "temporary", self.folder / "home"
        for one in (temporary, home):
            one.mkdir(parents=True, exist_ok=True)
        places = {"TMPDIR": temporary, "SQLITE_TMPDIR": temporary, "HOME": home, "XDG_DATA_HOME": home / "data"}
        return {**os.environ, **{name: str(place) for name, place in places.items()}, "PYTHONPATH": str(ROOT)}

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def switched_on(client: Client) -> Iterator[Client]:
    """Have a device on until the end of the block."""
    client.start()
    try:
        yield client
    finally:
        client.kill()


def sign_in(screen: Screen, account: str, passphrase: str = PASSPHRASE) -> None:
    """Open an agent's office from the sign-in, as far as its first screen."""
    screen.type("account", account)
    screen.type("passphrase", passphrase)
    screen.tap("primary")
    screen.wait_for("sync-pill", STEP_MS)


def pill_until(screen: Screen, words: str, timeout_ms: int = STEP_MS) -> None:
    """Wait until the pill says these words."""
    screen.id("sync-pill").filter(has_text=words).wait_for(state="attached", timeout=timeout_ms)


def open_sheet(screen: Screen) -> None:
    """Open the pill's sheet; again where the pill of a page that was just leaving took the tap."""
    for _ in range(OPENINGS_MAX):
        if screen.has("sync-pill"):
            screen.tap("sync-pill")
        with suppress(PlaywrightTimeout):
            screen.wait_for("cut-network", 2 * SLICE_MS)
            break
    await_rest(screen, "cut-network")


def reach(screen: Screen, identifier: str) -> Locator:
    """Wait until something is on the page, going down the page for it.

    A list that scrolls has nodes for what is in sight and 250 px beyond (Flutter's cache extent), and no more.
    """
    for _ in range(STEP_MS // SLICE_MS - 1):
        with suppress(PlaywrightTimeout):
            return screen.wait_for(identifier, SLICE_MS)
        window = screen.page.viewport_size
        assert window is not None, "a page of the driver has a size"
        screen.page.mouse.move(window["width"] / 2, window["height"] / 2)
        screen.page.mouse.wheel(0, SCROLL_PX)
        # Flutter does not hear a scroll by script, which `await_rest` does next, for a moment after the wheel.
        screen.page.wait_for_timeout(WHEEL_MS)
    return screen.wait_for(identifier, SLICE_MS)


def await_rest(screen: Screen, identifier: str) -> None:
    """Bring something into sight and wait until it has stopped moving: a sheet slides in, a page fills."""
    seen, still = reach(screen, identifier).bounding_box(), 0
    for _ in range(LOOKS_MAX):
        # Flutter may put another node in its place while one looks.
        with suppress(PlaywrightError):
            screen.id(identifier).first.scroll_into_view_if_needed(timeout=SCROLL_MS)
        screen.page.wait_for_timeout(LOOK_MS)
        now = screen.wait_for(identifier).bounding_box()
        if now is not None and now["height"] < SEEN_PX_MIN:
            # A node at the edge of what scrolls is cut to what is seen of it.
            screen.page.mouse.move(now["x"] + now["width"] / 2, now["y"] - SCROLL_PX)
            screen.page.mouse.wheel(0, SCROLL_PX)
        still = still + 1 if now == seen else 0
        if still == LOOKS_AT_REST:
            return
        seen = now
    raise AssertionError(f"{identifier} never came to rest")


def shut_sheet(screen: Screen) -> None:
    """Shut the pill's sheet."""
    screen.tap("sheet-close")
    screen.wait_for("sync-pill")


def cut_network(screen: Screen) -> None:
    """Cut the network in the app, as an agent does."""
    open_sheet(screen)
    screen.tap("cut-network")
    screen.id("sync-retry").and_(screen.page.locator("[aria-disabled=true]")).wait_for(state="attached")
    shut_sheet(screen)


def give_network_back(screen: Screen) -> None:
    """Undo `cut_network`."""
    open_sheet(screen)
    screen.tap("cut-network")
    shut_sheet(screen)


def visit(screen: Screen, path: str) -> None:
    """Go to another path within the page, as the address bar does, without loading it anew."""
    screen.page.evaluate(_VISIT, path)
