"""A start as after the device was switched on: the system is asked to forget the files that a program reads.

What other programs have mapped stays in memory, and Windows and macOS have no such call: what a start then really read
from the disk is told beside its seconds.
"""

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path

MAPS = Path("/proc/self/maps")
IO = Path("/proc/self/io")
STATUS = Path("/proc/self/status")


def files_of_this_program() -> list[str]:
    """Give the files of every module that this program has loaded, compiled ones and libraries too."""
    modules = list(sys.modules.values())
    read = {getattr(module, name, None) for module in modules for name in ("__file__", "__cached__")}
    mapped = {line.partition("/")[2] for line in (_text(MAPS).splitlines()) if "/" in line}
    return sorted({*(path for path in read if path), *(f"/{path.strip()}" for path in mapped)})


def forget(files: Iterable[str | Path], folder: Path) -> bool:
    """Ask the system to forget files, and all files of a folder; False where it cannot be asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for path in chain(files, (path for path in folder.rglob("*") if path.is_file())):
        with suppress(OSError):
            _forget(path)
    return True


def _forget(path: str | Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        # What is not yet on the disk would stay.
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)


def read_from_disk_mb() -> float:
    """Give what this program made the system read from the disk so far."""
    return int(_text(IO).partition("read_bytes: ")[2].split("\n")[0] or 0) / 1e6


def highest_mb() -> float:
    """Give the most memory that this program held; `getrusage` would count its parent's, too."""
    return int((_text(STATUS).partition("VmHWM:")[2].split() or ["0"])[0]) / 1024


def load() -> float:
    """Give how many programs wanted the processors of late: seconds say little without it."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def since(started_at: float) -> float:
    """Give the seconds since a moment of the wall's clock, which two processes share."""
    return time.time() - started_at


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
