"""From a painted block and the names on it to finished tiles: one set of PNGs per theme."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from sync.records.map_pack import Theme
from sync.server.map.label import Label
from sync.server.map.label_plan import boxes_of
from sync.server.map.lettering import Stamp, stamp
from sync.server.map.mercator import TILE_PX, Tile
from sync.server.map.painting import SMOOTHING, Block
from sync.server.map.palettes import PALETTES, Ink, Palette, Tone, swatches

_PNG_EFFORT = 7  # 9 takes five times as long and saves 3 % (measured on Monaco, 2026-11-27)


class Lettered:
    """The names of one zoom by the block in which they lie; each is drawn once, whatever it touches."""

    def __init__(self, labels: Sequence[Label], sharpness: int) -> None:
        self._boxed = boxes_of(labels)
        self._sharpness = sharpness
        self._stamps: dict[int, Stamp] = {}

    def within(self, block: Block) -> Iterator[tuple[Tone, Stamp]]:
        """Give the drawn names that touch a block."""
        tiles = block.tiles
        west, north = tiles.west * TILE_PX, tiles.north * TILE_PX
        east, south = (tiles.east + 1) * TILE_PX, (tiles.south + 1) * TILE_PX
        for i, (label, box) in enumerate(self._boxed):
            if box[0] < east and box[2] > west and box[1] < south and box[3] > north:
                if i not in self._stamps:
                    self._stamps[i] = stamp(label.face, label.letters, self._sharpness)
                yield label.tone, self._stamps[i]


@dataclass(frozen=True, slots=True)
class _Dye:
    """What a theme needs to colour a painted block."""

    palette: Palette
    inks: bytes
    swatches: Image.Image


def dye_of(theme: Theme) -> _Dye:
    """Get a theme ready to colour tiles."""
    palette = PALETTES[theme]
    picture = Image.new("P", (1, 1))
    picture.putpalette([channel for colour in swatches(palette) for channel in colour])
    return _Dye(palette, bytes(channel for ink in Ink for channel in palette.inks[ink]), picture)


class Printer:
    """Colours blocks in the themes of a pack and cuts them into tiles."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._dyes = {theme: dye_of(theme) for theme in themes}

    def tiles(self, painted: Image.Image, block: Block, lettered: Lettered) -> Iterator[tuple[Theme, Tile, bytes]]:
        """Give the finished tiles of a block, theme by theme."""
        halo, inks = _masks(block, lettered)
        for theme, dye in self._dyes.items():
            picture = _coloured(painted, dye)
            if halo is not None:
                picture.paste(dye.palette.halo, (0, 0), halo)
            for tone, mask in inks.items():
                picture.paste(dye.palette.tones[tone], (0, 0), mask)
            plain = picture.quantize(palette=dye.swatches, dither=Image.Dither.NONE)
            yield from ((theme, tile, png) for tile, png in _cut(plain, block))


def _coloured(painted: Image.Image, dye: _Dye) -> Image.Image:
    painted.putpalette(dye.inks)
    # Row by row of tiles: the large picture in full colour would take four times the memory of everything else.
    width, height = painted.size
    strip_px = TILE_PX * SMOOTHING
    shown = Image.new("RGB", (width // SMOOTHING, height // SMOOTHING))
    for top in range(0, height, strip_px):
        strip = painted.crop((0, top, width, min(height, top + strip_px))).convert("RGB").reduce(SMOOTHING)
        shown.paste(strip, (0, top // SMOOTHING))
    return shown


def _masks(block: Block, lettered: Lettered) -> tuple[Image.Image | None, dict[Tone, Image.Image]]:
    """Draw the names on a block: one mask for all halos, one per tone for the letters."""
    halo: Image.Image | None = None
    inks: dict[Tone, Image.Image] = {}
    side = TILE_PX * block.sharpness
    for tone, mark in lettered.within(block):
        at = mark.left - block.tiles.west * side, mark.top - block.tiles.north * side
        halo = halo or Image.new("L", block.size)
        if tone not in inks:
            inks[tone] = Image.new("L", block.size)
        _press(halo, mark.halo, at)
        _press(inks[tone], mark.ink, at)
    return halo, inks


def _press(whole: Image.Image, piece: Image.Image, at: tuple[int, int]) -> None:
    box = (at[0], at[1], at[0] + piece.width, at[1] + piece.height)
    whole.paste(ImageChops.lighter(whole.crop(box), piece), box)


def _cut(picture: Image.Image, block: Block) -> Iterator[tuple[Tile, bytes]]:
    side = TILE_PX * block.sharpness
    for tile in block.tiles.tiles():
        left, top = (tile.x - block.tiles.west) * side, (tile.y - block.tiles.north) * side
        written = io.BytesIO()
        picture.crop((left, top, left + side, top + side)).save(written, "PNG", compress_level=_PNG_EFFORT)
        yield tile, written.getvalue()
