"""Tags sprayed on walls: bubble letters or a quick signature, with mist and drips, and their removal."""

import math
import random

from PIL import Image, ImageChops, ImageDraw

from sync.server.demo.pixels import (
    Colour,
    Noise,
    Spot,
    above,
    levels,
    lit,
    outline_mask,
    pasted,
    scaled,
    soft,
    stroke,
)
from sync.server.demo.views import Order, View
from sync.server.demo.walls import WALL, build_wall, set_stage

PAINTS: tuple[Colour, ...] = (
    (30, 60, 150), (24, 24, 28), (178, 36, 44), (40, 120, 80), (120, 50, 130), (206, 206, 210), (224, 120, 40),
)  # fmt: skip


def graffiti(order: Order) -> View:
    """Photograph a tag on a wall, or the paler place where it was."""
    noise = order.noise
    wall = build_wall(noise)
    rng = random.Random(noise.rng.random())
    wall = _cleaned(wall, noise) if order.mended else _tagged(wall, noise, rng)
    stage = set_stage(order, wall, distance_m=rng.uniform(3.7, 4.1), pitch_deg=6.5)
    x, y = stage.camera.see(0, 1.25, stage.wall_z)
    return View(stage.picture, (x / order.size[0], y / order.size[1]))


def _cleaned(wall: Image.Image, noise: Noise) -> Image.Image:
    """Wash the wall: where the paint was it stays a little paler."""
    clean = stroke(WALL, lambda pen: pen.rectangle((330, 350, 1190, 700), fill=255), 26)
    mask = ImageChops.multiply(clean, levels(noise.rough(WALL, (64, 16), 0.6), 170, 0.7))
    return ImageChops.add(wall, scaled(mask, 0.13).convert("RGB"))


def _tagged(wall: Image.Image, noise: Noise, rng: random.Random) -> Image.Image:
    """Spray a tag."""
    paint = rng.choice(PAINTS)
    if rng.random() < 0.55:
        return _throw_up(wall, noise, rng, paint)
    for line in range(rng.randint(1, 2)):
        lines = _signature(rng, 470 + 160 * line + rng.uniform(-30, 30), rng.randint(5, 8))
        wall = _sprayed(wall, noise, lines, paint, rng.randint(13, 22))
    return wall


def _signature(rng: random.Random, row: float, letters: int) -> list[list[Spot]]:
    """Write letters that nobody can read, in fluent strokes."""
    lines, x = [], rng.uniform(260, 420)
    for _ in range(letters):
        w, h = rng.uniform(70, 120), rng.uniform(120, 190)
        points = [(x + rng.uniform(-0.2, 1.1) * w, row + rng.uniform(-0.6, 0.6) * h) for _ in range(rng.randint(3, 5))]
        lines.append(_curve(points))
        x += w * rng.uniform(0.75, 1.05)
    sweep = [(300.0, row + 130), (x * 0.6, row + 150 + rng.uniform(-20, 20)), (x + 90, row + 90)]
    return [*lines, _curve(sweep)]


def _curve(points: list[Spot]) -> list[Spot]:
    """Round a few points into one stroke (quadratic arcs through their middles)."""
    found = [points[0]]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        start, end = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
        for i in range(11):
            t = i / 10
            u = 1 - t
            found.append(
                (
                    u * u * start[0] + 2 * u * t * b[0] + t * t * end[0],
                    u * u * start[1] + 2 * u * t * b[1] + t * t * end[1],
                )
            )
    return [*found, points[-1]]


def _sprayed(wall: Image.Image, noise: Noise, lines: list[list[Spot]], paint: Colour, wide: int) -> Image.Image:
    rng = noise.rng

    def write(pen: ImageDraw.ImageDraw) -> None:
        for line in lines:
            pen.line(line, fill=255, width=wide, joint="curve")
            for x, y in (line[0], line[-1]):
                pen.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=255)
            if rng.random() < 0.6:
                x, y = rng.choice(line)
                pen.line(
                    [(x, y), (x + rng.uniform(-2, 2), y + rng.uniform(40, 150))], fill=240, width=max(3, wide // 4)
                )

    mask = stroke(WALL, write, 1.6)
    mist = ImageChops.multiply(soft(mask, 17), above(noise.plain(WALL, 2), 150, 80))
    wall = pasted(wall, paint, scaled(mist, 0.32))
    grain = levels(noise.rough(WALL, (2, 8), 0.5), 220, 0.5)
    return pasted(wall, paint, ImageChops.multiply(mask, grain))


def _throw_up(wall: Image.Image, noise: Noise, rng: random.Random, paint: Colour) -> Image.Image:
    """Fill fat letters with one colour and draw round them with another."""
    inside = rng.choice([c for c in PAINTS if c != paint])
    letters = []
    x = rng.uniform(330, 420)
    for _ in range(rng.randint(4, 5)):
        w, h = rng.uniform(150, 190), rng.uniform(210, 290)
        row = 530 + rng.uniform(-25, 25)
        letters.append(_fat_letter((x + w / 2, row), (w / 2 * 1.12, h / 2), rng))
        x += w * 0.86
    for letter in letters:
        fill = outline_mask(WALL, letter, 1.2)
        shine = levels(noise.rough(WALL, (64, 4), 0.6), 128, 0.35)
        wall = pasted(wall, lit(Image.new("RGB", WALL, inside), shine), scaled(fill, 0.93))
        wall = _sprayed(wall, noise, [[*letter, letter[0]]], paint, 13)
    return _sprayed(wall, noise, _signature(rng, 690, 3)[:3], paint, 9)


def _fat_letter(centre: Spot, radii: Spot, rng: random.Random) -> list[Spot]:
    """Draw the fat outline of a letter: lobes, and a notch or two."""
    notches = [(rng.uniform(0, math.tau), rng.uniform(0.25, 0.5)) for _ in range(rng.randint(1, 3))]
    points = []
    for i in range(44):
        turn = i * math.tau / 44
        away = 1 + 0.1 * math.sin(3 * turn + centre[0])
        for at, deep in notches:
            gap = abs((turn - at + math.pi) % math.tau - math.pi)
            away -= deep * math.exp(-((gap / 0.22) ** 2))
        x, y = math.cos(turn), math.sin(turn)
        square = max(abs(x), abs(y)) ** 0.55
        points.append((centre[0] + radii[0] * away * x / square, centre[1] + radii[1] * away * y / square))
    return points
