"""Walls and the pavement in front of them, as the camera of a telephone sees them."""

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from sync.server.demo.camera import Camera, laid
from sync.server.demo.pixels import (
    Colour,
    Noise,
    Size,
    levels,
    lit,
    outline_mask,
    pasted,
    relief,
    scaled,
    shaded,
    soft,
    stroke,
)
from sync.server.demo.surfaces import asphalt, brick, leaves, plaster, slabs
from sync.server.demo.views import Order

WALL: Size = (1500, 780)
FLOOR: Size = (1300, 620)
WALL_WIDE_M, WALL_HIGH_M = 7.6, 3.95
PLASTERS: tuple[Colour, ...] = (
    (188, 178, 158), (172, 168, 162), (196, 184, 150), (178, 160, 140), (158, 160, 160), (204, 196, 180),
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A wall behind a pavement, and the camera that looks at them."""

    picture: Image.Image
    camera: Camera
    wall_z: float


def build_wall(noise: Noise) -> Image.Image:
    """Build a wall: its stuff, a rain pipe, a door or a cellar vent."""
    rng = noise.rng
    bricks = rng.random() < 0.3
    wall = brick(noise, WALL, rng.uniform(17, 22)) if bricks else plaster(noise, WALL, rng.choice(PLASTERS))
    if rng.random() < 0.7:
        wall = _pipe(wall, rng.choice((150, 1290)) + rng.uniform(-60, 60))
    if rng.random() < 0.5:
        wall = _door(wall, noise, rng.choice((rng.uniform(20, 160), rng.uniform(1130, 1280))))
    elif rng.random() < 0.6:
        wall = _vent(wall, noise, rng.choice((rng.uniform(250, 420), rng.uniform(1000, 1200))))
    return wall


def _pipe(wall: Image.Image, x: float) -> Image.Image:
    """Fix a rain pipe to a wall."""
    wide = 22.0
    body = [(x, 0.0), (x + wide, 0.0), (x + wide, WALL[1] - 30.0), (x, WALL[1] - 30.0)]
    wall = shaded(wall, outline_mask(WALL, [(px + 13, py) for px, py in body], 6), 0.5)
    wall = pasted(wall, (122, 124, 126), outline_mask(WALL, body, 0.8))
    for dx, light in ((3, 60), (wide * 0.55, -46), (wide * 0.8, -70)):
        stripe = outline_mask(
            WALL, [(x + dx, 0), (x + dx + 5, 0), (x + dx + 5, WALL[1] - 30), (x + dx, WALL[1] - 30)], 2
        )
        tone = scaled(stripe, abs(light) / 255).convert("RGB")
        wall = ImageChops.add(wall, tone) if light > 0 else ImageChops.subtract(wall, tone)

    def rings(pen: ImageDraw.ImageDraw) -> None:
        for y in (150, 470):
            pen.rectangle((x - 4, y, x + wide + 4, y + 10), fill=255)

    return shaded(wall, stroke(WALL, rings, 1), 0.35)


def _door(wall: Image.Image, noise: Noise, x: float) -> Image.Image:
    """Hang a front door in a wall: stone frame, panels, a step."""
    rng, wide, top = noise.rng, 185.0, WALL[1] - 425.0
    frame = [(x - 24, top - 24), (x + wide + 24, top - 24), (x + wide + 24, float(WALL[1])), (x - 24, float(WALL[1]))]
    stone = lit(Image.new("RGB", WALL, (176, 170, 158)), levels(noise.rough(WALL, (2, 16), 0.5), 128, 0.3))
    wall = pasted(wall, stone, outline_mask(WALL, frame, 1))
    leaf = [(x, top), (x + wide, top), (x + wide, WALL[1] - 22.0), (x, WALL[1] - 22.0)]
    wood = rng.choice(((62, 78, 92), (84, 52, 40), (58, 84, 66), (120, 116, 108), (40, 44, 50)))
    paint = lit(Image.new("RGB", WALL, wood), levels(noise.rough(WALL, (64, 4), 0.6), 128, 0.25))
    wall = pasted(wall, paint, outline_mask(WALL, leaf, 0.8))

    def panels(pen: ImageDraw.ImageDraw) -> None:
        for row in (30, 215):
            for column in (18, 102):
                pen.rectangle((x + column, top + row, x + column + 64, top + row + 150), fill=255)

    wall = lit(wall, relief(stroke(WALL, panels, 2.0), (-3, -3), 0.45))
    inner = stroke(WALL, lambda pen: pen.rectangle((x, top, x + wide, top + 16), fill=255), 6)
    return shaded(wall, inner, 0.5)


def _vent(wall: Image.Image, noise: Noise, x: float) -> Image.Image:
    """Open a cellar vent in a wall."""
    box = (x, WALL[1] - 130.0, x + 92, WALL[1] - 78.0)
    frame = [(box[0] - 9, box[1] - 9), (box[2] + 9, box[1] - 9), (box[2] + 9, box[3] + 9), (box[0] - 9, box[3] + 9)]
    wall = pasted(wall, (166, 160, 150), scaled(outline_mask(WALL, frame, 1), 0.8))
    wall = pasted(
        wall,
        (22, 22, 22),
        outline_mask(WALL, [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])], 1),
    )

    def bars(pen: ImageDraw.ImageDraw) -> None:
        for i in range(5):
            pen.rectangle((x + 8 + i * 19, box[1], x + 14 + i * 19, box[3]), fill=255)

    return pasted(wall, (92, 88, 84), stroke(WALL, bars, 0.6))


def set_stage(order: Order, wall: Image.Image, *, distance_m: float, pitch_deg: float = 17.0) -> Stage:
    """Put a wall and its pavement in front of the camera, with the day's light on them."""
    noise, size, rng = order.noise, order.size, order.noise.rng
    camera = Camera(size, max(size) * rng.uniform(0.86, 0.96), 1.52, pitch_deg + rng.uniform(-2, 2))
    skew = rng.uniform(-0.4, 0.4)
    half = WALL_WIDE_M / 2

    def back(x: float) -> float:
        return distance_m + skew * x / half

    top = [camera.see(-half, WALL_HIGH_M, back(-half)), camera.see(half, WALL_HIGH_M, back(half))]
    foot = [camera.see(half, 0, back(half)), camera.see(-half, 0, back(-half))]
    if order.weather.sun > 0.5:
        wall = _sunlit(wall, rng)
    face = laid(wall, [*top, *foot], size)
    paved = rng.random() < 0.55
    floor = slabs(noise, FLOOR, rng.randint(120, 148), rng.uniform(90, 130)) if paved else asphalt(noise, FLOOR, 112)
    z = camera.ground_z(size[1] + 4)
    ground = laid(soft(floor, 1.2), [foot[1], foot[0], camera.see(half, 0, z), camera.see(-half, 0, z)], size)
    # The floor was drawn for its far end: near the feet it is enlarged, and gets its grain back here.
    ground = lit(ground, levels(noise.rough(size, (2, 1), 0.5), 128, 0.34))
    below = [foot[1], foot[0], (size[0] * 2.0, size[1] + 9.0), (-float(size[0]), size[1] + 9.0)]
    picture = pasted(face, ground, outline_mask(size, below, 0.8))
    seam = [foot[1], foot[0], (foot[0][0], foot[0][1] + 16), (foot[1][0], foot[1][1] + 16)]
    picture = shaded(picture, outline_mask(size, seam, 7), 0.5)
    picture = leaves(picture, noise, outline_mask(size, [(x, y - 4) for x, y in seam], 20), rng.choice((0, 8, 20)), 22)
    if order.weather.wet > 0.4:
        picture = shaded(
            picture,
            ImageChops.multiply(outline_mask(size, below, 2), levels(noise.rough(size, (128, 32), 0.6), 170, 0.7)),
            0.35,
        )
    return Stage(picture, camera, distance_m)


def _sunlit(wall: Image.Image, rng: random.Random) -> Image.Image:
    """Let the sun fall on a wall, the shadow of a roof or a tree across it."""
    edge = rng.uniform(80, 420)
    shade = outline_mask(WALL, [(0, 0), (WALL[0], 0), (WALL[0], edge), (0, edge + rng.uniform(-200, 200))], 5)
    bright = ImageChops.add(wall, Image.new("RGB", WALL, (26, 22, 10)))
    return shaded(bright, shade, 0.42)
