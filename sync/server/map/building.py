"""The whole way from an extract to a map pack.

read → sort out the ground, the streets, the places → the index → zoom by zoom: plan the names, then block by block
paint, letter, colour, cut → say what it is, put it in its place
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.records.addresses.tables import PlaceKind
from sync.records.geometry import Box, Point, box_around
from sync.records.map_pack import FORMAT, Theme
from sync.server.map.address_files import Imported, import_addresses
from sync.server.map.covers import is_set, rank_of
from sync.server.map.extract import Extract, Position, Told, box_of
from sync.server.map.extract_files import read_extract
from sync.server.map.ground import Ground, ground_of
from sync.server.map.index_writing import write_index
from sync.server.map.label_plan import plan_labels
from sync.server.map.lettering import FONTS
from sync.server.map.mercator import TILE_PX, TileRange, tiles_over, to_position
from sync.server.map.naming import Names, names_of
from sync.server.map.pack_writing import PackBeingMade
from sync.server.map.painting import Block, paint
from sync.server.map.printing import Lettered, Printer
from sync.server.map.scene import Scene
from sync.server.map.spots import Spot, spots_of
from sync.server.map.streets import Streets, gather_houses, gather_lines
from sync.server.map.towns import Towns, quarters_of
from sync.server.map.trouble import MapTrouble

ZOOM_LEAST, ZOOM_MOST = 10, 19
TILES_MAX = 100_000  # of one theme: three communes of 100 km² at zoom 18
BLOCK_TILES = 8
MARGIN_M = 250.0
OSM_ATTRIBUTION = "© les contributeurs d’OpenStreetMap"
INVENTED_ATTRIBUTION = "Plan imaginaire, pour la démonstration"
BAN_ATTRIBUTION = "© Base Adresse Nationale, Licence Ouverte 2.0"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built."""

    extract: Path
    out: Path
    addresses: tuple[Path, ...] = ()
    name: str = ""
    town: str = ""
    """Name or INSEE code of the commune to cut out; empty for the whole extract."""
    box: Box | None = None
    zoom_min: int = 12
    zoom_max: int = 18
    is_sharp: bool = False
    is_invented: bool = False
    """Whether the town is made up: nothing of it comes from OpenStreetMap."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it."""

    name: str
    tiles: int
    """Of one theme; the pack holds as many of each."""
    streets: int
    houses: int
    places: int
    imported: tuple[Imported, ...]
    size_bytes: int


@dataclass(slots=True)
class _Town:
    """Everything that is known of the town before a tile is drawn."""

    name: str
    box: Box
    ground: Ground
    streets: Streets
    spots: list[Spot]
    names: Names
    imported: tuple[Imported, ...]


def build(order: Order, told: Told) -> Built:
    """Build a pack, or go on with one that was stopped; raise `MapTrouble` where that cannot be."""
    if not ZOOM_LEAST <= order.zoom_min <= order.zoom_max <= ZOOM_MOST:
        raise MapTrouble(f"Zooms go from {ZOOM_LEAST} to {ZOOM_MOST}, the smaller one first.")
    key = _key_of(order)
    town = _known(order, read_extract(order.extract, told), told)
    ranges = [tiles_over(town.box, zoom) for zoom in range(order.zoom_min, order.zoom_max + 1)]
    whole = sum(map(len, ranges))
    if whole > TILES_MAX:
        raise MapTrouble(
            f"The extract covers {whole:,} tiles, more than a tablet holds ({TILES_MAX:,}): "
            "say which commune or box (--only), or fewer zooms (--zooms 12-17)."
        )
    with PackBeingMade(order.out, key) as pack:
        counts = _indexed(pack, town)
        _draw(pack, town, ranges, _Progress(told, whole), 2 if order.is_sharp else 1)
        pack.finish(_metadata(order, town))
    return Built(town.name, whole, *counts, town.imported, order.out.stat().st_size)


def _known(order: Order, extract: Extract, told: Told) -> _Town:
    towns = Towns(extract)
    box = _box_of(order, extract, towns)
    told("sort", 0, 4)
    streets = Streets()
    gather_lines(streets, extract)
    for street in streets:
        street.town = towns.at(street.middle)
    told("sort", 1, 4)
    # The national base comes first: of two words about one number, the first stands.
    imported = tuple(import_addresses(path, streets, box, told) for path in order.addresses)
    gather_houses(streets, extract)
    told("sort", 2, 4)
    spots = spots_of(extract, quarters_of(extract))
    ground = ground_of(extract)
    told("sort", 3, 4)
    names = names_of(extract, ground, spots, streets)
    told("sort", 4, 4)
    return _Town(_name_of(order, towns, box, spots), box, ground, streets, spots, names, imported)


