"""The append-only journal of unsent work, encrypted and chained, outside the database.

No SQLite engine notices a page rolled back to an older valid version, or a WAL whose damaged tail it
drops. The journal does: every entry is chained to the one before, an anchor says how many there are, and
one fsync makes both durable. At start the replica compares it with the outbox, and what the database lost
comes back from here.

What opening finds is a value, the `JournalReport`. A torn last entry is what a power cut leaves: it is cut
off, and reported. Anything else is damage: the entries that are still authentic can be read, and `append`
is refused until `rewrite` has healed the file. A whole file put back in an older version is authentic;
only the outbox can tell.

One thread at a time. The usual write: `position = append(entry)`, commit the database, and
`truncate_to(position)` if the commit failed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from fieldapp.vault import journal_format as form
from fieldapp.vault.durable import open_owner_only, part_of, publish
from fieldapp.vault.errors import DamagedJournal, StorageFailed, storage_errors
from fieldapp.vault.journal_scan import JournalReport, Scan, entries_of, scanned

KeySource = Callable[[], bytes]
Spare = Callable[[], Iterable[bytes]]

_UNREADABLE = JournalReport(entries=0, header_is_lost=True)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an entry begins, good for `truncate_to` until the next rewrite; `sequence` counts from 0."""

    journal: bytes
    sequence: int
    offset: int
    tag_before: bytes


class Journal:
    """An open journal; see the module for its rules."""

    report: JournalReport
    _cipher: form.JournalCipher

    def __init__(self, path: Path, key: KeySource, spare: Spare = tuple) -> None:
        """Open a journal, cut a torn tail, and say in `report` what was found; never raises for damage.

        `spare` gives entries that were copied elsewhere: those come first where this journal is damaged.
        """
        self._path = path
        self._key = key
        self._spare = spare
        self._file: BinaryIO | None = None
        self._open()

    @classmethod
    def create(cls, path: Path, key: KeySource) -> Journal:
        """Make an empty journal and open it."""
        _write_new(path, key, ())
        return cls(path, key)

    @property
    def position(self) -> Position:
        """Where the next entry will begin."""
        return Position(self._salt, self._anchor.entries, self._end, self._anchor.last_tag)

    def append(self, entry: bytes) -> Position:
        """Add an entry durably and give where it begins.

        Raises DiskFull or StorageFailed, and then nothing was added; DamagedJournal where `rewrite` is due.
        """
        assert len(entry) <= form.ENTRY_BYTES_MAX, "an entry is larger than the journal's limit"
        file, begin = self._writable(), self.position
        frame = self._cipher.frame(begin.sequence, begin.tag_before, entry)
        anchor = self._next_anchor(begin.sequence + 1, frame[-form.TAG_BYTES :])
        try:
            with storage_errors("append to the journal"):
                _write_at(file, begin.offset, frame)
                self._write_anchor(file, anchor)
                os.fsync(file.fileno())
        except StorageFailed:
            self._undo(file, begin)
            raise
        self._anchor, self._end = anchor, begin.offset + len(frame)
        return begin

    def truncate_to(self, position: Position) -> None:
        """Take back the entry at this position and all after it; raises StorageFailed."""
        file = self._writable()
        assert position.journal == self._salt, "the journal was rewritten since"
        assert position.offset <= self._end, "the position lies past the end"
        with storage_errors("truncate the journal"):
            self._cut(file, position)

    def entries(self) -> Iterator[bytes]:
        """Go over the authentic entries in order, the damaged left out, each read when it is asked for."""
        if self.report.is_damaged:
            yield from self._spare()
        if self._file is None or self.report.header_is_lost:
            return
        with storage_errors("read the journal"), self._path.open("rb") as file:
            yield from entries_of(file, self._cipher, self._end)

    def rewrite(self, entries: Iterable[bytes]) -> None:
        """Replace the journal by these entries, atomically: compaction, or the healing of a damaged one.

        The entries may come from `entries()` itself. Positions given before are void.
        """
        _write_new(self._path, self._key, entries, before_publishing=self.close)
        self._open()

    def close(self) -> None:
        """Let go of the file; every write was durable already."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        self.report, self._salt = _UNREADABLE, b""
        self._anchor, self._end = form.Anchor(0, 0, form.NO_TAG), 0
        if not self._path.is_file():
            return
        with storage_errors("open the journal"):
            self._file = self._path.open("r+b", buffering=0)
            header = _read_at(self._file, 0, form.HEADER_BYTES)
        salt = form.salt_of(header)
        if salt is not None:
            self._salt, self._cipher = salt, form.JournalCipher(self._key(), salt)
            self._take_in(scanned(self._path, self._cipher, header))

    def _take_in(self, scan: Scan) -> None:
        self.report, self._end = scan.report, scan.end
        generation = scan.anchor.generation if scan.anchor else 0
        self._anchor = form.Anchor(generation, scan.frames, scan.last_tag)
        if scan.report.is_torn and not scan.report.is_damaged:
            with storage_errors("cut the journal's torn tail"):
                self._cut(self._writable(), self.position)

    def _cut(self, file: BinaryIO, position: Position) -> None:
        # The anchor first: after a power cut between the two, one entry too many is no alarm, one too few
        # would be.
        anchor = self._next_anchor(position.sequence, position.tag_before)
        self._write_anchor(file, anchor)
        os.fsync(file.fileno())
        file.truncate(position.offset)
        os.fsync(file.fileno())
        self._anchor, self._end = anchor, position.offset

    def _undo(self, file: BinaryIO, begin: Position) -> None:
        self._anchor = replace(self._anchor, generation=self._anchor.generation + 1)
        try:
            self._cut(file, begin)
        except OSError:
            # The disk answers no more: what is on it is for the next opening, or a rewrite, to find out.
            self.report = replace(self.report, write_failed=True)

    def _writable(self) -> BinaryIO:
        if self._file is None or self.report.is_damaged:
            raise DamagedJournal("the journal must be rewritten first")
        return self._file

    def _next_anchor(self, entries: int, last_tag: bytes) -> form.Anchor:
        return form.Anchor(self._anchor.generation + 1, entries, last_tag)

    def _write_anchor(self, file: BinaryIO, anchor: form.Anchor) -> None:
        slot = form.SLOT_OFFSETS[anchor.generation % len(form.SLOT_OFFSETS)]
        _write_at(file, slot, self._cipher.slot(anchor))


def _write_new(
    path: Path, key: KeySource, entries: Iterable[bytes], before_publishing: Callable[[], None] = lambda: None
) -> None:
    salt = form.new_salt()
    cipher = form.JournalCipher(key(), salt)
    part = part_of(path)
    try:
        with storage_errors("write a new journal"):
            descriptor = open_owner_only(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR)
            with os.fdopen(descriptor, "r+b") as file:
                _write_all(file, cipher, form.header_of(salt), entries)
                os.fsync(file.fileno())
        # Windows renames over no open file.
        before_publishing()
        publish(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_all(file: BinaryIO, cipher: form.JournalCipher, header: bytes, entries: Iterable[bytes]) -> None:
    file.write(header)
    count, tag = 0, form.NO_TAG
    for count, entry in enumerate(entries, start=1):
        frame = cipher.frame(count - 1, tag, entry)
        file.write(frame)
        tag = frame[-form.TAG_BYTES :]
    for generation, offset in enumerate(form.SLOT_OFFSETS):
        file.seek(offset)
        file.write(cipher.slot(form.Anchor(generation, count, tag)))
    file.flush()


def _write_at(file: BinaryIO, offset: int, content: bytes) -> None:
    file.seek(offset)
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
