"""Photographs of what was left on the pavement: rubbish bags, furniture and boxes."""

import math
from collections.abc import Callable

from PIL import Image

from sync.server.demo.pixels import Noise, levels, lit, outline_mask, pasted, relief, scaled, stroke
from sync.server.demo.things import Solid, bag, cardboard, cast, enamel, fabric, put, put_face, quilt
from sync.server.demo.views import Order, View
from sync.server.demo.walls import Stage, build_wall, set_stage

Leaver = Callable[[Image.Image, Stage, Noise, float], Image.Image]


def bags(order: Order) -> View:
    """Photograph a heap of rubbish bags at the foot of a wall, or the place swept clean."""
    noise, rng = order.noise, order.noise.rng
    heap, distance = rng.uniform(-0.4, 0.4), rng.uniform(2.7, 3.2)
    stage = set_stage(order, build_wall(noise), distance_m=distance)
    if order.mended:
        return _view(stage.picture, stage, heap)
    picture = _litter(stage.picture, stage, noise)
    spots = [
        (heap + rng.uniform(-0.95, 0.95), stage.wall_z - rng.uniform(0.25, 0.85)) for _ in range(rng.randint(5, 9))
    ]
    for x, z in sorted(spots, key=lambda spot: -spot[1]):
        wide, tall = rng.uniform(0.48, 0.72), rng.uniform(0.5, 0.68)
        foot, scale = stage.camera.see(x, 0, z), stage.camera.scale_at(z)
        w, h = int(wide * scale), int(tall * scale)
        oval = [(foot[0] + 0.58 * w * math.cos(k / 4), foot[1] - 4 + 0.14 * w * math.sin(k / 4)) for k in range(25)]
        picture = cast(picture, oval, 10, 0.72)
        thing, mask = bag(noise, w, h)
        put(picture, thing, mask, (foot[0] - w / 2, foot[1] - h + 5))
    return _view(picture, stage, heap)


def bulky(order: Order) -> View:
    """Photograph furniture and boxes left on the pavement, or the place cleared."""
    noise, rng = order.noise, order.noise.rng
    distance = rng.uniform(3.2, 3.7)
    stage = set_stage(order, build_wall(noise), distance_m=distance)
    picture = stage.picture
    if not order.mended:
        pair: list[Leaver] = rng.sample((_mattress, _armchair, _machine), 2)
        # The mattress leans on the wall: it is drawn first, what stands before it later.
        things = [*sorted(pair, key=lambda thing: thing is not _mattress), _boxes]
        narrow = order.size[0] < order.size[1]
        picture = _litter(picture, stage, noise)
        for thing, x in zip(things, (-0.5, 0.2, 0.4) if narrow else (-0.85, 0.45, 1.0), strict=True):
            picture = thing(picture, stage, noise, x + rng.uniform(-0.15, 0.15))
    return _view(picture, stage, rng.choice((-0.4, 0.5)))


def _view(picture: Image.Image, stage: Stage, x: float) -> View:
    """Say where the heap is: at this easting, on the ground before the wall."""
    u, v = stage.camera.see(x, 0.4, stage.wall_z - 0.5)
    return View(picture, (u / picture.width, v / picture.height))


def _litter(picture: Image.Image, stage: Stage, noise: Noise) -> Image.Image:
    """Add the small things around a heap: papers, a bottle's shine, bits of cardboard."""
    rng = noise.rng
    for _ in range(rng.randint(1, 4)):
        x, z = rng.gauss(0, 1.0), stage.wall_z - rng.uniform(0.5, 1.5)
        foot, scale = stage.camera.see(x, 0, z), stage.camera.scale_at(z)
        r = rng.uniform(0.03, 0.08) * scale
        points = [
            (foot[0] + r * math.cos(k * 1.3) * rng.uniform(0.6, 1.2), foot[1] + r * 0.35 * math.sin(k * 1.3))
            for k in range(5)
        ]
        picture = cast(picture, [(px + 2, py + 3) for px, py in points], 3, 0.5)
        colour = rng.choice(((206, 204, 196), (166, 140, 104), (150, 92, 84), (128, 140, 150)))
        picture = pasted(picture, colour, outline_mask(picture.size, points, 0.8))
    return picture


