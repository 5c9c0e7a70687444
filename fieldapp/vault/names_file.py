"""What a device keeps beside its vaults, for the first frame: it must not wait for the ciphers that open it."""

from pathlib import Path
from typing import Final

NAMES_FILE: Final = "names.sealed"
RECOVERY_SALT_FILE: Final = "recovery.salt"
VAULTS_FOLDER: Final = "vaults"
WIPING_SUFFIX: Final = ".wiping"
WIPED_SUFFIX: Final = ".wiped"


def names_exist(profile: Path) -> bool:
    """Tell whether somebody was written down on this device, without reading it."""
    return (profile / NAMES_FILE).is_file()


def town_was_asked(profile: Path) -> bool:
    """Tell whether the town hall was asked to open a vault of this device, and has not answered yet."""
    return (profile / RECOVERY_SALT_FILE).is_file()


def wipe_is_told(profile: Path) -> bool:
    """Tell whether a vault of this device is being wiped, or was and the town hall has no receipt yet."""
    vaults = profile / VAULTS_FOLDER
    is_begun = any(vaults.glob(f"*{WIPING_SUFFIX}"))
    return is_begun or any(b'"voucher"' in path.read_bytes() for path in vaults.glob(f"*{WIPED_SUFFIX}"))
