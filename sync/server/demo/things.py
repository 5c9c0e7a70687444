"""What people leave in the street: rubbish bags, cardboard, a mattress, an armchair, a washing machine."""

import math
import random
from collections.abc import Sequence

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
    rounded,
    scaled,
    shaded,
    soft,
    stroke,
    tinted,
)

BAG_COLOURS: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((4, 4, 6), (26, 26, 30), (196, 200, 206)),
    ((4, 4, 6), (30, 30, 32), (180, 184, 190)),
    ((10, 16, 44), (40, 62, 128), (206, 216, 236)),
    ((40, 42, 44), (128, 132, 134), (246, 246, 244)),
)


def put(picture: Image.Image, thing: Image.Image, mask: Image.Image, at: Spot) -> None:
    """Paste a thing by its upper left corner."""
    picture.paste(thing, (round(at[0]), round(at[1])), mask)


def put_face(picture: Image.Image, texture: Image.Image, quad: Sequence[Spot], light: float) -> None:
    """Lay a face of a solid on a picture, made lighter or darker by its side (1: as it is)."""
    left, top = math.floor(min(p[0] for p in quad)) - 2, math.floor(min(p[1] for p in quad)) - 2
    right, bottom = math.ceil(max(p[0] for p in quad)) + 2, math.ceil(max(p[1] for p in quad)) + 2
    if right - left < 4 or bottom - top < 4:
        return
    box = (right - left, bottom - top)
    local = [(x - left, y - top) for x, y in quad]
    # The texture reaches a little over the edge: what lies beyond it is black and would draw an outline.
    face = laid(texture, _swollen(local, 2.0), box).point(lambda v: v * light)
    put(picture, face, outline_mask(box, local, 0.7), (left, top))


def _swollen(quad: Sequence[Spot], by: float) -> list[Spot]:
    """Push the corners of a quadrilateral away from its middle."""
    cx, cy = sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4
    found = []
    for x, y in quad:
        away = math.hypot(x - cx, y - cy) or 1.0
        found.append((x + (x - cx) / away * by, y + (y - cy) / away * by))
    return found


def cast(picture: Image.Image, outline: Sequence[Spot], blur: float, strength: float) -> Image.Image:
    """Let a thing throw its shadow on the ground."""
    return shaded(picture, outline_mask(picture.size, outline, blur), strength)


