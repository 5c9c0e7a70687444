"""A disk that notes what SQLite does to it, and what it may hold after the power goes.

A file's writes are safe once that file was synced. Of those after its last sync each part that lies in one sector of
512 bytes is there or not, whatever came before or after it: writes are torn and reordered. Names are taken for safe,
because SQLite syncs the folder by itself.
"""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

import apsw

SECTOR_BYTES = 512


class Deed(StrEnum):
    """What SQLite does to a file."""

    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Event:
    """One deed."""

    deed: Deed
    file: str
    offset: int = 0
    content: bytes = b""


@dataclass
class Disk:
    """All deeds since the beginning."""

    events: list[Event] = field(default_factory=list)
    begin: dict[str, bytes] = field(default_factory=dict)
    """What was there before the first of them, synced."""

    def note(self, event: Event) -> None:
        """Add a deed."""
        self.events.append(event)

    def after_kill(self, at: int) -> dict[str, bytes]:
        """Give the files that a kill before deed number `at` leaves: all before is done."""
        files = self._files()
        for event in self.events[:at]:
            if event.deed is Deed.DELETE:
                files.pop(event.file, None)
            elif event.deed is not Deed.SYNC:
                _do(files, event)
        return {name: bytes(content) for name, content in files.items()}

    def _files(self) -> dict[str, bytearray]:
        return {name: bytearray(content) for name, content in self.begin.items()}

    def after_cut(self, at: int, chance: random.Random) -> dict[str, bytes]:
        """Give the files that may be there when the power goes before deed number `at`."""
        safe = self._files()
        waiting: dict[str, list[Event]] = {}
        for event in self.events[:at]:
            if event.deed is Deed.DELETE:
                safe.pop(event.file, None)
                waiting.pop(event.file, None)
            elif event.deed is Deed.SYNC:
                for before in waiting.pop(event.file, ()):
                    _do(safe, before)
            else:
                waiting.setdefault(event.file, []).append(event)
        likely = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for event in (event for events in waiting.values() for event in events):
            for part in _parts(event):
                if chance.random() < likely:
                    _do(safe, part)
        return {name: bytes(content) for name, content in safe.items()}


def _parts(event: Event) -> Iterator[Event]:
    """Cut a write where a sector ends."""
    if event.deed is not Deed.WRITE:
        yield event
        return
    at, end = event.offset, event.offset + len(event.content)
    while at < end:
        until = min(end, (at // SECTOR_BYTES + 1) * SECTOR_BYTES)
        yield Event(Deed.WRITE, event.file, at, event.content[at - event.offset : until - event.offset])
        at = until


def _do(files: dict[str, bytearray], event: Event) -> None:
    content = files.setdefault(event.file, bytearray())
    if event.deed is Deed.TRUNCATE:
        del content[event.offset :]
        return
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.content)] = event.content


class RecordingVfs(apsw.VFS):
    """The system's own way to the disk, and a note of each deed."""

    def __init__(self, disk: Disk) -> None:
        self.name = f"recording-{secrets.token_hex(6)}"
        self.disk = disk
        super().__init__(self.name, "unix")

    def xOpen(self, name: object, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        """Open a file, recorded where it has a name."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        return _RecordedFile(self.disk, PurePath(str(path)).name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        """Delete a file."""
        self.disk.note(Event(Deed.DELETE, PurePath(filename).name))
        super().xDelete(filename, syncdir)


class _RecordedFile(apsw.VFSFile):
    def __init__(self, disk: Disk, file: str, name: object, flags: list[int]) -> None:
        self._disk, self._file = disk, file
        super().__init__("unix", name, flags)  # type: ignore[arg-type]

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.note(Event(Deed.WRITE, self._file, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.note(Event(Deed.TRUNCATE, self._file, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.note(Event(Deed.SYNC, self._file))
        super().xSync(flags)
