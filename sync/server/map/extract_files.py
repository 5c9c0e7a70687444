"""Which kind of extract a file is, by what it holds and not by its name, and the reader that fits."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sync.server.map.extract import Extract, Told
from sync.server.map.pbf_reader import HEADER_BYTES_MAX, read_pbf
from sync.server.map.trouble import MapTrouble
from sync.server.map.xml_reader import read_xml

CHUNK_BYTES = 256 << 10
TEXT_BYTES_MAX = 16 << 30  # of XML, unpacked: some 50 million nodes
_GZIP = b"\x1f\x8b"
_OTHERS = {
    b"BZh": "packed with bzip2: unpack it first",
    b"PK": "a zip archive: unpack it first",
    b"\xfd7zXZ": "packed with xz: unpack it first",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it first",
    b"\xff\xe0": "of the kind o5m: convert it to .osm.pbf first",
    b"SQLite": "a database: is it a map pack already?",
}


def read_extract(path: Path, told: Told) -> Extract:
    """Read an `.osm`, `.osm.gz` or `.osm.pbf`; raise `MapTrouble` in plain words where it cannot be read."""
    try:
        with path.open("rb") as file:
            return _read(path, _Watched(file, path.stat().st_size, told))
    except (EOFError, gzip.BadGzipFile, zlib.error) as trouble:
        raise MapTrouble(f"{path.name} is cut off or damaged: {trouble}. Fetch it again.") from trouble
    except OSError as trouble:
        raise MapTrouble(f"{path.name} cannot be read: {trouble.strerror or trouble}.") from trouble


class _Watched:
    """An open file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, size: int, told: Told) -> None:
        self._file, self._size, self._told = file, size, told

    def read(self, count: int = -1) -> bytes:
        """Read as a file does."""
        piece = self._file.read(count)
        self._told("read", self._file.tell(), self._size)
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Seek as a file does."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Tell the place as a file does."""
        return self._file.tell()


def _read(path: Path, file: _Watched) -> Extract:
    head = file.read(64)
    file.seek(0)
    if head.startswith(_GZIP):
        with gzip.open(file) as unpacked:
            start = unpacked.read(64)
            unpacked.seek(0)
            if not _looks_like_xml(start):
                raise MapTrouble(f"{path.name} is packed, but what is inside is no OpenStreetMap XML.")
            return read_xml(_chunks(unpacked))
    if _looks_like_xml(head):
        return read_xml(_chunks(file))
    if _looks_like_pbf(head):
        return read_pbf(file)  # type: ignore[arg-type]  # it only reads
    for magic, says in _OTHERS.items():
        if head.startswith(magic):
            raise MapTrouble(f"{path.name} is {says}.")
    said = "is empty" if not head else "is no OpenStreetMap extract"
    raise MapTrouble(f"{path.name} {said}: an .osm, .osm.gz or .osm.pbf is needed.")


def _looks_like_xml(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _looks_like_pbf(head: bytes) -> bool:
    return 0 < int.from_bytes(head[:4], "big") <= HEADER_BYTES_MAX and head[4:15] == b"\x0a\x09OSMHeader"


def _chunks(file: "_Watched | gzip.GzipFile") -> Iterator[bytes]:
    whole = 0
    while chunk := file.read(CHUNK_BYTES):
        whole += len(chunk)
        if whole > TEXT_BYTES_MAX:
            raise MapTrouble("The extract unpacks to more than any region holds: cut a smaller one around the town.")
        yield chunk
