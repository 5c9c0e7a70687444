"""The encrypted files of a vault: photos, thumbnails, whatever is too big for a row.

A file is named by a keyed hash of its id, so that a folder listing tells nothing but sizes. Each is
written beside, synced and renamed: a file is there whole or not at all. Every call works on its own
handle, so that threads may read while another writes.
"""

from __future__ import annotations

import hmac
import os
from base64 import b32encode
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from fieldapp.vault import stream
from fieldapp.vault.durable import make_folder, sweep_parts, sync_folder, write_durably
from fieldapp.vault.errors import FileAbsent, storage_errors
from fieldapp.vault.keys import Purpose, UnlockedKeys


class EncryptedFiles:
    """A folder of encrypted files, for as long as the keys are unlocked.

    `name_id` is the id of the file (an attachment's id, say), `context` what it belongs to (its record's
    id); both must be the same at reading as at writing. Every method raises VaultLocked after the lock.
    """

    def __init__(self, folder: Path, keys: UnlockedKeys) -> None:
        """Make the folder if it is not there, and sweep what a crash left unfinished."""
        self._folder = folder
        self._keys = keys
        make_folder(folder)
        sweep_parts(folder)

    def write(self, name_id: str, context: str, content: bytes | Iterable[bytes]) -> None:
        """Write a file durably, in place of any of the same id; raises DiskFull or FileTooLarge."""
        pieces = (content,) if isinstance(content, bytes) else content
        header = stream.new_header()
        sealed = self._cipher(header, name_id, context).seal_all(pieces)
        write_durably(self._path(name_id), _after(header, sealed))

    def read(self, name_id: str, context: str) -> bytes:
        """Give the whole content; raises FileAbsent or DamagedFile."""
        return self.open_range(name_id, context, 0, stream.CONTENT_BYTES_MAX)

    def open_range(self, name_id: str, context: str, offset: int, length: int) -> bytes:
        """Give up to `length` bytes from `offset`, fewer at the end; opens only the chunks that hold them."""
        assert offset >= 0, "an offset counts from the beginning"
        assert length >= 0, "a length is not negative"
        with self._opened(name_id) as file, storage_errors("read a file"):
            cipher = self._cipher(file.read(stream.HEADER_BYTES), name_id, context)
            count = stream.chunk_count(_size_of(file))
            end = min(offset + length, stream.content_bytes(_size_of(file)))
            first = min(offset // stream.CHUNK_BYTES, count - 1)
            last = max(first, (end - 1) // stream.CHUNK_BYTES)
            opened = b"".join(_chunks(file, cipher, range(first, last + 1), count))
        start = offset - first * stream.CHUNK_BYTES
        return opened[start : start + max(end - offset, 0)]

    def size(self, name_id: str, context: str) -> int:
        """Give the size of the content, proved by opening the last chunk."""
        with self._opened(name_id) as file, storage_errors("read a file"):
            cipher = self._cipher(file.read(stream.HEADER_BYTES), name_id, context)
            size_bytes = _size_of(file)
            count = stream.chunk_count(size_bytes)
            for _ in _chunks(file, cipher, range(count - 1, count), count):
                pass
            return stream.content_bytes(size_bytes)

    def exists(self, name_id: str) -> bool:
        """Whether a file of that id is there."""
        return self._path(name_id).is_file()

    def delete(self, name_id: str) -> bool:
        """Delete a file durably; false where there was none."""
        path = self._path(name_id)
        with storage_errors("delete a file"):
            existed = path.exists()
            path.unlink(missing_ok=True)
            sync_folder(self._folder)
        return existed

    def _opened(self, name_id: str) -> BinaryIO:
        path = self._path(name_id)
        if not path.is_file():
            raise FileAbsent("there is no file of that id")
        with storage_errors("open a file"):
            return path.open("rb")

    def _path(self, name_id: str) -> Path:
        mac = hmac.digest(self._keys.subkey(Purpose.FILE_NAMES), name_id.encode(), "sha256")
        return self._folder / b32encode(mac).decode().rstrip("=").lower()

    def _cipher(self, header: bytes, name_id: str, context: str) -> stream.StreamCipher:
        name = name_id.encode()
        bound_to = len(name).to_bytes(4) + name + context.encode()
        return stream.StreamCipher(self._keys.subkey(Purpose.FILES), header, bound_to)


def _after(header: bytes, sealed: Iterable[bytes]) -> Iterable[bytes]:
    yield header
    yield from sealed


def _chunks(file: BinaryIO, cipher: stream.StreamCipher, wanted: range, count: int) -> Iterable[bytes]:
    for index in wanted:
        file.seek(stream.HEADER_BYTES + index * stream.SEALED_CHUNK_BYTES)
        yield cipher.open(index, file.read(stream.SEALED_CHUNK_BYTES), is_last=index == count - 1)


def _size_of(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size
