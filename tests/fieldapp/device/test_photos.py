"""Photos made ready: small, upright, without a word of what the camera wrote into them."""

import asyncio
import hashlib
import struct
import threading
import zlib
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldapp.device import photos
from fieldapp.device.photo_sizes import EXTENTS, PhotoSize
from fieldapp.device.photos import PhotoRefused, PhotoTrouble, prepare_photo, prepared_aside
from tests.fieldapp.device.cameras import MARKER, encoded, jpeg, opened, scene

WINTER = timezone(timedelta(hours=1))


def test_photo_is_2048_pixels_long_at_most() -> None:
    photo = prepare_photo(jpeg(4000, 3000))
    assert (photo.width, photo.height) == (2048, 1536)
    assert opened(photo.jpeg).size == (2048, 1536)


@pytest.mark.parametrize(
    ("size", "width"), [("economical", 1280), ("medium", 1600), ("normal", 2048), ("original", 4000)]
)
def test_photo_has_the_size_that_was_chosen(size: str, width: int) -> None:
    photo = prepare_photo(jpeg(4000, 3000), size=PhotoSize(size))
    assert (photo.width, photo.height) == (width, width * 3 // 4)
    assert len(photo.jpeg) <= EXTENTS[PhotoSize(size)].typical_bytes
    assert MARKER not in photo.jpeg


def test_small_photo_is_not_enlarged() -> None:
    photo = prepare_photo(jpeg(640, 480))
    assert (photo.width, photo.height) == (640, 480)


def test_thumbnail_is_240_pixels_long() -> None:
    assert max(opened(prepare_photo(jpeg()).thumbnail).size) == 240


def test_busy_photo_of_twelve_megapixels_stays_below_600_kilobytes() -> None:
    assert len(prepare_photo(jpeg(4000, 3000)).jpeg) <= EXTENTS[PhotoSize.NORMAL].typical_bytes


@pytest.mark.parametrize(("orientation", "red_at"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_photo_is_turned_upright(orientation: int, red_at: str) -> None:
    picture = opened(prepare_photo(jpeg(1200, 800, orientation=orientation)).jpeg)
    width, height = picture.size
    places = {
        "left": (width // 8, height // 2),
        "right": (width * 7 // 8, height // 2),
        "top": (width // 2, height // 8),
        "bottom": (width // 2, height * 7 // 8),
    }
    red, green, _ = picture.getpixel(places[red_at])  # type: ignore[misc]  # an RGB picture
    assert red > 150 > 100 > green


def test_width_and_height_are_those_of_the_upright_photo() -> None:
    photo = prepare_photo(jpeg(1200, 800, orientation=6))
    assert (photo.width, photo.height) == (800, 1200)


def test_nothing_that_the_camera_wrote_is_left_in_the_file() -> None:
    photo = prepare_photo(jpeg())
    for content in (photo.jpeg, photo.thumbnail):
        assert MARKER not in content
        assert b"Exif" not in content
        picture = opened(content)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_addresses_are_those_of_the_bytes() -> None:
    photo = prepare_photo(jpeg())
    assert photo.sha256 == hashlib.sha256(photo.jpeg).hexdigest()
    assert photo.thumbnail_sha256 == hashlib.sha256(photo.thumbnail).hexdigest()


def test_time_and_place_come_out_as_values() -> None:
    photo = prepare_photo(jpeg(), zone=WINTER)
    assert photo.taken_at == "2026-11-23T13:32:05.000Z"
    assert photo.lat == pytest.approx(48.8583333)
    assert photo.long == pytest.approx(2.35)


def test_offset_of_the_camera_goes_before_the_zone() -> None:
    told = {0x9003: "2026:11:23 14:32:05", 0x9011: "-05:00"}
    assert prepare_photo(jpeg(told=told), zone=WINTER).taken_at == "2026-11-23T19:32:05.000Z"


def test_place_in_the_south_west_is_negative() -> None:
    photo = prepare_photo(jpeg(gps={1: "S", 2: (20, 30, 0), 3: "W", 4: (55, 15, 0)}))
    assert (photo.lat, photo.long) == (-20.5, -55.25)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)},
        {1: "N", 2: (948, 0, 0), 3: "E", 4: (2, 0, 0)},
        {2: (48, 0, 0)},
    ],
    ids=["absent", "zeros", "absurd", "half"],
)
def test_place_is_not_known_when_the_camera_has_none(gps: dict[int, object]) -> None:
    photo = prepare_photo(jpeg(gps=gps))
    assert (photo.lat, photo.long) == (None, None)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "hier", "", "1980:01:01 00:00:00"])
def test_time_is_not_known_when_the_camera_has_none(text: str) -> None:
    assert prepare_photo(jpeg(told={0x9003: text}), zone=WINTER).taken_at is None


def test_transparent_picture_gets_white_paper() -> None:
    picture = opened(prepare_photo(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")).jpeg)
    assert min(picture.getpixel((32, 32))) > 250  # type: ignore[arg-type]  # an RGB picture


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGB", "WEBP")])
def test_other_colours_and_formats_become_a_photo(mode: str, kind: str) -> None:
    photo = prepare_photo(encoded(scene(300, 200).convert(mode), kind))
    assert opened(photo.jpeg).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", jpeg(400, 300)[:2000], b"GIF89a" + bytes(100), b"%PDF-1.7"],
    ids=["empty", "text", "cut short", "gif", "pdf"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused) as refused:
        prepare_photo(content)
    assert refused.value.trouble is PhotoTrouble.UNREADABLE


def png_bomb(width: int, height: int) -> bytes:
    """Give a PNG of a few bytes that announces a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("edge", [8_000, 60_000])
def test_bomb_is_refused_from_its_header(edge: int) -> None:
    with pytest.raises(PhotoRefused) as refused:
        prepare_photo(png_bomb(edge, edge))
    assert refused.value.trouble is PhotoTrouble.TOO_LARGE


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "INPUT_BYTES_MAX", 100)
    with pytest.raises(PhotoRefused) as refused:
        prepare_photo(jpeg(100, 100))
    assert refused.value.trouble is PhotoTrouble.TOO_LARGE


_WHOLE = jpeg(160, 120)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_photo_is_prepared_or_refused_and_nothing_else(damage: list[tuple[int, int]]) -> None:
    content = bytearray(_WHOLE)
    for at, value in damage:
        content[at] = value
    try:
        photo = prepare_photo(bytes(content))
    except PhotoRefused:
        return
    assert MARKER not in photo.jpeg


def test_photo_is_prepared_on_another_thread() -> None:
    busy: list[int] = []

    async def wait() -> int:
        waiting = asyncio.ensure_future(prepared_aside(jpeg(2400, 1800)))
        while not waiting.done():
            busy.append(threading.active_count())
            await asyncio.sleep(0.001)
        return (await waiting).width

    assert asyncio.run(wait()) == 2048
    assert max(busy) > 1
    assert len(busy) > 5
