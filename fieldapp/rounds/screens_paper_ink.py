"""Ink on paper: our fonts, colours that also tell in grey, lines cut to a width, plates and boxes.

Coordinates are points from the top left corner, as one reads; the PDF's own begin at the bottom.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fieldapp.ui.glyphs import GLYPHS
from fieldapp.ui.tokens import FONTS, LIGHT, Face

WIDTH: Final = 595.0
HEIGHT: Final = 842.0
"""A4, in points."""
MARGIN: Final = 40.0
RIGHT: Final = WIDTH - MARGIN
ROOM: Final = WIDTH - 2 * MARGIN
_ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
_LINE_SHARE: Final = 1.28
_FACES: Final = (Face.TEXT, Face.TEXT_SEMIBOLD, Face.TEXT_BOLD, Face.TITLE, Face.GLYPH)


@lru_cache(maxsize=1)
def _fonts() -> None:
    """Make our fonts known to the library, once in a process."""
    for face in _FACES:
        pdfmetrics.registerFont(TTFont(face.value, str(_ASSETS / FONTS[face])))


def line_height(size: float) -> float:
    """Give the height of one line of a text."""
    return size * _LINE_SHARE


def wrapped(text: str, face: Face, size: float, width: float) -> list[str]:
    """Cut a text into lines of a width; a word that is wider than that is cut itself."""
    _fonts()
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            grown = f"{line} {word}" if line else word
            if _fits(grown, face, size, width):
                line = grown
                continue
            lines += [line] if line else []
            *whole, line = _pieces(word, face, size, width)
            lines += whole
        lines.append(line)
    return lines


def cut(lines: list[str], lines_max: int) -> list[str]:
    """Give the first lines, with a mark where there were more: a block must fit a page."""
    return lines if len(lines) <= lines_max else [*lines[: lines_max - 1], f"{lines[lines_max - 1]}…"]


def _fits(text: str, face: Face, size: float, width: float) -> bool:
    return float(pdfmetrics.stringWidth(text, face.value, size)) <= width


def _pieces(word: str, face: Face, size: float, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and not _fits(pieces[-1] + letter, face, size, width):
            pieces.append("")
        pieces[-1] += letter
    return pieces


class Ink:
    """A document that is being drawn, page after page."""

    def __init__(self, title: str, author: str) -> None:
        """Begin a document; equal drawings give equal bytes."""
        _fonts()
        self._bytes = io.BytesIO()
        self._canvas: Any = Canvas(self._bytes, pagesize=(WIDTH, HEIGHT), invariant=1, lang="fr-FR")
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Fieldapp")

    def next_page(self) -> None:
        """End this page and begin the next."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """End the document and give it."""
        self._canvas.save()
        return self._bytes.getvalue()

    def words(
        self, text: str, at: tuple[float, float], size: float, *, face: Face = Face.TEXT, color: str = LIGHT.ink
    ) -> None:
        """Write one line; `at` is the top left corner of its box."""
        self._pen(face, size, color)
        self._canvas.drawString(at[0], self._base(at[1], size), text)

    def words_right(self, text: str, at: tuple[float, float], size: float, face: Face = Face.TEXT) -> None:
        """Write one line that ends at `at`."""
        self._pen(face, size, LIGHT.ink2)
        self._canvas.drawRightString(at[0], self._base(at[1], size), text)

    def words_middle(self, text: str, centre: tuple[float, float], size: float, color: str = LIGHT.ink) -> None:
        """Write one line in the middle of a point: a number on its plate."""
        self._pen(Face.TITLE, size, color)
        self._canvas.drawCentredString(centre[0], HEIGHT - centre[1] - size * 0.34, text)

    def lines(
        self, lines: list[str], at: tuple[float, float], size: float, face: Face = Face.TEXT, color: str = LIGHT.ink
    ) -> None:
        """Write lines under each other."""
        for number, line in enumerate(lines):
            self.words(line, (at[0], at[1] + number * line_height(size)), size, face=face, color=color)

    def glyph(self, name: str, at: tuple[float, float], size: float, color: str = LIGHT.ink) -> None:
        """Draw an icon."""
        self.words(chr(GLYPHS[name]), at, size, face=Face.GLYPH, color=color)

    def box(
        self,
        at: tuple[float, float],
        size: tuple[float, float],
        *,
        fill: str | None,
        line: str | None,
        radius: float = 6,
    ) -> None:
        """Draw a box with round corners; `at` is its top left corner."""
        self._colors(fill, line)
        self._canvas.roundRect(
            at[0], HEIGHT - at[1] - size[1], size[0], size[1], radius, stroke=bool(line), fill=bool(fill)
        )

    def plate(self, at: tuple[float, float], side: float, word: str, *, color: str, ink: str) -> None:
        """Draw a number on our plate: a plain field with its fine inset line."""
        radius = side * 0.24
        self.box(at, (side, side), fill=color, line=None, radius=radius)
        inset = (at[0] + 2, at[1] + 2)
        self.box(inset, (side - 4, side - 4), fill=None, line=ink, radius=max(radius - 2, 2))
        self.words_middle(word, (at[0] + side / 2, at[1] + side / 2), side * (0.5 if len(word) < 2 else 0.42), ink)

    def disc(self, centre: tuple[float, float], radius: float, *, fill: str, line: str) -> None:
        """Draw a disc with an outline."""
        self._colors(fill, line)
        self._canvas.circle(centre[0], HEIGHT - centre[1], radius, stroke=1, fill=1)

    def way(
        self, points: list[tuple[float, float]], *, color: str, width: float, closed_fill: str | None = None
    ) -> None:
        """Draw a line through points; with `closed_fill` the outline of a surface."""
        if len(points) < 2:
            return
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], HEIGHT - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, HEIGHT - y)
        if closed_fill is not None:
            path.close()
        self._colors(closed_fill, color)
        self._canvas.setLineWidth(width)
        self._canvas.setLineJoin(1)
        self._canvas.drawPath(path, stroke=1, fill=int(closed_fill is not None))

    def clipped(self, at: tuple[float, float], size: tuple[float, float]) -> None:
        """Draw from now on inside a box only, until `unclipped`."""
        self._canvas.saveState()
        path = self._canvas.beginPath()
        path.roundRect(at[0], HEIGHT - at[1] - size[1], size[0], size[1], 8)
        self._canvas.clipPath(path, stroke=0, fill=0)

    def unclipped(self) -> None:
        """Draw everywhere again."""
        self._canvas.restoreState()

    def _pen(self, face: Face, size: float, color: str) -> None:
        self._canvas.setFont(face.value, size)
        self._canvas.setFillColor(HexColor(color))

    def _colors(self, fill: str | None, line: str | None) -> None:
        self._canvas.setLineWidth(1)
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        if line:
            self._canvas.setStrokeColor(HexColor(line))

    def _base(self, top: float, size: float) -> float:
        return HEIGHT - top - size
