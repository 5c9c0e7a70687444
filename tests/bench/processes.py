"""Processes that a measurement or a story starts, and ends by their own id."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
READY_S_MAX: Final = 60.0
STOP_S_MAX: Final = 15.0


def peak_kb() -> int:
    """Give the most memory that this process took (kB); what `getrusage` says begins with its parent's."""
    told = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0])


class Started:
    """A process of ours that has said it is ready."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        """Take a process and the address that it told."""
        self.process = process
        self.url = url

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_S_MAX)

    def stop(self) -> None:
        """Ask it to end, and end it where it does not."""
        self.process.terminate()
        try:
            self.process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def started(
    *words: str | Path,
    ready: str = "ready ",
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    program: str | Path = sys.executable,
) -> Iterator[Started]:
    """Start `python words…`, wait until it prints `ready URL` (if asked to), and end it after the `with`."""
    command = [str(program), *(str(word) for word in words)]
    told = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(environment or {})}
    with open(log or os.devnull, "a") as errors:  # noqa: PTH123  # the null device is no path of ours
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=told)
    patience = threading.Timer(READY_S_MAX, process.kill)
    patience.start()
    try:
        url = _told_url(process, ready) if ready else ""
        patience.cancel()
        yield Started(process, url)
    finally:
        patience.cancel()
        Started(process, "").stop()
        assert process.stdout is not None
        process.stdout.close()


def _told_url(process: "subprocess.Popen[str]", ready: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if ready in line:
            return line.partition(ready)[2].split()[0]
    raise AssertionError(f"the process ended, or was not ready in {READY_S_MAX:.0f} s: {process.args!r}")
