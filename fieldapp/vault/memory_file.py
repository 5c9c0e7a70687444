"""A file without a name, kept in memory: what SQLite would put aside there is not encrypted."""

from __future__ import annotations

# The methods and their arguments are SQLite's (sqlite3_io_methods), by the names that apsw calls.


class MemoryFile:
    """A statement's journal, or a sort too big for its cache; gone when SQLite closes it."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        """Give what is there, fewer bytes at the end."""
        return bytes(self._bytes[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Put bytes at a place, with zeros before it where nothing was."""
        self._bytes.extend(bytes(max(0, offset - len(self._bytes))))
        self._bytes[offset : offset + len(data)] = data

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Cut the file."""
        del self._bytes[newsize:]

    def xFileSize(self) -> int:  # noqa: N802
        """Give its size in bytes."""
        return len(self._bytes)

    def xClose(self) -> None:  # noqa: N802
        """Forget it."""
        self._bytes.clear()

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Do nothing: there is no disk."""

    def xLock(self, level: int) -> None:  # noqa: N802
        """Do nothing: nobody else knows of it."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """Do nothing: nobody else knows of it."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        """Tell that nobody else holds it."""
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        """Know none of SQLite's hints."""
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        """Leave SQLite its own choice."""
        return 0

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        """Promise nothing."""
        return 0
