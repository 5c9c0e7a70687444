"""Monte-Carlo at the zooms of a town, a quarter and a street, in each theme: pictures to be looked at.

    python -m tests.server.map.sheets      # draw them anew; look at each before it is committed

They come from the builder's own parts, so that nothing of a whole pack is drawn that nobody compares.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from sync.records.geometry import Box
from sync.records.map_pack import Theme
from sync.server.map.extract_files import read_extract
from sync.server.map.ground import ground_of
from sync.server.map.label_plan import plan_labels
from sync.server.map.mercator import TILE_PX, TileRange, tiles_over
from sync.server.map.naming import names_of
from sync.server.map.painting import Block, paint
from sync.server.map.printing import Lettered, Printer
from sync.server.map.scene import Scene
from sync.server.map.spots import spots_of
from sync.server.map.streets import Streets, gather_lines
from tests.server.map.extract_in_hand import MONTE_CARLO, untold

PICTURES: Final = Path(__file__).parent / "pictures"
LOOKED_AT: Final = {
    14: Box(43.7375, 7.4235, 43.7440, 7.4320),
    16: Box(43.7385, 7.4250, 43.7420, 7.4310),
    18: Box(43.7396, 7.4262, 43.7408, 7.4280),
}
"""What is seen at a zoom: the whole cut, the quarter of the Casino, its gardens."""
LAT: Final = 43.74


def sheets() -> Iterator[tuple[int, Theme, Image.Image]]:
    """Draw every zoom in every theme."""
    extract = read_extract(MONTE_CARLO, untold)
    ground, streets = ground_of(extract), Streets()
    gather_lines(streets, extract)
    names, printer = names_of(extract, ground, spots_of(extract), streets), Printer(tuple(Theme))
    for zoom, seen in LOOKED_AT.items():
        whole, tiles = tiles_over(LOOKED_AT[14], zoom), tiles_over(seen, zoom)
        lettered, scene = Lettered(plan_labels(names, whole), 1), Scene(ground, LOOKED_AT[14])
        block = Block(tiles)
        pictures = {theme: _empty(tiles) for theme in Theme}
        for theme, tile, png in printer.tiles(paint(scene, block, LAT), block, lettered):
            at = (tile.x - tiles.west) * TILE_PX, (tile.y - tiles.north) * TILE_PX
            pictures[theme].paste(Image.open(io.BytesIO(png)).convert("RGB"), at)
        yield from ((zoom, theme, picture) for theme, picture in pictures.items())


def picture_of(zoom: int, theme: Theme) -> Path:
    """Give where the picture lies that was looked at."""
    return PICTURES / f"{zoom}-{theme}.png"


def _empty(tiles: TileRange) -> Image.Image:
    return Image.new("RGB", ((tiles.east - tiles.west + 1) * TILE_PX, (tiles.south - tiles.north + 1) * TILE_PX))


def main() -> None:
    """Draw and keep them all."""
    PICTURES.mkdir(exist_ok=True)
    for zoom, theme, picture in sheets():
        picture.quantize(128, dither=Image.Dither.NONE).save(picture_of(zoom, theme), optimize=True)


if __name__ == "__main__":
    main()
