"""The map pack that is open: its tiles on the loopback, its addresses for who asks."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from fieldapp.device.tile_server import TileServer
from fieldapp.ui.packs import FOUND_MAX, ShownMap
from fieldapp.vault.errors import DamagedFile
from fieldapp.vault.map_packs import MAPS_FOLDER, MapPacks
from fieldapp.vault.map_reading import MapReader
from sync.records.addresses import Found, Near
from sync.records.geometry import Point
from sync.records.map_pack import Theme


@dataclass(frozen=True, slots=True)
class MapGround:
    """What all offices of a profile share: its folder and the tile server of the process."""

    profile: Path
    tiles: TileServer

    def packs_of(self, tenant: str) -> MapPacks:
        """Give the packs of a town."""
        return MapPacks(self.profile / MAPS_FOLDER / tenant)


class OpenMap:
    """At most one open pack; opening the next one closes it."""

    def __init__(self, tiles: TileServer) -> None:
        self._tiles = tiles
        self._reader: MapReader | None = None
        self._address = ""

    async def open(self, path: Path) -> ShownMap:
        """Open a pack and serve its tiles; raise `DamagedFile` where it cannot be read."""
        reader = await asyncio.to_thread(MapReader, path)
        await self.close()

        def tile(theme: str, zoom: int, x: int, y: int) -> bytes | None:
            return reader.tile(Theme(theme), zoom, x, y)

        self._reader, self._address = reader, self._tiles.serve(tile)
        return ShownMap(reader.sheet, self._address)

    async def close(self) -> None:
        """Let the pack go, if one is open."""
        reader, self._reader = self._reader, None
        if reader is not None:
            self._tiles.withdraw(self._address)
            await asyncio.to_thread(reader.close)

    async def find(self, text: str, near: Point | None) -> tuple[Found, ...]:
        """Find addresses by what was typed; none without a pack."""
        reader = self._reader
        if reader is None or not text.strip():
            return ()
        try:
            return tuple(await asyncio.to_thread(reader.find, text, near, FOUND_MAX))
        except DamagedFile:
            return ()

    async def nearest(self, point: Point) -> Near | None:
        """Give the address of a place; None without a pack."""
        reader = self._reader
        try:
            return None if reader is None else await asyncio.to_thread(reader.nearest, point)
        except DamagedFile:
            return None
