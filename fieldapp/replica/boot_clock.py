"""A clock that nobody sets: it counts from the start of this run of the system, asleep or awake where it can."""

import os
import time
from pathlib import Path
from typing import Final

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_OWN_RUN: Final = os.urandom(8).hex()
"""Where the system has no name for its run, the process is the run."""


def boot_time() -> tuple[str, int]:
    """Give the name of this run of the system, and the milliseconds since its start."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is None:
        return _OWN_RUN, time.monotonic_ns() // 1_000_000
    return _run_name(), time.clock_gettime_ns(clock) // 1_000_000


def _run_name() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or _OWN_RUN
    except OSError:
        return _OWN_RUN
