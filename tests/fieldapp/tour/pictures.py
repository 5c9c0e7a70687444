"""Reference pictures of every stop in every theme, and how a picture is held against its own.

    python -m tests.fieldapp.tour.pictures [STOP …]      # takes them anew: `make pictures`

Pictures have half the density of the screen and 256 colours. Two pixels differ when one channel does by more than
`CHANNEL_MAX`: the octree of 256 colours is never more than 15 off, another tint of the tokens is. A picture differs
when more than `SHARE_MAX` of its pixels do; a caret that blinks is less, a card that moves by four dp is more.
"""

import argparse
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

FOLDER: Final = Path(__file__).with_name("references")
FOUND: Final = Path(__file__).parents[3] / "build" / "tour"
"""Where the pictures that differ are laid, each beside a map of its differences."""
COLOURS: Final = 256
CHANNEL_MAX: Final = 20
SHARE_MAX: Final = 0.0004


def reference_of(name: str) -> Path:
    """Give the path of a reference."""
    return FOLDER / f"{name}.png"


def picture_of(content: bytes) -> Image.Image:
    """Read a screenshot."""
    with Image.open(BytesIO(content)) as found:
        return found.convert("RGB")


def kept(name: str, picture: Image.Image) -> None:
    """Make a picture the reference."""
    FOLDER.mkdir(exist_ok=True)
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(reference_of(name), optimize=True)


def difference(name: str, picture: Image.Image) -> float:
    """Give the share of pixels that differ from the reference; 1 where there is none of this size."""
    if not reference_of(name).exists():
        return 1.0
    with Image.open(reference_of(name)) as reference:
        return share_of_difference(reference.convert("RGB"), picture)


def share_of_difference(one: Image.Image, other: Image.Image) -> float:
    """Give the share of pixels that differ between two pictures."""
    if one.size != other.size:
        return 1.0
    return _differing(one, other).histogram()[255] / (one.width * one.height)


def lay_out(name: str, picture: Image.Image) -> None:
    """Lay a picture that differs where a person finds it."""
    FOUND.mkdir(parents=True, exist_ok=True)
    picture.save(FOUND / f"{name}.png")
    if reference_of(name).exists():
        with Image.open(reference_of(name)) as reference:
            if reference.size == picture.size:
                _differing(reference.convert("RGB"), picture).save(FOUND / f"{name}-differs.png")


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Draw white what differs."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value > CHANNEL_MAX else 0)


def main() -> None:
    """Take the references anew, all of them or those of some stops."""
    from tests.fieldapp.tour.visits import renew

    parser = argparse.ArgumentParser(prog="python -m tests.fieldapp.tour.pictures", description=__doc__)
    parser.add_argument("stops", nargs="*", help="names of stops; all when none is given")
    renew(parser.parse_args().stops)


if __name__ == "__main__":
    main()
