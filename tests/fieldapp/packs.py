"""A map pack on a page, without a town hall: real tiles from the loopback and real answers, nothing to fetch."""

from pathlib import Path

from fieldapp.device.tile_server import TileServer
from fieldapp.ui.packs import FOUND_MAX, NoPacks, Packs, PackState, ShownMap
from fieldapp.vault.map_reading import MapReader
from sync.records.addresses import Found, Near
from sync.records.geometry import Point
from sync.records.map_pack import Theme


class PackInHand(NoPacks):
    """One open pack."""

    def __init__(self, path: Path) -> None:
        """Open it and serve its tiles."""
        self.reader = MapReader(path)
        self.server = TileServer()
        self.address = self.server.serve(lambda theme, zoom, x, y: self.reader.tile(Theme(theme), zoom, x, y))

    async def find(self, text: str, near: Point | None = None) -> tuple[Found, ...]:
        """Find addresses."""
        return tuple(self.reader.find(text, near, FOUND_MAX)) if text.strip() else ()

    async def nearest(self, point: Point) -> Near | None:
        """Give the address of a place."""
        return self.reader.nearest(point)

    def packs(self) -> Packs:
        """Give what a page is given."""
        return Packs(PackState(shown=ShownMap(self.reader.sheet, self.address)), self)

    def close(self) -> None:
        """End it."""
        self.server.close()
        self.reader.close()
