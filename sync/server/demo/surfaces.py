"""What towns are made of, seen from above or in front: asphalt, kerbs, plaster, brick, grass, leaves."""

import math
import random

from PIL import Image, ImageChops, ImageDraw

from sync.server.demo.pixels import (
    Colour,
    Noise,
    Size,
    Spot,
    above,
    levels,
    lit,
    outline_mask,
    pasted,
    relief,
    scaled,
    shaded,
    soft,
    stroke,
    tinted,
    wander,
)

LEAF_COLOURS: tuple[Colour, ...] = (
    (150, 98, 40), (176, 128, 48), (122, 72, 34), (196, 158, 62), (110, 88, 44), (138, 60, 30), (92, 70, 46),
)  # fmt: skip


def asphalt(noise: Noise, size: Size, tone: int) -> Image.Image:
    """Pave a piece of road, seen from above: stones, oil, the polish of wheels."""
    ground = levels(noise.rough(size, (64, 16, 256), 0.5), tone, 0.15)
    fine = levels(noise.plain(size, 1), 128, 0.3)
    ground = ImageChops.add(
        ground, ImageChops.add(fine, levels(noise.plain(size, 2), 128, 0.34), offset=-128), offset=-128
    )
    picture = tinted(ground, (8, 8, 10), (246, 244, 238), (124, 122, 118))
    stones = above(noise.plain(size, 4), 214, 26)
    picture = pasted(picture, (tone + 40, tone + 37, tone + 30), scaled(stones, 0.5))
    pits = above(noise.plain(size, 4), 222, 20)
    picture = shaded(picture, pits, 0.45)
    stains = above(noise.rough(size, (128, 32), 0.7), 150, 70)
    return shaded(picture, stains, 0.2)


def cracks(picture: Image.Image, noise: Noise, starts: list[tuple[Spot, float]], length: float) -> Image.Image:
    """Crack a surface from given points and headings."""
    rng = noise.rng

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for start, heading in starts:
            line = wander(start, heading, rng.randint(8, 18), length / 14, rng)
            pen.line(line, fill=255, width=rng.choice((2, 3, 3, 4)), joint="curve")
            for fork in rng.sample(line[2:-2], min(2, len(line) - 4)):
                side = wander(fork, heading + rng.choice((-1.1, 1.1)), rng.randint(4, 8), length / 20, rng)
                pen.line(side, fill=200, width=2, joint="curve")

    mask = stroke(picture.size, draw, 0.7)
    dark = shaded(picture, mask, 0.62)
    return ImageChops.add(dark, scaled(ImageChops.offset(mask, 2, 2), 0.07).convert("RGB"))


def kerb(noise: Noise, size: Size, tone: int) -> Image.Image:
    """Lay a row of granite kerbstones, joints included."""
    stone = levels(noise.rough(size, (2, 4, 64), 0.55), tone, 0.3)
    picture = tinted(stone, (20, 20, 22), (250, 248, 242), (150, 146, 140))
    picture = lit(picture, relief(noise.rough(size, (8, 2), 0.6), (2, 2), 0.3))
    joint = size[0] / noise.rng.uniform(2.6, 4.2)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for i in range(6):
            x = joint * (i + 0.35)
            pen.line([(x, 0), (x + 2, size[1])], fill=235, width=4)
        pen.line([(0, size[1] - 2), (size[0], size[1] - 2)], fill=190, width=5)

    return shaded(picture, stroke(size, draw, 1.0), 0.62)


def slabs(noise: Noise, size: Size, tone: int, side: float) -> Image.Image:
    """Lay a pavement of concrete slabs, each of its own grey."""
    rng = noise.rng
    stone = levels(noise.rough(size, (2, 8, 64), 0.5), tone, 0.22)
    tiles = Image.new("L", size, 128)
    joints = Image.new("L", size, 0)
    pen, lines = ImageDraw.Draw(tiles), ImageDraw.Draw(joints)
    for row in range(int(size[1] / side) + 2):
        shift = (row % 2) * side * 0.5
        for column in range(-1, int(size[0] / side) + 2):
            box = (column * side + shift, row * side, (column + 1) * side + shift, (row + 1) * side)
            pen.rectangle(box, fill=round(rng.gauss(128, 9)))
            lines.rectangle(box, outline=255, width=3)
    picture = tinted(ImageChops.add(stone, tiles, offset=-128), (20, 20, 22), (252, 249, 240), (146, 142, 134))
    picture = lit(picture, relief(noise.rough(size, (4, 2), 0.6), (2, 2), 0.25))
    return shaded(picture, soft(joints, 0.8), 0.5)


def plaster(noise: Noise, size: Size, colour: Colour) -> Image.Image:
    """Render a façade: grain, damp at the foot, streaks of rain."""
    grain = levels(noise.rough(size, (4, 2, 8), 0.5), 128, 0.34)
    dark = tuple(int(c * 0.42) for c in colour)
    light = tuple(min(255, int(c * 1.5)) for c in colour)
    picture = tinted(grain, (dark[0], dark[1], dark[2]), (light[0], light[1], light[2]), colour)
    picture = lit(picture, relief(noise.rough(size, (2, 4), 0.6), (1, 2), 0.2))
    picture = lit(picture, levels(noise.rough(size, (128, 32), 0.7), 128, 0.24))
    streaks = ImageChops.multiply(above(noise.stretched(size, 16, 0.05), 160, 90), noise.plain(size, 64))
    picture = shaded(picture, streaks, 0.2)
    foot = stroke(size, lambda pen: pen.rectangle((0, int(size[1] * 0.84), *size), fill=255), size[1] / 14)
    return shaded(picture, ImageChops.multiply(foot, levels(noise.rough(size, (64, 16), 0.6), 150, 0.9)), 0.42)