def bag(noise: Noise, width: int, height: int) -> tuple[Image.Image, Image.Image]:
    """Make a full rubbish bag of crumpled plastic, tied at its top: its picture and its mask."""
    rng, size = noise.rng, (width, height)
    mask = soft(stroke(size, lambda pen: pen.polygon(rounded(_bag_outline(size, rng)), fill=255)), 0.8)
    knot = (width * rng.uniform(0.42, 0.58), height * 0.2)

    def folds(pen: ImageDraw.ImageDraw) -> None:
        for _ in range(26):
            turn = rng.uniform(0.05, math.pi - 0.05)
            far = rng.uniform(0.35, 0.95) * height
            bend = rng.gauss(0, 0.18)
            middle = (knot[0] + far * 0.5 * math.cos(turn + bend), knot[1] + far * 0.5 * math.sin(turn + bend))
            tip = (knot[0] + far * math.cos(turn), knot[1] + far * math.sin(turn))
            pen.line(
                [knot, middle, tip], fill=rng.choice((70, 110, 190, 235)), width=rng.randint(2, max(3, width // 34))
            )

    height_map = Image.blend(stroke(size, folds, max(2.0, width / 70)), noise.rough(size, (32, 16), 0.6), 0.42)
    dome = soft(mask, width / 6)
    light = relief(height_map, (-3, -4), 1.9)
    light = ImageChops.add(light, levels(relief(dome, (-width / 26, -width / 20), 1.0), 128, 1.3), offset=-128)
    dark, middle, shine = rng.choice(BAG_COLOURS)
    picture = tinted(levels(light, 100, 1.35), dark, shine, middle)
    foot = outline_mask(size, [(0, height * 0.72), (width, height * 0.72), (width, height), (0, height)], height / 9)
    return shaded(picture, foot, 0.5), mask


def _bag_outline(size: Size, rng: random.Random) -> list[Spot]:
    """Draw the outline of a bag: a heavy bottom, a neck and two ears."""
    width, height = size
    points: list[Spot] = []
    belly = [(0.5, 0.995), (0.2, 0.98), (0.04, 0.86), (0.02, 0.62), (0.12, 0.4), (0.32, 0.25), (0.42, 0.17)]
    ears = [(0.3, 0.04), (0.42, 0.07), (0.5, 0.13), (0.6, 0.05), (0.72, 0.06)]
    back = [(0.58, 0.17), (0.7, 0.26), (0.89, 0.42), (0.98, 0.63), (0.95, 0.86), (0.8, 0.98)]
    for x, y in [*belly, *ears, *back]:
        points.append(((x + rng.gauss(0, 0.018)) * width, (y + rng.gauss(0, 0.012)) * height))
    return points


def cardboard(noise: Noise, size: Size) -> Image.Image:
    """Make a sheet of brown cardboard, creased and damp in places."""
    paper = levels(noise.rough(size, (2, 16, 64), 0.5), 128, 0.26)
    picture = tinted(paper, (74, 54, 34), (214, 182, 140), (158, 126, 90))
    flutes = noise.stretched(size, 4, 6)
    damp = above(noise.rough(size, (64, 16), 0.6), 160, 80)
    return shaded(lit(picture, levels(flutes, 128, 0.05)), damp, 0.14)


def fabric(noise: Noise, size: Size, colour: Colour) -> Image.Image:
    """Weave a worn cover."""
    weave = levels(noise.rough(size, (1, 4, 64), 0.45), 128, 0.42)
    dark = tuple(int(c * 0.35) for c in colour)
    light = tuple(min(255, int(c * 1.5 + 20)) for c in colour)
    picture = tinted(weave, (dark[0], dark[1], dark[2]), (light[0], light[1], light[2]), colour)
    return lit(picture, levels(relief(noise.rough(size, (64, 32), 0.6), (6, 6), 1.0), 128, 1.0))


def quilt(noise: Noise, size: Size) -> Image.Image:
    """Make the face of a mattress: quilted, yellowed, stained."""
    rng = noise.rng
    picture = tinted(levels(noise.rough(size, (2, 64), 0.5), 150, 0.16), (96, 90, 78), (246, 242, 232), (206, 200, 186))

    def seams(pen: ImageDraw.ImageDraw) -> None:
        step = size[0] / 7
        for i in range(-9, 18):
            pen.line([(i * step, 0), (i * step + size[1], size[1])], fill=255, width=5)
            pen.line([(i * step, size[1]), (i * step + size[1], 0)], fill=255, width=5)

    puffed = soft(stroke(size, seams), 7).point(lambda v: 255 - v)
    picture = lit(picture, relief(puffed, (0, -6), 0.9))
    for _ in range(3):
        at = (rng.uniform(0, size[0]), rng.uniform(0, size[1]))
        r = rng.uniform(0.08, 0.24) * size[0]
        stain = outline_mask(size, [(at[0] + r * math.cos(k), at[1] + r * 0.8 * math.sin(k)) for k in range(7)], r / 5)
        picture = pasted(picture, (150, 112, 58), scaled(stain, rng.uniform(0.12, 0.34)))
    return picture


def enamel(noise: Noise, size: Size) -> Image.Image:
    """Make the front of a washing machine: white, a porthole, knobs, rust at its foot."""
    width, height = size
    picture = tinted(levels(noise.rough(size, (64, 4), 0.6), 176, 0.12), (60, 60, 60), (248, 248, 246))
    centre, r = (width / 2, height * 0.58), width * 0.3
    box = (centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r)
    ring = stroke(size, lambda pen: pen.ellipse(box, outline=255, width=int(r * 0.22)), 1.5)
    glass = stroke(
        size, lambda pen: pen.ellipse([v + (r * 0.2 if i < 2 else -r * 0.2) for i, v in enumerate(box)], fill=255), 1
    )
    picture = pasted(picture, (150, 154, 158), ring)
    picture = pasted(picture, tinted(slope_of(size), (12, 14, 18), (112, 122, 130)), glass)
    picture = lit(picture, relief(soft(ring, 3), (-3, -4), 0.7))

    def panel(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((0, height * 0.13, width, height * 0.15), fill=120)
        pen.ellipse((width * 0.78, height * 0.035, width * 0.88, height * 0.105), fill=200)
        pen.rectangle((width * 0.07, height * 0.04, width * 0.34, height * 0.1), fill=90)

    picture = shaded(picture, stroke(size, panel, 0.8), 0.6)
    rust = above(ImageChops.multiply(noise.rough(size, (32, 8), 0.6), slope_of(size)), 120, 40)
    return pasted(picture, (128, 78, 44), scaled(rust, 0.7))


def slope_of(size: Size) -> Image.Image:
    """Give a ramp from black at the top to white at the bottom."""
    return Image.linear_gradient("L").resize(size)


class Solid:
    """A box standing in the street, turned by an angle, drawn face by face."""

    def __init__(self, camera: Camera, foot: Spot, size_m: tuple[float, float, float], turn: float) -> None:
        """Stand a box at (x, z), of a width, a height and a depth in metres."""
        self._camera, self._foot, self._size, self._turn = camera, foot, size_m, turn

    def corner(self, right: float, up: float, back: float) -> Spot:
        """Project a corner given in the box's own metres from the middle of its front's foot."""
        c, s = math.cos(self._turn), math.sin(self._turn)
        x, z = right * c + back * s, -right * s + back * c
        return self._camera.see(self._foot[0] + x, up, self._foot[1] + z)

    def draw(self, picture: Image.Image, front: Image.Image, side: Image.Image, lift: float = 0.0) -> None:
        """Draw the visible faces: the side that shows, the top, then the front."""
        w, h, d = self._size
        c = self.corner
        edge = w / 2 if self._foot[0] < 0 or self._turn > 0.25 else -w / 2
        wall = [c(edge, lift + h, 0), c(edge, lift + h, d), c(edge, lift, d), c(edge, lift, 0)]
        put_face(picture, side, wall, 0.58)
        top = [c(-w / 2, lift + h, d), c(w / 2, lift + h, d), c(w / 2, lift + h, 0), c(-w / 2, lift + h, 0)]
        put_face(picture, side, top, 1.12)
        faced = [c(-w / 2, lift + h, 0), c(w / 2, lift + h, 0), c(w / 2, lift, 0), c(-w / 2, lift, 0)]
        put_face(picture, front, faced, 0.9)

    def shadow(self) -> list[Spot]:
        """Give the outline of the ground that the box darkens."""
        w, _, d = self._size
        return [
            self.corner(*at)
            for at in ((-w * 0.62, 0, -0.09), (w * 0.66, 0, -0.09), (w * 0.66, 0, d), (-w * 0.62, 0, d))
        ]
