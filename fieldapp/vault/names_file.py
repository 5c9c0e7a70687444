"""Where the names of a device lie, for the first frame: it must not wait for the ciphers that open them."""

from pathlib import Path
from typing import Final

NAMES_FILE: Final = "names.sealed"


def names_exist(profile: Path) -> bool:
    """Tell whether somebody was written down on this device, without reading it."""
    return (profile / NAMES_FILE).is_file()
