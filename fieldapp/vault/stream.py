"""Long content sealed chunk by chunk, readable from any offset.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) with ChaCha20-Poly1305:

    file   = header ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk         each chunk 64 KiB, the last one shorter or
    even empty header = magic ‖ chunk size ‖ salt ‖ nonce prefix
    nonce  = prefix (7) ‖ counter (4) ‖ last flag (1)            so order and end are authenticated
    key    = HKDF(files key, salt)                               a key of its own for each file
    AAD    = header ‖ name ‖ context                             so a file under another name or record is
    refused
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.vault.errors import DamagedFile, FileTooLarge
from fieldapp.vault.keys import derived_key

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
CONTENT_BYTES_MAX = 512 * 1024 * 1024

_MAGIC = b"FAFILE01"
_SALT_BYTES = 32
_PREFIX_BYTES = 7
_HEADER = struct.Struct(f">8sI{_SALT_BYTES}s{_PREFIX_BYTES}s")
_NONCE_TAIL = struct.Struct(">IB")
HEADER_BYTES = _HEADER.size


def new_header() -> bytes:
    """Draw the header of a new file."""
    return _HEADER.pack(_MAGIC, CHUNK_BYTES, secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_PREFIX_BYTES))


def content_bytes(file_bytes: int) -> int:
    """Give the size of what is sealed in a file of that size; only opening the last chunk proves it."""
    body = file_bytes - HEADER_BYTES
    chunks = chunk_count(file_bytes)
    return body - chunks * TAG_BYTES


def chunk_count(file_bytes: int) -> int:
    """Give how many chunks a file of that size has; raises DamagedFile for a size that no file has."""
    full, rest = divmod(file_bytes - HEADER_BYTES, SEALED_CHUNK_BYTES)
    if file_bytes < HEADER_BYTES + TAG_BYTES or 0 < rest < TAG_BYTES:
        raise DamagedFile("the file was cut short")
    return full + (1 if rest else 0)


class StreamCipher:
    """Seals and opens the chunks of one file."""

    def __init__(self, files_key: bytes, header: bytes, bound_to: bytes) -> None:
        """Read a header; raises DamagedFile where it is none of ours."""
        if len(header) != HEADER_BYTES:
            raise DamagedFile("the file was cut short")
        magic, chunk_bytes, salt, self._prefix = _HEADER.unpack(header)
        if magic != _MAGIC or chunk_bytes != CHUNK_BYTES:
            raise DamagedFile("the file does not begin as an encrypted file")
        self._cipher = ChaCha20Poly1305(derived_key(files_key, "one file", salt))
        self._associated = header + bound_to

    def seal_all(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Seal content that comes in pieces of any size; raises FileTooLarge beyond CONTENT_BYTES_MAX."""
        waiting = bytearray()
        index = 0
        for piece in pieces:
            waiting += piece
            # A full chunk is held back until more comes, because the last one is sealed as the last.
            while len(waiting) > CHUNK_BYTES:
                yield self._seal(index, bytes(waiting[:CHUNK_BYTES]), is_last=False)
                del waiting[:CHUNK_BYTES]
                index += 1
            if index * CHUNK_BYTES + len(waiting) > CONTENT_BYTES_MAX:
                raise FileTooLarge(f"more than {CONTENT_BYTES_MAX} bytes")
        yield self._seal(index, bytes(waiting), is_last=True)

    def open(self, index: int, sealed: bytes, *, is_last: bool) -> bytes:
        """Open one chunk; raises DamagedFile unless it is whole, in its place, and last where said."""
        try:
            return self._cipher.decrypt(self._nonce(index, is_last), sealed, self._associated)
        except InvalidTag as error:
            raise DamagedFile(f"chunk {index} was altered, moved or cut") from error

    def _seal(self, index: int, chunk: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(index, is_last), chunk, self._associated)

    def _nonce(self, index: int, is_last: bool) -> bytes:
        prefix: bytes = self._prefix
        return prefix + _NONCE_TAIL.pack(index, is_last)
