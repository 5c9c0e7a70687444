"""When the last backup was verified, kept in the data folder: a running server tells it as a metric."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sync.server.backup.writing import write_whole


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was read again and found whole; moments are instants, UTC."""

    name: str
    made_at: str
    verified_at: str


def last_file(folder: Path) -> Path:
    """Give where it stands."""
    return folder / "last_backup.json"


def write_last(folder: Path, last: LastBackup) -> None:
    """Note a backup that was verified just now."""
    write_whole(last_file(folder), json.dumps(asdict(last)).encode())


def read_last(folder: Path) -> LastBackup | None:
    """Read it; None where there was none yet, or where it cannot be read: that stops nothing."""
    try:
        return LastBackup(**json.loads(last_file(folder).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
