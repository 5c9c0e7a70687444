"""Whether this machine can show the app in a window of its own, and a free port for the browser where it cannot.

Flet's desktop client is a program of its own. Fieldapp uses the one that is on the disk and never downloads it by
itself: no request leaves for a host that the town did not name. `fieldapp run --window` fetches it, once, on purpose.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"
PORTS_TRIED_MAX: Final = 200
_PACKAGE: Final = "flet_desktop"


def no_window_because(environ: Mapping[str, str] | None = None, home: Path | None = None) -> str:
    """Say in one sentence why there can be no window; empty when there can."""
    env = os.environ if environ is None else environ
    if find_spec(_PACKAGE) is None:
        return "the package flet-desktop is not installed"
    if sys.platform.startswith("linux") and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        return "this machine has no display"
    if not _client_on_disk(env, home or Path.home()):
        return "Flet's desktop client is not on this machine (`fieldapp run --window` fetches it, once)"
    return ""


def _client_on_disk(env: Mapping[str, str], home: Path) -> bool:
    named = env.get("FLET_VIEW_PATH")
    if named:
        return Path(named).is_dir()
    unpacked = home.joinpath(".flet", "client").glob("flet-desktop-*")
    return any(any(folder.iterdir()) for folder in unpacked if folder.is_dir())


def free_port(preferred: int) -> int:
    """Give the preferred loopback port, or the next one that nobody uses."""
    return asyncio.run(_free_port(preferred))


def is_port_free(port: int) -> bool:
    """Tell whether nobody listens on a loopback port."""
    return asyncio.run(_is_free(port))


async def _free_port(preferred: int) -> int:
    for port in range(preferred, preferred + PORTS_TRIED_MAX):
        if await _is_free(port):
            return port
    raise OSError(f"no free port from {preferred} on")


async def _is_free(port: int) -> bool:
    try:
        server = await asyncio.start_server(_unused, LOOPBACK, port)
    except OSError:
        return False
    server.close()
    await server.wait_closed()
    return True


async def _unused(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
