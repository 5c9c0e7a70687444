"""Journals of the tests: a key, six entries of one size, and where their frames lie."""

from pathlib import Path

from fieldapp.vault import journal_format as form
from fieldapp.vault.journal import Journal

KEY = bytes(range(32))
ENTRIES = [f"entry {n} of the day".encode() for n in range(6)]
FRAME_BYTES = form.HEAD_BYTES + form.body_bytes(len(ENTRIES[0]))


def key_source() -> bytes:
    return KEY


def opened(path: Path) -> Journal:
    return Journal(path, key_source)


def read(journal: Journal) -> list[bytes]:
    return list(journal.entries())


def frame(n: int) -> slice:
    begin = form.HEADER_BYTES + n * FRAME_BYTES
    return slice(begin, begin + FRAME_BYTES)
