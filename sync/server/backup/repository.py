"""A folder of backups: which of them are whole, where their objects lie, and which may go."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sync.server.backup.manifest import MANIFEST, OBJECTS_PART, Manifest, objects_in, read_manifest
from sync.server.backup.recipients import Recipient, read_recipient
from sync.server.backup.trouble import BackupTrouble
from sync.server.blobs import sync_folder

_NAME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z")
_MOMENT: Final = "%Y-%m-%dT%H-%M-%S.%f"
NOTES: Final = "objects-so-far.txt"
"""In a backup that is being taken: its objects, as they come."""
_OBJECT: Final = re.compile(r"[0-9a-f]{64}")


def name_of(moment: datetime) -> str:
    """Name a backup: names are in the order of their moments, and any file system takes them."""
    return moment.strftime(_MOMENT)[:-3] + "Z"


def moment_of(name: str) -> datetime:
    """Give the moment of a name."""
    return datetime.strptime(name.removesuffix("Z"), _MOMENT).replace(tzinfo=UTC)


class Repository:
    """The paths below one folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def recipient_file(self) -> Path:
        """Where it stands to whom backups are sealed."""
        return self.folder / "recipient.json"

    def recipient(self) -> Recipient:
        """Read to whom they are sealed; raise `BackupTrouble` where no backups lie here."""
        recipient = read_recipient(self.recipient_file)
        if recipient is None:
            raise BackupTrouble(f"No backups are in {self.folder}. Make one with: fieldserver backup {self.folder}")
        return recipient

    def object(self, name: str) -> Path:
        """Give the path of an object, whether it is there or not; raise `BackupTrouble` for no name."""
        if not _OBJECT.fullmatch(name):
            raise BackupTrouble(f"{OBJECTS_PART} is damaged: it names what is no object.")
        return self.folder / "objects" / name[:2] / name

    def names(self) -> list[str]:
        """Give the whole backups, the oldest first."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(one.name for one in found if _NAME.fullmatch(one.name) and (one / MANIFEST).is_file())

    def manifest(self, name: str | None) -> Manifest:
        """Read the manifest of one backup, or of the newest; raise `BackupTrouble` where there is none."""
        names = self.names()
        if not names or (name is not None and name not in names):
            there = ", ".join(names) or "none"
            raise BackupTrouble(f"{self.folder} holds no whole backup {name or ''}. There are: {there}.")
        return read_manifest(self.folder / (name or names[-1]))

    def objects(self, name: str) -> dict[str, tuple[str, int]]:
        """Read the list of a backup's objects."""
        try:
            return objects_in((self.folder / name / OBJECTS_PART).read_text(encoding="ascii"))
        except (OSError, ValueError):
            raise BackupTrouble(f"{name}: its {OBJECTS_PART} cannot be read.") from None

    def known_objects(self) -> dict[str, tuple[str, int]]:
        """Give the objects of all whole backups that can be read."""
        known: dict[str, tuple[str, int]] = {}
        for name in self.names():
            known.update(self.objects(name))
        return known

    @contextmanager
    def locked(self, *, alone: bool) -> Iterator[None]:
        """Hold the folder: one backup at a time, none while another reads; raise `BackupTrouble`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise BackupTrouble(f"{self.folder} is in use by another backup, verification or restore.") from None
        finally:
            os.close(handle)

    def forget_broken_off(self) -> dict[str, tuple[str, int]]:
        """Take away what a killed backup left; give the objects that it brought whole, for the next."""
        brought: dict[str, tuple[str, int]] = {}
        for path in self.folder.glob("*.part"):
            notes = path / NOTES
            lines = notes.read_text(encoding="ascii").splitlines(keepends=True) if notes.is_file() else []
            # The last line may have been cut by the kill.
            brought.update(objects_in("".join(line for line in lines if line.endswith("\n"))))
            shutil.rmtree(path, ignore_errors=True)
        return brought

    def keep(self, count: int) -> list[str]:
        """Take away all whole backups but the newest ones, and what only they had; give their names."""
        gone = self.names()[:-count]
        for name in gone:
            # Renamed first: a kill in the middle leaves no backup that looks whole.
            leaving = self.folder / f"{name}.part"
            (self.folder / name).rename(leaving)
            sync_folder(self.folder)
            shutil.rmtree(leaving)
        if gone:
            # Read after the renames: what cannot be read keeps every object.
            self._sweep(self.known_objects())
        return gone

    def _sweep(self, known: dict[str, tuple[str, int]]) -> None:
        for path in (self.folder / "objects").glob("*/*"):
            if path.name not in known:
                path.unlink()
