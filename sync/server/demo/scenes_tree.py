"""Photographs of trees and lamps: a branch down across a path, a street lamp out at dusk."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from sync.server.demo.camera import Camera, laid
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
)
from sync.server.demo.surfaces import LEAF_COLOURS, asphalt, grass, leaves
from sync.server.demo.views import Order, View

FIELD: Size = (1200, 900)
TWIGS_MAX = 900
LEAVES_MAX = 1_600


@dataclass(frozen=True)
class Twig:
    """A straight piece of a branch, thicker at its start."""

    start: Spot
    end: Spot
    wide: float


def branch(order: Order) -> View:
    """Photograph a broken branch lying across a path, or the path cleared."""
    noise, size, rng = order.noise, order.size, order.noise.rng
    camera = Camera(size, max(size) * 0.88, 1.55, rng.uniform(22, 28))
    picture = _path(noise, size, camera, rng)
    if order.mended:
        return View(leaves(picture, noise, None, 26, 20), (0.5, 0.62))
    tree = Tree(rng, bend=0.42)
    heading = rng.choice((-0.12, math.pi + 0.12)) + rng.uniform(-0.12, 0.12)
    start = (size[0] * (0.08 if abs(heading) < 1 else 0.92), size[1] * rng.uniform(0.58, 0.7))
    twigs = [_flattened(twig, start) for twig in tree.grow(start, heading, size[0] * 0.36, size[0] * 0.056)]
    picture = shaded(picture, ImageChops.offset(_drawn(size, twigs, 1.25, 7), 10, 20), 0.55)
    picture = _barked(picture, noise, twigs)
    picture = _foliage(picture, noise, twigs, rng)
    return View(_stump(picture, noise, twigs[0]), (0.5, 0.62))


def lamp(order: Order) -> View:
    """Photograph a street lamp at dusk, dark among others, or lit again."""
    noise, size, rng = order.noise, order.size, order.noise.rng
    picture = _evening_sky(noise, size, rng)
    picture = _roofs(picture, noise, rng)
    for _ in range(rng.randint(1, 2)):
        picture = _bare_tree(picture, rng)
    for i in range(rng.randint(1, 3)):
        x, y = size[0] * rng.uniform(0.05, 0.3) + i * 90, size[1] * rng.uniform(0.74, 0.84)
        picture = _glow(picture, (x, y), 7, (255, 206, 140))
    return _lamp_post(picture, noise, rng, lit_up=order.mended)


class Tree:
    """Grows the wood of a branch: each piece bends, forks and thins."""

    def __init__(self, rng: random.Random, bend: float) -> None:
        self._rng, self._bend = rng, bend

    def grow(self, start: Spot, heading: float, length: float, wide: float) -> list[Twig]:
        """Grow a whole branch from its thick end."""
        found: list[Twig] = []
        waiting = [(start, heading, length, wide)]
        while waiting and len(found) < TWIGS_MAX:
            at, turn, long, thick = waiting.pop(0)
            pieces = 5
            for i in range(pieces):
                turn += self._rng.gauss(0, self._bend / 3)
                end = (at[0] + long / pieces * math.cos(turn), at[1] + long / pieces * math.sin(turn))
                found.append(Twig(at, end, thick * (1 - 0.09 * i)))
                at = end
                if i >= 1 and self._rng.random() < 0.55:
                    side = turn + self._rng.choice((-1, 1)) * self._rng.uniform(0.4, 1.0)
                    waiting.append(
                        (at, side, long * self._rng.uniform(0.45, 0.7), thick * self._rng.uniform(0.35, 0.6))
                    )
            if thick > 2.2:
                waiting.append((at, turn, long * 0.72, thick * 0.62))
            waiting = [one for one in waiting if one[3] > 0.8 and one[2] > 12]
        return found


def _flattened(twig: Twig, origin: Spot) -> Twig:
    """Lay a twig on the ground: seen from above at an angle, its height shrinks."""
    start, end = ((x, origin[1] + (y - origin[1]) * 0.55) for x, y in (twig.start, twig.end))
    return Twig(start, end, twig.wide)


def _drawn(size: Size, twigs: list[Twig], swell: float, blur: float) -> Image.Image:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        for twig in twigs:
            pen.line([twig.start, twig.end], fill=255, width=max(1, round(twig.wide * swell)))
            if twig.wide > 5:
                r = twig.wide * swell / 2
                pen.ellipse((twig.end[0] - r, twig.end[1] - r, twig.end[0] + r, twig.end[1] + r), fill=255)

    return stroke(size, draw, blur)


def _barked(picture: Image.Image, noise: Noise, twigs: list[Twig]) -> Image.Image:
    """Cover the wood with bark, round and lit from above."""
    mask = _drawn(picture.size, twigs, 1.0, 0.7)
    bark = tinted(levels(noise.stretched(picture.size, 4, 3.5), 112, 0.7), (18, 14, 10), (190, 172, 146), (98, 82, 64))
    bark = lit(bark, levels(relief(soft(mask, 7), (0, -7), 0.8), 110, 0.8))
    moss = above(noise.rough(picture.size, (32, 8), 0.6), 160, 50)
    bark = pasted(bark, (86, 94, 48), scaled(moss, 0.4))
    return pasted(picture, bark, mask)


def _foliage(picture: Image.Image, noise: Noise, twigs: list[Twig], rng: random.Random) -> Image.Image:
    """Hang leaves on the thin twigs."""
    layer, mask = Image.new("RGB", picture.size), Image.new("L", picture.size, 0)
    pen, shape = ImageDraw.Draw(layer), ImageDraw.Draw(mask)
    base = rng.choice(((84, 100, 44), (112, 122, 52), (66, 82, 40), LEAF_COLOURS[4]))
    thin = [twig for twig in twigs if twig.wide < 4]
    for i in range(min(LEAVES_MAX, len(thin) * 4)):
        twig = thin[i % len(thin)]
        x, y = twig.end[0] + rng.gauss(0, 22), twig.end[1] + rng.gauss(0, 14)
        points = list(_leaf_shape((x, y), rng.uniform(14, 30), rng))
        shade = rng.uniform(0.45, 1.15)
        colour = base if rng.random() < 0.86 else rng.choice(LEAF_COLOURS)
        pen.polygon(points, fill=(int(colour[0] * shade), int(colour[1] * shade), int(colour[2] * shade)))
        shape.polygon(points, fill=255)
    picture = shaded(picture, ImageChops.offset(soft(mask, 3), 4, 7), 0.5)
    layer = lit(layer, levels(noise.plain(picture.size, 4), 128, 0.4))
    return pasted(picture, layer, soft(mask, 0.6))


def _leaf_shape(at: Spot, long: float, rng: random.Random) -> Iterator[Spot]:
    turn, wide = rng.uniform(0, math.tau), rng.uniform(0.3, 0.5)
    for i in range(9):
        t = i * math.tau / 9
        x, y = math.cos(t) * long / 2, math.sin(t) * long * wide / 2 * (1 - 0.3 * math.cos(t))
        yield at[0] + x * math.cos(turn) - y * math.sin(turn), at[1] + (x * math.sin(turn) + y * math.cos(turn)) * 0.75


def _stump(picture: Image.Image, noise: Noise, first: Twig) -> Image.Image:
    """Show the torn pale wood where the branch broke."""
    rng, r = noise.rng, first.wide * 0.62
    x, y = first.start
    points = []
    for i in range(14):
        turn = i * math.tau / 14
        away = r * (1 + rng.uniform(-0.28, 0.35))
        points.append((x + 0.72 * away * math.cos(turn), y + away * math.sin(turn)))
    wood = tinted(noise.stretched(picture.size, 4, 0.3), (120, 84, 44), (236, 206, 150), (198, 158, 102))
    return pasted(picture, wood, outline_mask(picture.size, points, 0.9))


def _path(noise: Noise, size: Size, camera: Camera, rng: random.Random) -> Image.Image:
    """Lay a path between two lawns, trees and a hedge far behind."""
    ground = grass(noise, FIELD)
    left = rng.uniform(420, 520)
    way = [(left, 0.0), (left + 190, 0.0), (left + 260, 900.0), (left - 60, 900.0)]
    ground = pasted(ground, soft(asphalt(noise, FIELD, 118), 1.6), outline_mask(FIELD, way, 4))
    ground = leaves(ground, noise, None, 90, 13)
    horizon = camera.see(0, 0, 60)[1]
    far, near = 14.0, camera.ground_z(size[1] + 3)
    corners = [camera.see(x, 0, z) for x, z in ((-9, far), (9, far), (9, near), (-9, near))]
    picture = _hedge(noise, size, max(0.0, horizon))
    mask = outline_mask(
        size, [corners[0], corners[1], (size[0] * 3.0, size[1] + 4.0), (-size[0] * 2.0, size[1] + 4.0)], 2
    )
    ground = lit(laid(ground, corners, size), levels(noise.rough(size, (2, 1), 0.5), 128, 0.34))
    return pasted(picture, ground, mask)


def _hedge(noise: Noise, size: Size, horizon: float) -> Image.Image:
    """Fill the distance with dark leaves and a strip of sky."""
    mass = tinted(noise.rough(size, (16, 8, 64), 0.55), (10, 16, 8), (118, 132, 76), (46, 58, 32))
    sky = tinted(levels(noise.plain(size, 128), 200, 0.3), (120, 130, 140), (240, 244, 246))
    edge = ImageChops.add(
        stroke(size, lambda pen: pen.rectangle((0, 0, size[0], horizon * 0.2), fill=255), 18),
        levels(noise.rough(size, (32, 8), 0.6), 128, 0.9),
        offset=-128,
    )
    return pasted(soft(mass, 2.2), sky, above(edge, 150, 40))


def _evening_sky(noise: Noise, size: Size, rng: random.Random) -> Image.Image:
    """Paint a sky between day and night, thin clouds across it."""
    top, low = rng.choice(
        (((34, 48, 84), (222, 160, 112)), ((28, 40, 66), (150, 150, 164)), ((52, 70, 104), (240, 190, 130)))
    )
    ramp = Image.linear_gradient("L").resize(size).point(lambda v: min(255, v * 1.25))
    sky = tinted(ramp, top, low)
    clouds = ImageChops.multiply(noise.stretched(size, 64, 5), noise.rough(size, (128, 32, 16), 0.6))
    return pasted(sky, (236, 206, 190), scaled(above(clouds, 70, 120), 0.34))


def _roofs(picture: Image.Image, noise: Noise, rng: random.Random) -> Image.Image:
    """Set dark houses along the foot of the picture, a window lit here and there."""
    width, height = picture.size
    x = -60.0
    while x < width:
        wide, top = rng.uniform(150, 420), height * rng.uniform(0.72, 0.86)
        gable = top - rng.choice((4, rng.uniform(40, 90), rng.uniform(60, 130)))
        body = [(x, height), (x, top), (x + wide * 0.5, gable), (x + wide, top), (x + wide, height)]
        tone = rng.randint(20, 40)
        picture = pasted(picture, (tone, tone + 2, tone + 8), outline_mask(picture.size, body, 1.0))
        stack = x + wide * rng.uniform(0.2, 0.75)
        chimney = [(stack, height), (stack, gable - 26), (stack + 24, gable - 26), (stack + 24, height)]
        picture = pasted(picture, (tone, tone, tone + 5), outline_mask(picture.size, chimney, 1.0))
        if rng.random() < 0.4:
            wx, wy = x + wide * rng.uniform(0.2, 0.7), top + rng.uniform(30, 80)
            pane = [(wx, wy), (wx + 26, wy), (wx + 26, wy + 38), (wx, wy + 38)]
            picture = pasted(picture, (226, 176, 96), outline_mask(picture.size, pane, 1.2))
        x += wide * rng.uniform(0.8, 1.0)
    return picture


def _bare_tree(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Stand a leafless tree against the sky."""
    width, height = picture.size
    foot = (width * rng.choice((rng.uniform(0.02, 0.25), rng.uniform(0.78, 0.98))), height * 0.9)
    twigs = Tree(rng, bend=0.5).grow(foot, -math.pi / 2, height * 0.3, 20)
    return pasted(picture, (20, 20, 24), scaled(_drawn(picture.size, twigs, 1.0, 0.6), 0.94))


