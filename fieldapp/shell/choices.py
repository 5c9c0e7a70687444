"""What one agent chose on this device, kept in his vault: display, photos on Wi-Fi only, and his account's name."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from fieldapp.shell.device_settings import preferences_of
from fieldapp.shell.idle import MINUTES
from fieldapp.ui.preferences import Preferences
from fieldapp.vault.errors import DamagedFile, FileAbsent, StorageFailed
from fieldapp.vault.files import EncryptedFiles

_FILE: Final = "choices"
_CONTEXT: Final = "office"
CHOICES_NAME: Final = (_FILE, _CONTEXT)
"""Name and context of the file."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Hold an agent's choices; `preferences` is None until he (or the first opening) made some."""

    account: str = ""
    """What he types to sign in: asked again only when the town hall wants to know him again."""
    preferences: Preferences | None = None
    photos_on_wifi_only: bool = False
    lock_after_min: int | None = None
    """After how many minutes without a touch the office is locked; None as is usual (`fieldapp.shell.idle`)."""
    own_phrase: bool = False
    """Whether his phrase opens this vault alone (he came by a code): the town hall is never told it."""


def read_choices(files: EncryptedFiles) -> Choices:
    """Read the choices; none when there are none, or the file is damaged: they are not worth a refusal."""
    try:
        document: dict[str, Any] = json.loads(files.read(_FILE, _CONTEXT))
    except (FileAbsent, DamagedFile, ValueError):
        return Choices()
    chosen = document.get("preferences")
    return Choices(
        account=str(document.get("account") or ""),
        preferences=preferences_of(chosen) if isinstance(chosen, dict) else None,
        photos_on_wifi_only=bool(document.get("photos_on_wifi_only")),
        lock_after_min=_minutes(document.get("lock_after_min")),
        own_phrase=document.get("own_phrase") is True,
    )


def write_choices(files: EncryptedFiles, choices: Choices) -> None:
    """Keep the choices; without room on the disk they live as long as the office is open."""
    try:
        files.write(_FILE, _CONTEXT, json.dumps(asdict(choices)).encode())
    except StorageFailed:
        return


def _minutes(written: Any) -> int | None:
    return written if isinstance(written, int) and written in MINUTES else None
