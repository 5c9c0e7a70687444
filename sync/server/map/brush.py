"""Bands, dashes and areas drawn on a picture of roles that is several times larger than the tiles."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from sync.server.map.palettes import Ink

Spot = tuple[float, float]
"""A point of the picture, in its own small pixels."""
_ROUND_FROM_PX = 3.0


class Brush:
    """Draws on one picture; all measures are in its small pixels."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture
        self._draw = ImageDraw.Draw(picture)

    def area(self, rings: Sequence[Sequence[Spot]], ink: Ink) -> None:
        """Fill an outline, without the holes in it."""
        outline = rings[0]
        if len(outline) < 3:
            return
        if len(rings) == 1:
            self._draw.polygon(list(outline), fill=ink)
        else:
            self._holed(rings, ink)

    def _holed(self, rings: Sequence[Sequence[Spot]], ink: Ink) -> None:
        box = _whole_box(rings[0], self._picture.size)
        if box is None:
            return
        mask = Image.new("1", (box[2] - box[0], box[3] - box[1]))
        draw = ImageDraw.Draw(mask)
        for i, ring in enumerate(rings):
            draw.polygon([(x - box[0], y - box[1]) for x, y in ring], fill=int(i == 0))
        self._picture.paste(int(ink), box, mask)

    def band(self, line: Sequence[Spot], width: float, ink: Ink, *, is_round: bool = True) -> None:
        """Draw a line of a width with round joins, and round ends unless told otherwise."""
        if width < _ROUND_FROM_PX:
            self._draw.line(list(line), fill=ink, width=max(1, round(width)))
            return
        half = width / 2
        for a, b in pairwise(line):
            self._piece(a, b, half, ink)
        for x, y in line if is_round else line[1:-1]:
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)

    def _piece(self, a: Spot, b: Spot, half: float, ink: Ink) -> None:
        length = math.dist(a, b)
        if length < 1e-6:
            return
        dx, dy = (b[0] - a[0]) / length * half, (b[1] - a[1]) / length * half
        corners = [
            (a[0] - dy, a[1] + dx),
            (b[0] - dy, b[1] + dx),
            (b[0] + dy, b[1] - dx),
            (a[0] + dy, a[1] - dx),
        ]
        self._draw.polygon(corners, fill=ink)

    def dashes(self, line: Sequence[Spot], width: float, ink: Ink, *, on: float, off: float) -> None:
        """Draw a dashed line that begins and ends with a dash."""
        for piece in dashed(line, on, off):
            self.band(piece, width, ink, is_round=False)

    def dot(self, at: Spot, radius: float, ink: Ink) -> None:
        """Draw a disc."""
        self._draw.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=ink)


def dashed(line: Sequence[Spot], on: float, off: float) -> Iterator[list[Spot]]:
    """Cut a line into dashes; the gap is stretched so that whole dashes fit."""
    length = sum(math.dist(a, b) for a, b in pairwise(line))
    count = max(1, round((length + off) / (on + off)))
    off = (length - count * on) / (count - 1) if count > 1 else 0.0
    if off < 0 or count == 1:
        yield list(line)
        return
    step = on + off
    yield from (_between(line, i * step, i * step + on) for i in range(count))


def _between(line: Sequence[Spot], start: float, end: float) -> list[Spot]:
    """Give the part of a line between two distances from its start."""
    out: list[Spot] = []
    walked = 0.0
    for a, b in pairwise(line):
        step = math.dist(a, b)
        if step > 0 and walked + step >= start and walked <= end:
            shares = (max(0.0, (start - walked) / step), min(1.0, (end - walked) / step))
            points = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for share in shares]
            out.extend(points if not out else points[1:])
        walked += step
    return out or [line[0], line[-1]]


def _whole_box(ring: Sequence[Spot], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Give the box of a ring inside the picture, None where they do not meet."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    west, north = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
    east, south = min(size[0], math.ceil(max(xs)) + 1), min(size[1], math.ceil(max(ys)) + 1)
    return (west, north, east, south) if east > west and south > north else None
