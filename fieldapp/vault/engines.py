"""Who encrypts the pages of the database: the two engines, and the best that is present."""

from __future__ import annotations

from enum import StrEnum

import apsw


class CipherEngine(StrEnum):
    """Who encrypts the pages; both read and write the same files."""

    LIBRARY = "sqlite3mc"
    """SQLite3 Multiple Ciphers, in C, inside the SQLite library."""
    PAGES = "pages"
    """Our own pages (`page_vfs`) below any SQLite library: where the first has no wheel, as on Android."""


def best_engine() -> CipherEngine:
    """Give the best engine that is present."""
    return CipherEngine.LIBRARY if cipher_version() else CipherEngine.PAGES


def cipher_version() -> str | None:
    """Give the version of the ciphers in this SQLite library, None where it has none."""
    version: str | None = getattr(apsw, "mc_version", None)
    return version
