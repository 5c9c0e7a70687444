"""The files of one encrypted database as SQLite works on them: every page is sealed on its way to the disk.

SQLite itself sees plain pages; what lies on the disk is what SQLite3 Multiple Ciphers writes:
- database: sealed pages, see `page_cipher`;
- rollback journal: header, page numbers and checksums as they are, each page sealed under its own number. Its
  checksums are over plain pages;
- write-ahead log: headers as they are, each page sealed under the number in its frame's header. Its checksums are over
  sealed pages. SQLite computes them over plain ones, so each frame's is written anew, going on from the frame
  before it **in the file**: memory would not know of another connection, nor of a transaction undone. Where SQLite
  reads whole frames (recovery, and a frame written twice in one transaction) it gets them as they lie: then its own
  arithmetic is over sealed pages too.
Files without a name (statement journals, sorts) stay in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

import apsw
from apsw import URIFilename

from fieldapp.vault.page_cipher import (
    OPEN_HEADER_END,
    PAGE_BYTES_MIN,
    PLAIN_BEGINNING,
    RESERVED_BYTES,
    SALT_BYTES,
    DamagedPage,
    PageCipher,
)
from fieldapp.vault.wal_checksum import chained

_WORD_BYTES = 4
_WAL_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24
_SUMS_BYTES = 8
_SIZE_AT, _RESERVED_AT = 16, 20
_HEADER_BYTES = 100
# SQLite would read long values past its cache, a part of a page at a time: each part would open the page again.
_SUBPAGE_READ = 0x8000
_BE32, _BE32_PAIR, _BE16 = Struct(">I"), Struct(">II"), Struct(">H")

FileName = str | URIFilename | None


@dataclass
class Sealed:
    """What the files of one database share: its cipher, its salt, and the page last read from its log."""

    cipher: PageCipher
    salt: bytes = b""
    last_read: tuple[int, bytes, bytes] = (0, b"", b"")
    """Number, plain, stored."""

    def opened(self, number: int, stored: bytes) -> bytes:
        """Give a plain page, or raise SQLite's own error: NOTADB on page 1, CORRUPT elsewhere."""
        try:
            return self.cipher.opened(number, stored)
        except DamagedPage as error:
            raise apsw.exception_for(apsw.SQLITE_NOTADB if number == 1 else apsw.SQLITE_CORRUPT) from error

    def sealed(self, number: int, page: bytes) -> bytes:
        """Give the stored form of a page."""
        return self.cipher.sealed(number, page, self.salt)


class _SealedFile(apsw.VFSFile):
    """A file on the disk, below which another VFS does the work."""

    def __init__(self, base: str, name: FileName, flags: list[int], database: Sealed) -> None:
        super().__init__(base, name, flags)
        self._database = database
        self._read, self._write = super().xRead, super().xWrite

    def xDeviceCharacteristics(self) -> int:  # noqa: N802 - SQLite's name
        """Say that a page is written whole, never in two parts, and is to be read whole."""
        return (super().xDeviceCharacteristics() | apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE) & ~_SUBPAGE_READ