def brick(noise: Noise, size: Size, tall: float) -> Image.Image:
    """Build a wall of bricks of several reds, mortar between them."""
    rng = noise.rng
    mortar = tinted(levels(noise.rough(size, (2, 4), 0.5), 150, 0.4), (40, 38, 34), (236, 230, 216))
    tones = Image.new("RGB", size, (150, 80, 60))
    faces = Image.new("L", size, 0)
    pen, shape = ImageDraw.Draw(tones), ImageDraw.Draw(faces)
    wide = tall * 2.8
    for row in range(int(size[1] / tall) + 2):
        for column in range(-1, int(size[0] / wide) + 2):
            x, y = column * wide + (row % 2) * wide / 2, row * tall
            red = rng.gauss(0, 16)
            fill = (int(148 + red), int(82 + red * 0.6 + rng.gauss(0, 5)), int(62 + red * 0.4))
            pen.rectangle((x, y, x + wide, y + tall), fill=fill)
            shape.rounded_rectangle((x + 3, y + 3, x + wide - 3, y + tall - 3), 3, fill=255)
    rough = lit(tones, levels(noise.rough(size, (2, 8), 0.5), 128, 0.5))
    picture = pasted(mortar, rough, soft(faces, 0.9))
    picture = lit(picture, relief(soft(faces, 1.4), (-2, -3), 0.35))
    return lit(picture, levels(noise.rough(size, (128, 32), 0.7), 124, 0.3))


def grass(noise: Noise, size: Size) -> Image.Image:
    """Grow a lawn, seen from above."""
    blades = noise.stretched(size, 2, 0.5)
    picture = tinted(
        Image.blend(blades, noise.rough(size, (2, 32), 0.6), 0.4), (16, 26, 8), (150, 168, 84), (72, 92, 38)
    )
    bare = above(noise.rough(size, (64, 16), 0.6), 172, 50)
    picture = pasted(picture, tinted(noise.plain(size, 2), (52, 40, 26), (140, 116, 84)), scaled(bare, 0.8))
    return lit(picture, relief(blades, (1, 2), 0.25))


def leaves(picture: Image.Image, noise: Noise, where: Image.Image | None, count: int, long: float) -> Image.Image:
    """Scatter dead leaves, denser where a mask is light."""
    rng, (width, height) = noise.rng, picture.size
    leaf_layer = Image.new("RGB", picture.size)
    mask = Image.new("L", picture.size, 0)
    pen, shape = ImageDraw.Draw(leaf_layer), ImageDraw.Draw(mask)
    for _ in range(count * 3):
        x, y = rng.uniform(0, width - 1), rng.uniform(0, height - 1)
        if where is not None and rng.randrange(255) > where.getpixel((int(x), int(y))):  # type: ignore[operator]
            continue
        points, vein = _leaf((x, y), long * rng.uniform(0.6, 1.25), rng)
        colour = rng.choice(LEAF_COLOURS)
        shade = rng.uniform(0.5, 1.0)
        pen.polygon(points, fill=tuple(min(255, int(c * shade)) for c in colour))
        pen.line(vein, fill=tuple(int(c * shade * 0.7) for c in colour), width=2)
        shape.polygon(points, fill=255)
    shadow = ImageChops.offset(soft(mask, 2.2), 4, 5)
    picture = shaded(picture, shadow, 0.5)
    leaf_layer = lit(leaf_layer, levels(noise.rough(picture.size, (8, 2), 0.6), 124, 0.34))
    return pasted(picture, leaf_layer, soft(mask, 0.7))


def _leaf(at: Spot, long: float, rng: random.Random) -> tuple[list[Spot], list[Spot]]:
    """Draw one leaf: its outline and its vein."""
    turn, wide = rng.uniform(0, math.tau), rng.uniform(0.3, 0.55)
    outline = []
    for i in range(16):
        t = i * math.tau / 16
        x = math.cos(t) * long / 2
        y = math.sin(t) * long * wide / 2 * (1 + 0.25 * math.cos(3 * t)) * (1 - 0.35 * math.cos(t))
        outline.append(_turned(x, y, at, turn))
    return outline, [_turned(-long * 0.62, 0, at, turn), _turned(long * 0.4, 0, at, turn)]


def _turned(x: float, y: float, at: Spot, turn: float) -> Spot:
    c, s = math.cos(turn), math.sin(turn)
    return at[0] + x * c - y * s, at[1] + x * s + y * c


def puddle(picture: Image.Image, noise: Noise, mask: Image.Image, sky: Colour) -> Image.Image:
    """Fill a mask with water that shows the sky, and wet its edge."""
    wet = ImageChops.subtract(soft(mask, 16).point(lambda v: min(255, v * 2.4)), mask)
    picture = shaded(picture, wet, 0.36)
    clouds = levels(noise.rough(picture.size, (128, 32, 8), 0.6), 128, 0.55)
    dark = (int(sky[0] * 0.34), int(sky[1] * 0.35), int(sky[2] * 0.35))
    water = tinted(clouds, dark, sky)
    muddy = Image.blend(water, shaded(picture, Image.new("L", picture.size, 255), 0.45), 0.34)
    edge = relief(soft(mask, 1.6), (2, 2), 0.9)
    return lit(pasted(picture, muddy, mask), edge, 0.6)


def line_paint(picture: Image.Image, noise: Noise, points: list[Spot]) -> Image.Image:
    """Paint a road marking, worn where the wheels pass."""
    band = outline_mask(picture.size, points, 1.2)
    worn = above(noise.rough(picture.size, (8, 2, 32), 0.5), 96, 50)
    return pasted(picture, (222, 220, 212), scaled(ImageChops.multiply(band, worn), 0.82))
