"""The text that does not fit into its own box: cut, ended by an ellipsis, or broken in the middle of a word.

The tree of semantics knows what a text says and not how much of it is seen. `ruler.py` hears the size that each text
was given; what it needs is measured here with its own font: words that no line holds, lines that no height holds.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from fieldapp.ui.tokens import FONTS, Face

ASSETS: Final = Path(__file__).parents[3] / "assets"
SLACK_DP: Final = 2.0
"""What rounding may make of a width or a height."""
_EM: Final = 1000
_LINE_SHARE: Final = 0.2
"""How much of a line may be missing: above and below its letters a line is empty."""
_PIECES: Final = re.compile(r"[^ \n-]*-|[^ \n-]+")
"""What a line may end after: a space or a hyphen."""
_NO_WORD: Final = re.compile(r"[0-9@/:._]")
"""In a piece that holds one of these (an address, a number) a break hides nothing."""


@dataclass(frozen=True, slots=True)
class Box:
    """One text, how it is written, and the size that it was given."""

    words: str
    face: str
    size: float
    line: float
    width: float
    height: float
    lines_max: int | None = None
    is_unbroken: bool = False

    def wide(self, words: str) -> float:
        """Give how wide some words are at least: the space between letters is left out."""
        return _font(self.face).getlength(words) / _EM * self.size

    def lines(self) -> int:
        """Give how many lines the words need in this width."""
        if self.is_unbroken:
            return 1
        return sum(self._lines_of(paragraph) for paragraph in self.words.split("\n"))

    def _lines_of(self, paragraph: str) -> int:
        lines, here = 1, ""
        for piece in re.findall(r"[^ -]*-|[^ -]+ *| +", paragraph):
            if here and self.wide((here + piece).rstrip()) > self.width + SLACK_DP:
                lines, here = lines + 1, ""
            here += piece
        return lines


def misfits(boxes: Iterable[Box]) -> list[str]:
    """Give what is cut, broken in a word or ended by an ellipsis, each with its reason."""
    return [f"{reason}: {box.words[:60]!r}" for box in boxes for reason in _reasons(box)]


def _reasons(box: Box) -> Iterator[str]:
    pieces = [piece for piece in _PIECES.findall(box.words) if not _NO_WORD.search(piece)]
    lines = box.lines()
    if box.is_unbroken and box.wide(box.words) > box.width + SLACK_DP:
        yield "cut at its side"
    elif any(box.wide(piece) > box.width + SLACK_DP for piece in pieces):
        yield "broken in a word"
    if box.lines_max is not None and lines > box.lines_max:
        yield f"ended after {box.lines_max} of {lines} lines"
    elif lines * box.size * box.line > box.height + SLACK_DP + box.size * box.line * _LINE_SHARE:
        yield f"cut at its foot, {lines} lines"


@lru_cache(maxsize=8)
def _font(face: str) -> ImageFont.FreeTypeFont:
    # As Flutter shapes it: « Ta » is narrower by 64 thousandths than its two letters, which BASIC adds.
    return ImageFont.truetype(str(ASSETS / FONTS[Face(face)]), _EM, layout_engine=ImageFont.Layout.RAQM)
