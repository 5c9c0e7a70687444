"""A label: what is written where, which ground it takes, and whether that ground is free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, sin

from sync.server.map.lettering import Face, Letter
from sync.server.map.palettes import Tone

CELL_PX = 96
LINE_SHARE = 1.18  # from one line of a label to the next, as a share of the face

PxBox = tuple[float, float, float, float]
"""West, north, east, south in pixels of the whole world at one zoom."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text set in letters, in pixels of the whole world at one zoom."""

    text: str
    tone: Tone
    face: Face
    letters: tuple[Letter, ...]

    def boxes(self, margin: float) -> list[PxBox]:
        """Give the ground that the letters take, in boxes small enough to follow a bend."""
        return [box for letter in self.letters for box in _boxes(self.face, letter, margin)]


@dataclass(frozen=True, slots=True)
class Sign:
    """A label with the sign of what it names: both are there, or neither."""

    labels: tuple[Label, ...]


def _boxes(face: Face, letter: Letter, margin: float) -> Iterable[PxBox]:
    width, half = face.width(letter.text), face.px / 2
    if letter.angle == 0:
        yield (
            letter.x - width / 2 - margin,
            letter.y - half - margin,
            letter.x + width / 2 + margin,
            letter.y + half + margin,
        )
        return
    # A turned text is covered by squares along its line.
    count = max(1, round(width / face.px))
    for i in range(count):
        along = ((i + 0.5) / count - 0.5) * width
        x, y = letter.x + along * cos(letter.angle), letter.y + along * sin(letter.angle)
        reach = max(half, width / count / 2) + margin
        yield x - reach, y - reach, x + reach, y + reach


class Taken:
    """The ground that labels took already, in a grid; nothing may lie outside of its frame."""

    def __init__(self, frame: PxBox) -> None:
        self._frame = frame
        self._cells: dict[tuple[int, int], list[PxBox]] = {}

    def is_free(self, boxes: Sequence[PxBox]) -> bool:
        """Say whether boxes are inside the frame and touch nothing that is taken."""
        return all(self._is_inside(box) and not self._is_touched(box) for box in boxes)

    def take(self, boxes: Iterable[PxBox]) -> None:
        """Take the ground of a label."""
        for box in boxes:
            for cell in _cells(box):
                self._cells.setdefault(cell, []).append(box)

    def _is_inside(self, box: PxBox) -> bool:
        frame = self._frame
        return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]

    def _is_touched(self, box: PxBox) -> bool:
        return any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in _cells(box)
            for other in self._cells.get(cell, ())
        )


def _cells(box: PxBox) -> list[tuple[int, int]]:
    columns = range(floor(box[0] / CELL_PX), floor(box[2] / CELL_PX) + 1)
    rows = range(floor(box[1] / CELL_PX), floor(box[3] / CELL_PX) + 1)
    return [(column, row) for column in columns for row in rows]


def flat(text_lines: Sequence[str], tone: Tone, face: Face, at: tuple[float, float]) -> Label:
    """Set lines of text one below the other, their middle on a point."""
    step = face.px * LINE_SHARE
    first = at[1] - step * (len(text_lines) - 1) / 2
    letters = tuple(Letter(line, at[0], first + i * step) for i, line in enumerate(text_lines))
    return Label(" ".join(text_lines), tone, face, letters)


def wrapped(text: str, face: Face, width_px: float) -> list[str]:
    """Break a text into lines of about a width, at spaces only."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.width(f"{lines[-1]} {word}") <= width_px:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
