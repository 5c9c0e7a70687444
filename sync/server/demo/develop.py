"""From a drawn scene to the file of a camera: light, lens, grain, JPEG and EXIF."""

import io
import random
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageChops
from PIL.TiffImagePlugin import IFDRational

from sync.records.delays import PARIS
from sync.server.demo.pixels import Noise, Size, levels, lit
from sync.server.demo.views import View

FILE_SIZE: Size = (1600, 1200)
QUALITY = 82
SMALL_EDGE = 240
SMALL_QUALITY = 75
CAMERAS: tuple[tuple[str, str], ...] = (
    ("CROSSCALL", "Core-T5"),
    ("samsung", "SM-T630"),
    ("Fairphone", "FP5"),
    ("Apple", "iPhone 13"),
    ("Xiaomi", "2201117TY"),
)
# EXIF orientation -> how the upright picture is turned before it is written as the sensor would.
_TURNS: dict[int, Image.Transpose] = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
_MAKE, _MODEL, _ORIENTATION, _DATE = 0x010F, 0x0110, 0x0112, 0x0132
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825


@dataclass(frozen=True)
class Shot:
    """How one picture was taken."""

    camera: tuple[str, str]
    orientation: int  # 1 upright, 3 upside down, 6 and 8 on its side
    at: datetime
    lat: float
    long: float

    @property
    def on_its_side(self) -> bool:
        """Say whether the picture is taller than wide when seen upright."""
        return self.orientation in (6, 8)


def develop(scene: Image.Image, noise: Noise, *, upright: bool) -> Image.Image:
    """Give a drawn scene the look of a telephone's camera, at the size of its files."""
    rng = noise.rng
    size = FILE_SIZE if not upright else FILE_SIZE[::-1]
    picture = scene.resize(size, Image.Resampling.BICUBIC)
    picture = ImageChops.multiply(picture, _vignette(size))
    picture = lit(picture, levels(noise.plain(size, 1), 128, rng.uniform(0.04, 0.075)))
    return picture.point(_film(rng))


def detail_of(view: View, rng: random.Random) -> Image.Image:
    """Step nearer to the subject, for the second picture of a report."""
    width, height = view.picture.size
    share = rng.uniform(0.46, 0.58)
    left = min(max(0.0, view.focus[0] - share / 2), 1 - share)
    top = min(max(0.0, view.focus[1] - share / 2), 1 - share)
    return view.picture.crop(
        (round(left * width), round(top * height), round((left + share) * width), round((top + share) * height))
    )


def jpeg_of(picture: Image.Image, shot: Shot) -> bytes:
    """Write a developed picture as its camera would: turned as it was held, with EXIF."""
    turn = _TURNS.get(shot.orientation)
    stored = picture.transpose(turn) if turn is not None else picture
    written = io.BytesIO()
    stored.save(written, "JPEG", quality=QUALITY, exif=_exif(shot))
    return written.getvalue()


def thumbnail_of(picture: Image.Image) -> bytes:
    """Write the small picture of a developed one, upright and without EXIF."""
    small = picture.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    written = io.BytesIO()
    small.save(written, "JPEG", quality=SMALL_QUALITY)
    return written.getvalue()


@lru_cache(maxsize=4)
def _vignette(size: Size) -> Image.Image:
    corner = Image.radial_gradient("L").resize(size).point(lambda v: 255 - max(0, v - 90) * 0.42)
    return Image.merge("RGB", (corner, corner, corner))


def _film(rng: random.Random) -> list[int]:
    """Make the curve of one exposure: brightness, white balance, a little contrast."""
    exposure, contrast = rng.uniform(0.92, 1.16), rng.uniform(1.04, 1.16)
    warm = rng.gauss(0, 0.025)
    table: list[int] = []
    for balance in (1 + warm, 1.0, 1 - warm):
        curve = ((v * exposure * balance - 118) * contrast + 120 for v in range(256))
        table.extend(max(0, min(255, round(v + 4))) for v in curve)
    return table


def _exif(shot: Shot) -> Image.Exif:
    local = shot.at.astimezone(PARIS)
    told = f"{local:%Y:%m:%d %H:%M:%S}"
    zone = f"{local:%z}"
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL] = shot.camera
    exif[_ORIENTATION] = shot.orientation
    exif[_DATE] = told
    exif[_EXIF_IFD] = {
        0x9003: told,  # DateTimeOriginal
        0x9011: f"{zone[:3]}:{zone[3:]}",  # OffsetTimeOriginal
        0x829A: IFDRational(1, 250),  # ExposureTime
        0x829D: IFDRational(18, 10),  # FNumber
        0x8827: 125,  # ISO
        0xA002: FILE_SIZE[0],
        0xA003: FILE_SIZE[1],
    }
    exif[_GPS_IFD] = {
        1: "N" if shot.lat >= 0 else "S",
        2: _sexagesimal(abs(shot.lat)),
        3: "E" if shot.long >= 0 else "W",
        4: _sexagesimal(abs(shot.long)),
        18: "WGS-84",
    }
    return exif


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Write degrees, minutes and ten-thousandths of seconds, as GPS tags want."""
    whole, minutes = int(degrees), int(degrees * 60) % 60
    seconds = degrees * 3600 - whole * 3600 - minutes * 60
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(round(seconds * 10_000), 10_000)