def _box_of(order: Order, extract: Extract, towns: Towns) -> Box:
    """Give what the pack shows: the box or commune asked for, or what the extract says or holds."""
    if order.box is not None:
        return order.box
    if order.town:
        town = towns.called(order.town)
        if town is None:
            known = ", ".join(one.name for one in towns) or "none whose outline is whole"
            raise MapTrouble(f"There is no commune {order.town} in the extract. It holds: {known[:400]}.")
        return _widened(town.box)
    if extract.bounds is not None:
        return extract.bounds
    built = [way for way in extract.ways.values() if rank_of(way.tags) is not None or is_set(way.tags, "building")]
    box = box_of(position for way in built for position in extract.line(way))
    if box is None:
        raise MapTrouble("The extract holds neither road nor building: there is no town to draw.")
    return _widened(box)


def _widened(box: Box) -> Box:
    low, high = (box_around(Point(lat, long), MARGIN_M) for lat, long in ((box.south, box.west), (box.north, box.east)))
    return Box(low.south, low.west, high.north, high.east)


def _name_of(order: Order, towns: Towns, box: Box, spots: Sequence[Spot]) -> str:
    middle = (box.west + box.east) / 2, (box.south + box.north) / 2
    largest = min((s for s in spots if s.kind is PlaceKind.QUARTER), key=lambda s: s.zoom, default=None)
    return (
        order.name or order.town or towns.at(middle) or (largest.name if largest else order.extract.name.split(".")[0])
    )


def _indexed(pack: PackBeingMade, town: _Town) -> tuple[int, int, int]:
    inside = [street for street in town.streets if _meet(street.box, town.box)]
    spots = [spot for spot in town.spots if _holds(town.box, spot.position)]
    pack.add_index(lambda connection: write_index(connection, inside, spots))
    return len(inside), sum(len(street.houses) for street in inside), len(spots)


def _meet(a: Box, b: Box) -> bool:
    return a.west <= b.east and b.west <= a.east and a.south <= b.north and b.south <= a.north


def _holds(box: Box, position: Position) -> bool:
    return box.west <= position[0] <= box.east and box.south <= position[1] <= box.north


class _Progress:
    """Counts tiles, those of an earlier build too."""

    def __init__(self, told: Told, whole: int) -> None:
        self._told, self._whole, self._done = told, whole, 0

    def add(self, count: int) -> None:
        self._done += count
        self._told("draw", self._done, self._whole)


def _draw(pack: PackBeingMade, town: _Town, ranges: Sequence[TileRange], progress: _Progress, sharpness: int) -> None:
    frame = _frame(ranges[0])
    scene, printer = Scene(town.ground, frame), Printer(tuple(Theme))
    lat = (town.box.south + town.box.north) / 2
    for tiles in ranges:
        lettered: Lettered | None = None
        for part in tiles.blocks(BLOCK_TILES // sharpness):
            if not pack.has(part):
                lettered = lettered or Lettered(plan_labels(town.names, tiles), sharpness)
                block = Block(part, sharpness)
                pack.add(part, printer.tiles(paint(scene, block, lat), block, lettered))
            progress.add(len(part))


def _frame(tiles: TileRange) -> Box:
    """Give the box of whole tiles: all that a pack shows, at its smallest zoom."""
    count = 1 << tiles.zoom
    west, north = to_position((tiles.west / count, tiles.north / count))
    east, south = to_position(((tiles.east + 1) / count, (tiles.south + 1) / count))
    return Box(south, west, north, east)


def _metadata(order: Order, town: _Town) -> dict[str, str]:
    box = town.box
    middle = (box.west + box.east) / 2, (box.south + box.north) / 2
    sources = [
        INVENTED_ATTRIBUTION if order.is_invented else OSM_ATTRIBUTION,
        *([BAN_ATTRIBUTION] if order.addresses else []),
    ]
    licence = "" if order.is_invented else " Open Database License 1.0."
    return {
        "name": town.name,
        "format": "png",
        "bounds": f"{box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}",
        "center": f"{middle[0]:.6f},{middle[1]:.6f},{min(15, order.zoom_max)}",
        "minzoom": str(order.zoom_min),
        "maxzoom": str(order.zoom_max),
        "attribution": ", ".join(sources),
        "description": f"{town.name} : plan des rues et index des adresses.{licence}",
        "type": "baselayer",
        "version": "1",
        "fieldapp_format": str(FORMAT),
        "fieldapp_themes": ",".join(Theme),
        "fieldapp_tile_px": str(TILE_PX * (2 if order.is_sharp else 1)),
    }


def _key_of(order: Order) -> str:
    """Give a hash of all that makes a pack: what goes in, what is asked, and the code that builds."""
    whole = hashlib.sha256()
    sources = [*sorted(Path(__file__).parent.glob("*.py")), *sorted(FONTS.glob("*.ttf"))]
    for path in (order.extract, *order.addresses, *sources):
        try:
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as trouble:
            raise MapTrouble(f"{path} cannot be read: {trouble.strerror or trouble}.") from trouble
    asked = (order.name, order.town, order.box, order.zoom_min, order.zoom_max, order.is_sharp, order.is_invented)
    whole.update(repr(asked).encode())
    return whole.hexdigest()
