"""Letters as masks: a face at a size, what a text measures in it, the picture of a turned text.

Masks are drawn three times as large as shown, turned, then shrunk: so a name along a bent street is as smooth as one
that lies flat. A character that the face has not is written with its nearest plain letter, or left out.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, degrees, floor, sin
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from sync.server.map.trouble import MapTrouble

LARGER = 3
HALO_PX = 2.0
CAP_SHARE = 0.68  # the height of a capital, as a share of the size of the face
FONTS = Path(__file__).resolve().parents[3] / "assets" / "fonts"
_NO_CHARACTER = "\ufffe"

TEXT_FACE = "Atkinson-600.ttf"
STRONG_FACE = "Atkinson-700.ttf"
TITLE_FACE = "Bricolage-700.ttf"
SIGN_FACE = "Phosphor-fill.ttf"


@dataclass(frozen=True, slots=True)
class Face:
    """A font file of the house at a size in pixels of the shown map."""

    file: str
    px: float

    def width(self, text: str) -> float:
        """Give how many pixels a text takes, kerning included."""
        return float(_font(self.file, self.px).getlength(text)) / LARGER

    def spelled(self, text: str) -> str:
        """Write a text with the characters that the face has."""
        written = "".join(self._character(character) for character in unicodedata.normalize("NFC", text))
        return " ".join(written.split())

    def _character(self, character: str) -> str:
        if character.isspace():
            return " "
        if _is_drawn(self.file, character):
            return character
        plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
        return plain if plain != character and all(_is_drawn(self.file, c) for c in plain) else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A text, one letter or many, centred on a point of the map and turned clockwise by radians."""

    text: str
    x: float
    y: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """A finished label: two masks of the same size, and where their north-west corner lies on the map."""

    left: int
    top: int
    ink: Image.Image
    halo: Image.Image


@lru_cache(maxsize=64)
def _font(file: str, px: float) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(FONTS / file), round(px * LARGER))
    except OSError as trouble:
        raise MapTrouble(f"The font {file} is missing: the map is built where the folder assets/fonts is.") from trouble


@lru_cache(maxsize=4096)
def _is_drawn(file: str, character: str) -> bool:
    font = _font(file, 16.0)
    missing, there = font.getmask(_NO_CHARACTER), font.getmask(character)
    return (there.size, bytes(there)) != (missing.size, bytes(missing))


def stamp(face: Face, letters: Sequence[Letter], sharpness: int) -> Stamp:
    """Draw letters and their halo; positions are in pixels of the map at a sharpness of 1."""
    scaled = Face(face.file, face.px * sharpness)
    placed = [_turned(scaled, letter, sharpness) for letter in letters]
    left, top = min(p[0] for p in placed) // LARGER, min(p[1] for p in placed) // LARGER
    right, bottom = max(x + ink.width for x, _, ink, _ in placed), max(y + ink.height for _, y, ink, _ in placed)
    size = ceil(right / LARGER) - left, ceil(bottom / LARGER) - top
    ink, halo = (Image.new("L", (size[0] * LARGER, size[1] * LARGER)) for _ in range(2))
    for x, y, letter_ink, letter_halo in placed:
        at = x - left * LARGER, y - top * LARGER
        _lighten(ink, letter_ink, at)
        _lighten(halo, letter_halo, at)
    return Stamp(left, top, ink.reduce(LARGER), halo.reduce(LARGER))


def _turned(face: Face, letter: Letter, sharpness: int) -> tuple[int, int, Image.Image, Image.Image]:
    """Give a letter's masks at large scale and the corner where they go."""
    stroke = HALO_PX * LARGER * sharpness
    width = face.width(letter.text) * LARGER
    reach_x, reach_y = width / 2 + stroke + 4, face.px * LARGER * 0.75 + stroke
    # The centre of the capitals stands on the point; both stand on the middle of the masks.
    box_x = abs(reach_x * cos(letter.angle)) + abs(reach_y * sin(letter.angle))
    box_y = abs(reach_x * sin(letter.angle)) + abs(reach_y * cos(letter.angle))
    reach = ceil(max(box_x, reach_x)), ceil(max(box_y, reach_y))
    x, y = (value * LARGER * sharpness for value in (letter.x, letter.y))
    left, top = floor(x) - reach[0], floor(y) - reach[1]
    middle = x - left, y - top
    drop = 0.5 if face.file == SIGN_FACE else CAP_SHARE / 2
    at = middle[0] - width / 2, middle[1] + drop * face.px * LARGER
    masks = []
    for stroke_px in (0, round(stroke)):
        mask = Image.new("L", (2 * reach[0] + 1, 2 * reach[1] + 1))
        font = _font(face.file, face.px)
        anchor = "ls" if face.file != SIGN_FACE else "ld"
        ImageDraw.Draw(mask).text(at, letter.text, fill=255, font=font, anchor=anchor, stroke_width=stroke_px)
        if letter.angle:
            mask = mask.rotate(-degrees(letter.angle), resample=Image.Resampling.BICUBIC, center=middle)
        masks.append(mask)
    return left, top, masks[0], masks[1]


def _lighten(whole: Image.Image, piece: Image.Image, at: tuple[int, int]) -> None:
    box = (at[0], at[1], at[0] + piece.width, at[1] + piece.height)
    whole.paste(ImageChops.lighter(whole.crop(box), piece), box)
