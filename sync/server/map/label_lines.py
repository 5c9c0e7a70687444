"""A name set along a line: letter by letter where the line bends, never upside down."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import atan2, cos, dist, pi, radians, sin

from sync.server.map.label import Label
from sync.server.map.lettering import Face, Letter
from sync.server.map.palettes import Tone

BEND_MAX = radians(15)  # between two letters
TURN_MAX = radians(80)  # between any two letters of a name
ROOM_MIN, GAP_MIN = 0.75, 0.9
"""How near the heads of two letters may come, as a share of their middles' distance; the same over a space."""
_STRAIGHT = radians(3.5)
_HALF_HEIGHT = 0.4
"""From the middle of a letter to its head or foot, in sizes of the letters."""
_PAD_PX = 5.0  # of line that is left free at each end
_TRIES = 9
_CURVE_PARTS = 4
_ROUNDED = 1.2
"""How far from a corner it is rounded, in sizes of the letters: two letters stand on the curve."""

Px = tuple[float, float]


class LabelLine:
    """A line in pixels, walked by distance."""

    def __init__(self, points: Sequence[Px]) -> None:
        kept = [a for a, b in pairwise(points) if dist(a, b) > 1e-6]
        self._points = [*kept, points[-1]] if kept else list(points[:1])
        self._walked = [0.0, *accumulate(dist(a, b) for a, b in pairwise(self._points))]

    @property
    def length(self) -> float:
        """The pixels from end to end."""
        return self._walked[-1]

    def at(self, walked: float) -> Px:
        """Give the point at a distance from the start; beyond an end the line goes straight on."""
        last = len(self._points) - 2
        if last < 0:
            return self._points[0]
        i = max(0, min(last, bisect_right(self._walked, walked) - 1))
        a, b = self._points[i], self._points[i + 1]
        share = (walked - self._walked[i]) / (self._walked[i + 1] - self._walked[i])
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    def rounded(self, reach: float) -> "LabelLine":
        """Give the same line with its corners rounded off, from `reach` pixels before them to as far behind."""
        if len(self._points) < 3:
            return self
        rounded = self._points[:1]
        for a, corner, b in zip(self._points, self._points[1:], self._points[2:], strict=False):
            before, behind = _towards(corner, a, reach), _towards(corner, b, reach)
            rounded += [_on_curve(before, corner, behind, i / _CURVE_PARTS) for i in range(_CURVE_PARTS + 1)]
        return LabelLine([*rounded, self._points[-1]])

    def turned(self) -> "LabelLine":
        """Give the same line from its other end."""
        return LabelLine(self._points[::-1])


def _towards(corner: Px, other: Px, reach: float) -> Px:
    """Give the point `reach` away from a corner, at most half the way: the next corner has the other half."""
    share = min(0.5, reach / dist(corner, other))
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _on_curve(start: Px, corner: Px, end: Px, share: float) -> Px:
    """Give a point of Bézier's parabola: it leaves one line and joins the next without a kink."""
    a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1]


def along(line: LabelLine, text: str, tone: Tone, face: Face, every_px: float) -> Iterator[list[Label]]:
    """Give the places for a name along a line: per repetition the settings to try, the best first."""
    width = face.width(text)
    line = line.rounded(face.px * _ROUNDED)
    room = line.length - width - 2 * _PAD_PX
    if room < 0:
        return
    count = max(1, round(line.length / every_px))
    stretch = line.length / count
    for i in range(count):
        middle = (i + 0.5) * stretch
        swing = max(0.0, min(stretch / 2, room / 2))
        centres = (middle + swing * step / (_TRIES - 1) * 2 for step in _from_middle(_TRIES))
        held = (max(_PAD_PX + width / 2, min(line.length - _PAD_PX - width / 2, centre)) for centre in centres)
        yield [label for centre in held if (label := _set(line, text, tone, face, centre)) is not None]


def _from_middle(count: int) -> Iterator[float]:
    """Give 0, 1, -1, 2, -2 …, `count` of them."""
    yield 0
    for step in range(1, count // 2 + 1):
        yield step
        yield -step


def _set(line: LabelLine, text: str, tone: Tone, face: Face, centre: float) -> Label | None:
    """Set a name around a distance; None where the line bends too much."""
    width = face.width(text)
    start, end = line.at(centre - width / 2), line.at(centre + width / 2)
    if end[0] < start[0]:
        line, centre = line.turned(), line.length - centre
        start, end = end, start
    letters = _letters(line, text, face, centre - width / 2)
    angles = [letter.angle for letter in letters]
    if any(abs(_between(a, b)) > BEND_MAX for a, b in pairwise(angles)):
        return None
    if (
        angles
        and max(_between(angles[0], angle) for angle in angles) - min(_between(angles[0], angle) for angle in angles)
        > TURN_MAX
    ):
        return None
    # A name that is upright as a whole may still have letters on their heads round a hairpin.
    if any(abs(angle) > pi / 2 + BEND_MAX for angle in angles):
        return None
    if _crowded(letters, face):
        return None
    chord = atan2(end[1] - start[1], end[0] - start[0])
    if all(abs(_between(chord, angle)) < _STRAIGHT for angle in angles):
        middle = line.at(centre)
        return Label(text, tone, face, (Letter(text, middle[0], middle[1], chord or 1e-9),))
    return Label(text, tone, face, tuple(letter for letter in letters if letter.text != " "))


def _crowded(letters: Sequence[Letter], face: Face) -> bool:
    """Say whether heads or feet of letters meet inside a bend, or the gap of two words closes."""
    for i, (a, b) in enumerate(pairwise(letters)):
        room = ROOM_MIN
        if b.text == " " and i + 2 < len(letters):
            b, room = letters[i + 2], GAP_MIN  # over the space
        middles = dist((a.x, a.y), (b.x, b.y))
        reach = face.px * _HALF_HEIGHT
        if any(dist(_edge(a, side), _edge(b, side)) < room * middles for side in (-reach, reach)):
            return True
    return False


def _edge(letter: Letter, side: float) -> Px:
    return letter.x - side * sin(letter.angle), letter.y + side * cos(letter.angle)


def _letters(line: LabelLine, text: str, face: Face, start: float) -> list[Letter]:
    edges = [face.width(text[:i]) for i in range(len(text) + 1)]
    letters = []
    for character, (left, right) in zip(text, pairwise(edges), strict=True):
        middle = start + (left + right) / 2
        # The slope is taken over a little more than the letter, so that a kink of the line does not shake it.
        reach = max((right - left) / 2, face.px * 0.8)
        behind, ahead = line.at(middle - reach), line.at(middle + reach)
        angle = atan2(ahead[1] - behind[1], ahead[0] - behind[0])
        x, y = line.at(middle)
        letters.append(Letter(character, x, y, angle or 1e-9))
    return letters


def _between(a: float, b: float) -> float:
    """Give the turn from one direction to another, from -π to π."""
    return atan2(sin(b - a), cos(b - a))
