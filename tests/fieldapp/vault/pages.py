"""Encrypted databases by either engine, without SQLAlchemy: the C library, or plain SQLite over our VFS."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.page_vfs import PageVfs

KEY = bytes(range(7, 39))
ENGINES = tuple(CipherEngine)
PAGE_SIZES = tuple(512 << power for power in range(8))


@contextmanager
def opened(path: Path, engine: CipherEngine, key: bytes = KEY) -> Iterator[apsw.Connection]:
    """Give a connection without any of the app's own choices, made where there is no file."""
    vfs = PageVfs(key) if engine is CipherEngine.PAGES else None
    connection = apsw.Connection(str(path), vfs=vfs.name if vfs else None)
    try:
        if vfs:
            vfs.prepare(connection)
        else:
            connection.pragma("cipher", "chacha20")
            connection.pragma("key", f"raw:{key.hex()}")
        connection.pragma("secure_delete", "ON")
        connection.pragma("temp_store", "MEMORY")
        yield connection
    finally:
        connection.close(True)
        if vfs:
            vfs.unregister()


def stored_pages(path: Path, page_bytes: int) -> list[bytes]:
    """Give the pages of a file as they lie there."""
    content = path.read_bytes()
    return [content[at : at + page_bytes] for at in range(0, len(content), page_bytes)]
