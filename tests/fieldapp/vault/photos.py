"""Photos of the tests: content of any size, and the one file of a folder."""

from pathlib import Path

from fieldapp.vault import stream

CHUNK = stream.CHUNK_BYTES
SEALED = stream.SEALED_CHUNK_BYTES


def content_of(size_bytes: int) -> bytes:
    return (b"0123456789abcdef!" * (size_bytes // 17 + 1))[:size_bytes]


def the_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path