def _glow(picture: Image.Image, at: Spot, radius: float, colour: Colour) -> Image.Image:
    """Light a lamp: its heart and its halo."""
    x, y = at

    def disc(r: float) -> Image.Image:
        return stroke(picture.size, lambda pen: pen.ellipse((x - r, y - r, x + r, y + r), fill=255))

    halo = soft(disc(radius * 3.2), radius * 3.4)
    picture = ImageChops.add(picture, tinted(scaled(halo, 0.8), (0, 0, 0), colour))
    return pasted(picture, (255, 246, 226), soft(disc(radius), 2))


def _lamp_post(picture: Image.Image, noise: Noise, rng: random.Random, *, lit_up: bool) -> View:
    """Raise the lamp itself, seen from below: post, arm, lantern."""
    size = picture.size
    x, lean, way = size[0] * rng.uniform(0.42, 0.6), rng.uniform(-36, 36), rng.choice((-1, 1))
    top = (x + lean, size[1] * rng.uniform(0.2, 0.27))
    elbow = (top[0] + way * 44, top[1] - 62)
    head = (elbow[0] + way * rng.uniform(190, 240), elbow[1] - 12)
    focus = ((head[0] + way * 40) / size[0], head[1] / size[1])
    post = [(x - 22, size[1] + 5.0), (x + 22, size[1] + 5.0), (top[0] + 11, top[1]), (top[0] - 11, top[1])]

    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.polygon(post, fill=255)
        pen.line([top, elbow, (head[0] - way * 20, head[1] + 2)], fill=255, width=19, joint="curve")
        pen.rectangle((x - 25, size[1] * 0.82, x + 25, size[1] * 0.92), fill=255)

    mask = stroke(size, draw, 0.9)
    steel = tinted(levels(noise.rough(size, (64, 4), 0.6), 116, 0.3), (24, 26, 30), (170, 176, 180), (74, 80, 84))
    steel = lit(steel, relief(soft(mask, 6), (-9 * way, 0), 0.9))
    picture = pasted(picture, steel, mask)
    a, b = head[0] - way * 42, head[0] + way * 128
    shell = [(a, head[1] - 26), (b, head[1] - 12), (b, head[1] + 6), (a, head[1] + 26)]
    picture = pasted(picture, shaded(steel, Image.new("L", size, 255), 0.25), outline_mask(size, shell, 1.2))
    bowl = [
        (a + way * 24, head[1] + 20),
        (b - way * 12, head[1] + 5),
        (b - way * 26, head[1] + 30),
        (a + way * 40, head[1] + 44),
    ]
    if lit_up:
        picture = pasted(picture, (255, 240, 206), outline_mask(size, bowl, 1.2))
        return View(_glow(picture, ((a + b) / 2, head[1] + 26), 26, (255, 220, 160)), focus)
    glass = tinted(levels(noise.rough(size, (32, 4), 0.6), 120, 0.5), (30, 34, 40), (176, 184, 190))
    picture = pasted(picture, glass, outline_mask(size, bowl, 1.2))
    crack = stroke(size, lambda pen: pen.line([bowl[0], (bowl[2][0], bowl[2][1] - 6), bowl[3]], fill=255, width=3), 0.6)
    return View(shaded(picture, crack, 0.7), focus)
