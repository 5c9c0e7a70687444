"""What is covered on a photo is gone from its pixels, its small picture included."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fieldapp.device.covers import SIDE_SHARE_MIN, Cover, cover_between, covered_photo
from fieldapp.device.photos import prepare_photo
from tests.fieldapp.device.cameras import jpeg, opened

INK_MAX = 60
"""Of a channel, after JPEG has smeared the edges."""
shares = st.floats(-0.5, 1.5)


def brightest(picture: Image.Image) -> int:
    """Give the brightest value of a picture, 0 to 255."""
    return max(value for value, count in enumerate(picture.convert("L").histogram()) if count)


def test_covered_part_is_dark_in_the_photo_and_in_its_small_picture() -> None:
    photo = prepare_photo(jpeg(1200, 900))
    covered = covered_photo(photo.jpeg, [Cover(0.25, 0.25, 0.75, 0.75)])
    for before, after in ((photo.jpeg, covered.jpeg), (photo.thumbnail, covered.thumbnail)):
        was, picture = opened(before), opened(after)
        assert picture.size == was.size
        wide, high = picture.size
        inside = picture.crop((int(wide * 0.3), int(high * 0.3), int(wide * 0.7), int(high * 0.7)))
        assert brightest(inside) <= INK_MAX
        corner = (0, 0, 8, 8)
        assert abs(brightest(was.crop(corner)) - brightest(picture.crop(corner))) < 40
    assert covered.sha256 != photo.sha256
    assert covered.thumbnail_sha256 != photo.thumbnail_sha256


def test_cover_reaches_the_edges_of_the_picture() -> None:
    covered = opened(covered_photo(prepare_photo(jpeg(400, 300)).jpeg, [Cover(0.0, 0.0, 1.0, 1.0)]).jpeg)
    assert brightest(covered) <= INK_MAX


def test_covered_photo_carries_nothing_of_the_camera() -> None:
    covered = opened(covered_photo(prepare_photo(jpeg(400, 300)).jpeg, [Cover(0.1, 0.1, 0.2, 0.2)]).jpeg)
    assert not covered.getexif()


@given(shares, shares, shares, shares)
def test_rectangle_between_two_corners_lies_within_the_picture(x1: float, y1: float, x2: float, y2: float) -> None:
    cover = cover_between((x1, y1), (x2, y2))
    assert 0 <= cover.left <= cover.right <= 1
    assert 0 <= cover.top <= cover.bottom <= 1
    assert cover == cover_between((x2, y2), (x1, y1))


def test_two_taps_at_one_place_cover_nothing() -> None:
    assert not cover_between((0.5, 0.5), (0.5 + SIDE_SHARE_MIN / 2, 0.9)).is_there
    assert cover_between((0.5, 0.5), (0.6, 0.6)).is_there
