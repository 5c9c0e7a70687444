"""The files of the web client and the fonts: nothing from another host, every letter and icon there."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageFont

from fieldapp.ui.glyphs import GLYPHS
from fieldapp.ui.tokens import FONTS, Face
from tests.fieldapp.ui.sources import ROOT

ASSETS: Final = ROOT / "assets"
FONT_BYTES_MAX: Final = 400_000
LETTERS: Final = "ABCXYZabcxyz0123456789ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâçéèêëîïôœùûüÿ«»’“”…·×–—€°\u00a0ŁłŃńŻżŠšČčŘřŐőŰűĀāİığŞş"
_ABSENT = "\ue001"


def drawn(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    """Give the picture of a letter; what a font lacks gets the picture of « absent »."""
    return bytes(font.getmask(letter))


@pytest.mark.parametrize("face", [one for one in Face if not one.startswith("P")])
def test_text_font_holds_the_letters_of_european_names(face: Face) -> None:
    font = ImageFont.truetype(ASSETS / FONTS[face], 48)
    absent = drawn(font, _ABSENT)
    assert not [letter for letter in LETTERS if drawn(font, letter) == absent]


@pytest.mark.parametrize("face", [Face.GLYPH, Face.GLYPH_FILLED])
def test_icon_font_holds_every_icon(face: Face) -> None:
    font = ImageFont.truetype(ASSETS / FONTS[face], 48)
    absent = drawn(font, _ABSENT)
    assert not [name for name, code in GLYPHS.items() if drawn(font, chr(code)) == absent]


def test_icons_sit_in_the_middle_of_their_square() -> None:
    font = ImageFont.truetype(ASSETS / FONTS[Face.GLYPH], 100)
    for name in ("circle", "check-circle", "x-circle", "square"):
        left, _, right, _ = font.getbbox(chr(GLYPHS[name]))
        assert abs((left + right) / 2 - 50) <= 2, name


def test_fonts_are_small_and_their_licences_are_there() -> None:
    fonts = ASSETS / "fonts"
    assert sum(path.stat().st_size for path in fonts.glob("*.ttf")) <= FONT_BYTES_MAX
    assert {path.name for path in fonts.glob("*.txt")} == {"MIT-Phosphor.txt", "OFL-Atkinson.txt", "OFL-Bricolage.txt"}


def policy() -> dict[str, list[str]]:
    """Give the content security policy of the page."""
    page = (ASSETS / "index.html").read_text(encoding="utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', page)
    assert found is not None
    return {words[0]: words[1:] for words in (part.split() for part in found[1].split(";"))}


def test_policy_lets_no_script_font_or_picture_come_from_elsewhere() -> None:
    rules = policy()
    assert rules["default-src"] == ["'self'"]
    own = {
        "'self'",
        "'unsafe-inline'",
        "'wasm-unsafe-eval'",
        "blob:",
        "data:",
        "ws:",
        "wss:",
        "http://127.0.0.1:*",
        "'none'",
    }
    assert not {source for sources in rules.values() for source in sources} - own
    assert "'unsafe-eval'" not in rules["script-src"]


def test_page_keeps_what_the_server_of_flet_writes_into() -> None:
    page = (ASSETS / "index.html").read_text(encoding="utf-8")
    for needed in ('<base href="/">', "<!-- fletAppConfig -->", "flutter_bootstrap.js", "python.js"):
        assert page.count(needed) == 1


def test_page_asks_for_files_that_exist() -> None:
    page = (ASSETS / "index.html").read_text(encoding="utf-8")
    asked = re.findall(r'href="((?:fonts|icons|favicon|manifest)[^"]*)"', page)
    assert asked
    assert not [path for path in asked if not (ASSETS / path).exists()]


def test_fonts_are_loaded_before_the_first_frame() -> None:
    families = json.loads((ASSETS / "assets" / "FontManifest.json").read_text(encoding="utf-8"))
    named = {one["family"]: one["fonts"][0]["asset"] for one in families}
    assert {face: f"../{path}" for face, path in FONTS.items()}.items() <= named.items()


@pytest.mark.parametrize(
    ("path", "side"),
    [
        ("icons/icon-192.png", 192),
        ("icons/icon-512.png", 512),
        ("icons/icon-maskable-512.png", 512),
        ("icon.png", 1024),
    ],
)
def test_icon_has_its_size(path: str, side: int) -> None:
    with Image.open(ASSETS / Path(path)) as image:
        assert image.size == (side, side)
