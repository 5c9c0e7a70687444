"""One open map pack: its tiles and its addresses, read only, from any thread.

The file came from another machine: a doctored schema may call no function (`trusted_schema`), cells are checked, and
no temporary file is written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import apsw

from fieldapp.vault.errors import DamagedFile
from sync.records.addresses import Found, Near, find, nearest
from sync.records.geometry import Point
from sync.records.map_pack import NoMapPack, PackSheet, Theme, read_sheet, tile_at

T = TypeVar("T")
_PRAGMAS = ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY", "cache_size=-4000")


class MapReader:
    """An open pack. Two connections, so that a search does not wait for tiles."""

    def __init__(self, path: Path) -> None:
        """Open the pack; raise `DamagedFile` where it is none."""
        self._tiles, self._index = _Line(path), _Line(path)
        self.sheet: PackSheet = self._index.asked(read_sheet)

    def tile(self, theme: Theme, zoom: int, x: int, y: int) -> bytes | None:
        """Give the PNG of a tile; None outside the pack, or where a page of it is damaged."""
        try:
            return self._tiles.asked(lambda pack: tile_at(pack, theme, zoom, x, y))
        except DamagedFile:
            return None

    def find(self, text: str, near: Point | None = None, limit: int = 8) -> list[Found]:
        """Find streets, houses and places by what was typed."""
        return self._index.asked(lambda pack: find(pack, text, near=near, limit=limit))

    def nearest(self, point: Point) -> Near | None:
        """Give the address of a position."""
        return self._index.asked(lambda pack: nearest(pack, point))

    def close(self) -> None:
        """Close it; whoever asks later hears that it is gone."""
        self._tiles.close()
        self._index.close()


class _Line:
    """A connection, one question at a time."""

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        try:
            self._pack = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
            for pragma in _PRAGMAS:
                self._pack.execute(f"PRAGMA {pragma}")
        except apsw.Error as error:
            raise DamagedFile("a map pack cannot be opened") from error

    def asked(self, question: Callable[[apsw.Connection], T]) -> T:
        with self._turn:
            try:
                return question(self._pack)
            except (apsw.Error, NoMapPack) as error:
                raise DamagedFile("a map pack cannot be read") from error

    def close(self) -> None:
        with self._turn:
            self._pack.close()
