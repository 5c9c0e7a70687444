"""A small disk of its own for a folder (a tmpfs), filled to the last byte and freed again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

SIZE_MIB: Final = 96
_BALLAST: Final = "ballast"
_BLOCK: Final = bytes(1 << 16)


def may_mount() -> bool:
    """Say whether this process may make a small disk: Linux, and root."""
    return sys.platform == "linux" and os.geteuid() == 0


class SmallDisk:
    """A folder with a disk of its own."""

    def __init__(self, folder: Path) -> None:
        """Take the place where it is mounted."""
        self.folder = folder

    def fill(self) -> None:
        """Leave no byte."""
        with (self.folder / _BALLAST).open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(_BLOCK)

    def free(self) -> None:
        """Give the room back."""
        (self.folder / _BALLAST).unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk on a folder until the `with` ends."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=700", "tmpfs", folder], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)
