"""A map pack while it is made: `NAME.part` beside its place, put there in one step when it is whole.

What is done is written down with it (`made`), together with a key of everything that went in (`making`). So a build
that was stopped, by a person or by the current, goes on where it was; and a build of something else begins anew.
Readers never see half a pack. The tiles of all themes share one table of pictures, in which each picture is once:
half of a town by the sea is the same blue square.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from sync.records.map_pack import APPLICATION_ID, TILES_OF, NoMapPack, Theme, read_sheet
from sync.server.map.mercator import Tile, TileRange
from sync.server.map.trouble import MapTrouble

_THEMES = tuple(Theme)
_INDEX = TileRange(-1, 0, 0, 0, 0)  # stands in `made` for the address index
_SCHEMA = (
    "CREATE TABLE making (key TEXT NOT NULL)",
    "CREATE TABLE made (zoom INTEGER, west INTEGER, north INTEGER, PRIMARY KEY (zoom, west, north)) WITHOUT ROWID",
    "CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE picture (id INTEGER PRIMARY KEY, png BLOB NOT NULL)",
    """CREATE TABLE placed (
        theme INTEGER, zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, picture INTEGER,
        PRIMARY KEY (theme, zoom_level, tile_column, tile_row)) WITHOUT ROWID""",
    *(
        f"CREATE VIEW {TILES_OF[theme]} AS SELECT zoom_level, tile_column, tile_row, png AS tile_data"
        f" FROM placed JOIN picture ON picture.id = placed.picture WHERE theme = {number}"
        for number, theme in enumerate(_THEMES)
    ),
)


class PackBeingMade:
    """An open `.part`; leave it with `finish`, or later builds go on with it."""

    def __init__(self, out: Path, key: str) -> None:
        self._out, self._part = out, out.with_name(out.name + ".part")
        _check_place(out)
        try:
            self._pack = self._opened(key)
        except sqlite3.DatabaseError as trouble:
            raise _told(trouble, self._part) from trouble

    def __enter__(self) -> "PackBeingMade":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pack.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise _told(error, self._part) from error

    def _opened(self, key: str) -> sqlite3.Connection:
        pack = _connected(self._part)
        try:
            # The first look takes the lock, and keeps it.
            if pack.execute("SELECT key FROM making").fetchall() == [(key,)]:
                return pack
        except sqlite3.DatabaseError as trouble:
            if _is_locked(trouble):
                pack.close()
                raise
        # Of something else, or damaged, or not there yet: begin anew.
        pack.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._part.with_name(self._part.name + suffix).unlink(missing_ok=True)
        pack = _connected(self._part)
        with pack:
            pack.execute("BEGIN")
            for statement in _SCHEMA:
                pack.execute(statement)
            pack.execute("INSERT INTO making (key) VALUES (?)", (key,))
        return pack

    def add_index(self, write: Callable[[sqlite3.Connection], object]) -> None:
        """Have the index written, all or nothing, unless it was before."""
        if self.has(_INDEX):
            return
        with self._pack as pack:
            pack.execute("BEGIN")
            write(pack)
            _mark(pack, _INDEX)

    def has(self, block: TileRange) -> bool:
        """Say whether a block of tiles was made before."""
        sql = "SELECT count(*) FROM made WHERE zoom = ? AND west = ? AND north = ?"
        return bool(self._pack.execute(sql, (block.zoom, block.west, block.north)).fetchone()[0])

    def add(self, block: TileRange, tiles: Iterable[tuple[Theme, Tile, bytes]]) -> None:
        """Write the tiles of a block, all or none."""
        with self._pack as pack:
            pack.execute("BEGIN")
            for theme, tile, png in tiles:
                picture = int.from_bytes(hashlib.sha256(png).digest()[:8], "big", signed=True)
                pack.execute("INSERT OR IGNORE INTO picture (id, png) VALUES (?, ?)", (picture, png))
                row = (1 << tile.zoom) - 1 - tile.y  # MBTiles counts rows from the south
                place = (_THEMES.index(theme), tile.zoom, tile.x, row, picture)
                pack.execute("INSERT OR REPLACE INTO placed VALUES (?, ?, ?, ?, ?)", place)
            _mark(pack, block)

    def finish(self, metadata: Mapping[str, str]) -> None:
        """Write what the pack says of itself, make it durable and put it in its place."""
        pack = self._pack
        with pack:
            pack.execute("BEGIN")
            pack.execute("DELETE FROM metadata")
            pack.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(metadata.items()))
            pack.execute("DROP TABLE making")
            pack.execute("DROP TABLE made")
        pack.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        pack.execute("VACUUM")
        pack.execute("PRAGMA journal_mode = DELETE")
        pack.close()
        _sync(self._part)
        os.replace(self._part, self._out)  # noqa: PTH105  # atomic on every system, and says so
        _sync(self._out.parent)


def _mark(pack: sqlite3.Connection, block: TileRange) -> None:
    pack.execute("INSERT INTO made VALUES (?, ?, ?)", (block.zoom, block.west, block.north))


def _connected(path: Path) -> sqlite3.Connection:
    pack = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    # One builder at a time: the lock is taken with the first statement and held.
    pack.execute("PRAGMA locking_mode = EXCLUSIVE")
    with suppress(sqlite3.DatabaseError):  # locked, or damaged: the first look will tell
        pack.execute("PRAGMA journal_mode = WAL")
        pack.execute("PRAGMA synchronous = NORMAL")
    return pack


def _is_locked(trouble: sqlite3.DatabaseError) -> bool:
    return trouble.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _check_place(out: Path) -> None:
    """Refuse a place where a pack must not go: no folder, or a file that is something else."""
    if not out.parent.is_dir():
        raise MapTrouble(f"There is no folder {out.parent}: make it first.")
    if out.is_dir():
        raise MapTrouble(f"{out} is a folder: give the pack a file name, such as town.mbtiles.")
    if not out.exists():
        return
    try:
        pack = sqlite3.connect(f"{out.resolve().as_uri()}?mode=ro", uri=True)
        try:
            read_sheet(pack)
        finally:
            pack.close()
    except (sqlite3.DatabaseError, NoMapPack) as trouble:
        raise MapTrouble(f"{out} is there already and is no map pack: give another name.") from trouble


def _told(trouble: sqlite3.DatabaseError, part: Path) -> MapTrouble:
    said = str(trouble)
    if _is_locked(trouble):
        return MapTrouble(f"Another build of {part.name.removesuffix('.part')} is at work: wait for it.")
    if trouble.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
        return MapTrouble("The disk is full: make room and give the same command again; it goes on where it was.")
    return MapTrouble(f"{part.name} cannot be written ({said}): remove it and begin anew.")


def _sync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # a folder cannot be opened on Windows, and needs no sync there
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
