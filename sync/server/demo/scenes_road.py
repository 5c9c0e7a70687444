"""Photographs taken looking down at the road: potholes before and after, drains."""

import math

from PIL import Image, ImageChops, ImageDraw

from sync.server.demo.camera import Camera, laid
from sync.server.demo.pixels import (
    Noise,
    Size,
    Spot,
    above,
    blob,
    levels,
    lit,
    outline_mask,
    pasted,
    pebbles,
    ragged,
    relief,
    scaled,
    shaded,
    soft,
    stroke,
    tinted,
)
from sync.server.demo.surfaces import asphalt, cracks, kerb, leaves, line_paint, puddle, slabs
from sync.server.demo.views import Order, View, Weather

GROUND: Size = (1400, 1400)


def pothole(order: Order) -> View:
    """Photograph a hole in the road, or the patch that filled it."""
    noise, weather, rng = order.noise, order.weather, order.noise.rng
    place = (rng.uniform(600, 800), rng.uniform(690, 800)), (rng.uniform(250, 340), rng.uniform(200, 270))
    pitch, edge, line_x = rng.uniform(46, 60), rng.uniform(-120, 130), rng.uniform(-900, 1300)
    ground = _wheel_wear(asphalt(noise, GROUND, rng.randint(88, 124)), noise)
    if 0 < line_x < 1000:
        line = [(line_x, 0.0), (line_x + 120, 0.0), (line_x + 150, 1400.0), (line_x + 30, 1400.0)]
        ground = line_paint(ground, noise, line)
    ground = _pavement(ground, noise, edge) if edge > -50 else ground
    ground = _patch(ground, noise, *place) if order.mended else _hole(ground, noise, weather, place)
    ground = leaves(ground, noise, None, rng.choice((2, 5, 12)), 52)
    if weather.wet > 0.4:
        ground = shaded(ground, levels(noise.rough(GROUND, (256, 64), 0.7), 150, 0.8), 0.3 * weather.wet)
    return _seen(ground, order.size, pitch, place[0])


def drain(order: Order) -> View:
    """Photograph a street drain at the kerb, choked with leaves or cleaned."""
    noise, weather, rng = order.noise, order.weather, order.noise.rng
    pitch = rng.uniform(44, 56)
    ground = asphalt(noise, GROUND, rng.randint(84, 112))
    ground = _pavement(ground, noise, rng.uniform(250, 380))
    top = rng.uniform(560, 640)
    box = (rng.uniform(380, 480), top, rng.uniform(900, 1010), top + rng.uniform(400, 470))
    ground = _grate(ground, noise, box)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    spread = outline_mask(GROUND, blob(middle, (430, 330), rng), 60)
    if order.mended:
        return _seen(leaves(ground, noise, None, 4, 46), order.size, pitch, middle)
    mud = ragged(spread, noise.rough(GROUND, (32, 8), 0.6), 50, 1.3)
    dirt = lit(
        tinted(noise.rough(GROUND, (8, 2, 32), 0.5), (24, 18, 12), (104, 84, 58)),
        relief(noise.rough(GROUND, (8, 2), 0.5), (2, 2), 0.25),
    )
    ground = pasted(ground, dirt, scaled(mud, 0.72))
    if weather.wet > 0.3:
        pool = ragged(outline_mask(GROUND, blob((700, box[3] + 90), (520, 170), rng), 40), noise.plain(GROUND, 64), 40)
        ground = puddle(ground, noise, pool, weather.sky)
    ground = leaves(ground, noise, spread, rng.randint(110, 190), 62)
    return _seen(ground, order.size, pitch, middle)


def _wheel_wear(ground: Image.Image, noise: Noise) -> Image.Image:
    lanes = stroke(GROUND, lambda pen: pen.rectangle((380, 0, 760, 1400), fill=255), 110)
    return lit(ground, levels(ImageChops.multiply(lanes, noise.plain(GROUND, 64)), 138, 0.12))


