"""A pinhole camera over flat ground: where a point of the street falls in the picture.

Axes in metres from the photographer's feet: x to the right, y up, z ahead. The camera stands at a height
and looks down by its pitch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from sync.server.demo.pixels import Size, Spot

Solid = tuple[float, float, float]


@dataclass(frozen=True)
class Camera:
    """Size in pixels, focal length in pixels, height in metres, pitch downwards in degrees."""

    size: Size
    focal: float
    height_m: float
    pitch_deg: float

    def see(self, x: float, y: float, z: float) -> Spot:
        """Project a point of the world to the picture."""
        pitch = math.radians(self.pitch_deg)
        up = (y - self.height_m) * math.cos(pitch) + z * math.sin(pitch)
        ahead = z * math.cos(pitch) - (y - self.height_m) * math.sin(pitch)
        return (
            self.size[0] / 2 + self.focal * x / ahead,
            self.size[1] / 2 - self.focal * up / ahead,
        )

    def ground_z(self, row: float) -> float:
        """Give how far ahead the ground is that shows in a row of the picture."""
        angle = math.radians(self.pitch_deg) + math.atan((row - self.size[1] / 2) / self.focal)
        return self.height_m / math.tan(max(angle, 0.02))

    def scale_at(self, z: float) -> float:
        """Give how many pixels a metre takes at a distance ahead."""
        return abs(self.see(1, 0, z)[0] - self.see(0, 0, z)[0])


def laid(texture: Image.Image, corners: Sequence[Spot], size: Size) -> Image.Image:
    """Lay a texture on a quadrilateral of a picture: its corners from top left, clockwise."""
    width, height = texture.size
    sources = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    data = _homography(corners, sources)
    return texture.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR)


def _homography(seen: Sequence[Spot], source: Sequence[Spot]) -> list[float]:
    """Solve the eight numbers that carry the seen corners to the source corners."""
    rows = []
    for (u, v), (x, y) in zip(seen, source, strict=True):
        rows.append([u, v, 1.0, 0.0, 0.0, 0.0, -x * u, -x * v, x])
        rows.append([0.0, 0.0, 0.0, u, v, 1.0, -y * u, -y * v, y])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve linear equations, each row its coefficients and its right side (Gauss, with pivots)."""
    count = len(rows)
    for i in range(count):
        pivot = max(range(i, count), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(count):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] for row in rows]