def _mattress(picture: Image.Image, stage: Stage, noise: Noise, x: float) -> Image.Image:
    rng, see, z = noise.rng, stage.camera.see, stage.wall_z
    wide, tall, lean = rng.uniform(0.9, 1.35), rng.uniform(1.15, 1.5), 0.55
    left, right = x - wide / 2, x + wide / 2
    front = [see(left, tall, z - 0.22), see(right, tall, z - 0.22), see(right, 0, z - lean), see(left, 0, z - lean)]
    picture = cast(picture, [front[3], front[2], see(right + 0.25, 0, z - 0.1), see(left, 0, z - 0.1)], 9, 0.7)
    side = [
        see(right, tall, z - 0.22),
        see(right, tall, z - 0.02),
        see(right, 0, z - lean + 0.2),
        see(right, 0, z - lean),
    ]
    left_side = [
        see(left, tall, z - 0.22),
        see(left, tall, z - 0.02),
        see(left, 0, z - lean + 0.2),
        see(left, 0, z - lean),
    ]
    band = fabric(noise, (120, 500), (176, 166, 150))
    put_face(picture, band, side if x < 0 else left_side, 0.62)
    put_face(picture, band, [see(left, tall, z - 0.02), see(right, tall, z - 0.02), front[1], front[0]], 1.15)
    put_face(picture, quilt(noise, (460, 560)), front, 0.94)
    rim = stroke(picture.size, lambda pen: pen.line([*front, front[0]], fill=255, width=6), 1.4)
    return lit(picture, relief(rim, (2, 2), 0.7), 0.8)


def _armchair(picture: Image.Image, stage: Stage, noise: Noise, x: float) -> Image.Image:
    rng = noise.rng
    colour = rng.choice(((110, 52, 44), (70, 86, 70), (96, 90, 104), (132, 104, 70)))
    cover = fabric(noise, (260, 240), colour)
    z, turn = stage.wall_z - 1.15, rng.uniform(-0.35, 0.35)
    whole = Solid(stage.camera, (x, z), (0.95, 0.8, 0.85), turn)
    picture = cast(picture, whole.shadow(), 10, 0.75)
    Solid(stage.camera, (x + 0.6 * math.sin(turn), z + 0.6 * math.cos(turn)), (0.93, 0.92, 0.24), turn).draw(
        picture, cover, cover
    )
    Solid(stage.camera, (x, z + 0.05), (0.62, 0.42, 0.6), turn).draw(picture, cover, cover)
    for side in (-1, 1):
        foot = (x + side * 0.4 * math.cos(turn), z - side * 0.4 * math.sin(turn))
        Solid(stage.camera, foot, (0.18, 0.6, 0.72), turn).draw(picture, cover, cover)
    return picture


def _machine(picture: Image.Image, stage: Stage, noise: Noise, x: float) -> Image.Image:
    solid = Solid(stage.camera, (x, stage.wall_z - 0.95), (0.6, 0.85, 0.58), noise.rng.uniform(-0.4, 0.4))
    picture = cast(picture, solid.shadow(), 9, 0.75)
    white = lit(Image.new("RGB", (200, 260), (206, 206, 202)), levels(noise.plain((200, 260), 64), 124, 0.3))
    solid.draw(picture, enamel(noise, (300, 420)), white)
    return picture


def _boxes(picture: Image.Image, stage: Stage, noise: Noise, x: float) -> Image.Image:
    rng = noise.rng
    for _ in range(rng.randint(2, 4)):
        wide, tall, deep = rng.uniform(0.32, 0.6), rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.45)
        at = (x + rng.gauss(0, 0.35), stage.wall_z - rng.uniform(0.6, 1.35))
        solid = Solid(stage.camera, at, (wide, tall, deep), rng.uniform(-0.6, 0.6))
        picture = cast(picture, solid.shadow(), 8, 0.7)
        front = _taped(cardboard(noise, (260, 200)))
        solid.draw(picture, front, cardboard(noise, (220, 160)))
    return picture


def _taped(face: Image.Image) -> Image.Image:
    band = [
        (face.width * 0.46, 0),
        (face.width * 0.55, 0),
        (face.width * 0.55, face.height),
        (face.width * 0.46, face.height),
    ]
    return pasted(face, (196, 168, 122), scaled(outline_mask(face.size, band, 0.6), 0.55))