def _hole(ground: Image.Image, noise: Noise, weather: Weather, place: tuple[Spot, Spot]) -> Image.Image:
    """Dig a hole: ragged edge, broken layers, stones in its bed, shadow under the rim that faces the sun."""
    rng, (centre, radii) = noise.rng, place
    starts = []
    for i in range(rng.randint(7, 11)):
        turn = i * 0.75 + rng.uniform(0, 0.5)
        edge = (centre[0] + radii[0] * 0.95 * math.cos(turn), centre[1] + radii[1] * 0.95 * math.sin(turn))
        starts.append((edge, turn + rng.gauss(0, 0.3)))
    ground = cracks(ground, noise, starts, rng.uniform(280, 520))
    shape = outline_mask(GROUND, blob(centre, radii, rng, 0.24), 3)
    fray = noise.rough(GROUND, (32, 8, 16), 0.55)
    rim = ragged(outline_mask(GROUND, blob(centre, (radii[0] * 1.13, radii[1] * 1.13), rng, 0.2), 3), fray, 22, 1.1)
    hole = ragged(shape, fray, 16, 1.0)
    layer = lit(
        tinted(levels(noise.rough(GROUND, (8, 2, 4), 0.5), 92, 0.5), (10, 10, 10), (200, 192, 178)),
        relief(noise.rough(GROUND, (8, 2), 0.5), (2, 2), 0.3),
    )
    ground = pasted(ground, layer, scaled(rim, 0.85))
    stones = noise.rough(GROUND, (16, 8), 0.6)
    bed = tinted(levels(noise.rough(GROUND, (8, 2, 64), 0.5), 92, 0.5), (20, 16, 12), (200, 184, 158), (106, 94, 78))
    loose, where = pebbles(noise, GROUND, 1500, (5, 17), 104)
    bed = shaded(bed, ImageChops.offset(where, 5, 6), 0.5)
    bed = lit(pasted(bed, loose, where), levels(noise.plain(GROUND, 64), 120, 0.5))
    ground = pasted(ground, bed, hole)
    away = rng.choice((-1, 1)) * rng.uniform(14, 24), rng.uniform(16, 28)
    under = ImageChops.subtract(hole, ImageChops.offset(hole, round(away[0]), round(away[1])))
    ground = shaded(ground, ImageChops.multiply(soft(under, 5 - 3 * weather.sun), hole), 0.62 + 0.2 * weather.sun)
    far = ImageChops.subtract(ImageChops.offset(hole, round(-away[0] / 4), round(-away[1] / 4)), hole)
    ground = ImageChops.add(ground, scaled(soft(far, 1.2), 0.2).convert("RGB"))
    if rng.random() < 0.35 + weather.wet * 0.6:
        inner = blob((centre[0], centre[1] + radii[1] * 0.16), (radii[0] * 0.72, radii[1] * 0.6), rng, 0.16)
        pool = ragged(outline_mask(GROUND, inner, 4), stones, 12, 0.7)
        ground = puddle(ground, noise, ImageChops.multiply(pool, hole), weather.sky)
    near = soft(outline_mask(GROUND, blob(centre, (radii[0] * 1.45, radii[1] * 1.45), rng), 0), 50)
    crumbs, spots = pebbles(noise, GROUND, 420, (3, 10), 112)
    spots = ImageChops.multiply(spots, above(ImageChops.subtract(near, hole), 120, 90))
    ground = shaded(ground, ImageChops.offset(spots, 4, 5), 0.5)
    return pasted(ground, crumbs, spots)


def _patch(ground: Image.Image, noise: Noise, centre: Spot, radii: Spot) -> Image.Image:
    """Fill the hole with fresh asphalt: a dark patch, cut straight, sealed along its edge."""
    rng = noise.rng
    w, h, lean = radii[0] * 1.3, radii[1] * 1.35, rng.uniform(-30, 30)
    corners = [
        (centre[0] - w, centre[1] - h + lean), (centre[0] + w, centre[1] - h - lean),
        (centre[0] + w + lean, centre[1] + h), (centre[0] - w - lean / 2, centre[1] + h + lean / 3),
    ]  # fmt: skip
    mask = ragged(outline_mask(GROUND, corners, 1), noise.rough(GROUND, (8, 2), 0.6), 5, 0.5)
    fresh = tinted(levels(noise.rough(GROUND, (4, 2, 64), 0.5), 74, 0.42), (6, 6, 8), (190, 190, 194), (62, 62, 66))
    fresh = lit(fresh, levels(noise.plain(GROUND, 2), 128, 0.4))
    ground = pasted(ground, fresh, mask)

    def seal(pen: ImageDraw.ImageDraw) -> None:
        pen.line([*corners, corners[0]], fill=255, width=26, joint="curve")

    edge = ragged(stroke(GROUND, seal), noise.rough(GROUND, (16, 4), 0.6), 7, 0.8)
    return shaded(ground, edge, 0.5)


