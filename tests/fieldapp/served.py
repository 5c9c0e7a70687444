"""The stand as a process of its own: served for a browser, ended gently or by `kill -9`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.browser_driver import Screen as BrowserScreen
from tests.browser_driver import Size

ROOT: Final = Path(__file__).parents[2]
START_S: Final = 60.0


@dataclass
class Served:
    """A stand that runs."""

    process: subprocess.Popen[bytes]
    address: str

    def kill(self) -> None:
        """End the process as a power cut would: no handler runs, nothing is flushed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=START_S)


@contextmanager
def served(folder: Path, *arguments: str, module: str = "tests.fieldapp.stand") -> Iterator[Served]:
    """Serve a stand on the town of a folder until the end of the block."""
    port = _free_port()
    command = [sys.executable, "-m", module, "--folder", str(folder), "--port", str(port), *arguments]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
    try:
        _wait_for(process, port)
        yield Served(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=START_S)


def outside(screen: BrowserScreen, size: Size) -> list[str]:
    """Give the identifiers that reach beyond the sides of the window: clipped or pushed out."""
    found = []
    for node in screen.page.locator("[flt-semantics-identifier]").all():
        box = node.bounding_box()
        if box is not None and (box["x"] < -1 or box["x"] + box["width"] > size.width + 1):
            found.append(node.get_attribute("flt-semantics-identifier") or "")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, "the stand has ended"
            assert time.monotonic() < deadline, "the stand never came up"
            time.sleep(0.1)
        else:
            return
