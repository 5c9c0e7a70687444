"""From the start of the process to today's list in a real Chromium; peer: a Flet app that shows one text.

What a person takes to type the passphrase is not counted; what the device takes to check it (Argon2, half a second
by design) is.
"""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Final

from fieldapp.account.actions import Entered
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.house import House, Means
from fieldapp.vault.device_secret import FileDeviceSecret
from tests.bench.figures import Figure, Setting
from tests.bench.processes import started
from tests.browser_driver import TABLET, Browser
from tests.stories.people import PASSPHRASE

RUNS, RUNS_QUICK = 5, 2
LISTENS_S_MAX: Final = 60.0
_LOOK_S: Final = 0.01


def first_screen(setting: Setting) -> Iterator[Figure]:
    """Measure a start without a server, on a profile whose agent has signed in before."""
    profile = setting.folder / "profile"
    profile.mkdir()
    with started("-m", "tests.bench.town_server", setting.folder) as server:
        asyncio.run(_sign_in(profile, server.url))
    runs, ours, peers = setting.size(RUNS, RUNS_QUICK), list[tuple[float, float]](), list[float]()
    with Browser() as browser:
        # Once before, so that Python's own cache is written.
        for run in range(runs + 1):
            setting.tell("first screen", run, runs + 1)
            peers.append(_bare(browser, setting.folder))
            ours.append(_app(browser, setting.folder, profile))
    begins, opens = median(pair[0] for pair in ours[1:]), median(pair[1] for pair in ours[1:])
    yield Figure("first screen: process start to sign-in; peer: bare Flet app", begins, "s", median(peers[1:]))
    told = "first screen: process start to today's list"
    yield Figure(f"{told}; peer: bare Flet app", begins + opens, "s", median(peers[1:]))


async def _sign_in(profile: Path, url: str) -> None:
    settings = SettingsFile(profile)
    settings.keep_server(url)
    house = House(profile, settings, Means(FileDeviceSecret(profile)))
    answer, office = await house.enter("karim", PASSPHRASE, lambda step: None)
    assert isinstance(answer, Entered)
    assert office is not None
    while office.agent is None:  # noqa: ASYNC110  # the first pull takes a moment
        await asyncio.sleep(_LOOK_S)
    await house.close()


def _bare(browser: Browser, folder: Path) -> float:
    port, begun = free_port(), time.perf_counter()
    with started("-m", "tests.bench.bare_app", str(port), ready="", environment=_cached(folder)):
        _listens(port)
        screen = browser.open(f"http://127.0.0.1:{port}/", TABLET)
        screen.wait_for("bare")
        seconds = time.perf_counter() - begun
        screen.page.close()
    return seconds


def _app(browser: Browser, folder: Path, profile: Path) -> tuple[float, float]:
    port, begun = free_port(), time.perf_counter()
    words = ("-m", "fieldapp.cli", "run", "--profile", profile, "--web", str(port))
    with started(*words, ready="", environment=_cached(folder)):
        _listens(port)
        screen = browser.open(f"http://127.0.0.1:{port}/", TABLET)
        screen.wait_for("account")
        to_sign_in = time.perf_counter() - begun
        screen.type("account", "karim")
        screen.type("passphrase", PASSPHRASE)
        typed = time.perf_counter()
        screen.tap("primary")
        screen.wait_for("sync-pill")
        to_today = time.perf_counter() - typed
        screen.page.close()
    return to_sign_in, to_today


def free_port() -> int:
    """Find a port of the loopback that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> None:
    deadline = time.monotonic() + LISTENS_S_MAX
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(_LOOK_S)
    raise TimeoutError("the app does not listen")


def _cached(folder: Path) -> dict[str, str]:
    """Let Python keep what it compiles, as on any machine that starts the app twice."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
