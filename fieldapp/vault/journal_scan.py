"""Reading a journal from its first frame to its end, and judging what is found there.

`known` is the number of entries in the anchor, `frames` the number of frames that were found. An append
writes frame and anchor under one fsync, so a power cut may leave either without the other: one frame less
than known, or some bytes after the last whole frame, is a torn append. Two less is damage.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fieldapp.vault import journal_format as form
from fieldapp.vault.errors import storage_errors

DAMAGED_LISTED_MAX = 1000


@dataclass(frozen=True, slots=True)
class JournalReport:
    """What opening a journal found; `entries` counts the authentic ones.

    `is_torn`: the last append did not reach the disk whole, `cut_bytes` of it were cut off; the entry that
    the outbox may have had there is to be taken from the outbox. The rest is damage: the sequences of
    `damaged` entries, how many entries are `missing` at the end, an end `rolled_back` to another history,
    a header or anchor that is lost, or a disk on which a failed append could not be undone.
    """

    entries: int
    is_torn: bool = False
    cut_bytes: int = 0
    damaged: tuple[int, ...] = ()
    missing: int = 0
    is_rolled_back: bool = False
    anchor_is_lost: bool = False
    header_is_lost: bool = False
    write_failed: bool = False

    @property
    def is_damaged(self) -> bool:
        """Whether more was lost than a power cut explains; only `rewrite` heals that."""
        lost = (self.is_rolled_back, self.anchor_is_lost, self.header_is_lost, self.write_failed)
        return bool(self.damaged) or self.missing > 0 or any(lost)


@dataclass(frozen=True, slots=True)
class Scan:
    """Where a journal ends, and what its report says."""

    report: JournalReport
    anchor: form.Anchor | None
    frames: int
    end: int
    last_tag: bytes


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame as found; the entry is None where it is not authentic."""

    end: int
    tag: bytes
    entry: bytes | None


@dataclass(slots=True)
class _Tally:
    """The count while frames go by."""

    known: int
    frames: int = 0
    end: int = form.HEADER_BYTES
    tag: bytes = form.NO_TAG
    tag_at_known: bytes = form.NO_TAG
    damaged: int = 0
    listed: tuple[int, ...] = ()

    def add(self, frame: _Frame) -> None:
        if frame.entry is None:
            self.damaged += 1
            if self.damaged <= DAMAGED_LISTED_MAX:
                self.listed += (self.frames,)
        self.frames += 1
        self.end, self.tag = frame.end, frame.tag
        if self.frames == self.known:
            self.tag_at_known = frame.tag


def scanned(path: Path, cipher: form.JournalCipher, header: bytes) -> Scan:
    """Read a whole journal, one entry in memory at a time, and judge it."""
    anchor = cipher.anchor(header)
    tally = _Tally(known=anchor.entries if anchor else 0)
    with storage_errors("read the journal"), path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        for frame in _frames(file, cipher, size_bytes):
            if frame.entry is None and frame.end == size_bytes:
                break  # the last one: a torn append, or missing after all, as the anchor will tell
            tally.add(frame)
    return Scan(_judged(tally, anchor, size_bytes), anchor, tally.frames, tally.end, tally.tag)


def entries_of(file: BinaryIO, cipher: form.JournalCipher, end: int) -> Iterator[bytes]:
    """Give the authentic entries up to an offset."""
    return (frame.entry for frame in _frames(file, cipher, end) if frame.entry is not None)


def _judged(tally: _Tally, anchor: form.Anchor | None, size_bytes: int) -> JournalReport:
    lacking = max(tally.known - tally.frames, 0)
    is_torn = lacking <= 1 and (lacking == 1 or size_bytes > tally.end)
    other_tag = anchor is not None and tally.tag_at_known != anchor.last_tag
    other_history = other_tag and tally.frames >= tally.known
    return JournalReport(
        entries=tally.frames - tally.damaged,
        is_torn=is_torn,
        cut_bytes=size_bytes - tally.end if is_torn else 0,
        damaged=tally.listed,
        missing=lacking if lacking > 1 else 0,
        is_rolled_back=other_history,
        anchor_is_lost=anchor is None,
    )


def _frames(file: BinaryIO, cipher: form.JournalCipher, end: int) -> Iterator[_Frame]:
    offset, sequence, tag = form.HEADER_BYTES, 0, form.NO_TAG
    file.seek(offset)
    while offset + form.HEAD_BYTES <= end:
        length = cipher.entry_bytes(file.read(form.HEAD_BYTES), sequence)
        if length is None or offset + form.HEAD_BYTES + form.body_bytes(length) > end:
            return
        body = file.read(form.body_bytes(length))
        offset += form.HEAD_BYTES + len(body)
        frame = _Frame(offset, body[-form.TAG_BYTES :], cipher.entry(sequence, tag, body))
        yield frame
        sequence, tag = sequence + 1, frame.tag
