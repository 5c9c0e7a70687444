"""One start of the app, then its screens: `python -m tests.bench.screens_start PROFILE ACCOUNT STARTED_AT`.

The real app, from what its command line imports to today's list, over a client that draws nothing; the passphrase comes
from the standard input and is typed the moment it can be. Its server does not answer, as in a cellar. Whatever is
imported here beside is a part of the product's imports, or small.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import flet as ft

import fieldapp.cli  # noqa: F401  # what the console command imports
from fieldapp.bootstrap import Building, open_page
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.ui import routes
from tests.bench.cold import files_of_this_program, highest_mb, read_from_disk_mb, since
from tests.fieldapp.ui.headless import HeadlessPage, headless

WAIT_S_MAX: Final = 120.0
LOOK_S: Final = 0.01
"""Looking more often would take part in what is measured."""
WALK: Final = (routes.TASKS, routes.NEAR_ME, routes.NEWS, routes.SEARCH, routes.ACCOUNT, routes.TODAY)
WALK_REST_S: Final = 1.0


class Parts:
    """The moments of one start, each from the start of the process."""

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self.at: dict[str, float] = {}
        self.cpu_s: dict[str, float] = {}

    def note(self, name: str) -> None:
        """Keep the moment at which a part has ended."""
        self.at[name], self.cpu_s[name] = since(self._started_at), time.process_time()

    def wrapped(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Give the same function, which notes its end."""

        def noting(*words: Any, **named: Any) -> Any:
            answer = work(*words, **named)
            self.note(name)
            return answer

        return noting


async def started(profile: Path, account: str, passphrase: str, parts: Parts) -> dict[str, Any]:
    """Start, sign in, wait for today's list, then walk through the screens for the memory that they take."""
    building = Building(profile, SettingsFile(profile))
    async with headless(lambda page: open_page(page, building), route=routes.TODAY) as page:
        await _until(page, lambda: bool(_named(page, "passphrase")))
        parts.note("sign_in")
        typing = asyncio.ensure_future(_sign_in(page, account, passphrase))
        house = await building.enter()
        parts.note("imported")
        _note_unlocking(parts)
        await _until(page, lambda: house.resumed() is not None)
        parts.note("opened")
        await _until(page, lambda: bool(_named(page, "task-")))
        parts.note("first_screen")
        told = {"read_mb": read_from_disk_mb(), "files": files_of_this_program()}
        await typing
        for path in WALK:
            page.session.apply_page_patch({"route": path})
            page.session.page.on_route_change(None)
            await asyncio.sleep(WALK_REST_S)
        assert not page.wire.crashes, page.wire.crashes
        await house.close()
    return {"at": parts.at, "cpu_s": parts.cpu_s, "rss_mb": highest_mb(), **told}


def _note_unlocking(parts: Parts) -> None:
    # The house has this module by now, and waits for a thread; nothing of the product knows that it is watched.
    from fieldapp.vault.vault import Vault

    Vault.unlock = parts.wrapped("unlocked", Vault.unlock)  # type: ignore[method-assign]


async def _sign_in(page: HeadlessPage, account: str, passphrase: str) -> None:
    for name, text in (("account", account), ("passphrase", passphrase)):
        field = page.id(name).content
        assert isinstance(field, ft.TextField), name
        page.session.apply_patch(field._i, {"value": text})
        await page.session.dispatch_event(field._i, "change", text)
    await page.session.dispatch_event(page.id("primary")._i, "tap", None)


def _named(page: HeadlessPage, beginning: str) -> list[ft.Semantics]:
    return [node for node in page.all(ft.Semantics) if (node.identifier or "").startswith(beginning)]


async def _until(page: HeadlessPage, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S_MAX
    while not is_so():
        assert time.monotonic() < deadline, f"it never came: {page.texts()[:20]}"
        await asyncio.sleep(LOOK_S)


def main() -> None:
    """Start once and tell the moments as one line of JSON."""
    profile, account, parts = Path(sys.argv[1]), sys.argv[2], Parts(float(sys.argv[3]))
    told = asyncio.run(started(profile, account, sys.stdin.readline().strip(), parts))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