def _pavement(ground: Image.Image, noise: Noise, row: float) -> Image.Image:
    """Put the kerb and the pavement along the top of the ground."""
    rng = noise.rng
    high = 120
    lean = rng.uniform(-40, 40)
    beyond = slabs(noise, GROUND, rng.randint(128, 150), rng.uniform(190, 260))
    edge = [(0.0, -400.0), (1400.0, -400.0), (1400.0, row + lean), (0.0, row - lean)]
    ground = pasted(ground, beyond, outline_mask(GROUND, edge, 1))
    stone = kerb(noise, (1400, high), rng.randint(140, 168))
    seen = [(0.0, row - lean), (1400.0, row + lean), (1400.0, row + lean + high), (0.0, row - lean + high)]
    placed = laid(stone, seen, GROUND)
    ground = pasted(ground, placed, outline_mask(GROUND, seen, 0.8))
    gutter = _strip(row + high, lean, 26)
    ground = shaded(ground, outline_mask(GROUND, gutter, 7), 0.6)
    dirt = _strip(row + high, lean, 120)
    dust = ImageChops.multiply(outline_mask(GROUND, dirt, 34), levels(noise.rough(GROUND, (16, 4), 0.6), 110, 1.3))
    return pasted(ground, (120, 104, 80), scaled(dust, 0.5))


def _strip(row: float, lean: float, high: float) -> list[Spot]:
    """Give a strip along the kerb, from a row down."""
    return [(0.0, row - lean), (1400.0, row + lean), (1400.0, row + lean + high), (0.0, row - lean + high)]


def _grate(ground: Image.Image, noise: Noise, box: tuple[float, float, float, float]) -> Image.Image:
    """Set a cast-iron grate in the ground: frame, bars, darkness between them."""
    left, top, right, bottom = box
    iron = tinted(levels(noise.rough(GROUND, (2, 8, 32), 0.5), 96, 0.5), (14, 12, 12), (176, 164, 150), (84, 78, 74))
    rust = above(noise.rough(GROUND, (32, 8), 0.6), 140, 60)
    iron = pasted(iron, tinted(noise.plain(GROUND, 4), (52, 30, 18), (150, 92, 54)), scaled(rust, 0.55))
    frame = outline_mask(GROUND, [(left, top), (right, top), (right, bottom), (left, bottom)], 1)
    ground = shaded(ground, soft(frame, 14), 0.4)
    ground = pasted(ground, iron, frame)
    count = 9
    step = (right - left - 60) / count

    def slots(pen: ImageDraw.ImageDraw) -> None:
        for i in range(count):
            x = left + 30 + i * step
            for a, b in ((top + 34, (top + bottom) / 2 - 14), ((top + bottom) / 2 + 14, bottom - 34)):
                pen.rounded_rectangle((x + 6, a, x + step - 9, b), 12, fill=255)

    holes = stroke(GROUND, slots, 1.0)
    ground = shaded(ground, holes, 0.9)
    raised = ImageChops.subtract(frame, holes)
    return lit(ground, relief(soft(raised, 1.6), (-3, -4), 0.5), 0.9)


def _seen(ground: Image.Image, size: Size, pitch: float, subject: Spot) -> View:
    """Look at the ground as someone standing there does."""
    camera = Camera(size, max(size) * 0.86, 1.5, pitch)
    far, near = camera.ground_z(-2), camera.ground_z(size[1] + 2)
    reach = (size[0] / 2 + 4) / camera.scale_at(far)
    corners = [camera.see(x, 0, z) for x, z in ((-reach, far), (reach, far), (reach, near), (-reach, near))]
    across, down = subject[0] / GROUND[0], subject[1] / GROUND[1]
    x, y = camera.see((2 * across - 1) * reach, 0, far + (near - far) * down)
    return View(laid(ground, corners, size), (x / size[0], y / size[1]))
