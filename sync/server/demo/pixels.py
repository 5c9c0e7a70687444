"""The darkroom: noise, tints, relief and masks, in Pillow only.

Everything that looks real is made of noise at several scales: a bank of it is drawn once per seed, and each
picture takes its own pieces. A height map becomes light by the difference with itself moved a few pixels
towards the lamp, which is all that the eye needs to see stones, crumpled plastic or bark.
"""

import math
import random
from collections.abc import Callable, Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from sync.server.demo.chance import stream

Size = tuple[int, int]
Colour = tuple[int, int, int]
Spot = tuple[float, float]

BANK_SIDE = 1920
CELLS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


@lru_cache(maxsize=2)
def _bank(seed: int) -> dict[int, Image.Image]:
    """Draw the noise of a seed once: grey squares whose grains are 1, 2, 4 … 256 pixels wide."""
    rng = stream(seed, "noise")
    found = {}
    for cell in CELLS:
        side = max(6, BANK_SIDE // cell)
        small = Image.frombytes("L", (side, side), rng.randbytes(side * side))
        grain = small if cell == 1 else small.resize((BANK_SIDE, BANK_SIDE), Image.Resampling.BICUBIC)
        found[cell] = ImageOps.autocontrast(grain, cutoff=0.5)
    return found


class Noise:
    """The noise that one picture takes from the bank of its seed."""

    def __init__(self, seed: int, rng: random.Random) -> None:
        self._bank = _bank(seed)
        self.rng = rng

    def plain(self, size: Size, cell: int) -> Image.Image:
        """Give noise of one grain."""
        left, top = (self.rng.randrange(max(1, BANK_SIDE - side)) for side in size)
        tile = self._bank[cell].crop((left, top, left + size[0], top + size[1]))
        turn = self.rng.randrange(3)
        return tile if turn == 0 else ImageOps.mirror(tile) if turn == 1 else ImageOps.flip(tile)

    def rough(self, size: Size, cells: Sequence[int], keep: float = 0.5) -> Image.Image:
        """Give noise of several grains, the first the strongest."""
        found = self.plain(size, cells[0])
        for i, cell in enumerate(cells[1:], start=2):
            found = Image.blend(found, self.plain(size, cell), 1 - keep if i == 2 else (1 - keep) / (i - 1))
        return found

    def stretched(self, size: Size, cell: int, across: float) -> Image.Image:
        """Give noise drawn out along one side: wood, bark, drips (across < 1: vertical streaks)."""
        width = max(8, int(size[0] * max(1.0, 1 / across) / 4)) if across < 1 else max(8, int(size[0] / across))
        height = size[1] if across >= 1 else max(8, int(size[1] * across))
        return self.plain((min(width, BANK_SIDE), min(height, BANK_SIDE)), cell).resize(size, Image.Resampling.BICUBIC)


def tinted(grey: Image.Image, dark: Colour, light: Colour, middle: Colour | None = None) -> Image.Image:
    """Give a grey picture its two or three colours."""
    return ImageOps.colorize(grey, dark, light, middle)


def levels(grey: Image.Image, centre: float, contrast: float) -> Image.Image:
    """Squeeze or stretch a grey picture around its middle and move it to a new one."""
    return grey.point(lambda v: centre + (v - 128) * contrast)


def above(grey: Image.Image, threshold: float, soft: float = 6.0) -> Image.Image:
    """Make a mask of what is lighter than a threshold, with an edge `soft` levels wide."""
    return grey.point(lambda v: (v - threshold) * 255 / soft + 127)


def relief(height: Image.Image, towards: Spot, strength: float = 1.0) -> Image.Image:
    """Light a height map from a side: 128 is flat, lighter faces the lamp."""
    dx, dy = round(towards[0]), round(towards[1])
    moved = ImageChops.offset(height, -dx, -dy)
    return ImageChops.subtract(height, moved, scale=max(0.05, 1 / strength), offset=128)


def lit(picture: Image.Image, light: Image.Image, strength: float = 1.0) -> Image.Image:
    """Apply a light map (128 neutral) to a picture."""
    if strength != 1.0:
        light = levels(light, 128, strength)
    return ImageChops.hard_light(picture, Image.merge("RGB", (light, light, light)))


def pasted(under: Image.Image, over: Image.Image | Colour, mask: Image.Image) -> Image.Image:
    """Lay a picture or a colour over another through a mask."""
    found = under.copy()
    box = mask.getbbox()
    if box is not None:
        top = over.crop(box) if isinstance(over, Image.Image) else over
        found.paste(top, box, mask.crop(box))
    return found


def shaded(under: Image.Image, mask: Image.Image, strength: float) -> Image.Image:
    """Darken a picture through a mask (strength 1: black)."""
    box = mask.getbbox()
    if box is None:
        return under
    veil = mask.crop(box).point(lambda v: 255 - v * strength)
    found = under.copy()
    found.paste(ImageChops.multiply(under.crop(box), Image.merge("RGB", (veil, veil, veil))), box)
    return found


def scaled(mask: Image.Image, factor: float) -> Image.Image:
    """Make a mask weaker or stronger."""
    return mask.point(lambda v: v * factor)


def soft(picture: Image.Image, radius: float) -> Image.Image:
    """Blur a picture; of a mask only the part that is not black is worked on."""
    if picture.mode != "L":
        return _blurred(picture, radius)
    box = picture.getbbox()
    if box is None:
        return picture
    reach = int(radius * 3) + 4
    around = (
        max(0, box[0] - reach), max(0, box[1] - reach),
        min(picture.width, box[2] + reach), min(picture.height, box[3] + reach),
    )  # fmt: skip
    found = picture.copy()
    found.paste(_blurred(picture.crop(around), radius), around)
    return found


def _blurred(picture: Image.Image, radius: float) -> Image.Image:
    """Blur all of a picture; a wide blur is done on a small copy, which nobody can tell."""
    if radius < 2.5:
        return picture.filter(ImageFilter.BoxBlur(radius))
    if radius < 8 or min(picture.size) < 64:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    small = picture.reduce(4).filter(ImageFilter.GaussianBlur(radius / 4))
    return small.resize(picture.size, Image.Resampling.BILINEAR)


def outline_mask(size: Size, points: Sequence[Spot], blur: float = 0.8) -> Image.Image:
    """Make the mask of a polygon, its edge slightly soft."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in points], fill=255)
    return soft(mask, blur) if blur else mask


def ragged(mask: Image.Image, noise: Image.Image, blur: float, amount: float = 1.0) -> Image.Image:
    """Fray the edge of a mask: blurred, shaken by noise, and cut again."""
    shaken = ImageChops.add(soft(mask, blur), levels(noise, 128, amount), scale=1, offset=-128)
    return above(shaken, 128, 40)


def blob(centre: Spot, radii: Spot, rng: random.Random, wobble: float = 0.18, corners: int = 48) -> list[Spot]:
    """Draw an uneven round shape."""
    waves = [(k, rng.uniform(0, math.tau), rng.gauss(0, wobble / k**0.7)) for k in (1, 2, 3, 4, 6, 9)]
    points = []
    for i in range(corners):
        turn = i * math.tau / corners
        away = 1 + sum(size * math.sin(k * turn + phase) for k, phase, size in waves)
        points.append((centre[0] + radii[0] * away * math.cos(turn), centre[1] + radii[1] * away * math.sin(turn)))
    return points


def pebbles(noise: "Noise", size: Size, count: int, wide: Spot, tone: int) -> tuple[Image.Image, Image.Image]:
    """Scatter stones: their picture, lit from the upper left, and their mask."""
    rng = noise.rng
    stones, mask = Image.new("L", size, tone), Image.new("L", size, 0)
    pen, shape = ImageDraw.Draw(stones), ImageDraw.Draw(mask)
    for _ in range(count):
        at, r = (rng.uniform(0, size[0]), rng.uniform(0, size[1])), rng.triangular(wide[0], wide[1], wide[0])
        points = blob(at, (r, r * rng.uniform(0.5, 0.95)), rng, 0.3, 9)
        pen.polygon(points, fill=max(20, min(220, round(rng.gauss(tone, 26)))))
        shape.polygon(points, fill=255)
    grey = ImageChops.add(stones, levels(noise.plain(size, 2), 128, 0.3), offset=-128)
    picture = tinted(grey, (16, 14, 12), (240, 232, 214), (126, 120, 108))
    return lit(picture, relief(soft(mask, 2), (-2, -2), 0.5)), mask


def rounded(points: Sequence[Spot]) -> list[Spot]:
    """Round the corners of a closed outline (Chaikin's cutting, three times)."""
    found = list(points)
    for _ in range(3):
        cut: list[Spot] = []
        for (x0, y0), (x1, y1) in zip(found, [*found[1:], found[0]], strict=True):
            cut.append((0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1))
            cut.append((0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1))
        found = cut
    return found


def slope(size: Size, start: float, end: float, *, across: bool = False) -> Image.Image:
    """Give a grey ramp from top to bottom (or from left to right)."""
    ramp = Image.linear_gradient("L").resize(size)
    if across:
        ramp = Image.linear_gradient("L").rotate(90).resize(size)
    return ramp.point(lambda v: start + (end - start) * v / 255)


def wander(start: Spot, heading: float, steps: int, step: float, rng: random.Random) -> list[Spot]:
    """Walk like a crack or a branch: ahead, but never straight."""
    points = [start]
    for _ in range(steps):
        heading += rng.gauss(0, 0.35)
        x, y = points[-1]
        points.append((x + step * math.cos(heading), y + step * math.sin(heading)))
    return points


def stroke(size: Size, draw: Callable[[ImageDraw.ImageDraw], None], blur: float = 0.0) -> Image.Image:
    """Make a mask by drawing on it in white."""
    mask = Image.new("L", size, 0)
    draw(ImageDraw.Draw(mask))
    return soft(mask, blur) if blur else mask