class DatabaseFile(_SealedFile):
    """The main file: page n lies at (n - 1) times the size of a page."""

    _page_bytes = 0

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        """Read a page, or a part of one (SQLite reads its header so)."""
        size = self._page_bytes or self._look_at_header()
        if not size:
            return b""
        number, skipped = divmod(offset, size)
        stored = self._read(size, number * size)
        if len(stored) < size:
            return b""
        if offset + amount <= _HEADER_BYTES:
            return self._header(stored)[offset : offset + amount]
        page = self._database.opened(number + 1, stored)
        return page if amount == size else page[skipped : skipped + amount]

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write one page. A page that comes from the log as it was read there is stored as it lay there."""
        if offset == 0:
            self._check_first_page(data)
        assert (len(data), offset % len(data)) == (self._page_bytes, 0), "SQLite writes whole pages"
        number = offset // len(data) + 1
        last_number, plain, stored = self._database.last_read
        if last_number != number or plain != data:
            stored = self._database.sealed(number, data)
        self._write(stored, offset)

    def _header(self, stored: bytes) -> bytes:
        """Give the beginning of page 1, which SQLite reads on its way to the log.

        The power may have gone while that page came home from the log: it is torn here and whole there. So what does
        not open is no damage yet; what lies open is told, the rest is zero. SQLite reads the page itself before it
        believes any of it, from the log or from here, and then damage is told.
        """
        try:
            return self._database.cipher.opened(1, stored)[:_HEADER_BYTES]
        except DamagedPage:
            return (PLAIN_BEGINNING + stored[SALT_BYTES:OPEN_HEADER_END]).ljust(_HEADER_BYTES, b"\0")

    def _look_at_header(self) -> int:
        """Read the size of a page, and the salt; 0 for a file that has nothing in it yet."""
        header = self._read(OPEN_HEADER_END, 0)
        if len(header) < OPEN_HEADER_END:
            return 0
        size = _page_bytes_in(header)
        is_ours = header[_RESERVED_AT] == RESERVED_BYTES and size >= PAGE_BYTES_MIN and not size & (size - 1)
        if header.startswith(PLAIN_BEGINNING) or not is_ours:
            raise apsw.exception_for(apsw.SQLITE_NOTADB)
        self._page_bytes, self._database.salt = size, header[:SALT_BYTES]
        return size

    def _check_first_page(self, page: bytes) -> None:
        # Another size would need every page written anew, and none reserved would lose the last bytes of each.
        if not self._page_bytes and not self._look_at_header():
            self._page_bytes = len(page)
        if page[_RESERVED_AT] != RESERVED_BYTES or not self._page_bytes == len(page) == _page_bytes_in(page):
            raise apsw.exception_for(apsw.SQLITE_MISUSE)


class JournalFile(_SealedFile):
    """The rollback journal: after its header the number of a page, the page, a checksum, and so on.

    A page is known by the number that was read or written right before it; four bytes right after a page are its
    checksum, never the number of another.
    """

    _number = _number_end = _page_end = 0

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        """Read a part of the header, a number, a checksum, or a page."""
        found = self._read(amount, offset)
        if len(found) == amount == _WORD_BYTES:
            self._note_word(found, offset)
        elif len(found) == amount and self._is_page(amount, offset):
            return self._database.opened(self._number, found)
        return found

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write a header, a number, a checksum, or a page."""
        if len(data) == _WORD_BYTES:
            self._note_word(data, offset)
        elif self._is_page(len(data), offset):
            data = self._database.sealed(self._number, data)
        self._write(data, offset)

    def _note_word(self, word: bytes, offset: int) -> None:
        is_checksum = offset == self._page_end
        self._number = 0 if is_checksum else _BE32.unpack(word)[0]
        self._number_end = offset + _WORD_BYTES

    def _is_page(self, amount: int, offset: int) -> bool:
        is_page = amount >= PAGE_BYTES_MIN and self._number > 0 and offset == self._number_end
        self._page_end = offset + amount if is_page else -1
        return is_page


class LogFile(_SealedFile):
    """The write-ahead log: a header, then frames, each a header of its own and a page."""

    _page_bytes = 0
    _big_endian = False
    _frame_at = -1
    _frame_header = b""

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        """Read a page plain, and everything else as it lies."""
        if not self._page_bytes:
            self._note_header(self._read(_WAL_HEADER_BYTES, 0))
        if not self._is_page(amount, offset):
            return self._read(amount, offset)
        frame = self._read(_FRAME_HEADER_BYTES + amount, offset - _FRAME_HEADER_BYTES)
        stored = frame[_FRAME_HEADER_BYTES:]
        if len(stored) < amount:
            return stored
        number = _BE32.unpack_from(frame)[0]
        page = self._database.opened(number, stored)
        self._database.last_read = (number, page, stored)
        return page

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write a header as it is, and a page sealed with its frame's header, whose checksum is then right."""
        if self._is_page(len(data), offset):
            self._write_frame(data, offset - _FRAME_HEADER_BYTES)
            return
        if len(data) == _FRAME_HEADER_BYTES:
            self._frame_at, self._frame_header = offset, data
        else:
            assert (len(data), offset) == (_WAL_HEADER_BYTES, 0), "SQLite writes headers and pages"
            self._note_header(data)
        self._write(data, offset)

    def _write_frame(self, page: bytes, at: int) -> None:
        # A page alone is written over the one in its frame: twice changed in one transaction.
        header = self._frame_header if self._frame_at == at else self._read(_FRAME_HEADER_BYTES, at)
        self._frame_at = -1
        stored = self._database.sealed(_BE32.unpack_from(header)[0], page)
        before = at - len(page) - _SUMS_BYTES if at > _WAL_HEADER_BYTES else at - _SUMS_BYTES
        sums = _BE32_PAIR.unpack(self._read(_SUMS_BYTES, before))
        sums = chained(sums, header, stored, big_endian=self._big_endian)
        self._write(header[:-_SUMS_BYTES] + _BE32_PAIR.pack(*sums) + stored, at)

    def _note_header(self, header: bytes) -> None:
        if len(header) == _WAL_HEADER_BYTES:
            self._big_endian = bool(_BE32.unpack_from(header)[0] & 1)
            self._page_bytes = _BE32.unpack_from(header, 8)[0]

    def _is_page(self, amount: int, offset: int) -> bool:
        frame_bytes = amount + _FRAME_HEADER_BYTES
        return amount == self._page_bytes and (offset - _WAL_HEADER_BYTES) % frame_bytes == _FRAME_HEADER_BYTES


def _page_bytes_in(header: bytes) -> int:
    size: int = _BE16.unpack_from(header, _SIZE_AT)[0]
    return 65_536 if size == 1 else size
