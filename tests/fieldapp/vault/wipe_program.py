"""A process that wipes a vault and asks before each step that touches the disk, so that it can be killed there.

python -m tests.fieldapp.vault.wipe_program PROFILE FOLDER DATA_KEY
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.wiping import Left, begin_wipe, finish_wipes
from sync.protocol.orders import WipeOrder

DEVICE_SEED = bytes([5]) * 32
AT = "2026-11-27T10:00:00.000Z"
ORDER = WipeOrder(
    "01a207a2-9fe0-7834-b3d8-4e5cea93705a",
    "01a207a2-3668-75b1-a522-4a58b791f1d8",
    "01a207a2-9fe0-7053-97fe-ed6740b925dc",
    AT,
    AT,
    takes_work=True,
)
STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (os, "write"),
)


def guarded(call: Callable[..., Any], ask: Callable[[], None]) -> Callable[..., Any]:
    """Give a call that asks first."""

    def asking(*given: Any, **named: Any) -> Any:
        ask()
        return call(*given, **named)

    return asking


def main() -> None:
    """Wipe; say « step » before each step and wait for a line, « done » at the end."""

    def ask() -> None:
        sys.stdout.write("step\n")
        sys.stdout.flush()
        sys.stdin.readline()

    profile, folder, key = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
    for owner, name in STEPS:
        setattr(owner, name, guarded(getattr(owner, name), ask))
    begin_wipe(folder, key, DEVICE_SEED, ORDER, Left(0, 2))
    finish_wipes(profile, FileDeviceSecret(profile))
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
