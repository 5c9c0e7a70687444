"""The town's map pack as device and server know it: one SQLite file, tiles (MBTiles 1.3) and address index.

Any reader of MBTiles sees the light map in `tiles`; `tiles_dark` and `tiles_outdoor` are the same map in the colours
of the other themes. `metadata` holds what MBTiles wants, and `fieldapp_format`, `fieldapp_themes`. The address index
in the same file is read by `sync.records.addresses`. The functions take an open connection of `sqlite3` or `apsw`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sync.records.geometry import Box

FORMAT = 1
APPLICATION_ID = 0x4D50_4258  # "MPBX", the mark of MBTiles
ZOOM_MAX = 22


class Theme(StrEnum):
    """The sets of tiles in a pack, one per theme of the screens."""

    LIGHT = "light"
    DARK = "dark"
    OUTDOOR = "outdoor"


TILES_OF = {Theme.LIGHT: "tiles", Theme.DARK: "tiles_dark", Theme.OUTDOOR: "tiles_outdoor"}


class Connection(Protocol):
    """What `sqlite3.Connection` and `apsw.Connection` both offer."""

    def execute(self, sql: str, bindings: Sequence[Any] = ..., /) -> Iterable[Any]:
        """Run one statement and give its rows."""


class NoMapPack(Exception):
    """The file is no map pack, or of a format that this version cannot read."""


@dataclass(frozen=True, slots=True)
class PackSheet:
    """What a pack says of itself."""

    name: str
    box: Box
    zoom_min: int
    zoom_max: int
    themes: tuple[Theme, ...]
    attribution: str
    tile_px: int
    """Pixels of a tile's side: 256, or 512 in a sharp pack (to be shown as 256)."""


def read_sheet(pack: Connection) -> PackSheet:
    """Give what a pack says of itself; raise `NoMapPack` where it says it wrongly."""
    said = {str(key): str(value) for key, value in pack.execute("SELECT name, value FROM metadata")}
    try:
        if int(said["fieldapp_format"]) > FORMAT:
            raise NoMapPack("made by a newer version")
        west, south, east, north = (float(side) for side in said["bounds"].split(","))
        return PackSheet(
            name=said["name"],
            box=Box(south, west, north, east),
            zoom_min=int(said["minzoom"]),
            zoom_max=int(said["maxzoom"]),
            themes=tuple(Theme(word) for word in said["fieldapp_themes"].split(",")),
            attribution=said["attribution"],
            tile_px=int(said["fieldapp_tile_px"]),
        )
    except (KeyError, ValueError) as trouble:
        raise NoMapPack(f"its metadata are not whole: {trouble}") from trouble


def tile_at(pack: Connection, theme: Theme, zoom: int, x: int, y: int) -> bytes | None:
    """Give the PNG of a tile, its row `y` counted from the north as screens do; None outside the pack."""
    if not (0 <= zoom <= ZOOM_MAX and 0 <= y < 1 << zoom):
        return None
    row = (1 << zoom) - 1 - y  # MBTiles counts rows from the south
    sql = f"SELECT tile_data FROM {TILES_OF[theme]} WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    return next((bytes(data) for (data,) in pack.execute(sql, (zoom, x, row))), None)
