"""The town's map pack as citizens use it: addresses found, the address at a point, a picture with a pin.

The picture is a button of a form (`<input type="image">`): the browser says where it was pressed, no script is needed.
Pressed by the keyboard it says 0, 0, which stands for its centre, where a cross is drawn.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import floor
from typing import Final

from PIL import Image, ImageDraw

from sync.protocol.problems import ProblemError
from sync.records.addresses import Found, find, nearest
from sync.records.geometry import Point
from sync.records.map_pack import NoMapPack, PackSheet, Theme, read_sheet, tile_at
from sync.server.map.mercator import TILE_PX, to_position, to_world
from sync.server.map.published import PublishedMaps

SIZES: Final = frozenset({(288, 288), (350, 320), (672, 440), (640, 300)})
ZOOM_FIRST: Final = 15
ZOOM_CHOSEN: Final = 17
STEP: Final = 0.4
"""How far an arrow goes, as a part of the picture."""
FOUND_MAX: Final = 6
DECIMALS: Final = 6
"""A tenth of a metre."""
_PAPER: Final = "#E4DFD3"
_PIN: Final = "#0F4C5F"
_WHITE: Final = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class MapView:
    """What a picture shows: its centre and its zoom."""

    lat: float
    long: float
    zoom: int
    attribution: str = ""


class TownMap:
    """One town's published pack, open for reading."""

    def __init__(self, pack: sqlite3.Connection) -> None:
        self._pack = pack
        self.sheet: PackSheet = read_sheet(pack)

    def find(self, text: str, near: Point) -> list[Found]:
        """Find an address."""
        return find(self._pack, text, near=near, limit=FOUND_MAX)

    def address(self, point: Point) -> str:
        """Give the address that stands closest to a point; empty where none does."""
        near = nearest(self._pack, point)
        return near.address if near is not None else ""

    def held(self, view: MapView) -> MapView:
        """Give the nearest view that the pack holds."""
        box, zooms = self.sheet.box, (self.sheet.zoom_min, self.sheet.zoom_max)
        return MapView(
            round(min(max(view.lat, box.south), box.north), DECIMALS),
            round(min(max(view.long, box.west), box.east), DECIMALS),
            min(max(view.zoom, zooms[0]), zooms[1]),
            self.sheet.attribution,
        )

    def picture(self, view: MapView, size: tuple[int, int], *, has_pin: bool) -> bytes:
        """Draw a PNG of the map, with a pin or a cross at its centre."""
        canvas = Image.new("RGB", size, _PAPER)
        left, top = _corner(view, size)
        for x in range(floor(left / TILE_PX), floor((left + size[0]) / TILE_PX) + 1):
            for y in range(floor(top / TILE_PX), floor((top + size[1]) / TILE_PX) + 1):
                png = tile_at(self._pack, Theme.LIGHT, view.zoom, x, y)
                if png is not None:
                    canvas.paste(_tile(png), (round(x * TILE_PX - left), round(y * TILE_PX - top)))
        draw = ImageDraw.Draw(canvas)
        (_pin if has_pin else _cross)(draw, size[0] / 2, size[1] / 2)
        out = BytesIO()
        canvas.quantize(128).save(out, "PNG")
        return out.getvalue()


@contextmanager
def opened_map(maps: PublishedMaps, tenant: str) -> Iterator[TownMap | None]:
    """Open the pack that a town publishes; None where there is none that can be read."""
    offers = maps.offers(tenant)
    try:
        pack = sqlite3.connect(f"{maps.readable(tenant, offers[-1].sha256).resolve().as_uri()}?mode=ro", uri=True)
    except (IndexError, ProblemError, sqlite3.Error):
        yield None
        return
    try:
        yield _read(pack)
    finally:
        pack.close()


def _read(pack: sqlite3.Connection) -> TownMap | None:
    try:
        return TownMap(pack)
    except (NoMapPack, sqlite3.Error):
        return None


def pressed(view: MapView, size: tuple[int, int], x: int, y: int) -> Point:
    """Give the place that was pressed in a picture; 0, 0 is what a keyboard says, and means the centre."""
    if (x, y) == (0, 0):
        return Point(view.lat, view.long)
    left, top = _corner(view, size)
    return _place(view.zoom, left + x, top + y)


def moved(view: MapView, size: tuple[int, int], gesture: str) -> MapView:
    """Give the view after a gesture of its tools; another word changes nothing."""
    across, down, closer = _GESTURES.get(gesture, (0, 0, 0))
    left, top = _corner(view, size)
    at = _place(view.zoom, left + size[0] * (0.5 + across * STEP), top + size[1] * (0.5 + down * STEP))
    return MapView(at.lat, at.long, view.zoom + closer)


_GESTURES: Final = {
    "nord": (0, -1, 0),
    "sud": (0, 1, 0),
    "ouest": (-1, 0, 0),
    "est": (1, 0, 0),
    "plus": (0, 0, 1),
    "moins": (0, 0, -1),
}


def _corner(view: MapView, size: tuple[int, int]) -> tuple[float, float]:
    """Give the north-west corner of a picture in pixels of its zoom."""
    x, y = to_world((view.long, view.lat))
    whole = TILE_PX << view.zoom
    return x * whole - size[0] / 2, y * whole - size[1] / 2


def _place(zoom: int, x: float, y: float) -> Point:
    whole = TILE_PX << zoom
    long, lat = to_position((x / whole, y / whole))
    return Point(round(lat, DECIMALS), round(long, DECIMALS))


def _tile(png: bytes) -> Image.Image:
    tile = Image.open(BytesIO(png)).convert("RGB")
    return tile if tile.width == TILE_PX else tile.resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)


def _pin(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    """Draw the sign of the place; its point is at x, y."""
    draw.polygon([(x - 13, y - 22), (x + 13, y - 22), (x, y)], fill=_WHITE)
    draw.ellipse([x - 17, y - 45, x + 17, y - 11], fill=_WHITE)
    draw.polygon([(x - 10, y - 22), (x + 10, y - 22), (x, y - 4)], fill=_PIN)
    draw.ellipse([x - 14, y - 42, x + 14, y - 14], fill=_PIN)
    draw.ellipse([x - 5, y - 33, x + 5, y - 23], fill=_WHITE)


def _cross(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    """Draw what the keyboard would choose."""
    for width, color in ((6, _WHITE), (2, _PIN)):
        draw.line([(x - 14, y), (x + 14, y)], fill=color, width=width)
        draw.line([(x, y - 14), (x, y + 14)], fill=color, width=width)
