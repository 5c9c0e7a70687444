"""The files of a server beside its database: photos, map packs, and whatever else lies in its folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.server.data_folder import DataFolder

SCRATCH: Final = "fieldserver-scratch-"
"""Beginning of a folder in which a backup is tried."""
_LEFT_OUT: Final = frozenset({"database", "format", "keys", "backup.json", "last_backup.json"})
"""The keys are sealed apart; the others are of this machine."""
_DATABASE: Final = re.compile(r"server\.(?:db(?:-wal|-shm|-journal)?|lock)")
_UNFINISHED: Final = frozenset({"incoming", "parts"})
"""Folders of the photo store with what has not come whole: devices send it again."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ServedFile:
    """One file, by its path below the data folder."""

    path: str
    named_sha256: str
    """The hash that its name promises; empty where it has another kind of name, and may change."""


def served_files(folder: DataFolder) -> Iterator[ServedFile]:
    """List the files, in the order of their paths, as they are now."""
    for path in sorted(folder.path.rglob("*")):
        told = path.relative_to(folder.path)
        if path.is_file() and not path.is_symlink() and _is_served(told):
            is_addressed = told.parts[0] in ("photos", "maps") and _SHA256.fullmatch(told.name)
            yield ServedFile(told.as_posix(), told.name if is_addressed else "")


def _is_served(told: Path) -> bool:
    first = told.parts[0]
    if first in _LEFT_OUT or _DATABASE.fullmatch(first) or first.startswith(SCRATCH):
        return False
    if told.name.endswith(".part") or first.endswith(".part"):
        return False
    return not (first == "photos" and _UNFINISHED & set(told.parts[1:-1]))


def photo_path(tenant: str, sha256: str) -> str:
    """Give the path of a photo, as `BlobFiles` puts it."""
    return f"photos/{tenant}/{sha256[:2]}/{sha256}"
